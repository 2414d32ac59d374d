// A whole course in one file. Each of its pages is a text until it is shown: what stands in <noscript> is not parsed
// where scripts run, and is a document to read from top to bottom where they do not. The page that the address names
// (#/part/lesson:anchor) becomes the document's body, and the scripts of that page run from the beginning, as they do on
// a page that is a file of its own: they see DOMContentLoaded when it is there and `pagehide` when it is left, and what
// they hung on the window or the document is taken off then.
(() => {
  "use strict";

  /** Looks and scripts by their numbers, in their order: those of each set of parts, those of all pages, and those that
   * are brought when they are needed.
   * @typedef {{ sets: [number[], number[]][], all: [number[], number[]], late: Record<string, [number[], number[]]>, unknown: string }} Plan */
  /** @typedef {{ text: string, set: number, title: string }} Leaf */

  /** Each is given what the page's core put up, so that one that goes on after its page is left stays with it.
   * @type {((terakoya: Terakoya) => void)[]} */
  const scripts = [];
  /** @type {HTMLStyleElement[]} */
  let looks = [];
  /** @type {Map<string, Leaf>} */
  const leaves = new Map();
  /** Data that scripts ask for by the name of a file, and pictures by theirs. @type {Map<string, string>} */
  const files = new Map();
  /** @type {Map<string, string>} */
  const pictures = new Map();
  /** @type {Plan} */
  let plan = { sets: [], all: [[], []], late: {}, unknown: "" };

  let shown = "";
  /** The entry of the history that is shown, and how far each was scrolled. */
  let entry = "";
  /** @type {Map<string, number>} */
  const tops = new Map();

  // ---- What a page's scripts leave behind ----

  /** @type {(() => void)[]} */
  let left = [];

  const wait = window.setTimeout.bind(window);

  for (const target of [window, document, document.documentElement]) {
    const add = target.addEventListener.bind(target);
    /** @type {(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions) => void} */
    target.addEventListener = (type, listener, options) => {
      add(type, listener, options);
      left.push(() => target.removeEventListener(type, listener, options));
    };
  }
  for (const name of /** @type {const} */ (["setTimeout", "setInterval"])) {
    const start = /** @type {(...given: unknown[]) => number} */ (/** @type {unknown} */ (window[name].bind(window)));
    Object.assign(window, {
      [name]: (/** @type {unknown[]} */ ...given) => {
        const timer = start(...given);
        left.push(() => clearTimeout(timer));
        return timer;
      },
    });
  }
  const Observer = window.MutationObserver;
  window.MutationObserver = class extends Observer {
    /** @param {MutationCallback} told */
    constructor(told) {
      super(told);
      left.push(() => this.disconnect());
    }
  };
  if ("BroadcastChannel" in window) {
    const Channel = window.BroadcastChannel;
    window.BroadcastChannel = class extends Channel {
      /** What is still being written is told by it afterwards, so it only stops listening.
       * @type {(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions) => void} */
      addEventListener(type, listener, options) {
        super.addEventListener(type, listener, options);
        left.push(() => this.removeEventListener(type, listener, options));
      }
    };
  }

  if (window.indexedDB) {
    const open = indexedDB.open.bind(indexedDB);
    indexedDB.open = (...given) => {
      const request = open(...given);
      // The store closes its connection when another version is wanted, and opens it again for what is still to come.
      left.push(() => request.readyState === "done" && !request.error && request.result.dispatchEvent(new Event("versionchange")));
      return request;
    };
  }

  // ---- The pages ----

  /** What becomes markup is the text of a page of this file, by its name, and nothing else. */
  const rules = {
    createHTML: (/** @type {string} */ name) => leaves.get(name)?.text ?? "",
    createScriptURL(/** @type {string} */ address) {
      throw new TypeError(`no script is loaded: ${address}`);
    },
  };
  const policy = window.trustedTypes?.createPolicy("terakoya", rules);
  // So that what all pages begin with makes no second one.
  document.documentElement.dataset.single = "";

  /** Takes the pages out of the document, before anything of them is shown. */
  function take() {
    for (const block of document.querySelectorAll("noscript[data-leaf]")) {
      if (!(block instanceof HTMLElement)) continue;
      const { leaf = "", set, title = "" } = block.dataset;
      leaves.set(leaf, { text: block.textContent ?? "", set: Number(set), title });
    }
    for (const block of document.querySelectorAll("noscript[data-picture]")) {
      const [, data = ""] = /href="([^"]*)"/.exec(block.textContent ?? "") ?? [];
      pictures.set(/** @type {HTMLElement} */ (block).dataset.picture ?? "", data);
    }
    for (const block of document.querySelectorAll("script[data-file]")) {
      files.set(/** @type {HTMLElement} */ (block).dataset.file ?? "", block.textContent ?? "");
    }
    looks = [...document.querySelectorAll("style")];
    plan = JSON.parse(files.get("plan") ?? "null");
  }

  /** The elements of a page, with its pictures in their places. @type {(name: string) => HTMLElement} */
  function leafOf(name) {
    // What stands in the policy's answer is the text itself where there are no trusted types.
    const html = /** @type {string} */ (policy ? policy.createHTML(name) : rules.createHTML(name));
    const leaf = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!(leaf instanceof HTMLElement)) throw new TypeError(`no page ${name}`);
    document.adoptNode(leaf);
    for (const unscripted of leaf.querySelectorAll("no-script")) unscripted.remove();
    for (const template of leaf.querySelectorAll("template")) fill(template.content);
    fill(leaf);
    return leaf;
  }

  /** @type {(within: ParentNode) => void} */
  function fill(within) {
    for (const element of within.querySelectorAll("[data-picture]")) picture(element);
  }

  /** @type {(element: Node) => void} */
  function picture(element) {
    const name = element instanceof HTMLElement && element.dataset.picture;
    if (!name) return;
    element.setAttribute(element instanceof HTMLVideoElement ? "poster" : "src", pictures.get(name) ?? "");
    delete element.dataset.picture;
  }

  /** What the address names: a page, and a place on it. */
  function asked() {
    let address = location.hash.slice(1);
    try {
      address = decodeURIComponent(address);
    } catch {
      // An address that nobody wrote names nothing.
    }
    const [, route = "", anchor = ""] = /^([^:]*):?(.*)$/s.exec(address) ?? [];
    return { route: route || "/", anchor };
  }

  /** @type {(wanted: number[]) => void} */
  function dress(wanted) {
    looks.forEach((look, index) => (look.disabled = !wanted.includes(index)));
  }

  /** Runs the scripts of a page that is in its place. @type {(set: number) => void} */
  function start(set) {
    const run = new Set();
    const loaded = new Set();
    const bring = (/** @type {number[]} */ wanted) => {
      for (const index of wanted) if (!run.has(index)) run.add(index) && scripts[index]?.(own);
    };
    // The core is the first.
    run.add(plan.all[1][0]);
    scripts[plan.all[1][0] ?? 0]?.(window.Terakoya);
    const own = window.Terakoya;
    const { report } = own;
    // What a page that is left does not find any more is nobody's concern.
    own.report = (...what) => void (window.Terakoya === own && report(...what));
    own.address = (url) => {
      const [, page = url, , anchor] = /^(.*?)\.html(#(.*))?$/.exec(url) ?? [];
      return `#/${page.replace(/(^|\/)index$/, "$1")}${anchor ? `:${anchor}` : ""}`;
    };
    own.load = async (address) => {
      const name = address.replace(/\?.*$/, "");
      const file = files.get(name);
      if (file === undefined) throw new Error(`not in this file: ${name}`);
      if (loaded.has(name)) return;
      loaded.add(name);
      const [what, value] = JSON.parse(file);
      own.define(what, value);
    };
    own.late = async (name) => {
      const [looked, scripted] = plan.late[name] ?? [[], []];
      for (const index of looked) looks[index].disabled = false;
      bring(scripted);
    };
    bring(plan.all[1]);
    // All is one page here, so nothing is parted.
    own.parted = false;
    bring(plan.sets[set]?.[1] ?? []);
    const build = own.build;
    if (build) {
      own.build = (tree) => {
        const node = build(tree);
        picture(node);
        return node;
      };
    }
    document.dispatchEvent(new Event("DOMContentLoaded"));
  }

  /** Leaves the page that is shown. */
  function leave() {
    if (!shown) return;
    for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
    window.dispatchEvent(new PageTransitionEvent("pagehide"));
    const gone = left;
    left = [];
    for (const undo of gone) undo();
    delete document.documentElement.dataset.print;
  }

  /** @type {(body: HTMLElement, name: string, leaf: Leaf) => void} */
  function show(body, name, leaf) {
    const page = leafOf(name);
    Object.assign(body.dataset, page.dataset);
    body.append(...page.childNodes);
    document.title = leaf.title;
    dress([...plan.all[0], ...(plan.sets[leaf.set]?.[0] ?? [])]);
  }

  /** Takes the focus to something that need not be able to have it. @type {(element: Element | null) => void} */
  function focus(element) {
    if (!(element instanceof HTMLElement)) return;
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  const keep = history.replaceState.bind(history);
  history.replaceState = (state, ...more) => keep({ ...state, entry }, ...more);

  /** Shows what the address names. @type {(first?: boolean) => void} */
  function turn(first = false) {
    const { route, anchor } = asked();
    const known = leaves.has(route);
    const to = known ? route : "/";
    if (!first) tops.set(entry, window.scrollY);
    const before = history.state?.entry;
    const again = typeof before === "string" && (first || tops.has(before));
    entry = typeof before === "string" ? before : `${Date.now()}.${tops.size}`;
    history.replaceState(history.state, "");
    const top = first ? history.state?.top : tops.get(entry);
    if (to === shown && known) {
      // To a place on it, the browser has gone itself.
      if (again && typeof top === "number") window.scrollTo(0, top);
      else if (!anchor) {
        window.scrollTo(0, 0);
        focus(document.querySelector("main h1"));
      }
      return;
    }
    leave();
    shown = to;
    const body = document.createElement("body");
    const leaf = leaves.get(to);
    if (!leaf) throw new TypeError(`no page ${to}`);
    show(body, to, leaf);
    document.body = body;
    const told = known || !location.hash ? null : Object.assign(document.createElement("p"), { className: "problem single-unknown", textContent: plan.unknown });
    if (told) {
      keep({ entry }, "", "#/");
      told.tabIndex = -1;
      body.querySelector("main")?.prepend(told);
    }
    start(leaf.set);
    const target = anchor && document.getElementById(`${to}:${anchor}`);
    if (again && typeof top === "number") {
      window.scrollTo(0, top);
      // Some browsers go to the place that the address names once all has come.
      if (first) window.addEventListener("load", () => wait(() => window.scrollTo(0, top)), { once: true });
    } else if (target) {
      // The browser goes there itself, and knows it as the target then.
      const { state } = history;
      location.replace(location.hash);
      history.replaceState(state, "");
    } else window.scrollTo(0, 0);
    if (told) focus(told);
    // A page may have put it where one begins to type.
    else if (!first && document.activeElement === body) focus(target || body.querySelector("h1"));
  }

  Object.assign(window, { terakoyaScript: (/** @type {(terakoya: Terakoya) => void} */ script) => void scripts.push(script) });

  // Those of this file itself go on for as long as it is open.
  document.addEventListener("DOMContentLoaded", () => {
    take();
    history.scrollRestoration = "manual";
    turn(true);
  }, { once: true });
  window.addEventListener("popstate", () => turn());
  window.addEventListener("hashchange", () => turn());
  // For a reload. Browsers take no note of it as late as at the end, and not very often.
  let noting = 0;
  document.addEventListener("scroll", () => {
    clearTimeout(noting);
    noting = wait(() => keep({ ...history.state, top: window.scrollY }, ""), 250);
  });
  left = [];
})();

// The one global: what the other scripts register themselves with, and nothing that a learner sees.
(() => {
  "use strict";

  const page = document.documentElement.dataset;
  /** @type {Map<string, object>} */
  const data = new Map();
  /** @type {Map<string, Promise<void>>} */
  const loading = new Map();
  /** @type {[string, string, (element: HTMLElement) => unknown][]} */
  const components = [];
  let started = false;

  /** The folder of the site as an address, ending in a slash. */
  const home = new URL(`${page.root ?? ""}.`, location.href).href;

  /** Script addresses are made here and nowhere else, and never lead out of the site. A single file loads none, and has
   * made its policy before. */
  const policy = "single" in page ? undefined : window.trustedTypes?.createPolicy("terakoya", {
    createScriptURL(address) {
      const url = new URL(address, location.href).href;
      if (!url.startsWith(home)) throw new TypeError(`script outside the site: ${url}`);
      return url;
    },
  });

  /** One instance that fails takes neither the page nor its neighbours with it.
   * @type {(name: string, selector: string, start: (element: HTMLElement) => unknown, within?: ParentNode) => void} */
  function startAll(name, selector, start, within = document) {
    for (const element of within.querySelectorAll(selector)) {
      const begin = async () => {
        if (!(element instanceof HTMLElement)) throw new TypeError("expected an HTML element");
        await start(element);
      };
      begin().catch((error) => core.report(name, element, error));
    }
  }

  /** @type {Make} */
  function make(name, className, ...content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  /** @type {TerakoyaCore} */
  const core = {
    root: page.root ?? "",
    course: page.course ?? "",
    edition: page.edition ?? "",
    questions: new Map(),
    make,

    define: (name, value) => void data.set(name, Object.assign(data.get(name) ?? {}, value)),
    data: (name) => data.get(name),

    address: (url) => core.root + url,

    text(key, values = {}) {
      const strings = /** @type {Record<string, string>} */ (data.get("strings") ?? {});
      const text = Object.hasOwn(strings, key) ? strings[key] : key;
      return text.replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));
    },

    component(name, selector, start) {
      components.push([name, selector, start]);
      if (started) startAll(name, selector, start);
    },

    begin(within) {
      for (const [name, selector, start] of components) startAll(name, selector, start, within);
    },

    question: (type, rules) => void core.questions.set(type, rules),

    rules(question) {
      const own = core.questions.get(question.type);
      return own && question.hidden ? /** @type {Terakoya} */ (core).hidden(question, own) : own;
    },

    load(address) {
      let promise = loading.get(address);
      if (!promise) {
        promise = new Promise((resolve, reject) => {
          const element = address.endsWith(".css")
            ? Object.assign(document.createElement("link"), { rel: "stylesheet", href: address })
            : Object.assign(document.createElement("script"), { src: policy ? policy.createScriptURL(address) : address });
          element.onload = () => resolve();
          element.onerror = () => {
            loading.delete(address);
            reject(new Error(`cannot load ${address}`));
          };
          document.head.append(element);
        });
        loading.set(address, promise);
      }
      return promise;
    },

    async whole() {
      await core.load(`${core.root}outline.js`);
      return /** @type {OutlineData} */ (data.get("outline"));
    },

    late(name) {
      const addresses = /** @type {Record<string, string>} */ (data.get("late") ?? {});
      const files = [`${name}.css`, name].filter((file) => addresses[file]);
      return Promise.all(files.map((file) => core.load(`${core.root}assets/${name}-${addresses[file]}.${file === name ? "js" : "css"}`)));
    },

    report: (...what) => console.error("Terakoya:", ...what),
  };
  window.Terakoya = /** @type {Terakoya} */ (core);

  // All our scripts are deferred, so everything has registered by now.
  document.addEventListener("DOMContentLoaded", () => {
    started = true;
    for (const [name, selector, start] of components) startAll(name, selector, start);
  });
})();

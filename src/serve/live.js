// Brings changes of the course into a page that is open. Only `terakoya serve` adds this script, to pages as it hands
// them out: it is no part of a built course, and the only one that asks a server for anything.
//
// The server tells what the page should be by now. If that is another page, it is loaded again, and the reader finds
// everything where it was; if only styles are, those are exchanged; errors are laid over the page.
(() => {
  "use strict";

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const digest = script.dataset.digest;
  let token = script.dataset.token ?? "";
  /** Where the page leaves word for itself before it is loaded again. */
  const place = `terakoya-live ${location.pathname}`;
  /** Longest wait for answers that are being kept, and for a page to settle, in milliseconds. */
  const PATIENCE = 1500;

  /** @typedef {{ digest: string, styles: string[], overlay: Tree | null }} News */
  /** @typedef {{ scroll: number, anchor: string, offset: number, open: [string, boolean][], tabs: string[], fields: [string, string | boolean][], focus: string, caret: [number, number] | null, closed: string }} Kept */

  // ---- What the reader had before them, and finds again.

  /** The way to an element from the nearest one above it that has a name. @type {(element: Element) => string} */
  function way(element) {
    const steps = [];
    let at = element;
    while (!at.id && at.parentElement) {
      steps.unshift([...at.parentElement.children].indexOf(at));
      at = at.parentElement;
    }
    return [at.id, ...steps].join("/");
  }

  /** @type {(way: string) => Element | undefined} */
  function at(way) {
    const [id = "", ...steps] = way.split("/");
    /** @type {Element | null | undefined} */
    let found = id ? document.getElementById(id) : document.documentElement;
    for (const step of steps) found = found?.children[Number(step)];
    return found ?? undefined;
  }

  /** Fields that no script keeps: quizzes keep their own, and what was chosen as a file cannot be given back. */
  const fields = () =>
    [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input, textarea, select"))].filter(
      (field) => !field.closest(".quiz") && !["file", "password", "hidden", "submit", "button"].includes(field.type));

  /** @type {(field: HTMLInputElement) => boolean} */
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";

  /** The last element with a name that begins above the middle of the window: what is being read. */
  function reading() {
    const named = [...document.querySelectorAll("main [id]")].filter((element) => element.getClientRects().length > 0);
    const above = named.filter((element) => element.getBoundingClientRect().top <= innerHeight / 2);
    return above.at(-1);
  }

  /** @type {() => Kept} */
  function look() {
    const anchor = reading();
    const focus = document.activeElement;
    const typed = focus instanceof HTMLInputElement || focus instanceof HTMLTextAreaElement ? focus : null;
    /** @type {[number, number] | null} */
    let caret = null;
    try {
      if (typed && typed.selectionStart !== null) caret = [typed.selectionStart, typed.selectionEnd ?? 0];
    } catch {
      // Some kinds of fields have no caret.
    }
    return {
      scroll: scrollY,
      anchor: anchor?.id ?? "",
      offset: anchor?.getBoundingClientRect().top ?? 0,
      open: [...document.querySelectorAll("details")].map((details) => [way(details), details.open]),
      tabs: [...document.querySelectorAll("[role=tab][aria-selected=true]")].map(way),
      fields: fields().map((field) => [way(field), ticks(field) ? field.checked : field.value]),
      focus: focus && focus !== document.body ? way(focus) : "",
      caret,
      closed,
    };
  }

  /** @type {(kept: Kept) => void} */
  function scrollBack({ anchor, offset, scroll }) {
    const element = anchor ? document.getElementById(anchor) : null;
    const top = element && element.getClientRects().length > 0 ? scrollY + element.getBoundingClientRect().top - offset : scroll;
    // The top of the page stays the top, whatever came above the first heading.
    scrollTo({ top: scroll === 0 ? 0 : top, behavior: "instant" });
  }

  /** @type {(kept: Kept) => void} */
  function restore(kept) {
    for (const [way, open] of kept.open) {
      const details = at(way);
      if (details instanceof HTMLDetailsElement) details.open = open;
    }
    for (const way of kept.tabs) {
      const tab = at(way);
      if (tab instanceof HTMLElement && tab.matches("[role=tab]") && tab.getAttribute("aria-selected") !== "true") tab.click();
    }
    for (const [way, value] of kept.fields) {
      const field = /** @type {HTMLInputElement | undefined} */ (at(way));
      if (!field || !fields().includes(field) || (typeof value === "boolean") !== ticks(field)) continue;
      if (typeof value === "boolean") field.checked = value;
      else if (field.value !== value) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    scrollBack(kept);
    // Quizzes take their answers out of the record first, and pictures come: what is read stays where it is meanwhile,
    // unless the reader moves on.
    const signs = ["wheel", "touchmove", "keydown", "pointerdown"];
    const start = performance.now();
    let moved = false;
    const move = () => (moved = true);
    for (const sign of signs) addEventListener(sign, move, { once: true, passive: true });
    const settle = () => {
      if (moved) return;
      scrollBack(kept);
      const focus = kept.focus ? at(kept.focus) : null;
      if (focus instanceof HTMLElement && document.activeElement === document.body) {
        focus.focus({ preventScroll: true });
        if (kept.caret && "setSelectionRange" in focus) /** @type {HTMLInputElement} */ (focus).setSelectionRange(...kept.caret);
      }
      if (performance.now() - start < PATIENCE) setTimeout(settle, 50);
      else for (const sign of signs) removeEventListener(sign, move);
    };
    settle();
  }

  // ---- Another page.

  let leaving = false;
  let composing = false;
  addEventListener("compositionstart", () => (composing = true));
  addEventListener("compositionend", () => (composing = false));

  /** @type {(milliseconds: number) => Promise<void>} */
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** Loads the page again once what was typed is kept, and no word is half typed. */
  async function reload() {
    if (leaving) return;
    leaving = true;
    while (composing) await pause(50);
    const kept = look();
    // A field hands over what was typed when it is left.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const start = performance.now();
    while (document.querySelector(".quiz-bar[data-saving]") && performance.now() - start < PATIENCE) await pause(5);
    try {
      sessionStorage.setItem(place, JSON.stringify(kept));
      history.scrollRestoration = "manual";
    } catch {
      // Then the page begins at its top.
    }
    location.reload();
  }

  // ---- Other styles.

  /** Those of the page itself, in order; others come and go as they are needed. */
  const sheets = [.../** @type {NodeListOf<HTMLLinkElement>} */ (document.head.querySelectorAll("link[rel=stylesheet]"))].map((link) => [link]);

  /** The old style goes when the new one is there, so that the page is never without. @type {(index: number, address: string) => void} */
  function restyle(index, address) {
    const links = sheets[index] ?? [];
    const last = links.at(-1);
    if (!last || last.getAttribute("href") === address) return;
    const link = /** @type {HTMLLinkElement} */ (last.cloneNode());
    link.href = address;
    link.onload = () => {
      for (const old of links.splice(0, links.indexOf(link))) old.remove();
    };
    link.onerror = () => void reload();
    links.push(link);
    last.after(link);
  }

  // ---- Errors.

  /** What is laid over the page, apart from its styles and scripts. @type {HTMLElement | null} */
  let host = null;
  let shown = "";
  /** The errors that the reader put aside. */
  let closed = "";

  /** @type {(tree: Tree) => Node} */
  function build(tree) {
    if (typeof tree === "string") return document.createTextNode(tree);
    const [name, attributes, ...content] = tree;
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content.map(build));
    return element;
  }

  /** @type {(open: boolean, byHand?: boolean) => void} */
  function fold(open, byHand = false) {
    const root = host?.shadowRoot;
    const [dialog, button] = [root?.querySelector("[role=dialog]"), root?.querySelector("[data-open]")];
    if (!(dialog instanceof HTMLElement) || !(button instanceof HTMLElement)) return;
    dialog.hidden = !open;
    button.hidden = open;
    closed = open ? "" : shown;
    const next = open ? root?.querySelector("[data-close]") : button;
    if (byHand && next instanceof HTMLElement) next.focus();
  }

  /** @type {(tree: Tree | null) => void} */
  function overlay(tree) {
    const next = tree ? JSON.stringify(tree) : "";
    if (next === shown) return;
    const scrolled = host?.shadowRoot?.querySelector(".body")?.scrollTop ?? 0;
    shown = next;
    if (!tree) {
      closed = "";
      host?.remove();
      host = null;
      return;
    }
    if (!host) {
      host = document.createElement("div");
      host.popover = "manual";
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = "/_live/live.css";
      host.attachShadow({ mode: "open" }).append(style);
      document.body.append(host);
      host.showPopover();
    }
    const root = host.shadowRoot;
    const content = build(tree);
    root?.querySelector(".overlay")?.remove();
    root?.append(content);
    root?.querySelector("[data-close]")?.addEventListener("click", () => fold(false, true));
    root?.querySelector("[data-open]")?.addEventListener("click", () => fold(true, true));
    fold(closed !== shown);
    const body = root?.querySelector(".body");
    if (body) body.scrollTop = scrolled;
  }

  addEventListener("keydown", (event) => {
    const isOpen = host?.shadowRoot?.querySelector("[role=dialog]:not([hidden])");
    if (event.key !== "Escape" || event.defaultPrevented || composing || !isOpen) return;
    // Whatever the page has open itself closes first.
    if (document.querySelector("dialog[open]") || [...document.querySelectorAll(":popover-open")].some((one) => one !== host)) return;
    fold(false, host !== null && document.activeElement === host);
  });

  // ---- The server.

  /** @type {EventSource | null} */
  let source = null;

  /** @type {(news: News) => void} */
  function take(news) {
    if (news.digest !== digest || news.styles.length !== sheets.length) return void reload();
    news.styles.forEach((address, index) => restyle(index, address));
    overlay(news.overlay);
  }

  function listen() {
    // A browser keeps no more than six connections: pages that nobody sees leave theirs to others.
    if (source || leaving || document.hidden) return;
    source = new EventSource(`/_live/events?token=${token}&page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = (event) => take(JSON.parse(event.data));
    source.onerror = () => {
      // While the server is away the browser asks again by itself. One that was started anew does not know us.
      if (source?.readyState !== EventSource.CLOSED) return;
      hush();
      setTimeout(meet, 500);
    };
  }

  function hush() {
    source?.close();
    source = null;
  }

  /** Asks a server that was started anew who it is, and whether the page is still the same. */
  async function meet() {
    if (document.hidden || source || leaving) return;
    try {
      const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
      const [run, now] = (answer.headers.get("terakoya-live") ?? "").split(" ");
      if (!run) throw new TypeError("no answer of ours");
      if (now !== digest) return void reload();
      token = run;
      listen();
    } catch {
      setTimeout(meet, 1000);
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);

  /** @type {Kept | null} */
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
    sessionStorage.removeItem(place);
    history.scrollRestoration = "auto";
  } catch {
    // Then the page begins where the browser puts it.
  }
  if (kept) {
    closed = kept.closed;
    const back = kept;
    // Behind the scripts of the page, which start when it is there.
    addEventListener("DOMContentLoaded", () => restore(back));
  }
  listen();
})();

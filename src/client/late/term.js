// A term's definition beside the word: a copy of the entry at the foot of the page. Loaded with the first one.
(() => {
  "use strict";

  /** @type {Map<HTMLElement, HTMLElement>} */
  const built = new Map();

  /** @type {(popover: HTMLElement, link: HTMLElement) => void} */
  function place(popover, link) {
    // A word may break over two lines: the popover belongs to the first.
    const word = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const box = popover.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const below = word.bottom + box.height + 8 <= window.innerHeight || word.top < box.height + 8;
    popover.style.left = `${Math.max(8, Math.min(word.left, width - box.width - 8)) + window.scrollX}px`;
    popover.style.top = `${(below ? word.bottom + 8 : word.top - box.height - 8) + window.scrollY}px`;
  }

  /** @type {(link: HTMLAnchorElement) => HTMLElement | null} */
  function build(link) {
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!entry) return null;
    const made = document.createElement("div");
    made.className = "term-popover";
    made.popover = "auto";
    made.tabIndex = -1;
    made.setAttribute("role", "dialog");
    made.setAttribute("aria-label", entry.querySelector("dt")?.textContent ?? "");
    for (const child of entry.children) {
      const copy = document.createElement("div");
      copy.className = child.localName;
      copy.append(...[...child.childNodes].map((node) => node.cloneNode(true)));
      for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
      made.append(copy);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "term-close";
    close.textContent = Terakoya.text("late_term.close");
    close.addEventListener("click", () => made.hidePopover());
    made.append(close);
    // At the end of the page, so that its boxes do not stand inside a paragraph; Escape and a click elsewhere close it.
    document.body.append(made);
    made.addEventListener("toggle", (event) => {
      link.setAttribute("aria-expanded", String(/** @type {ToggleEvent} */ (event).newState === "open"));
    });
    built.set(link, made);
    return made;
  }

  Terakoya.showTerm = (link) => {
    const popover = built.get(link) ?? build(link);
    if (!popover) return false;
    popover.showPopover();
    place(popover, link);
    popover.focus({ preventScroll: true });
    return true;
  };
})();

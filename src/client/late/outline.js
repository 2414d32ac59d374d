// The dialog with the whole course. Loaded when it is first opened, with the outline itself.
(() => {
  "use strict";

  /** @type {(address: string) => string} */
  const place = (address) => new URL(address, location.href).pathname.replace(/\/$/, "/index.html");

  /** @type {<K extends keyof HTMLElementTagNameMap>(name: K, className: string, ...content: (string | Node)[]) => HTMLElementTagNameMap[K]} */
  function make(name, className, ...content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  /** @type {(title: string, url: string) => HTMLElement} */
  function entry(title, url) {
    const link = make("a", "", title);
    link.href = Terakoya.root + url;
    if (place(link.href) === place(location.href)) link.setAttribute("aria-current", "page");
    return link;
  }

  /** @type {(nav: Element, outline: OutlineData) => void} */
  function fill(nav, outline) {
    for (const part of outline.parts) {
      if (part.title) nav.append(make("h3", "", part.url ? entry(part.title, part.url) : part.title));
      nav.append(make("ol", "", ...part.lessons.map((lesson) => make("li", "", entry(lesson.title, lesson.url)))));
    }
  }

  const title = make("h2", "", Terakoya.text("client.outline"));
  const close = make("button", "button outline-close", Terakoya.text("client.close"));
  const nav = document.createElement("nav");
  const dialog = document.createElement("dialog");
  close.type = "button";
  close.dataset.kind = "quiet";
  nav.setAttribute("aria-label", title.textContent);
  dialog.setAttribute("aria-label", title.textContent);
  dialog.className = "outline";
  dialog.append(make("div", "outline-head", title, close), nav);
  document.body.append(dialog);

  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    // Beside the panel, or on the page that is shown already.
    const target = event.target instanceof Element ? event.target : null;
    if (target === dialog || target?.closest("[aria-current]")) dialog.close();
  });

  Terakoya.showOutline = () => {
    const outline = /** @type {OutlineData | undefined} */ (Terakoya.data("outline"));
    if (!outline) throw new TypeError("no outline");
    if (!nav.hasChildNodes()) fill(nav, outline);
    // Modal: the browser keeps the focus inside, closes on Escape and gives the focus back to the button.
    if (!dialog.open) dialog.showModal();
    const current = nav.querySelector("[aria-current]");
    if (current instanceof HTMLElement) current.focus();
  };
})();

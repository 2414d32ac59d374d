// The whole course in a dialog: opened by the header's link, which without script leads to the contents page.
// The outline is one script for all pages, loaded when it is first opened.
(() => {
  "use strict";

  /** @type {(address: string) => string} */
  const place = (address) => new URL(address, location.href).pathname.replace(/\/$/, "/index.html");

  /** @type {(title: string, url: string) => HTMLElement} */
  function entry(title, url) {
    const link = document.createElement("a");
    link.href = Terakoya.root + url;
    link.textContent = title;
    if (place(link.href) === place(location.href)) link.setAttribute("aria-current", "page");
    return link;
  }

  /** @type {(nav: Element, outline: OutlineData) => void} */
  function fill(nav, outline) {
    for (const part of outline.parts) {
      if (part.title) {
        const heading = document.createElement("h3");
        heading.append(part.url ? entry(part.title, part.url) : part.title);
        nav.append(heading);
      }
      const list = document.createElement("ol");
      for (const lesson of part.lessons) {
        const item = document.createElement("li");
        item.append(entry(lesson.title, lesson.url));
        list.append(item);
      }
      nav.append(list);
    }
  }

  Terakoya.component("outline", "a[data-outline]", (link) => {
    const dialog = document.querySelector("dialog.outline");
    const nav = dialog?.querySelector("nav");
    if (!(link instanceof HTMLAnchorElement) || !(dialog instanceof HTMLDialogElement) || !nav) throw new TypeError("no dialog");
    const address = link.dataset.outline ?? "";
    const contents = link.href;

    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-haspopup", "dialog");
    button.append(...link.childNodes);
    link.replaceWith(button);

    button.addEventListener("click", async () => {
      try {
        await Terakoya.load(address);
        const outline = /** @type {OutlineData | undefined} */ (Terakoya.data("outline"));
        if (!outline) throw new TypeError("no outline");
        if (!nav.hasChildNodes()) fill(nav, outline);
        // Modal: the browser keeps the focus inside, closes on Escape and gives the focus back to the button.
        if (!dialog.open) dialog.showModal();
        const current = nav.querySelector("[aria-current]");
        if (current instanceof HTMLElement) current.focus();
      } catch (error) {
        Terakoya.report("outline", button, error);
        location.assign(contents);
      }
    });
    dialog.querySelector(".outline-close")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      // Beside the panel, or on the page that is shown already.
      const target = event.target instanceof Element ? event.target : null;
      if (target === dialog || target?.closest("[aria-current]")) dialog.close();
    });
  });
})();

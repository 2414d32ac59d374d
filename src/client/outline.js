// The whole course in a dialog: opened by the header's link, which without script leads to the contents page.
// The outline is one script for all pages; it and the dialog's own (late/outline.js) come when it is first opened.
(() => {
  "use strict";

  Terakoya.component("outline", "a.outline-open", (link) => {
    if (!(link instanceof HTMLAnchorElement)) throw new TypeError("no link");
    const contents = link.href;

    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-haspopup", "dialog");
    button.append(...link.childNodes);
    link.replaceWith(button);

    button.addEventListener("click", async () => {
      try {
        await Promise.all([Terakoya.whole(), Terakoya.late("outline")]);
        Terakoya.showOutline();
      } catch (error) {
        Terakoya.report("outline", button, error);
        location.assign(contents);
      }
    });
  });
})();

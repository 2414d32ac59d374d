// The whole course in a dialog: opened by the header's link, which without script leads to the contents page.
// The outline is one script for all pages; it and the dialog's own (late/outline.js) come when it is first opened.
(() => {
  "use strict";

  Terakoya.component("outline", "a.outline-open", (link) => {
    const contents = /** @type {HTMLAnchorElement} */ (link).href;

    const button = Terakoya.make("button", link.className, ...link.childNodes);
    button.setAttribute("aria-haspopup", "dialog");
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

// A term's definition beside the word, by late/term.js, which comes when the first one is asked for. Without it,
// and without script, the link leads to the entry at the foot of the page.
(() => {
  "use strict";

  Terakoya.component("terms", "a.term", (link) => {
    if (!(link instanceof HTMLAnchorElement) || !("popover" in link)) return;

    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        await Terakoya.late("term");
        if (Terakoya.showTerm(link)) return;
      } catch (error) {
        Terakoya.report("terms", link, error);
      }
      location.assign(link.href);
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        link.click();
      }
    });
  });
})();

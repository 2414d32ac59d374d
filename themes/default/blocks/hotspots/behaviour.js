// Numbers on a picture: choosing one shows what it is about, and takes the reader there.
(() => {
  "use strict";

  Terakoya.component("hotspots", ".hotspots", (root) => {
    const marks = [...root.querySelectorAll(".hotspots-mark")];
    const items = [...root.querySelectorAll(".hotspots-list > li")].filter((one) => one instanceof HTMLElement);

    /** @param {number} chosen */
    function open(chosen) {
      for (const [index, item] of items.entries()) {
        item.toggleAttribute("data-open", index === chosen);
        if (index === chosen) marks[index]?.setAttribute("aria-current", "true");
        else marks[index]?.removeAttribute("aria-current");
      }
    }

    /** A link from elsewhere to one of them, or to something in it. */
    function follow() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const index = items.findIndex((item) => item.contains(target));
      if (index < 0) return;
      open(index);
      target?.scrollIntoView();
    }

    for (const [index, mark] of marks.entries()) {
      mark.addEventListener("click", (event) => {
        event.preventDefault();
        open(index);
        items[index]?.focus();
      });
    }
    root.querySelector(".hotspots-how > button")?.addEventListener("click", () => {
      root.dataset.all = "";
      items[0]?.focus();
    });
    root.dataset.on = "";
    follow();
    addEventListener("hashchange", follow);
  });
})();

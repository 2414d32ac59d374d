// Tabs as the ARIA practices have them: one stop for the Tab key, arrows between the tabs. A link to something in a
// panel that is closed opens it first.
(() => {
  "use strict";

  /** @type {(root: HTMLElement, selector: string) => HTMLElement[]} */
  const all = (root, selector) => [...root.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);

  Terakoya.component("tabs", ".tabs", (root) => {
    const tabs = all(root, ":scope > .tabs-list .tabs-tab");
    const panels = all(root, ":scope > .tabs-panel");

    /** @param {number} chosen */
    function select(chosen) {
      for (const [index, tab] of tabs.entries()) {
        tab.setAttribute("aria-selected", String(index === chosen));
        tab.tabIndex = index === chosen ? 0 : -1;
        panels[index]?.toggleAttribute("data-open", index === chosen);
      }
    }

    /** Shows the panel with what the address names. */
    function follow() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const index = panels.findIndex((panel) => panel.contains(target));
      if (!target || index < 0) return;
      select(index);
      target.scrollIntoView();
    }

    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panels[index]?.id ?? "");
      tab.parentElement?.setAttribute("role", "presentation");
      panels[index]?.setAttribute("role", "tabpanel");
      panels[index]?.setAttribute("aria-labelledby", tab.id);
      if (panels[index]) panels[index].tabIndex = 0;
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        select(index);
      });
      tab.addEventListener("keydown", (event) => {
        const last = tabs.length - 1;
        /** @type {Record<string, number>} */
        const to = { ArrowRight: index === last ? 0 : index + 1, ArrowLeft: index === 0 ? last : index - 1, Home: 0, End: last };
        // A link follows the Enter key, not the space bar; a tab does both.
        const next = event.key === " " ? index : to[event.key];
        if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        select(next);
        tabs[next]?.focus();
      });
    }
    root.querySelector(":scope > .tabs-list")?.setAttribute("role", "tablist");
    select(0);
    root.dataset.on = "";
    follow();
    addEventListener("hashchange", follow);
  });
})();

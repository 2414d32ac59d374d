// Single keys that lead somewhere, for those who have not turned them off on the page of settings (WCAG 2.2, 2.1.4).
(() => {
  "use strict";

  /** @type {Record<string, string>} */
  const LEAD = { "/": "search.html", "?": "settings.html#_main-keys" };

  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const to = Object.hasOwn(LEAD, key) && LEAD[key];
    const typing = target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
    if (to && !typing && !ctrlKey && !metaKey && !altKey && !document.documentElement.dataset.keys) {
      // Firefox would look on the page itself.
      event.preventDefault();
      location.assign(Terakoya.address(to));
    }
  });
})();

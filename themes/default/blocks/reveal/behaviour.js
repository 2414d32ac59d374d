// Paper cannot be clicked: whatever is folded opens before printing and folds again afterwards.
// print.css does the same where the browser knows ::details-content.
(() => {
  "use strict";

  /** @type {HTMLDetailsElement[]} */
  let opened = [];

  addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details.reveal:not([open])"), (element) =>
      /** @type {HTMLDetailsElement} */ (element),
    );
    for (const details of opened) details.open = true;
  });

  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
})();

// The button of pages that are made to be printed. Without script the browser's own menu does the same.
(() => {
  "use strict";

  Terakoya.component("print", ".print-now", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();

// The key of the search, which the header's link names too. Where texts are typed it is a sign like any other.
(() => {
  "use strict";

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || /** @type {Element} */ (event.target).matches(":read-write")) return;
    event.preventDefault();
    location.assign(`${Terakoya.root}search.html`);
  });
})();

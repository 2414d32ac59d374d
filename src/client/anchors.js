// The link beside a heading, by which others are led to this section. Following it puts its address into the address
// bar; late/anchor.js copies it as well.
(() => {
  "use strict";

  Terakoya.component("anchors", "a.anchor", (link) => {
    link.addEventListener("click", async () => {
      await Terakoya.late("anchor");
      Terakoya.copyAnchor(/** @type {HTMLAnchorElement} */ (link));
    });
  });
})();

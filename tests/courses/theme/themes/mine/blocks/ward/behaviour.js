(() => {
  "use strict";
  Terakoya.component("ward", ".ward", (ward) => void (ward.dataset.on = ""));
})();

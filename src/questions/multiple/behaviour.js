// Any number of right choices.
(() => {
  "use strict";

  Terakoya.question("multiple", { ...Terakoya.choices(true), grade: Terakoya.several });
})();

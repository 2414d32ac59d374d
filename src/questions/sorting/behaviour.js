// Each thing takes a bin.
(() => {
  "use strict";

  Terakoya.question("sorting", Terakoya.assigned);
})();

// Each row takes a column.
(() => {
  "use strict";

  Terakoya.question("matrix", Terakoya.assigned);
})();

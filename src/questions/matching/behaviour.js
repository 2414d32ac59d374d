// Each left side takes a right side, from a list that drops down.
(() => {
  "use strict";

  Terakoya.question("matching", Terakoya.assigned);
})();

// What one thinks: one choice or several, none of them right or wrong.
(() => {
  "use strict";

  const [one, many] = [Terakoya.choices(false), Terakoya.choices(true)];
  const form = (/** @type {HTMLElement} */ root) => (root.querySelector(".choice [type=checkbox]") ? many : one);

  Terakoya.question("survey", {
    /** @param {{ choices: string[], many: boolean }} key */
    grade(key, response, points) {
      const chosen = key.many ? response : [response];
      const sound = Array.isArray(chosen) && chosen.length > 0 && new Set(chosen).size === chosen.length && chosen.every((item) => key.choices.includes(item));
      return { state: sound ? "unscored" : "pending", earned: 0, possible: points * 100, parts: [] };
    },

    read: (root) => form(root).read(root),
    write: (root, response) => form(root).write(root, response),
    show() {},
    lock: (root, locked) => form(root).lock(root, locked),
  });
})();

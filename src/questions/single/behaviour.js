// One right choice of several.
(() => {
  "use strict";

  Terakoya.question("single", {
    /** @param {{ choices: string[], correct: string }} key */
    grade(key, response, points) {
      const possible = points * 100;
      if (typeof response !== "string" || !key.choices.includes(response)) {
        return { state: "pending", earned: 0, possible, parts: [] };
      }
      const right = response === key.correct;
      return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
    },

    enhance: (root) => Terakoya.choices.enhance(root),
    read: (root) => Terakoya.choices.chosen(root)[0] ?? null,
    write: (root, response) => Terakoya.choices.choose(root, typeof response === "string" ? [response] : []),
    show(root, verdict, key) {
      Terakoya.choices.mark(root, verdict && [key.correct]);
    },
    lock: (root, locked) => Terakoya.choices.lock(root, locked),
  });
})();

// One of two answers to a statement: "ok" or "ng".
(() => {
  "use strict";

  Terakoya.question("judge", {
    /** @param {{ answer: "ok" | "ng" }} key */
    grade(key, response, points) {
      const possible = points * 100;
      if (response !== "ok" && response !== "ng") return { state: "pending", earned: 0, possible, parts: [] };
      const right = response === key.answer;
      return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
    },

    read: (root) => Terakoya.choices.chosen(root)[0] ?? null,
    write: (root, response) => Terakoya.choices.choose(root, typeof response === "string" ? [response] : []),
    show(root, verdict, key) {
      Terakoya.choices.mark(root, verdict && [key.answer]);
    },
    lock: (root, locked) => Terakoya.choices.lock(root, locked),
  });
})();

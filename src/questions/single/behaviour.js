// One right choice of several.
(() => {
  "use strict";

  Terakoya.question("single", {
    ...Terakoya.choices(false),

    /** @param {{ choices: string[], correct: string }} key */
    grade(key, response, points) {
      const possible = points * 100;
      if (typeof response !== "string" || !key.choices.includes(response)) {
        return { state: "pending", earned: 0, possible, parts: [] };
      }
      const right = response === key.correct;
      return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
    },
  });
})();

// Words are typed.
(() => {
  "use strict";

  Terakoya.question("text", {
    ...Terakoya.fields("text"),

    /** @param {{ answers: string[], fold: string[] }} key */
    grade(key, response, points) {
      const possible = points * 100;
      const typed = Terakoya.typed(response) && Terakoya.fold(response, key.fold);
      if (!typed) return { state: "pending", earned: 0, possible, parts: [] };
      const right = key.answers.includes(typed);
      return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
    },
  });
})();

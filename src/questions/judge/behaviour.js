// One of two answers to a statement: "ok" or "ng".
(() => {
  "use strict";

  const form = Terakoya.choices(false);

  Terakoya.question("judge", {
    ...form,
    /** @param {{ answer: "ok" | "ng" }} key */
    grade(key, response, points) {
      const possible = points * 100;
      if (response !== "ok" && response !== "ng") return { state: "pending", earned: 0, possible, parts: [] };
      const right = response === key.answer;
      return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
    },

    show: (root, verdict, key, response) => form.show(root, verdict, { correct: key.answer }, response),
  });
})();

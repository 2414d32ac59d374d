// One's own words, judged by oneself: once the question is done, the model answer is shown with what to look for.
(() => {
  "use strict";

  const area = (/** @type {HTMLElement} */ root) => /** @type {HTMLTextAreaElement} */ (root.querySelector(".free-text"));
  const boxes = (/** @type {HTMLElement} */ root) => /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll(".free-criteria input"));
  const isBlank = (/** @type {string} */ text) => /^[ \t\r\n\u3000]*$/.test(text);

  Terakoya.question("free", {
    /** @param {{ criteria: string[] }} key */
    grade(key, response, points) {
      const possible = points * 100;
      const { text, met = [] } = /** @type {{ text?: unknown, met?: unknown }} */ (Object(response));
      const given = typeof text === "string" && !isBlank(text);
      const sound = given && Array.isArray(met) && new Set(met).size === met.length && met.every((item) => key.criteria.includes(item));
      if (!sound) return { state: "pending", earned: 0, possible, parts: [] };
      if (met.length === 0 || points === 0) return { state: "unscored", earned: 0, possible, parts: [] };
      const all = key.criteria.length;
      // Hundredths of a point, rounded half up, without ever leaving whole numbers.
      const earned = Math.floor((points * 200 * met.length + all) / (2 * all));
      return { state: met.length === all ? "right" : "partial", earned, possible, parts: [] };
    },

    /** The model answer goes where the explanation is, and so is shown and hidden with it. */
    enhance(root) {
      const check = root.querySelector(".free-check");
      if (check) root.querySelector(".question-explanation")?.prepend(check);
    },

    read(root) {
      const text = area(root).value;
      return isBlank(text) ? null : { text, met: [...boxes(root)].filter((box) => box.checked).map((box) => box.value) };
    },

    write(root, response) {
      const { text, met } = /** @type {{ text?: unknown, met?: unknown }} */ (Object(response));
      area(root).value = typeof text === "string" ? text : "";
      for (const box of boxes(root)) box.checked = Array.isArray(met) && met.includes(box.value);
    },

    show() {},

    /** What is judged is the text as it was given; the judgement stays open. */
    lock(root, locked) {
      area(root).readOnly = locked;
    },
  });
})();

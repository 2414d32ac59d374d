// Blanks in a text are filled in, by typing or by choosing.
(() => {
  "use strict";

  /** @typedef {{ id: string, answers?: string[], choices?: string[], answer?: string }} Blank */

  /** How a blank was filled; null for what cannot be chosen. @type {(blank: Blank, given: unknown, fold: string[]) => State | null} */
  function judge({ answers, choices, answer }, given, fold) {
    if (!Terakoya.typed(given)) return null;
    const text = answers ? Terakoya.fold(given, fold) : given;
    if (!text) return "pending";
    if (choices && !choices.includes(text)) return null;
    return (answers ? answers.includes(text) : text === answer) ? "right" : "wrong";
  }

  Terakoya.question("cloze", {
    ...Terakoya.fields("cloze"),

    /** @param {{ blanks: Blank[], credit: "partial" | "all", fold: string[] }} key */
    grade(key, response, points) {
      const possible = points * 100;
      const given = new Map(typeof response === "object" && response && !Array.isArray(response) ? Object.entries(response) : []);
      const judged = key.blanks.map((blank) => ({ id: blank.id, state: judge(blank, given.has(blank.id) ? given.get(blank.id) : "", key.fold) }));
      const parts = judged.flatMap(({ id, state }) => (state ? [{ id, state }] : []));
      const all = parts.length;
      const known = [...given.keys()].every((name) => key.blanks.some(({ id }) => id === name));
      if (!known || all < judged.length || parts.every(({ state }) => state === "pending")) return { state: "pending", earned: 0, possible, parts: [] };

      const right = parts.filter(({ state }) => state === "right").length;
      const share = key.credit === "partial" || right === all ? right : 0;
      // Hundredths of a point, rounded half up, without ever leaving whole numbers.
      const earned = Math.floor((points * 200 * share + all) / (2 * all));
      return { state: share === all ? "right" : share > 0 ? "partial" : "wrong", earned, possible, parts };
    },
  });
})();

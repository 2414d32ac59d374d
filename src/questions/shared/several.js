// Any number of right options: each wrong one takes back a right one, or all or nothing.
(() => {
  "use strict";

  Terakoya.several = (key, response, points) => {
    const possible = points * 100;
    const given = Array.isArray(response) ? response : [];
    const chosen = new Set(given);
    if (chosen.size === 0 || chosen.size < given.length || !given.every((item) => key.choices.includes(item))) {
      return { state: "pending", earned: 0, possible, parts: [] };
    }
    const parts = key.choices.map((id) => ({ id, state: /** @type {State} */ (chosen.has(id) === key.correct.includes(id) ? "right" : "wrong") }));
    const all = key.correct.length;
    const right = key.correct.filter((id) => chosen.has(id)).length;
    // Of what was chosen, the rest is wrong.
    const share = key.credit === "partial" ? Math.max(2 * right - chosen.size, 0) : right === all && chosen.size === all ? all : 0;
    // Hundredths of a point, rounded half up, without ever leaving whole numbers.
    const earned = Math.floor((points * 200 * share + all) / (2 * all));
    return { state: share === all ? "right" : share > 0 ? "partial" : "wrong", earned, possible, parts };
  };
})();

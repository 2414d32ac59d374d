// Any number of right options: each wrong one takes back a right one, or all or nothing.
(() => {
  "use strict";

  Terakoya.several = (key, response, points) => {
    const possible = points * 100;
    const chosen = new Set(Array.isArray(response) ? response : []);
    const sound = Array.isArray(response) && chosen.size === response.length && response.every((item) => key.choices.includes(item));
    if (!sound || chosen.size === 0) return { state: "pending", earned: 0, possible, parts: [] };

    const correct = new Set(key.correct);
    const parts = key.choices.map((id) => ({ id, state: /** @type {State} */ (chosen.has(id) === correct.has(id) ? "right" : "wrong") }));
    const all = correct.size;
    const right = [...chosen].filter((id) => correct.has(id)).length;
    const wrong = chosen.size - right;
    const share = key.credit === "partial" ? Math.max(right - wrong, 0) : right === all && wrong === 0 ? all : 0;
    // Hundredths of a point, rounded half up, without ever leaving whole numbers.
    const earned = Math.floor((points * 200 * share + all) / (2 * all));
    return { state: share === all ? "right" : share > 0 ? "partial" : "wrong", earned, possible, parts };
  };
})();

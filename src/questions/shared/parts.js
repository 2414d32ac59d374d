// Questions of several parts, each of which takes one of the same options; and notes beside parts, whatever the type.
(() => {
  "use strict";

  /** @type {(root: ParentNode) => HTMLElement[]} */
  const rows = (root) => [...root.querySelectorAll("[data-part]")].flatMap((row) => (row instanceof HTMLElement ? [row] : []));

  const key = (/** @type {HTMLElement} */ row) => row.dataset.part ?? "";

  /** What is said of a part, without readings. @type {(row: HTMLElement) => string} */
  function name(row) {
    const copy = row.querySelector(".part-text")?.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return "";
    for (const reading of copy.querySelectorAll("rt, rp")) reading.remove();
    return copy.textContent.trim();
  }

  /** What was right or wrong, beside its part; takes it back where there is no mark. */
  function note(/** @type {HTMLElement} */ row, mark = "", words = "") {
    const box = row.querySelector(".part-note");
    if (!box || ((row.dataset.mark ?? "") === mark && box.querySelector(".choice-mark")?.textContent === (words || undefined))) return;
    box.querySelector(".choice-mark")?.remove();
    delete row.dataset.mark;
    if (!mark) return;
    row.dataset.mark = mark;
    const said = document.createElement("span");
    said.className = "choice-mark";
    said.textContent = words;
    box.prepend(said);
  }

  /** The key of what was chosen for a part: by a radio button, or in a list. @type {(row: HTMLElement) => string} */
  const chosen = (row) => /** @type {HTMLInputElement | null} */ (row.querySelector(":checked"))?.value ?? "";

  /** @type {(response: unknown) => [string, unknown][]} */
  const pairs = (response) => (response && typeof response === "object" && !Array.isArray(response) ? Object.entries(response) : []);

  Terakoya.parts = { rows, key, name, note };

  Terakoya.assigned = {
    /** @param {{ answers: Record<string, string>, options: string[], credit: "partial" | "all" }} key */
    grade({ answers, options, credit }, response, points) {
      const possible = points * 100;
      const given = pairs(response);
      const sound = given.every(([part, option]) => Object.hasOwn(answers, part) && options.includes(/** @type {string} */ (option)));
      if (!sound || given.length === 0) return { state: "pending", earned: 0, possible, parts: [] };

      const by = new Map(given);
      const parts = Object.keys(answers)
        .sort()
        .map((id) => ({ id, state: /** @type {State} */ (!by.has(id) ? "pending" : by.get(id) === answers[id] ? "right" : "wrong") }));
      const all = parts.length;
      const right = parts.filter(({ state }) => state === "right").length;
      const share = credit === "partial" || right === all ? right : 0;
      // Hundredths of a point, rounded half up, without ever leaving whole numbers.
      const earned = Math.floor((points * 200 * share + all) / (2 * all));
      return { state: share === all ? "right" : share > 0 ? "partial" : "wrong", earned, possible, parts };
    },

    /** Each right option moves from the answer below to the part that it belongs to. */
    told(root) {
      for (const row of rows(root)) {
        const answer = root.querySelector(`.answer-key [data-key="${CSS.escape(key(row))}"] .part-answer`);
        if (!(answer instanceof HTMLElement)) continue;
        answer.hidden = true;
        row.querySelector(".part-note")?.append(answer);
      }
    },

    read(root) {
      const given = rows(root).flatMap((row) => (chosen(row) ? [[key(row), chosen(row)]] : []));
      return given.length > 0 ? Object.fromEntries(given.sort()) : null;
    },

    write(root, response) {
      const known = new Set(rows(root).map(key));
      const values = new Set([...root.querySelectorAll("[data-part] :is(input, option)")].map((one) => /** @type {HTMLInputElement} */ (one).value));
      const given = pairs(response);
      const fits = given.every(([part, option]) => known.has(part) && option && values.has(/** @type {string} */ (option)));
      const by = new Map(fits ? given : []);
      for (const row of rows(root)) {
        const option = by.get(key(row)) ?? "";
        for (const input of row.querySelectorAll("input")) input.checked = input.value === option;
        for (const one of row.querySelectorAll("option")) one.selected = one.value === option;
      }
    },

    missing(root) {
      const all = rows(root);
      const open = all.filter((row) => !chosen(row));
      // Where nothing was given at all, the frame says so.
      if (open.length === 0 || open.length === all.length) return null;
      const names = open.map((row) => Terakoya.text("question_parts.quoted", { name: name(row) })).join("");
      return { words: Terakoya.text("question_parts.missing", { names }), open: true };
    },

    show(root, verdict) {
      const all = rows(root);
      for (const row of all) {
        const state = verdict && (verdict.parts.find(({ id }) => id === key(row))?.state ?? "pending");
        const mark = state === "right" ? "right" : state ? "wrong" : "";
        // A long choice is cut off in a list that cannot be opened any more.
        const option = row.querySelector("select")?.selectedOptions[0]?.text;
        const words = option && mark === "wrong" ? Terakoya.text("question_parts.wrong_option", { option }) : mark && Terakoya.text(`quiz.mark_${mark}`);
        note(row, mark, state === "pending" ? Terakoya.text("question_parts.not_given") : words);
        const answer = row.querySelector(".part-answer");
        if (answer instanceof HTMLElement) answer.hidden = mark !== "wrong";
      }
      const given = root.querySelector(".parts-given");
      if (given) given.textContent = verdict ? "" : Terakoya.text("question_parts.given", { count: all.length, given: all.filter(chosen).length });
    },

    lock(root, locked) {
      for (const one of root.querySelectorAll("[data-part] :is(input, select)")) one.toggleAttribute("disabled", locked);
    },
  };
})();

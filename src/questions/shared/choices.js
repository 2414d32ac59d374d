// Radio buttons and checkboxes: all that a question type with choices needs besides its grading.
(() => {
  "use strict";

  /** @type {(root: HTMLElement) => [HTMLElement, HTMLInputElement][]} */
  const all = (root) =>
    [...root.querySelectorAll(".choice")].flatMap((choice) => {
      const input = choice.querySelector("input");
      return choice instanceof HTMLElement && input ? [[choice, input]] : [];
    });

  Terakoya.choices = (many) => ({
    /** Each feedback moves from the answer below to the choice that it is about. */
    told(root) {
      for (const [choice, input] of all(root)) {
        const feedback = root.querySelector(`.answer-key [data-key="${CSS.escape(input.value)}"] .choice-feedback`);
        if (!(feedback instanceof HTMLElement)) continue;
        feedback.hidden = true;
        choice.append(feedback);
      }
    },

    read(root) {
      const chosen = all(root).flatMap(([, input]) => (input.checked ? [input.value] : []));
      return chosen.length === 0 ? null : many ? chosen : chosen[0];
    },

    write(root, response) {
      const keys = many === Array.isArray(response) ? [response].flat() : [];
      for (const [, input] of all(root)) input.checked = keys.includes(input.value);
    },

    /** Says of each choice what it was; takes it back where there is no verdict. */
    show(root, verdict, key) {
      const correct = verdict && [key.correct].flat();
      for (const [choice, input] of all(root)) {
        const right = correct?.includes(input.value);
        const mark = !correct || (!right && !input.checked) ? "" : right ? (input.checked ? "right" : "correct") : "wrong";
        const feedback = choice.querySelector(".choice-feedback");
        if (feedback instanceof HTMLElement) feedback.hidden = !correct || !input.checked;
        if ((choice.dataset.mark ?? "") === mark) continue;
        choice.querySelector(".choice-mark")?.remove();
        delete choice.dataset.mark;
        if (!mark) continue;
        choice.dataset.mark = mark;
        const words = document.createElement("span");
        words.className = "choice-mark";
        words.textContent = Terakoya.text(`quiz.mark_${mark}`);
        choice.querySelector(".choice-label")?.append(words);
      }
    },

    lock(root, locked) {
      for (const [, input] of all(root)) input.disabled = locked;
    },
  });
})();

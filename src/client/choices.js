// Radio buttons and checkboxes, as three and more question types use them.
(() => {
  "use strict";

  /** @type {(root: HTMLElement) => [HTMLElement, HTMLInputElement][]} */
  const all = (root) =>
    [...root.querySelectorAll(".choice")].flatMap((choice) => {
      const input = choice.querySelector("input");
      return choice instanceof HTMLElement && input ? [[choice, input]] : [];
    });

  Terakoya.choices = {
    /** Each feedback moves from the answer below to the choice that it is about. */
    enhance(root) {
      for (const [choice, input] of all(root)) {
        const feedback = root.querySelector(`.answer-key [data-key="${CSS.escape(input.value)}"] .choice-feedback`);
        if (!(feedback instanceof HTMLElement)) continue;
        feedback.hidden = true;
        choice.append(feedback);
      }
    },

    chosen: (root) => all(root).flatMap(([, input]) => (input.checked ? [input.value] : [])),

    choose(root, keys) {
      for (const [, input] of all(root)) input.checked = keys.includes(input.value);
    },

    mark(root, correct) {
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
  };
})();

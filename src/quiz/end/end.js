// Quizzes that judge all questions at once: they are submitted together, and who has left some open is told which.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  Terakoya.submission = (frame) => {
    const { root, isDone, isAnswered } = frame;
    /** @type {(selector: string) => HTMLElement} */
    const part = (selector) => /** @type {any} */ (root.querySelector(selector));
    const submit = part(".quiz-submit");
    const unanswered = part(".quiz-unanswered");

    /** What is still open, while there is any and it can be changed. */
    function showUnanswered() {
      const open = frame.asked.filter((question) => !isDone(question) && !isAnswered(question));
      part(".quiz-unanswered > ul").replaceChildren(...open.map((question) => make("li", "", frame.jumpTo(question))));
      unanswered.hidden = open.length === 0;
      const words = text(unanswered.hidden ? "quiz_end.submit" : "quiz_end.submit_anyway");
      if (submit.textContent !== words) submit.textContent = words;
    }

    submit.addEventListener("click", () => {
      if (unanswered.hidden) {
        showUnanswered();
        if (!unanswered.hidden) {
          for (const question of frame.asked) if (question.rules.missing && !isAnswered(question)) frame.showMissing(question);
          return unanswered.focus();
        }
      }
      frame.finish();
      frame.render();
      part(".quiz-result").focus();
    });

    return {
      shown(over) {
        part(".quiz-actions").hidden = over;
        if (!unanswered.hidden) showUnanswered();
      },
    };
  };
})();

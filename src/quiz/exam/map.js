// The list of an attempt's questions with what was done of each, and the marks to look at some again.
//
//   <course>/<learner>/mark/<quiz>/<attempt>/<question>   {v, at}   a mark; deleted when it is taken back
(() => {
  "use strict";

  const { make, text } = Terakoya;

  /** @type {Terakoya["exam"]["map"]} */
  function map(frame) {
    const { root, data, questions } = frame;
    const list = /** @type {HTMLElement} */ (root.querySelector(".exam-map > ol"));
    /** @type {Set<string>} */
    let marks = new Set();
    let built = "";
    /** Marks that are being written, and how many were ever set or taken back. */
    let writing = 0;
    let changes = 0;

    const label = (/** @type {Asked} */ question) => /** @type {HTMLElement} */ (question.root.parentElement?.querySelector(".exam-mark"));
    const box = (/** @type {Asked} */ question) => /** @type {HTMLInputElement} */ (label(question).querySelector("input"));
    const words = (/** @type {Element} */ element, /** @type {string} */ value) => {
      if (element.textContent !== value) element.textContent = value;
    };

    for (const question of questions) {
      box(question).addEventListener("change", () => {
        const { id } = frame.attempt;
        const marked = box(question).checked;
        if (marked) marks.add(question.id);
        else marks.delete(question.id);
        writing++;
        changes++;
        frame.keep(async () => {
          try {
            const learner = await Terakoya.learner();
            const key = learner.key("mark", data.quiz, id, question.id);
            await (marked ? learner.put(data.quiz, [[key, { at: Date.now() }]]) : learner.put(data.quiz, [], [key]));
          } finally {
            writing--;
          }
        });
        frame.render();
      });
    }

    const marked = () => frame.asked.filter(({ id }) => marks.has(id));

    function build() {
      list.replaceChildren(
        ...frame.asked.map((question) => {
          const link = frame.jumpTo(question);
          link.append(" ", make("span", "exam-given"), " ", make("span", "exam-marked"));
          return make("li", "", link);
        }),
      );
    }

    return {
      marked,

      async load() {
        const { id } = frame.attempt;
        const before = changes;
        // What is read while a mark is on its way, or was set meanwhile, is older than what is shown.
        if (writing > 0) return;
        const learner = await Terakoya.learner();
        const rows = id ? await learner.read("mark", data.quiz, id) : [];
        if (changes === before && id === frame.attempt.id) marks = new Set(rows.map(([[question = ""]]) => question));
      },

      show() {
        const over = frame.attempt.submitted !== null;
        const now = `${frame.attempt.id} ${frame.asked.map(({ id }) => id).join(" ")}`;
        if (built !== now) build();
        built = now;
        for (const [at, question] of frame.asked.entries()) {
          const item = /** @type {HTMLElement} */ (list.children[at]);
          const given = data.feedback === "each" ? frame.isDone(question) : frame.isAnswered(question);
          const isMarked = marks.has(question.id);
          words(/** @type {Element} */ (item.querySelector(".exam-given")), text(given ? "quiz_exam.answered" : "quiz_exam.open"));
          words(/** @type {Element} */ (item.querySelector(".exam-marked")), isMarked ? text("quiz_exam.marked") : "");
          item.toggleAttribute("data-given", given);
          item.toggleAttribute("data-marked", isMarked);
          label(question).hidden = over || frame.isDone(question);
          words(/** @type {Element} */ (label(question).querySelector("span")), text("quiz_exam.mark", { number: question.number }));
          box(question).checked = isMarked;
        }
      },
    };
  }

  Terakoya.exam = { ...Terakoya.exam, map };
})();

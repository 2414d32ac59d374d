// The attempts of a staged quiz in the record: those that were, and how one is begun.
//
//   <course>/<learner>/open/<quiz>          {v, attempt, started, questions, extra}
//   <course>/<learner>/a/<quiz>/<attempt>   as of all quizzes (record/record.js), and {extra, used, expired}
(() => {
  "use strict";

  const EXTRA = [1, 1.25, 1.5, 2];
  const MOST = 1000;

  Terakoya.more = ({ questions, extra, used, expired }) => ({
    questions: Array.isArray(questions) ? questions.slice(0, MOST).filter((id) => typeof id === "string") : [],
    extra: EXTRA.find((one) => one === extra) ?? 1,
    used: typeof used === "number" && used >= 0 ? used : null,
    expired: expired === true,
  });

  /** The attempts of a quiz, open or submitted. @type {(quiz: string) => Promise<{ id: string, submitted: boolean, percent: number, passed: boolean, extra: number }[]>} */
  async function of(quiz) {
    const learner = await Terakoya.learner();
    return (await learner.read("a", quiz)).flatMap(([[id], fields]) => {
      const [earned, possible] = [Number(fields.earned), Number(fields.possible)];
      const percent = possible > 0 && earned >= 0 ? Math.min(100, Math.floor((earned * 100) / possible)) : 100;
      const submitted = typeof fields.submitted === "number";
      return Terakoya.isId(id) ? [{ id, submitted, percent, passed: fields.passed === true, extra: Terakoya.more(fields).extra }] : [];
    });
  }

  /** Questions that were answered right in an attempt that was submitted. @type {(frame: ExamFrame) => Promise<Set<string>>} */
  async function known({ data, questions }) {
    const learner = await Terakoya.learner();
    const submitted = new Set((await of(data.quiz)).flatMap((one) => (one.submitted ? [one.id] : [])));
    const asked = new Map(questions.map((question) => [question.id, question]));
    const right = new Set();
    for (const [[attempt = "", id = ""], fields] of await learner.read("q", data.quiz)) {
      const question = asked.get(id);
      if (!question || !submitted.has(attempt) || fields.revision !== question.revision) continue;
      if (question.rules.grade(question.key, fields.response, question.points).state === "right") right.add(id);
    }
    return right;
  }

  /** Begins an attempt for all tabs, in one step with all that it holds. Resolves to the one that stands then: this one, or
   * that of a tab that was quicker. @type {Terakoya["exam"]["attempts"]["claim"]} */
  async function claim({ data, questions }, { id, started, answers, more }) {
    const learner = await Terakoya.learner();
    const { key, store } = learner;
    const revisions = new Map(questions.map((question) => [question.id, question.revision]));
    const open = { v: 1, attempt: id, started, questions: more?.questions, extra: more?.extra };
    const entry = { v: 1, started, submitted: null, edition: Terakoya.edition, earned: 0, possible: 0, passed: false, ...more };
    /** @type {[string, unknown][]} */
    const rows = [
      [key("a", data.quiz, id), entry],
      [key("time", data.quiz, id), { v: 1, elapsed: 0, at: started }],
      ...[...answers].map(([question, answer]) => /** @type {[string, unknown]} */ ([key("q", data.quiz, id, question), { v: 1, revision: revisions.get(question), at: started, ...answer }])),
    ];
    const name = key("open", data.quiz);
    const standing = Terakoya.entry(await store.claim(name, open, rows));
    const sound = Terakoya.isId(standing?.attempt) && typeof standing.started === "number";
    if (!sound) await store.write({ put: [[name, open], ...rows] });
    learner.tell(data.quiz);
    return sound ? String(standing.attempt) : id;
  }

  Terakoya.exam = { ...Terakoya.exam, attempts: { of, known, claim } };
})();

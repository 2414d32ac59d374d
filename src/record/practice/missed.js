// What the learner missed: found in the answers that were kept, the first time that this page is opened after them, so
// that the pages of quizzes need nothing for it. When a quiz was looked through is noted with what there was then;
// only a change of that brings its questions here again.
//
//   <course>/<learner>/looked/<quiz>   {v, at, answers, latest, digest}
(() => {
  "use strict";

  const { leitner } = Terakoya;

  Terakoya.shard = async ({ id, script }) => {
    await Terakoya.load(Terakoya.root + script);
    const shard = /** @type {Shard | undefined} */ (Terakoya.data(`practice/${id}`));
    if (!shard) throw new TypeError(`no questions of ${id}`);
    return shard;
  };

  /** @typedef {{ question: string, revision: unknown, response: unknown, at: number }} Kept */

  /** The answers to each quiz that were judged before the learner's eyes.
   * @type {(learner: Learner, quizzes: Map<string, PracticeQuiz>) => Promise<Map<string, Kept[]>>} */
  async function judged(learner, quizzes) {
    const [answers, attempts] = await Promise.all([learner.read("q"), learner.read("a")]);
    const submitted = new Set(attempts.flatMap(([[quiz, attempt], fields]) => (typeof fields.submitted === "number" ? [`${quiz}/${attempt}`] : [])));
    /** @type {Map<string, Kept[]>} */
    const found = new Map();
    for (const [[quiz = "", attempt, question = ""], { revision, response, at, checked }] of answers) {
      const known = quizzes.get(quiz);
      // Of an exam that is still open nothing is told.
      if (!known || typeof at !== "number" || !(submitted.has(`${quiz}/${attempt}`) || (checked === true && !known.exam))) continue;
      found.set(quiz, [...(found.get(quiz) ?? []), { question, revision, response, at }]);
    }
    return found;
  }

  /** @type {(question: QuizData["questions"][number], kept: Kept) => boolean} */
  function isMissed(question, kept) {
    if (kept.revision !== question.revision) return false;
    const state = Terakoya.rules(question)?.grade(question.key, kept.response, question.points).state;
    return state === "wrong" || state === "partial";
  }

  /** Notes what was missed in one quiz since each question was last decided on.
   * @type {(learner: Learner, quiz: PracticeQuiz, kept: Kept[], practised: Practised[]) => Promise<[string, object][]>} */
  async function look(learner, quiz, kept, practised) {
    const { questions } = await Terakoya.shard(quiz);
    return questions.flatMap((question) => {
      const before = practised.find((one) => one.quiz === quiz.id && one.question === question.id && one.revision === question.revision);
      const times = kept.filter((one) => one.question === question.id && one.at > (before?.at ?? -1) && isMissed(question, one)).map(({ at }) => at);
      if (times.length === 0) return [];
      return [[learner.key("practice", quiz.id, question.id), leitner.missed(Math.max(...times), question.revision)]];
    });
  }

  Terakoya.takeOver = async (learner, outline) => {
    const quizzes = new Map(outline.practice?.quizzes.map((quiz) => [quiz.id, quiz]));
    const [found, looked, practised] = await Promise.all([judged(learner, quizzes), learner.read("looked"), Terakoya.practised(learner)]);
    const notes = new Map(looked.map(([[quiz = ""], fields]) => [quiz, fields]));
    const work = [...found].map(async ([id, kept]) => {
      const quiz = quizzes.get(id);
      const note = { answers: kept.length, latest: Math.max(...kept.map(({ at }) => at)), digest: outline.digest };
      const before = notes.get(id);
      if (!quiz || (before?.answers === note.answers && before?.latest === note.latest && before?.digest === note.digest)) return;
      try {
        const rows = await look(learner, quiz, kept, practised);
        await learner.put("practice", [...rows, [learner.key("looked", id), { at: Date.now(), ...note }]]);
      } catch (error) {
        Terakoya.report("practice", null, error);
      }
    });
    await Promise.all(work);
  };
})();

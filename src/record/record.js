// What is kept of a quiz, and what may be believed of what was kept. Version 1 of the record: docs/record.md.
//
// One entry an attempt and one an answer, so that several tabs add to each other and nothing is rewritten whole.
//
//   <course>/<learner>/open/<quiz>                     {v, attempt, started, …}   the attempt that all tabs share
//   <course>/<learner>/a/<quiz>/<attempt>              {v, started, submitted, questions, edition, earned, possible, passed, …}
//   <course>/<learner>/q/<quiz>/<attempt>/<question>   {v, revision, response, at, checked}
//
// Times are milliseconds since 1970; `submitted` is null, and the points are 0, in an open attempt. `revision` is
// Rust's digest of all that affects grading: an answer to another revision is set aside, the rest counts.
// What staged quizzes add (…) and how their attempts are begun is the business of quiz/exam.
// localStorage mirrors the attempt last shown, for the first paint only: it loses the last seconds of a killed browser.
(() => {
  "use strict";

  const VERSION = 1;
  const LONGEST = 20000;
  const MOST = 1000;
  const { entry, isId } = Terakoya;

  /** @type {(value: unknown) => value is number} */
  const isTime = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;

  /** A response as far as it can be one, free of anything else; null where it cannot.
   * @type {(value: unknown, depth?: number) => Given} */
  function clean(value, depth = 0) {
    if (typeof value === "string") return value.length <= LONGEST ? value : null;
    if (typeof value !== "object" || value === null || depth > 2) return null;
    if (Array.isArray(value)) {
      const short = value.length <= MOST && value.every((item) => typeof item === "string" && item.length <= LONGEST);
      return short ? [...value] : null;
    }
    const names = Object.keys(value);
    if (names.length > MOST) return null;
    const copy = Object.create(null);
    for (const name of names) copy[name] = clean(/** @type {any} */ (value)[name], depth + 1);
    return copy;
  }
  Terakoya.given = (value) => clean(value);

  Terakoya.record = (quiz) => {
    const guess = Terakoya.guess();
    const revisions = new Map(quiz.questions.map((question) => [question.id, question.revision]));

    /** @type {(learner: string) => string} */
    const mirrorKey = (learner) => `terakoya-mirror/${encodeURIComponent(Terakoya.course)}/${learner}/${encodeURIComponent(quiz.quiz)}`;

    /** @type {(attempt: Attempt, score?: Score) => object} */
    const attemptEntry = (attempt, score) => ({
      started: attempt.started,
      submitted: attempt.submitted,
      questions: [...revisions.keys()],
      edition: Terakoya.edition,
      earned: (score?.earned ?? 0) / 100,
      possible: (score?.possible ?? 0) / 100,
      passed: score?.passed ?? false,
      ...attempt.more,
    });

    /** @type {(question: string, answer: Answer) => object} */
    const answerEntry = (question, answer) => ({ revision: revisions.get(question), at: Date.now(), ...answer });

    /** @type {(attempt: Attempt, question: string, value: unknown) => void} */
    function addAnswer(attempt, question, value) {
      const fields = entry(value);
      if (!fields || !revisions.has(question) || fields.revision !== revisions.get(question)) return;
      attempt.answers.set(question, { response: clean(fields.response), checked: fields.checked === true });
    }

    /** @type {(id: unknown, value: unknown) => Attempt | null} */
    function readAttempt(id, value) {
      const fields = entry(value);
      if (!isId(id) || !fields || !isTime(fields.started)) return null;
      return { id, started: fields.started, submitted: isTime(fields.submitted) ? fields.submitted : null, answers: new Map(), more: quiz.stage?.gate ? Terakoya.more(fields) : null };
    }

    /** @type {(learner: Learner, attempt: Attempt) => void} */
    function reflect({ id: learner }, attempt) {
      if (Terakoya.parted) return;
      const answers = [...attempt.answers].map(([question, answer]) => [question, { v: VERSION, ...answerEntry(question, answer) }]);
      const { id, started, submitted } = attempt;
      try {
        localStorage.setItem(mirrorKey(learner), JSON.stringify({ v: VERSION, id, started, submitted, answers }));
      } catch {
        // Only the first paint is the poorer.
      }
    }

    /** Joins the attempt that is open in any tab, or opens this one. @type {(attempt: Attempt) => Promise<Learner>} */
    async function begin(attempt) {
      const learner = await Terakoya.learner();
      if (attempt.id) return learner;
      const { key, store } = learner;
      const own = { v: VERSION, attempt: Terakoya.newId(), started: Date.now() };
      let standing = entry(await store.claim(key("open", quiz.quiz), own));
      if (!isId(standing?.attempt) || !isTime(standing.started)) {
        await store.write({ put: [[key("open", quiz.quiz), own]] });
        standing = own;
      }
      attempt.id = String(standing.attempt);
      attempt.started = Number(standing.started);
      await store.claim(key("a", quiz.quiz, attempt.id), { v: VERSION, ...attemptEntry(attempt) });
      return learner;
    }

    /** @type {(attempt: Attempt, key: (learner: Learner) => string, fields: object, gone?: (learner: Learner) => string[]) => Promise<void>} */
    async function keep(attempt, key, fields, gone) {
      const learner = await begin(attempt);
      await learner.put(quiz.quiz, [[key(learner), fields]], gone?.(learner));
      reflect(learner, attempt);
    }

    return {
      mirror() {
        if (!guess) return null;
        try {
          const value = JSON.parse(localStorage.getItem(mirrorKey(guess)) ?? "null");
          const attempt = readAttempt(value?.id, value);
          if (!attempt || !Array.isArray(value.answers)) return null;
          for (const [question, answer] of value.answers.slice(0, MOST)) addAnswer(attempt, question, answer);
          return attempt;
        } catch {
          return null;
        }
      },

      async load() {
        const learner = await Terakoya.learner();
        const attempts = (await learner.read("a", quiz.quiz)).map(([[id], fields]) => readAttempt(id, fields));
        const [, open] = (await learner.read("open")).find(([[name]]) => name === quiz.quiz) ?? [];
        const attempt =
          attempts.find((one) => one && one.id === open?.attempt) ??
          readAttempt(open?.attempt, open) ??
          attempts.reduce((last, one) => (one?.submitted && one.submitted > (last?.submitted ?? 0) ? one : last), null);
        if (!attempt) return null;
        for (const [[question], fields] of await learner.read("q", quiz.quiz, attempt.id)) addAnswer(attempt, question ?? "", fields);
        reflect(learner, attempt);
        return attempt;
      },

      answer(attempt, question, answer) {
        attempt.answers.set(question, answer);
        return keep(attempt, ({ key }) => key("q", quiz.quiz, attempt.id, question), answerEntry(question, answer));
      },

      submit(attempt, score, again) {
        const entry = attemptEntry(attempt, score);
        return keep(attempt, ({ key }) => key("a", quiz.quiz, attempt.id), entry, ({ key }) => (again ? [] : [key("open", quiz.quiz)]));
      },

      async restart(attempt) {
        const learner = await begin(attempt);
        await learner.put(quiz.quiz, [...attempt.answers].map(([question, answer]) => [learner.key("q", quiz.quiz, attempt.id, question), answerEntry(question, answer)]));
        reflect(learner, attempt);
      },

      kept: async () => (await Terakoya.learner()).kept(),

      watch: (changed) => Terakoya.watch((what) => (what === "" || what === quiz.quiz) && changed()),
    };
  };
})();

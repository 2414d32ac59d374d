// The result: what is handed in to the office. docs/record.md has the format, for readers in other languages. Pure.
(() => {
  "use strict";

  /** @type {(fields: Record<string, any>) => number} */
  const share = ({ earned, possible }) => (possible ? earned / possible : 0);

  /** Of the submitted attempts the one with the best share of points; of several the first.
   * @type {(attempts: ResultAttempt[]) => ResultAttempt | undefined} */
  const bestOf = (attempts) =>
    attempts.filter(({ submitted }) => submitted !== null).sort((one, two) => share(two) - share(one) || Number(one.submitted) - Number(two.submitted))[0];

  /** @type {(rows: Row[], quiz: string) => ResultAttempt[]} */
  function attemptsOf(rows, quiz) {
    /** @type {Map<string, ResultAttempt["responses"]>} */
    const responses = new Map();
    for (const [[kind, of, attempt = "", question = ""], { revision, response, at, checked }] of rows) {
      if (kind !== "q" || of !== quiz) continue;
      responses.set(attempt, [...(responses.get(attempt) ?? []), { question, revision, response, at, checked }]);
    }
    return rows
      .filter(([[kind, of]]) => kind === "a" && of === quiz)
      .map(([[, , id = ""], { started, submitted, edition, earned, possible, passed, questions, ...more }]) => {
        const given = responses.get(id) ?? [];
        const order = (/** @type {{ question: string }} */ { question }) => (questions.includes(question) ? questions.indexOf(question) : questions.length);
        given.sort((one, two) => order(one) - order(two));
        return { id, started, submitted, edition, earned, possible, passed, ...more, questions, responses: given };
      })
      .sort((one, two) => one.started - two.started);
  }

  Terakoya.particulars = (outline, rows) => {
    const [, details] = rows.find(([[kind]]) => kind === "details") ?? [];
    const values = details?.fields ?? {};
    return outline.fields.map(({ id, label, required }) => ({ id, label, required, value: (Object.hasOwn(values, id) && values[id]) || null }));
  };

  Terakoya.result = (outline, rows, standing, own, now) => {
    const milestones = Terakoya.milestones(outline);
    const { done, of, complete, score } = Terakoya.completion(milestones, standing);
    const ownDone = Terakoya.completion(milestones, own).done;
    const lessons = outline.parts.flatMap((part) => part.lessons);

    /** When a lesson that is done was done: with the last of its quizzes. @type {(milestone: Milestone) => number} */
    const time = ({ lesson, quizzes }) =>
      quizzes.length ? Math.max(...quizzes.map(({ quiz }) => standing.passed.get(quiz) ?? 0)) : standing.read.get(lesson) ?? 0;

    return {
      format: "terakoya-result",
      version: 1,
      course: { id: Terakoya.course, title: outline.title, edition: outline.edition, digest: outline.digest },
      exported: now,
      learner: Terakoya.particulars(outline, rows),
      completion: {
        complete,
        done: done.size,
        of,
        score,
        lessons: milestones.map((milestone) => ({
          id: milestone.lesson,
          title: lessons.find(({ id }) => id === milestone.lesson)?.title ?? "",
          done: done.has(milestone.lesson),
          at: done.has(milestone.lesson) ? time(milestone) : null,
          carried: done.has(milestone.lesson) && !ownDone.has(milestone.lesson),
        })),
      },
      quizzes: lessons.flatMap(({ quizzes }) => quizzes).map(({ id, title, kind, counts, points, passMark }) => {
        const attempts = attemptsOf(rows, id);
        const best = standing.best.get(id);
        return {
          id,
          title,
          kind,
          counts,
          points,
          passMark,
          passed: standing.passed.has(id),
          percent: best === undefined ? null : Math.floor(best / 100),
          carried: (standing.passed.has(id) && !own.passed.has(id)) || (best ?? -1) > (own.best.get(id) ?? -1),
          best: bestOf(attempts)?.id ?? null,
          attempts,
        };
      }),
      carried: rows
        .filter(([[kind]]) => kind === "carried")
        .map(([[, code = ""], { at, edition, read, passed, best }]) => ({ code, at, edition, read, passed, best })),
    };
  };
})();

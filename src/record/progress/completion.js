// When a lesson is done, when the course is, and with which score. The twin of `course/completion.rs`, which has
// the rule in words; `course/completion.yaml` judges both.
(() => {
  "use strict";

  Terakoya.completion = (milestones, standing) => {
    const done = milestones
      .filter(({ lesson, quizzes }) => (quizzes.length ? quizzes.every(({ quiz }) => standing.passed.has(quiz)) : standing.read.has(lesson)))
      .map(({ lesson }) => lesson);
    let possible = 0;
    let earned = 0;
    for (const { quiz, exam } of milestones.flatMap(({ quizzes }) => quizzes)) {
      if (!exam) continue;
      possible += exam;
      earned += exam * (standing.best.get(quiz) ?? 0);
    }
    return {
      done: new Set(done),
      of: milestones.length,
      complete: milestones.length > 0 && done.length === milestones.length,
      score: possible > 0 ? Math.floor(earned / possible / 100) : null,
    };
  };
})();

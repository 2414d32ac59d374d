// What pages need that look at the whole course.
(() => {
  "use strict";

  Terakoya.milestones = (outline) =>
    outline.parts
      .flatMap((part) => part.lessons)
      .filter((lesson) => lesson.counts)
      .map((lesson) => ({
        lesson: lesson.id,
        quizzes: lesson.quizzes.filter((quiz) => quiz.counts).map((quiz) => ({ quiz: quiz.id, exam: quiz.kind === "exam" ? quiz.points : null })),
      }));
})();

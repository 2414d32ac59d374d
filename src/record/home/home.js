// The first page: how far the learner is, what is left, and one button to go on.
(() => {
  "use strict";

  const { text } = Terakoya;
  const DAY = 86_400_000;

  /** Where to go on: the lesson opened last, unless it is done; else the first one after it that is not.
   * @type {(lessons: OutlineLesson[], done: Set<string>, standing: Standing) => OutlineLesson | undefined} */
  function next(lessons, done, { seen }) {
    const last = lessons.reduce((best, lesson, index) => ((seen.get(lesson.id) ?? 0) > (seen.get(lessons[best]?.id ?? "") ?? 0) ? index : best), -1);
    const open = (/** @type {OutlineLesson} */ lesson) => lesson.url && (lesson.counts ? !done.has(lesson.id) : !seen.has(lesson.id));
    const current = lessons[last];
    if (current?.counts && open(current)) return current;
    return [...lessons.slice(last + 1), ...lessons.slice(0, last + 1)].find((lesson) => lesson.counts && open(lesson));
  }

  /** @type {(deadline: string) => string} */
  function daysLeft(deadline) {
    const days = Math.round((new Date(`${deadline}T00:00`).getTime() - new Date().setHours(0, 0, 0, 0)) / DAY);
    return text(days < 0 ? "record_home.overdue" : days === 0 ? "record_home.last_day" : "record_home.days_left", { days });
  }

  Terakoya.component("standing", "[data-standing]", (root) => {
    const words = /** @type {HTMLElement} */ (root.querySelector(".standing-words"));
    const meter = /** @type {HTMLProgressElement} */ (root.querySelector("progress"));
    const start = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-start]"));
    const left = document.querySelector(".deadline-left");

    Terakoya.follow("standing", async () => {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      const [standing, places] = await Promise.all([Terakoya.standing(learner), learner.read("place")]);
      const { done, of, complete } = Terakoya.completion(Terakoya.milestones(outline), standing);
      const lessons = outline.parts.flatMap((part) => part.lessons);
      const minutes = lessons.reduce((sum, lesson) => sum + (lesson.counts && !done.has(lesson.id) ? lesson.minutes ?? 0 : 0), 0);
      meter.value = done.size;
      words.textContent = complete
        ? text("record_home.complete")
        : text("record_progress.standing", { done: done.size, of }) + (minutes && done.size ? text("record_home.minutes_left", { minutes }) : "");
      root.dataset.state = complete ? "done" : "";
      if (left && outline.deadline && !complete) left.textContent = daysLeft(outline.deadline);
      if (!start) return;
      const goal = next(lessons, done, standing);
      const label = start.querySelector(".start-words");
      if (complete) {
        start.href = Terakoya.address("record.html");
        if (label) label.textContent = text("record_home.to_certificate");
      } else if (goal && standing.seen.size) {
        const [, place] = places.find(([[lesson]]) => lesson === goal.id) ?? [];
        start.href = Terakoya.address(goal.url + (place?.anchor ? `#${place.anchor}` : ""));
        if (label) label.textContent = text("record_home.go_on", { lesson: goal.title });
      }
    });
  });
})();

// How far the learner is, from what was kept, and the marks beside lessons in lists.
//
//   <course>/<learner>/seen/<lesson>     {v, first, at}        when the page was opened first and last (learner.js)
//   <course>/<learner>/read/<lesson>     {v, at}               said to have been read
//   <course>/<learner>/carried/<code>    {v, at, edition, read: [lesson], passed: [quiz], best: {exam: share}}   by a resume code
(() => {
  "use strict";

  const { text, make } = Terakoya;

  /** @type {(value: unknown) => number} */
  const time = (value) => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0);
  /** @type {(value: unknown) => string[]} */
  const strings = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);
  /** A share of points in hundredths of a per cent. @type {(value: number) => number} */
  const share = (value) => (value > 0 ? Math.min(10_000, Math.floor(value)) : 0);

  /** Keeps the first time. @type {(map: Map<string, number>, name: string, at: number) => unknown} */
  const first = (map, name, at) => map.set(name, Math.min(at, map.get(name) ?? at));
  /** Keeps the most. @type {(map: Map<string, number>, name: string, value: number) => unknown} */
  const most = (map, name, value) => map.set(name, Math.max(value, map.get(name) ?? 0));

  Terakoya.standing = async (learner) => {
    /** @type {Standing} */
    const standing = { read: new Map(), passed: new Map(), best: new Map(), seen: new Map(), begun: new Set() };
    const [seen, read, attempts, carried] = await Promise.all(["seen", "read", "a", "carried"].map((name) => learner.read(name)));
    for (const [[lesson = ""], fields] of seen ?? []) standing.seen.set(lesson, time(fields.at));
    for (const [[lesson = ""], fields] of read ?? []) first(standing.read, lesson, time(fields.at));
    for (const [[quiz = ""], fields] of attempts ?? []) {
      standing.begun.add(quiz);
      const at = time(fields.submitted);
      if (!at) continue;
      if (fields.passed === true) first(standing.passed, quiz, at);
      const [earned, possible] = [fields.earned, fields.possible].map((points) => Math.round(Number(points) * 100));
      most(standing.best, quiz, share(possible ? ((earned ?? 0) * 10_000) / possible : 0));
    }
    for (const [, fields] of carried ?? []) {
      const at = time(fields.at);
      for (const lesson of strings(fields.read)) first(standing.read, lesson, at);
      for (const quiz of strings(fields.passed)) first(standing.passed, quiz, at);
      for (const [exam, best] of Object.entries(Object(fields.best))) most(standing.best, exam, share(Number(best)));
    }
    return standing;
  };

  /** The counted lessons of parts, as the rule sees them. @type {(parts: OutlineData["parts"]) => Milestone[]} */
  const milestones = (parts) =>
    parts
      .flatMap((part) => part.lessons)
      .filter((lesson) => lesson.counts)
      .map((lesson) => ({
        lesson: lesson.id,
        quizzes: lesson.quizzes.filter((quiz) => quiz.counts).map((quiz) => ({ quiz: quiz.id, exam: quiz.kind === "exam" ? quiz.points : null })),
      }));
  Terakoya.milestones = (outline) => milestones(outline.parts);

  /** A lesson in a list, as the rule sees it. @type {(row: HTMLElement) => Milestone} */
  const milestone = ({ dataset }) => ({
    lesson: dataset.lesson ?? "",
    quizzes: (dataset.quizzes ?? "").split(" ").filter(Boolean).map((quiz) => ({ quiz, exam: null })),
  });

  /** @type {(row: HTMLElement, standing: Standing) => void} */
  function markRow(row, standing) {
    const one = milestone(row);
    const counted = !("uncounted" in row.dataset);
    const begun = standing.seen.has(one.lesson) || one.quizzes.some(({ quiz }) => standing.begun.has(quiz));
    const state = counted && Terakoya.completion([one], standing).complete ? "done" : begun ? "begun" : "";
    if ((row.dataset.state ?? "") === state) return;
    row.dataset.state = state;
    const words = row.querySelector(".lesson-state") ?? row.appendChild(make("span", "lesson-state visually-hidden"));
    words.textContent = state && ` ${text(`record_progress.${state}`)}`;
  }

  /** How much of each part is done. @type {(lines: Iterable<Element>, outline: OutlineData, standing: Standing) => void} */
  function markParts(lines, outline, standing) {
    for (const line of lines) {
      const part = outline.parts.find(({ id }) => id === line.getAttribute("data-part-standing"));
      if (!part) continue;
      const { done, of, complete } = Terakoya.completion(milestones([part]), standing);
      line.textContent = text("record_progress.standing", { done: done.size, of });
      line.toggleAttribute("data-complete", complete);
    }
  }

  Terakoya.mark = async () => {
    const standing = await Terakoya.standing(await Terakoya.learner());
    for (const row of document.querySelectorAll("[data-lesson]")) if (row instanceof HTMLElement) markRow(row, standing);
    const lines = document.querySelectorAll("[data-part-standing]");
    if (lines.length) markParts(lines, await Terakoya.whole(), standing);
    return standing;
  };

  /** @type {Promise<unknown>[]} */
  const shown = [];
  Terakoya.follow = (name, show) => {
    const safely = () => show().catch((error) => Terakoya.report(name, null, error));
    shown.push(safely());
    Terakoya.watch(safely);
    document.addEventListener("terakoya", safely);
  };

  Terakoya.followed = () => Promise.all(shown);

  Terakoya.component("marks", "body", () => {
    if (document.querySelector("[data-lesson]")) Terakoya.follow("marks", Terakoya.mark);
  });

  Terakoya.day = (at) => new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
})();

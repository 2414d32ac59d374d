// How far the learner is, from what was kept; and how pages show it: marks beside lessons, the way on, what was read.
//
//   <course>/<learner>/seen/<lesson>     {v, first, at}        when the page was opened first and last
//   <course>/<learner>/read/<lesson>     {v, at}               said to have been read
//   <course>/<learner>/carried/<code>    {v, at, edition, read: [lesson], passed: [quiz], best: {exam: share}}   by a resume code
(() => {
  "use strict";

  const { text, make } = Terakoya;
  const DAY = 86_400_000;

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

  Terakoya.milestones = (outline) =>
    outline.parts
      .flatMap((part) => part.lessons)
      .filter((lesson) => lesson.counts)
      .map((lesson) => ({
        lesson: lesson.id,
        quizzes: lesson.quizzes.filter((quiz) => quiz.counts).map((quiz) => ({ quiz: quiz.id, exam: quiz.kind === "exam" ? quiz.points : null })),
      }));

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
    words.textContent = state && ` ${text(`record.${state}`)}`;
  }

  Terakoya.mark = async () => {
    const standing = await Terakoya.standing(await Terakoya.learner());
    for (const row of document.querySelectorAll("[data-lesson]")) if (row instanceof HTMLElement) markRow(row, standing);
    return standing;
  };

  /** Calls back now and whenever the record changes, here or elsewhere. @type {(name: string, show: () => Promise<unknown>) => void} */
  function follow(name, show) {
    const safely = () => show().catch((error) => Terakoya.report(name, null, error));
    safely();
    Terakoya.watch(safely);
    document.addEventListener("terakoya", safely);
  }
  Terakoya.follow = follow;

  Terakoya.component("marks", "body", () => {
    if (document.querySelector("[data-lesson]")) follow("marks", Terakoya.mark);
  });

  Terakoya.lost = (box, key) => {
    const link = make("a", "", text("record.why"));
    const words = `${text(key)} `;
    link.href = `${Terakoya.root}record.html#_main-lost`;
    if (!box.textContent?.startsWith(words)) box.replaceChildren(words, link);
  };

  Terakoya.component("seen", "[data-reading]", async (article) => {
    // A page in the background is nobody's yet.
    while (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    const lesson = article.dataset.reading ?? "";
    const learner = await Terakoya.learner();
    const [, before] = (await learner.read("seen")).find(([[name]]) => name === lesson) ?? [];
    const at = Date.now();
    await learner.put("seen", [[learner.key("seen", lesson), { first: time(before?.first) || at, at }]]);
  });

  Terakoya.component("finish", "[data-finish]", (root) => {
    const lesson = root.dataset.finish ?? "";
    const button = /** @type {HTMLButtonElement} */ (root.querySelector("button"));
    const state = /** @type {HTMLElement} */ (root.querySelector(".finish-state"));
    let read = 0;

    follow("finish", async () => {
      const learner = await Terakoya.learner();
      read = (await Terakoya.standing(learner)).read.get(lesson) ?? 0;
      const own = (await learner.read("read")).some(([[name]]) => name === lesson);
      button.textContent = text(read ? "record.unread" : "record.finish");
      button.dataset.kind = read ? "quiet" : "";
      button.disabled = false;
      // What a resume code says cannot be taken back here.
      button.hidden = read > 0 && !own;
      if (read || (await learner.kept())) state.textContent = read ? text("record.read_at", { date: Terakoya.day(read) }) : "";
      else Terakoya.lost(state, "record.not_kept");
      root.dataset.state = read ? "done" : "";
    });
    button.addEventListener("click", async () => {
      try {
        const learner = await Terakoya.learner();
        const key = learner.key("read", lesson);
        await (read ? learner.put("read", [], [key]) : learner.put("read", [[key, { at: Date.now() }]]));
      } catch (error) {
        Terakoya.lost(state, "record.failed");
        Terakoya.report("finish", root, error);
      }
    });
  });

  Terakoya.day = (at) => new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });

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
    return text(days < 0 ? "record.overdue" : days === 0 ? "record.last_day" : "record.days_left", { days });
  }

  Terakoya.component("standing", "[data-standing]", (root) => {
    const words = /** @type {HTMLElement} */ (root.querySelector(".standing-words"));
    const meter = /** @type {HTMLProgressElement} */ (root.querySelector("progress"));
    const start = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-start]"));
    const left = document.querySelector(".deadline-left");

    follow("standing", async () => {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      const standing = await Terakoya.standing(learner);
      const { done, of, complete } = Terakoya.completion(Terakoya.milestones(outline), standing);
      const lessons = outline.parts.flatMap((part) => part.lessons);
      const minutes = lessons.reduce((sum, lesson) => sum + (lesson.counts && !done.has(lesson.id) ? lesson.minutes ?? 0 : 0), 0);
      meter.value = done.size;
      words.textContent = complete
        ? text("record.complete")
        : text("record.standing", { done: done.size, of }) + (minutes && done.size ? text("record.minutes_left", { minutes }) : "");
      root.dataset.state = complete ? "done" : "";
      if (left && outline.deadline && !complete) left.textContent = daysLeft(outline.deadline);
      if (!start) return;
      const goal = next(lessons, done, standing);
      const label = start.querySelector(".start-words");
      if (complete) {
        start.href = `${Terakoya.root}record.html`;
        if (label) label.textContent = text("record.to_certificate");
      } else if (goal && standing.seen.size) {
        start.href = Terakoya.root + goal.url;
        if (label) label.textContent = text("record.go_on", { lesson: goal.title });
      }
    });
  });
})();

// How far the learner is, lesson by lesson: what is done and when, each quiz with its best and its last attempt.
(() => {
  "use strict";

  const { make, text } = Terakoya;
  const days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" });
  const day = (/** @type {number} */ at) => days.format(at);

  /** @typedef {{ percent: number | null, at: number, passed: boolean }} Try */
  /** @typedef {OutlineLesson["quizzes"][number]} Quiz */
  /** @typedef {{ row: HTMLElement, state: HTMLElement, tries: Map<Quiz, HTMLElement> }} Place */

  /** @type {(fields: Record<string, unknown>) => Try | null} */
  function attempt(fields) {
    const [earned, possible, at] = [fields.earned, fields.possible, fields.submitted].map(Number);
    if (!(at > 0)) return null;
    const percent = possible > 0 && earned >= 0 ? Math.min(100, Math.floor((Math.round(earned * 100) * 100) / Math.round(possible * 100))) : null;
    return { percent, at, passed: fields.passed === true };
  }

  /** What was submitted, by quiz, in order. @type {(learner: Learner) => Promise<Map<string, Try[]>>} */
  async function attempts(learner) {
    /** @type {Map<string, Try[]>} */
    const found = new Map();
    for (const [[quiz = ""], fields] of await learner.read("a")) {
      const one = attempt(fields);
      if (one) found.set(quiz, [...(found.get(quiz) ?? []), one]);
    }
    for (const list of found.values()) list.sort((one, other) => one.at - other.at);
    return found;
  }

  /** Only what is new is written. @type {(element: HTMLElement, words: string) => void} */
  const say = (element, words) => {
    if (element.textContent !== words) element.textContent = words;
  };

  // As cards, on a phone, the rows are no table to every browser: the roles keep it one. In HTML they would be refused
  // as needless, so scripts give them to what the page has from the start, too.
  /** @type {(table: Element) => void} */
  function keep(table) {
    table.setAttribute("role", "table");
    for (const [selector, role] of [["thead", "rowgroup"], ["thead > tr", "row"], ["thead th", "columnheader"]]) {
      for (const element of table.querySelectorAll(/** @type {string} */ (selector))) element.setAttribute("role", /** @type {string} */ (role));
    }
  }

  /** @type {<K extends keyof HTMLElementTagNameMap>(name: K, role: string, className: string, ...content: (string | Node)[]) => HTMLElementTagNameMap[K]} */
  function cell(name, role, className, ...content) {
    const element = make(name, className, ...content);
    element.setAttribute("role", role);
    return element;
  }

  /** @type {(lesson: OutlineLesson, places: Map<OutlineLesson, Place>) => HTMLElement} */
  function lessonRow(lesson, places) {
    const title = make(lesson.url ? "a" : "span", "", lesson.title);
    if (title instanceof HTMLAnchorElement && lesson.url) title.href = Terakoya.address(lesson.url);
    const state = make("span", "progress-state");
    /** @type {Map<Quiz, HTMLElement>} */
    const tries = new Map(lesson.quizzes.map((quiz) => [quiz, make("span", "progress-tries")]));
    const quizzes = [...tries].map(([quiz, place], index) => {
      const words = quiz.title || text("record_page.untitled", { number: index + 1 });
      return make("li", "", make("span", "progress-quiz", words), quiz.counts ? "" : text("record_page.practice"), " ", place);
    });
    const note = lesson.url ? (lesson.counts ? "" : text("record_page.uncounted")) : text("record_page.draft");
    const head = cell("th", "rowheader", "", title, ...(note ? [" ", make("span", "badge", note)] : []));
    head.scope = "row";
    const row = cell("tr", "row", "", head, cell("td", "cell", "", state), cell("td", "cell", "", ...(quizzes.length ? [make("ul", "", ...quizzes)] : [])));
    places.set(lesson, { row, state, tries });
    return row;
  }

  /** @type {(table: Element, outline: OutlineData) => Map<OutlineLesson, Place>} */
  function build(table, outline) {
    /** @type {Map<OutlineLesson, Place>} */
    const places = new Map();
    for (const part of outline.parts) {
      const body = cell("tbody", "rowgroup", "");
      if (part.title) {
        const head = cell("th", "rowheader", "", part.title);
        head.colSpan = 3;
        head.scope = "rowgroup";
        body.append(cell("tr", "row", "progress-part", head));
      }
      body.append(...part.lessons.map((lesson) => lessonRow(lesson, places)));
      table.append(body);
    }
    return places;
  }

  /** @type {(quiz: Quiz, list: Try[], standing: Standing) => string} */
  function quizWords(quiz, list, standing) {
    const last = list.at(-1);
    const carried = standing.passed.has(quiz.id) && !list.some((one) => one.passed);
    const share = Math.floor((standing.best.get(quiz.id) ?? 0) / 100);
    const best = list.reduce((most, one) => ((one.percent ?? -1) > (most?.percent ?? -1) ? one : most), /** @type {Try | null} */ (null));
    const words = [];
    const better = share > (best?.percent ?? 0);
    const only = list.length === 1 && !better;
    if (better) words.push(text("record_page.best_carried", { percent: share }));
    else if (best && best.percent !== null && !only) words.push(text("record_page.best", { percent: best.percent, date: day(best.at) }));
    if (last && last.percent === null) words.push(text("record_page.submitted", { date: day(last.at) }));
    else if (last) {
      const outcome = text(last.passed ? "record_page.passed" : "record_page.not_passed");
      const said = { percent: last.percent ?? 0, date: day(last.at), outcome };
      if (quiz.counts) words.push(text(only ? "record_page.only" : "record_page.last", said));
      else words.push(text(only ? "record_page.only_practice" : "record_page.last_practice", said));
    }
    if (carried) words.push(text("record_page.passed_carried"));
    return words.join(text("record_page.separator")) || text(standing.begun.has(quiz.id) ? "record_page.open_attempt" : "record_page.no_attempt");
  }

  /** When a lesson was finished: with the last quiz that was due, or when it was read. @type {(lesson: OutlineLesson, standing: Standing) => number} */
  function finished(lesson, standing) {
    const due = lesson.quizzes.filter((quiz) => quiz.counts).map((quiz) => standing.passed.get(quiz.id) ?? 0);
    return due.length ? Math.max(...due) : standing.read.get(lesson.id) ?? 0;
  }

  Terakoya.component("progress", "table.progress", (table) => {
    const meter = document.querySelector(".standing-meter");
    const score = /** @type {HTMLElement | null} */ (document.querySelector(".progress-score"));
    /** @type {Map<OutlineLesson, Place> | undefined} */
    let places;
    keep(table);

    Terakoya.follow("progress", async () => {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      const [standing, tries] = await Promise.all([Terakoya.standing(learner), attempts(learner)]);
      const completion = Terakoya.completion(Terakoya.milestones(outline), standing);
      places ??= build(table, outline);
      if (meter instanceof HTMLProgressElement) meter.max = Math.max(1, completion.of);
      for (const [lesson, { row, state, tries: cells }] of places) {
        const done = completion.done.has(lesson.id);
        const begun = standing.seen.has(lesson.id) || lesson.quizzes.some((quiz) => standing.begun.has(quiz.id));
        row.dataset.state = done ? "done" : begun ? "begun" : "";
        const at = done ? finished(lesson, standing) : 0;
        const words = done ? "record_progress.done" : begun ? "record_progress.begun" : "record_page.not_yet";
        say(state, lesson.url ? text(words) + (at ? text("record_page.on", { date: day(at) }) : "") : "");
        for (const [quiz, place] of cells) say(place, quizWords(quiz, tries.get(quiz.id) ?? [], standing));
      }
      if (score) score.hidden = completion.score === null;
      const value = score?.querySelector("dd");
      if (value) say(value, text("record_page.percent", { percent: completion.score ?? 0 }));
    });
  });
})();

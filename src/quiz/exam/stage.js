// Quizzes that draw questions, or limit attempts and time: an attempt is begun on a panel, shared by all tabs, and left
// and taken up again there. What it does not ask is never shown.
(() => {
  "use strict";

  const { text } = Terakoya;
  const { attempts } = Terakoya.exam;
  const PATIENCE = 3000;

  /** Puts the choices of a question into the order of the attempt. @type {(question: Asked, attempt: string) => void} */
  function shuffleChoices(question, attempt) {
    for (const group of question.root.querySelectorAll("[data-shuffle]")) {
      const rows = new Map([...group.children].map((row) => [row.querySelector("input")?.value ?? "", row]));
      const choices = [...rows].map(([key, row]) => ({ key, last: row.hasAttribute("data-last") }));
      for (const key of Terakoya.order(attempt, question.id, choices)) group.append(/** @type {Element} */ (rows.get(key)));
    }
  }

  /** @type {(frame: QuizFrame) => ExamFrame} */
  function examFrame(frame) {
    const verdict = (/** @type {Asked} */ { id, key, points, rules }) => rules.grade(key, frame.attempt.answers.get(id)?.response ?? null, points);
    const isRight = (/** @type {Asked} */ question) => ["right", "unscored"].includes(verdict(question).state);
    const right = () =>
      new Map(frame.asked.filter(isRight).map(({ id }) => [id, { response: frame.attempt.answers.get(id)?.response ?? null, checked: true }]));
    return Object.assign(frame, { verdict, right });
  }

  Terakoya.stage = (plain) => {
    const frame = examFrame(plain);
    const { root, data, questions } = frame;
    const staging = /** @type {Staging} */ (data.stage);
    // Of some quizzes only the result says more than of others.
    if (!staging.gate) return { shown: (over) => void (over && Terakoya.exam.result(frame, null)) };

    /** @type {<T extends HTMLElement>(selector: string) => T} */
    const part = (selector) => /** @type {any} */ (root.querySelector(selector));
    const [begin, retry, look] = [part(".exam-begin"), part(".exam-retry"), part(".exam-look")];
    const state = part(".exam-state");
    const result = part(".quiz-result");
    const extra = /** @type {HTMLSelectElement | null} */ (root.querySelector(".exam-extra select"));
    const map = Terakoya.exam.map(frame);
    const clock = Terakoya.exam.clock(frame, () => void timeIsUp());

    /** The attempt that the page is arranged for, and what that asks. */
    let arranged = "";
    /** @type {Asked[]} */
    let asked = [];
    /** The attempt that is taken, or looked at, on this page; empty while the panel shows. */
    let entered = "";
    /** @type {number | null} */
    let left = null;
    /** What happened to the attempt, until the learner goes on. */
    let note = "";
    let busy = false;
    let updates = 0;
    /** The attempt whose time this page counts. */
    let timed = "";

    const isOpen = () => frame.attempt.id !== "" && frame.attempt.submitted === null;

    /** @type {(id: string, known: Set<string>) => Asked[]} */
    function draw(id, known) {
      const candidates = questions.map((question) => ({ id: question.id, bank: question.bank ?? null }));
      return Terakoya.draw(id, candidates, staging.draw, staging.shuffle, known).flatMap((at) => questions[at] ?? []);
    }

    /** @type {(attempt: Attempt) => Asked[]} */
    function questionsOf({ id, more }) {
      if (!id) return [];
      const known = (more?.questions ?? []).flatMap((one) => questions.find((question) => question.id === one) ?? []);
      return known.length > 0 ? [...new Set(known)] : draw(id, new Set());
    }

    /** @type {(id: string) => void} */
    function arrange(id) {
      const list = part(".quiz-questions");
      const items = asked.flatMap((question) => question.root.parentElement ?? []);
      list.prepend(...items);
      // On paper, before anything was drawn, they can all be read.
      for (const item of list.children) item.toggleAttribute("hidden", id !== "" && !items.includes(/** @type {HTMLElement} */ (item)));
      for (const [at, question] of (id ? asked : questions).entries()) {
        question.number = at + 1;
        const number = question.root.querySelector(".question-number");
        if (number) number.textContent = text("quiz.question_number", { number: question.number });
        if (id && staging.choices) shuffleChoices(question, id);
      }
    }

    /** From the panel to the questions, or to the result. */
    function enter() {
      entered = frame.attempt.id;
      note = "";
      delete extra?.dataset.chosen;
      root.dataset.running = "";
      frame.render();
      /** @type {(question: Asked) => HTMLElement | null} */
      const body = (question) => question.root.querySelector(".question-body");
      const first = asked.find((question) => !frame.isDone(question) && !frame.isAnswered(question)) ?? asked[0];
      ((isOpen() && first && body(first)) || result).focus();
    }

    /** Back to the panel. */
    function leave() {
      const inside = root.contains(document.activeElement);
      entered = "";
      delete root.dataset.running;
      if (staging.limit === null) clock.stop();
      if (inside) part(".exam-start").focus();
    }

    /** Brings the panel, and what a result says of attempts, to what is kept. */
    async function update() {
      const mine = ++updates;
      const submitted = (await attempts.of(data.quiz)).filter((one) => one.submitted);
      if (mine !== updates) return;
      const { attempt } = frame;
      const open = isOpen();
      const count = submitted.length + Number(open);
      const best = submitted.reduce((most, one) => (!most || one.percent > most.percent ? one : most), submitted[0]);
      left = staging.attempts === null ? null : Math.max(0, staging.attempts - count);

      part(".exam-taken").textContent = text(staging.attempts === null ? "quiz_exam.taken" : "quiz_exam.taken_of", { count, of: staging.attempts ?? 0 });
      if (best) part(".exam-best").textContent = text(best.passed && data.counts ? "quiz_exam.best_passed" : "quiz_exam.best", { percent: best.percent });
      begin.textContent = text(open ? "quiz_exam.go_on" : count > 0 ? "quiz_exam.anew" : "quiz_exam.begin");
      begin.hidden = !open && left === 0;
      begin.toggleAttribute("disabled", false);
      const right = frame.right().size;
      retry.hidden = open || left === 0 || !root.querySelector(".quiz-retry") || right === 0 || right === asked.length;
      look.hidden = open || attempt.submitted === null;
      state.textContent = note + (open ? text("quiz_exam.running") : left === 0 ? text("quiz_exam.none_left") : "");
      if (extra && (open || !("chosen" in extra.dataset))) extra.value = String(attempt.more?.extra ?? 1);
      if (extra) extra.disabled = open;
      if (attempt.submitted !== null) Terakoya.exam.result(frame, left);
    }
    const updated = () =>
      update().catch((error) => {
        // Whoever presses is told that it does not work.
        begin.toggleAttribute("disabled", false);
        Terakoya.report("exam", root, error);
      });

    /** @type {(wrong: boolean) => Promise<void>} */
    async function start(wrong) {
      await frame.refresh();
      if (isOpen()) return enter();
      await update();
      if (left === 0) return;
      const id = Terakoya.newId();
      const drawn = wrong ? asked : draw(id, await attempts.known(frame));
      /** @type {Attempt} */
      const next = {
        id,
        started: Date.now(),
        submitted: null,
        answers: wrong ? frame.right() : new Map(),
        more: { questions: drawn.map((question) => question.id), extra: Number(extra?.value ?? 1), used: null, expired: false },
      };
      entered = await attempts.claim(frame, next);
      // This is kept; what was read of the record before is behind it.
      frame.keep(async () => {});
      frame.attempt = next;
      // Another tab may have been quicker: then this is its attempt.
      if (entered !== id) await frame.refresh();
      enter();
    }

    /** @type {(work: () => unknown) => Promise<void>} */
    async function once(work) {
      if (busy) return;
      busy = true;
      try {
        await work();
      } catch (error) {
        state.textContent = text("quiz_exam.failed");
        Terakoya.report("exam", root, error);
      }
      busy = false;
    }

    async function timeIsUp() {
      const id = arranged;
      // What was given and is not written yet counts.
      if (entered) {
        for (const question of asked) {
          const given = JSON.stringify(frame.attempt.answers.get(question.id)?.response ?? null);
          if (!frame.isDone(question) && JSON.stringify(question.rules.read(question.root)) !== given) question.root.dispatchEvent(new Event("change"));
        }
      }
      await frame.refresh();
      // Another tab may have submitted it already.
      if (!isOpen() || frame.attempt.id !== id) return;
      if (frame.attempt.more) frame.attempt.more.expired = true;
      note = text("quiz_exam.expired");
      frame.finish();
      frame.render();
      if (entered) result.focus();
    }

    /** What was just submitted says how long it took, before it is written. */
    function conclude() {
      const { attempt } = frame;
      if (attempt.submitted === null || attempt.id !== timed || attempt.more?.used !== null) return;
      const [elapsed, limit] = [clock.elapsed(), clock.limit()];
      timed = "";
      attempt.more.used = Math.round(Math.min(elapsed, limit));
      // It ended when its time did, though nobody may have looked at the page since.
      if (attempt.more.expired) attempt.submitted -= Math.round(Math.max(0, elapsed - limit));
    }

    /** Another attempt, from the result. @type {(wrong: boolean) => void} */
    function again(wrong) {
      if (staging.limit === null) return void once(() => start(wrong));
      // Nobody's time begins unannounced.
      leave();
      updated().then(() => (wrong ? retry : begin).focus());
    }

    /** Whether marked questions were just told of, so that they can be seen first. */
    function isTold() {
      const unseen = /** @type {HTMLElement} */ (root.querySelector(".exam-unseen"));
      const marked = map.marked();
      const told = unseen.hidden && marked.length > 0;
      const list = unseen.querySelector("ul");
      list?.replaceChildren(...marked.map((question) => Terakoya.make("li", "", frame.jumpTo(question))));
      unseen.hidden = marked.length === 0;
      if (!told || !frame.asked.every(frame.isAnswered)) return false;
      part(".quiz-submit").textContent = text("quiz_exam.submit_marked");
      unseen.focus();
      return true;
    }

    /** What the buttons of all quizzes do otherwise here. @type {(event: Event) => void} */
    function instead(event) {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const is = (/** @type {string} */ name) => button?.matches(name) === true;
      if (is(".quiz-again") || is(".quiz-retry")) again(is(".quiz-retry"));
      else if (!is(".quiz-submit") || !isTold()) return;
      event.stopPropagation();
    }

    const loadMarks = () => map.load().then(map.show, (error) => Terakoya.report("exam", root, error));

    root.addEventListener("click", instead, true);
    begin.addEventListener("click", () => once(() => start(false)));
    retry.addEventListener("click", () => once(() => start(true)));
    look.addEventListener("click", enter);
    extra?.addEventListener("change", () => (extra.dataset.chosen = ""));
    part(".exam-to-map").addEventListener("click", (event) => {
      event.preventDefault();
      part(".exam-map").focus();
      part(".exam-map").scrollIntoView({ block: "nearest" });
    });
    document.addEventListener("terakoya", () => entered && isOpen() ? undefined : updated());
    frame.record.watch(loadMarks);
    setTimeout(() => begin.hasAttribute("disabled") && updated(), PATIENCE);

    return {
      ask() {
        const { attempt } = frame;
        // What the last visit left for the first paint of other quizzes is no more than that.
        if (!("live" in root.dataset)) return questions;
        if (attempt.id === arranged) return attempt.id ? asked : questions;
        arranged = attempt.id;
        asked = questionsOf(attempt);
        if (entered && entered !== attempt.id) {
          note = text("quiz_exam.elsewhere");
          leave();
        }
        arrange(attempt.id);
        loadMarks();
        return attempt.id ? asked : questions;
      },

      shown(over) {
        if (!("live" in root.dataset)) return;
        conclude();
        part(".exam-map").hidden = part(".exam-to-map").hidden = over;
        map.show();
        if (isOpen() && (entered || staging.limit !== null)) {
          timed = frame.attempt.id;
          clock.take(frame.attempt).catch((error) => Terakoya.report("clock", root, error));
        } else clock.stop();
        if (over) Terakoya.exam.result(frame, left);
        if (over || !entered) updated();
      },
    };
  };
})();

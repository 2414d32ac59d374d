// The practice page: what is due, one question after the other. A question is the same form as in its lesson, judged
// by the same rules; only when it comes again is kept of it.
(() => {
  "use strict";

  const { make, text, leitner } = Terakoya;

  /** @typedef {{ turn: Practised, page: Shard["page"], question: Shard["questions"][number] }} Item */

  /** @type {(root: ParentNode, selector: string) => HTMLElement} */
  function part(root, selector) {
    const element = root.querySelector(selector);
    if (!(element instanceof HTMLElement)) throw new TypeError(`no ${selector}`);
    return element;
  }

  /** Only what is new is written, so that nothing is announced twice. @type {(element: HTMLElement, value: string) => void} */
  const say = (element, value) => {
    if (element.textContent !== value) element.textContent = value;
  };

  /** @type {(days: number) => string} */
  const when = (days) => (days <= 1 ? text("record_practice.tomorrow") : text("record_practice.in_days", { days }));

  /** What becomes of a question now. @type {(turn: Turn, now: number) => string} */
  const fate = ({ box, due }, now) => (box === 0 ? text("record_practice.out") : text("record_practice.again", { when: when(leitner.daysUntil(due, now)) }));

  /** What is due, in the order in which it fell due, with what is to be asked; what is in the course no more is forgotten.
   * @type {(learner: Learner, outline: OutlineData) => Promise<Item[]>} */
  async function collect(learner, outline) {
    const now = Date.now();
    const due = (await Terakoya.practised(learner, outline)).filter((turn) => leitner.isDue(turn, now));
    /** @type {Item[]} */
    const items = [];
    /** @type {string[]} */
    const gone = [];
    for (const quiz of outline.practice?.quizzes ?? []) {
      const turns = due.filter((turn) => turn.quiz === quiz.id);
      if (turns.length === 0) continue;
      try {
        const { page, questions } = await Terakoya.shard(quiz);
        const left = new Set(turns);
        for (const question of questions) {
          const turn = turns.find((one) => one.question === question.id && one.revision === question.revision);
          if (!turn) continue;
          items.push({ turn, page, question });
          left.delete(turn);
        }
        gone.push(...[...left].map((turn) => learner.key("practice", turn.quiz, turn.question)));
      } catch (error) {
        Terakoya.report("practice", null, error);
      }
    }
    if (gone.length > 0) await learner.put("practice", [], gone);
    return items.sort((one, other) => one.turn.due - other.turn.due);
  }

  Terakoya.component("practice", "[data-practice]", async (root) => {
    const told = part(root, ".practice-told");
    const stage = part(root, ".practice-stage");
    const end = part(root, ".practice-end");
    /** What was asked today, on this page. @type {Set<string>} */
    const asked = new Set();
    let [right, idle, today] = [0, true, Date.now()];

    /** @type {(item: Item) => string} */
    const name = ({ turn }) => `${turn.quiz}/${turn.question}`;

    /** Keeps what follows from an answer: from the turn as it stands now, wherever it was decided.
     * @type {(item: Item, before: Turn, isRight: boolean) => Promise<Turn>} */
    async function keep({ turn }, before, isRight) {
      const learner = await Terakoya.learner();
      const next = leitner.next(before, isRight, Date.now());
      const { box, due, at, revision } = next;
      await learner.put("practice", [[learner.key("practice", turn.quiz, turn.question), { box, due, at, revision }]]);
      return next;
    }

    /** @type {(item: Item) => Promise<Turn>} */
    async function standing({ turn }) {
      const all = await Terakoya.practised(await Terakoya.learner());
      return all.find((one) => one.quiz === turn.quiz && one.question === turn.question && one.revision === turn.revision) ?? turn;
    }

    /** The elements of a question, ready to be answered. @type {(item: Item, rules: QuestionType) => HTMLElement} */
    function prepare({ question, page }, rules) {
      const form = Terakoya.build(question.tree);
      if (!(form instanceof HTMLElement)) throw new TypeError(`question ${question.id}`);
      Terakoya.begin(form);
      rules.enhance?.(form, true);
      rules.told?.(form);
      const answer = part(form, ".answer");
      part(form, ".question-verdict").after(part(answer, ".question-explanation"));
      answer.hidden = true;
      part(form, ".question-explanation").hidden = true;
      part(form, ".question-actions").hidden = false;
      part(form, ".question-check").removeAttribute("disabled");
      const link = make("a", "", page.title);
      link.href = Terakoya.address(page.url);
      const from = make("p", "practice-from", text("record_practice.from"), " ", link);
      const box = make("div", "quiz practice-question", from, form);
      // The script of quizzes has started already, and leaves this one alone.
      box.dataset.live = "";
      return box;
    }

    /** Asks one question; `next` goes on. @type {(item: Item, number: number, of: number, next: () => void) => void} */
    function ask(item, number, of, next) {
      const { question } = item;
      const rules = Terakoya.rules(question);
      if (!rules) throw new TypeError(`type ${question.type}`);
      const box = prepare(item, rules);
      const form = part(box, "form");
      const verdict = part(form, ".question-verdict");
      const kept = make("p", "practice-when");
      kept.setAttribute("role", "status");
      /** @type {Promise<Turn> | null} */
      let before = null;
      let wasRight = false;
      part(form, ".question-number").textContent = text("record_practice.number", { number, of });
      stage.replaceChildren(box);
      rules.show(form, null, question.key, null);

      function show() {
        const response = rules?.read(form) ?? null;
        const judged = /** @type {QuestionType} */ (rules).grade(question.key, response, question.points);
        rules?.show(form, judged, question.key, response);
        verdict.replaceChildren(make("strong", "verdict", text(`quiz.${judged.state}`)));
        verdict.dataset.state = judged.state;
        const isRight = judged.state === "right";
        right += Number(isRight) - Number(wasRight);
        wasRight = isRight;
        before ??= standing(item);
        before
          .then((turn) => keep(item, turn, isRight))
          .then(
            (turn) => (kept.textContent = fate(turn, Date.now())),
            (error) => {
              kept.textContent = text("record.failed");
              Terakoya.report("practice", form, error);
            },
          );
      }

      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (before) return;
        const pending = rules.grade(question.key, rules.read(form), question.points).state === "pending";
        const missing = rules.missing?.(form);
        // As in a quiz: parts may stay open, but not unnoticed.
        if (pending || (missing?.open && verdict.dataset.state !== "missing")) {
          verdict.dataset.state = "missing";
          verdict.textContent = missing?.words ?? text("quiz.choose_first");
          (missing?.at ?? part(form, ".question-body")).focus();
          return;
        }
        asked.add(name(item));
        rules.lock(form, true);
        part(form, ".question-explanation").hidden = false;
        part(form, ".question-actions").hidden = true;
        show();
        const on = make("button", "button", text(number < of ? "record_practice.next" : "record_practice.finish"));
        on.type = "button";
        on.addEventListener("click", next);
        form.append(kept, make("p", "question-next", on));
        verdict.focus();
      });
      form.addEventListener("change", () => {
        // What can still be given once a question is done is a judgement of one's own.
        if (before) return show();
        if (verdict.dataset.state !== "missing") return;
        delete verdict.dataset.state;
        verdict.textContent = "";
      });
    }

    /** Nothing is due any more: what was done, and when there is something again. */
    async function finish() {
      const [learner, outline] = await Promise.all([Terakoya.learner(), Terakoya.whole()]);
      const now = Date.now();
      const all = await Terakoya.practised(learner, outline);
      const waiting = all.filter((turn) => turn.box > 0 && !leitner.isDue(turn, now));
      /** @type {Map<number, number>} */
      const days = new Map();
      for (const { due } of waiting) days.set(leitner.daysUntil(due, now), (days.get(leitner.daysUntil(due, now)) ?? 0) + 1);
      const coming = [...days].sort(([one], [other]) => one - other).map(([day, count]) => make("li", "", text("record_practice.coming", { when: when(day), count })));
      idle = true;
      stage.replaceChildren();
      part(end, ".practice-coming").replaceChildren(...coming);
      part(end, ".practice-later").hidden = coming.length === 0;
      end.hidden = asked.size === 0 && coming.length === 0;
      const key = asked.size > 0 ? "record_practice.done" : all.length > 0 ? "record_practice.nothing" : "record_practice.empty";
      say(told, text(key, { asked: asked.size, right }));
    }

    /** @type {(items: Item[], at: number, moved: boolean) => Promise<void>} */
    async function go(items, at, moved) {
      const item = items[at];
      if (!item) {
        await (moved ? begin(true) : finish());
        return;
      }
      idle = false;
      end.hidden = true;
      say(told, text("record_practice.due", { count: items.length }));
      try {
        ask(item, at + 1, items.length, () => void go(items, at + 1, true));
      } catch (error) {
        // One that cannot be shown keeps nobody from the others.
        Terakoya.report("practice", stage, error);
        asked.add(name(item));
        return go(items, at + 1, moved);
      }
      if (moved) part(stage, ".question-body").focus();
    }

    /** Looks what is due; what was missed elsewhere in the meantime comes as well. @type {(moved: boolean) => Promise<void>} */
    async function begin(moved) {
      const [learner, outline] = await Promise.all([Terakoya.learner(), Terakoya.whole()]);
      // A page may stay open for days.
      if (leitner.daysUntil(Date.now(), today) !== 0) {
        asked.clear();
        [right, today] = [0, Date.now()];
      }
      await Terakoya.takeOver(learner, outline);
      const items = (await collect(learner, outline)).filter((item) => !asked.has(name(item)));
      if (items.length > 0) return go(items, 0, moved);
      await finish();
      if (moved) told.focus();
    }

    root.hidden = false;
    told.textContent = text("record_practice.looking");
    try {
      await begin(false);
    } catch (error) {
      told.textContent = text("record_practice.failed");
      throw error;
    } finally {
      root.dataset.settled = "";
    }
    const { store } = await Terakoya.learner();
    part(root, ".practice-kept").textContent = store.kept ? "" : text("record.not_kept");
    Terakoya.watch(() => {
      if (idle) begin(false).catch((error) => Terakoya.report("practice", root, error));
    });
  });
})();

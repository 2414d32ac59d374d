// What all questions share: attempts, progress, verdicts, the result. What a type adds stands in questions/<type>/.
// A type says that the learner gave something by a bubbling "change" event.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  /** @typedef {Asked} Question */

  /** @type {<T extends HTMLElement>(root: ParentNode, selector: string) => T} */
  function part(root, selector) {
    const element = root.querySelector(selector);
    if (!(element instanceof HTMLElement)) throw new TypeError(`no ${selector}`);
    return /** @type {any} */ (element);
  }

  /** Only what is new is written, so that nothing is announced twice. @type {(element: HTMLElement, value: string) => void} */
  const say = (element, value) => {
    if (element.textContent !== value) element.textContent = value;
  };

  const points = (/** @type {{ earned: number, possible: number }} */ { earned, possible }) =>
    text("quiz.points_of", { earned: earned / 100, possible: possible / 100 });

  Terakoya.score = (verdicts, passMark) => {
    const earned = verdicts.reduce((sum, verdict) => sum + verdict.earned, 0);
    const possible = verdicts.reduce((sum, verdict) => sum + verdict.possible, 0);
    const percent = possible > 0 ? Math.floor((earned * 100) / possible) : 100;
    return { earned, possible, percent, passed: earned * 100 >= passMark * possible };
  };

  /** A link to a place in this page that also takes the focus there. @type {(words: string, target: HTMLElement) => HTMLElement} */
  function jump(words, target) {
    const link = /** @type {HTMLAnchorElement} */ (make("a", "quiz-jump", words));
    link.href = `#${target.closest("[id]")?.id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    });
    return link;
  }

  const group = (/** @type {Question} */ question) => part(question.root, ".question-body");
  const jumpTo = (/** @type {Question} */ question) => jump(text("quiz.question_number", { number: question.number }), group(question));

  /** @type {(root: HTMLElement, data: QuizData) => Question[]} */
  function findQuestions(root, data) {
    /** @type {Question[]} */
    const questions = [];
    const elements = new Map([...root.querySelectorAll(".question")].map((element) => [element.getAttribute("data-question"), element]));
    for (const [index, question] of data.questions.entries()) {
      const element = elements.get(question.id) ?? null;
      try {
        const rules = Terakoya.rules(question);
        if (!rules || !(element instanceof HTMLElement)) throw new TypeError(`question ${question.id} of type ${question.type}`);
        rules.enhance?.(element, data.feedback === "each");
        rules.told?.(element);
        const answer = part(element, ".answer");
        part(element, ".question-verdict").after(part(answer, ".question-explanation"));
        answer.hidden = true;
        questions.push({ ...question, root: element, rules, number: index + 1 });
      } catch (error) {
        Terakoya.report("question", element, error);
      }
    }
    return questions;
  }

  /** @type {(question: Question, answer: Answer | undefined) => Verdict} */
  const grade = (question, answer) => question.rules.grade(question.key, answer?.response ?? null, question.points);

  /** Brings one question to what the attempt says; `aside`: what was kept is no answer to it.
   * @type {(question: Question, answer: Answer | undefined, done: boolean, revealed: boolean, aside: boolean) => void} */
  function showQuestion(question, answer, done, revealed, aside) {
    const { root, rules, key } = question;
    const response = answer?.response ?? null;
    const verdict = revealed ? grade(question, answer) : null;
    if (JSON.stringify(rules.read(root)) !== JSON.stringify(response)) rules.write(root, response);
    rules.lock(root, done);
    rules.show(root, verdict, key, response);
    part(root, ".question-explanation").hidden = !verdict;

    const box = part(root, ".question-verdict");
    const words = verdict ? [make("strong", "verdict", text(`quiz.${verdict.state}`))] : [];
    if (verdict?.possible) words.push(make("span", "verdict-points", points(verdict)));
    if (aside) words.push(make("span", "", text("quiz.set_aside")));
    // Only what is new is written, so that nothing is announced twice.
    if (box.textContent === words.map((one) => one.textContent).join("")) return;
    box.replaceChildren(...words);
    delete box.dataset.state;
    if (verdict || aside) box.dataset.state = verdict?.state ?? "missing";
  }

  Terakoya.component("quiz", "[data-quiz]", (root) => {
    /** @type {QuizData} */
    const data = JSON.parse(part(root, ".quiz-data").textContent ?? "");
    const record = Terakoya.record(data);
    const questions = findQuestions(root, data);
    const each = data.feedback === "each";
    const bar = part(root, ".quiz-bar");
    const saved = part(bar, ".quiz-saved");
    const result = part(root, ".quiz-result");
    const retry = result.querySelector(".quiz-retry");

    /** Those that the attempt asks, in its order. */
    let asked = questions;
    /** What is not the same for all quizzes. @type {Further[]} */
    const further = [];
    /** @type {() => Attempt} */
    const blank = () => ({ id: "", started: 0, submitted: null, answers: new Map() });
    let attempt = record.mirror() ?? blank();
    /** Where the way on from a question leads. @type {Map<Question, Question | undefined>} */
    const leads = new Map();
    /** Questions of which what was kept could not be read. @type {Set<Question>} */
    const aside = new Set();
    let changes = 0;
    let writing = Promise.resolve();
    let failed = false;

    const verdict = (/** @type {Question} */ question) => grade(question, attempt.answers.get(question.id));
    // Where all is judged at the end, that is what was right in the attempt before.
    const isDone = (/** @type {Question} */ question) => attempt.submitted !== null || attempt.answers.get(question.id)?.checked === true;
    const isAnswered = (/** @type {Question} */ question) => verdict(question).state !== "pending";
    const isRight = (/** @type {Question} */ question) => ["right", "unscored"].includes(verdict(question).state);
    const isOver = () => attempt.submitted !== null || (each && asked.every(isDone));
    const scoreNow = () => Terakoya.score(asked.map(verdict), data.passMark);

    /** What is no answer to its question counts as none, and the learner is told. @type {(question: Question) => void} */
    function setAside(question) {
      const { root, rules, id } = question;
      const response = attempt.answers.get(id)?.response ?? null;
      if (response === null || verdict(question).state !== "pending") return;
      rules.write(root, response);
      if (rules.read(root) !== null) return;
      attempt.answers.delete(id);
      aside.add(question);
    }

    /** Brings what is shown to what the attempt says: all of it, or that of a few questions and what counts them.
     * @type {(changed?: Question[]) => void} */
    function render(changed) {
      asked = further.at(-1)?.ask?.() ?? questions;
      (changed ?? asked).forEach(setAside);
      const over = isOver();
      for (const question of changed ?? asked) {
        const { root } = question;
        try {
          const done = isDone(question);
          const hadFocus = done && root.contains(document.activeElement) && !part(root, ".question-actions").hidden;
          showQuestion(question, attempt.answers.get(question.id), done, done && data.feedback !== "none", aside.has(question));
          part(root, ".question-actions").hidden = done || !each;
          part(root, ".question-check").toggleAttribute("disabled", done || !each);
          // What had the focus is gone now: the verdict takes it.
          if (hadFocus) part(root, ".question-verdict").focus();
          showNext(question, done && each);
        } catch (error) {
          Terakoya.report("question", root, error);
        }
      }
      const answered = asked.filter(each ? isDone : isAnswered).length;
      say(part(bar, ".quiz-progress"), text("quiz.progress", { answered, count: asked.length }));
      /** @type {HTMLProgressElement} */ (part(bar, ".quiz-meter")).value = answered;
      result.hidden = !over;
      if (over) showResult();
      for (const one of further) one.shown(over);
    }

    /** The way on, at the foot of a question that is done. @type {(question: Question, shown: boolean) => void} */
    function showNext(question, shown) {
      question.root.querySelector(".question-next")?.remove();
      if (!shown) return;
      const after = [...asked.slice(question.number), ...asked];
      const next = after.find((other) => !isDone(other));
      leads.set(question, next);
      const link = next ? jump(text("quiz.next"), group(next)) : jump(text("quiz.to_result"), result);
      link.classList.add("button");
      link.dataset.kind = "quiet";
      question.root.append(make("p", "question-next", link));
    }

    function showResult() {
      const score = scoreNow();
      const pointed = score.possible > 0;
      part(result, ".quiz-score").replaceChildren(
        ...(pointed ? [make("strong", "", text("quiz.percent", { percent: score.percent })), " ", points(score)] : []),
      );
      const outcome = part(result, ".quiz-outcome");
      outcome.hidden = pointed && !data.counts;
      outcome.dataset.passed = String(score.passed);
      const words = !pointed ? "quiz.submitted" : score.passed ? "quiz.passed" : "quiz.not_passed";
      outcome.textContent = text(words, { mark: data.passMark });
      part(result, ".quiz-review").replaceChildren(
        ...(data.feedback === "none" ? [] : asked).map((question) => {
          const { state } = verdict(question);
          const words = make("span", "verdict", text(`quiz.${state}`));
          words.dataset.state = state;
          return make("li", "", jumpTo(question), " ", words);
        }),
      );
      retry?.toggleAttribute("hidden", asked.every(isRight));
    }

    /** @type {(work: () => Promise<void>) => void} */
    function keep(work) {
      changes++;
      bar.dataset.saving = "";
      const mine = changes;
      writing = writing.then(work).then(
        async () => {
          failed = false;
          if (await record.kept()) say(saved, text("record.saved"));
          else Terakoya.lost(saved, "record.not_kept");
        },
        (error) => {
          failed = true;
          Terakoya.lost(saved, "record.failed");
          Terakoya.report("record", root, error);
        },
      );
      writing.then(() => {
        if (mine === changes) delete bar.dataset.saving;
      });
    }

    /** Takes over what is kept, unless the learner was quicker or what is shown could not be kept. */
    async function refresh() {
      const before = changes;
      try {
        await writing;
        const stored = await record.load();
        if (before !== changes || failed) return;
        attempt = stored ?? blank();
        render();
      } catch (error) {
        Terakoya.report("record", root, error);
      }
    }

    /** @type {(question: Question, checked: boolean) => void} */
    function answer(question, checked) {
      const fresh = attempt.id === "";
      const given = { response: question.rules.read(question.root), checked };
      const current = attempt;
      current.answers.set(question.id, given);
      aside.delete(question);
      keep(() => record.answer(current, question.id, given));
      if (isOver()) finish();
      // Of all others only those that led here look different now.
      render(isOver() ? asked : asked.filter((other) => other === question || leads.get(other) === question));
      if (fresh) refresh();
    }

    function finish() {
      const current = attempt;
      const score = scoreNow();
      const again = current.submitted !== null;
      current.submitted ??= Date.now();
      keep(() => record.submit(current, score, again));
    }

    /** Says what is still to be given; gives where. @type {(question: Question) => HTMLElement} */
    function showMissing({ root, rules }) {
      const verdict = part(root, ".question-verdict");
      const missing = rules.missing?.(root);
      verdict.dataset.state = "missing";
      say(verdict, missing?.words ?? text("quiz.choose_first"));
      return missing?.at ?? part(root, ".question-body");
    }

    /** @type {(question: Question) => void} */
    function check(question) {
      if (!each || isDone(question)) return;
      const verdict = part(question.root, ".question-verdict");
      const pending = question.rules.grade(question.key, question.rules.read(question.root), question.points).state === "pending";
      // Parts may stay open, but not unnoticed: who reads of them and presses again means it.
      if (pending || (verdict.dataset.state !== "missing" && question.rules.missing?.(question.root)?.open)) {
        showMissing(question).focus();
        return;
      }
      answer(question, true);
      verdict.focus();
    }

    for (const question of questions) {
      // What can still be given once a question is done is a judgement of one's own.
      question.root.addEventListener("change", () => answer(question, isDone(question)));
      question.root.addEventListener("submit", (event) => {
        event.preventDefault();
        check(question);
      });
    }
    /** Another attempt, of all questions or of those that were not right: the others stay as they are. @type {(kept: Question[]) => void} */
    function again(kept) {
      const current = { ...blank(), answers: new Map(kept.map(({ id }) => [id, { response: null, ...attempt.answers.get(id), checked: true }])) };
      attempt = current;
      aside.clear();
      render();
      keep(() => record.restart(current));
      const first = asked.find((question) => !isDone(question));
      if (first) group(first).focus();
    }
    part(root, ".quiz-again").addEventListener("click", () => again([]));
    retry?.addEventListener("click", () => again(asked.filter(isRight)));

    /** @type {QuizFrame} */
    const frame = {
      root, data, record, questions, isDone, isAnswered, jumpTo, showMissing, render, refresh, keep, finish,
      get asked() {
        return asked;
      },
      get attempt() {
        return attempt;
      },
      set attempt(next) {
        attempt = next;
      },
    };
    if (!each) further.push(Terakoya.submission(frame));
    if (data.stage) further.push(Terakoya.stage(frame));

    // Until the record has answered nothing can be given, so that nothing is lost; it answers within the blink of an eye.
    const list = part(root, ".quiz-questions");
    const patience = setTimeout(() => (list.inert = false), 3000);
    list.inert = true;
    refresh().finally(() => {
      clearTimeout(patience);
      list.inert = false;
      record.watch(refresh);
    });
    // Who will lose what they give is told before they give it.
    const warn = async () => {
      const kept = await record.kept().catch(() => false);
      if (!kept && !saved.textContent) Terakoya.lost(saved, "record.not_kept");
    };
    document.addEventListener("terakoya", warn);
    warn();

    bar.hidden = false;
    render();
    root.dataset.live = "";
  });
})();

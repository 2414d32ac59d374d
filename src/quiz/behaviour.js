// What all questions share: attempts, progress, verdicts, the result. What a type adds stands in questions/<type>/.
// A type says that the learner gave something by a bubbling "change" event.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  /** @typedef {QuizData["questions"][number] & { root: HTMLElement, rules: QuestionType, number: number }} Question */

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
    for (const [index, question] of data.questions.entries()) {
      const element = root.querySelector(`[data-question="${CSS.escape(question.id)}"]`);
      try {
        const known = Terakoya.questions.get(question.type);
        const rules = known && question.hidden ? Terakoya.hidden(question, known) : known;
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

  /** Brings one question to what the attempt says. @type {(question: Question, answer: Answer | undefined, done: boolean, revealed: boolean) => void} */
  function showQuestion(question, answer, done, revealed) {
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
    // Only what is new is written, so that nothing is announced twice.
    if (box.textContent === words.map((one) => one.textContent).join("")) return;
    box.replaceChildren(...words);
    delete box.dataset.state;
    if (verdict) box.dataset.state = verdict.state;
  }

  Terakoya.component("quiz", ".quiz", (root) => {
    /** @type {QuizData} */
    const data = JSON.parse(part(root, ".quiz-data").textContent ?? "");
    const record = Terakoya.record(data);
    const questions = findQuestions(root, data);
    const each = data.feedback === "each";
    const bar = part(root, ".quiz-bar");
    const result = part(root, ".quiz-result");
    const submit = part(root, ".quiz-submit");
    const unanswered = part(root, ".quiz-unanswered");

    /** @type {() => Attempt} */
    const blank = () => ({ id: "", started: 0, submitted: null, answers: new Map() });
    let attempt = record.mirror() ?? blank();
    let changes = 0;
    let writing = Promise.resolve();
    let failed = false;

    const isDone = (/** @type {Question} */ question) => attempt.submitted !== null || (each && attempt.answers.get(question.id)?.checked === true);
    const isAnswered = (/** @type {Question} */ question) => grade(question, attempt.answers.get(question.id)).state !== "pending";
    const isOver = () => attempt.submitted !== null || (each && questions.every(isDone));
    const scoreNow = () => Terakoya.score(questions.map((question) => grade(question, attempt.answers.get(question.id))), data.passMark);

    function render() {
      const over = isOver();
      for (const question of questions) {
        const { root } = question;
        try {
          const done = isDone(question);
          const hadFocus = done && root.contains(document.activeElement) && !part(root, ".question-actions").hidden;
          showQuestion(question, attempt.answers.get(question.id), done, done && data.feedback !== "none");
          part(root, ".question-actions").hidden = done || !each;
          part(root, ".question-check").toggleAttribute("disabled", done || !each);
          // What had the focus is gone now: the verdict takes it.
          if (hadFocus) part(root, ".question-verdict").focus();
          showNext(question, done && each);
        } catch (error) {
          Terakoya.report("question", root, error);
        }
      }
      const answered = questions.filter(each ? isDone : isAnswered).length;
      say(part(bar, ".quiz-progress"), text("quiz.progress", { answered, count: questions.length }));
      /** @type {HTMLProgressElement} */ (part(bar, ".quiz-meter")).value = answered;
      part(root, ".quiz-actions").hidden = each || over;
      if (!unanswered.hidden) showUnanswered();
      result.hidden = !over;
      if (over) showResult();
    }

    /** The way on, at the foot of a question that is done. @type {(question: Question, shown: boolean) => void} */
    function showNext(question, shown) {
      question.root.querySelector(".question-next")?.remove();
      if (!shown) return;
      const after = [...questions.slice(question.number), ...questions];
      const next = after.find((other) => !isDone(other));
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
        ...(data.feedback === "none" ? [] : questions).map((question) => {
          const { state } = grade(question, attempt.answers.get(question.id));
          const verdict = make("span", "verdict", text(`quiz.${state}`));
          verdict.dataset.state = state;
          return make("li", "", jumpTo(question), " ", verdict);
        }),
      );
    }

    /** @type {(work: () => Promise<void>) => void} */
    function keep(work) {
      changes++;
      bar.dataset.saving = "";
      const mine = changes;
      writing = writing.then(work).then(
        async () => {
          failed = false;
          say(part(bar, ".quiz-saved"), text((await record.kept()) ? "record.saved" : "record.not_kept"));
        },
        (error) => {
          failed = true;
          say(part(bar, ".quiz-saved"), text("record.failed"));
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
      keep(() => record.answer(current, question.id, given));
      if (isOver()) finish();
      render();
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

    /** What is still open, while there is any and it can be changed. */
    function showUnanswered() {
      const open = questions.filter((question) => !isDone(question) && !isAnswered(question));
      part(unanswered, "ul").replaceChildren(...open.map((question) => make("li", "", jumpTo(question))));
      unanswered.hidden = open.length === 0;
      say(submit, text(unanswered.hidden ? "quiz.submit" : "quiz.submit_anyway"));
    }

    function submitAll() {
      if (unanswered.hidden) {
        showUnanswered();
        if (!unanswered.hidden) {
          for (const question of questions) if (question.rules.missing && !isAnswered(question)) showMissing(question);
          return unanswered.focus();
        }
      }
      finish();
      render();
      result.focus();
    }

    for (const question of questions) {
      // What can still be given once a question is done is a judgement of one's own.
      question.root.addEventListener("change", () => answer(question, each && isDone(question)));
      question.root.addEventListener("submit", (event) => {
        event.preventDefault();
        check(question);
      });
    }
    submit.addEventListener("click", submitAll);
    part(root, ".quiz-again").addEventListener("click", () => {
      attempt = blank();
      const current = attempt;
      render();
      keep(() => record.restart(current));
      if (questions[0]) group(questions[0]).focus();
    });

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
    const warn = () => say(part(bar, ".quiz-saved"), text("record.not_kept"));
    record.kept().then((kept) => kept || warn(), warn);

    bar.hidden = false;
    render();
    root.dataset.live = "";
  });
})();

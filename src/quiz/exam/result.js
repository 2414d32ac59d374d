// What a result says besides score and verdicts: how it was overall and by bank, how long it took, what is worth reading
// again, which attempts are left, and the way to the certificate.
(() => {
  "use strict";

  const { make, text } = Terakoya;
  const { spell } = Terakoya.exam;

  const points = (/** @type {{ earned: number, possible: number }} */ { earned, possible }) =>
    text("quiz.points_of", { earned: earned / 100, possible: possible / 100 });

  /** What is said for the highest score that was reached. @type {(result: Element, score: Score) => void} */
  function comment(result, { percent, possible }) {
    const comments = [...result.querySelectorAll("[data-from]")].filter((one) => one instanceof HTMLElement);
    const reached = comments.filter(({ dataset }) => possible > 0 && Number(dataset.from) <= percent).at(-1);
    for (const one of comments) one.hidden = one !== reached;
  }

  /** @type {(result: Element, frame: ExamFrame) => void} */
  function banks(result, { asked, data, verdict }) {
    for (const row of result.querySelectorAll("[data-bank]")) {
      const own = asked.filter(({ bank }) => bank === row.getAttribute("data-bank"));
      const { earned, possible, percent } = Terakoya.score(own.map(verdict), data.passMark);
      const cell = /** @type {HTMLElement} */ (row.querySelector("td"));
      cell.textContent = possible > 0 ? text("quiz_exam.of_bank", { points: points({ earned, possible }), percent: text("quiz.percent", { percent }) }) : "";
      row.toggleAttribute("hidden", possible === 0);
    }
  }

  /** The places that the questions name, each once. @type {(result: Element, frame: ExamFrame) => void} */
  function again(result, { asked, data, verdict }) {
    const box = /** @type {HTMLElement} */ (result.querySelector(".exam-again"));
    /** @type {Map<string, Node>} */
    const links = new Map();
    for (const question of data.feedback === "none" ? [] : asked) {
      const link = question.root.querySelector(".question-see a");
      const missed = !["right", "unscored"].includes(verdict(question).state);
      if (missed && link instanceof HTMLAnchorElement) links.set(link.href, links.get(link.href) ?? link.cloneNode(true));
    }
    box.querySelector("ul")?.replaceChildren(...[...links.values()].map((link) => make("li", "", link)));
    box.hidden = links.size === 0;
  }

  /** @type {(result: Element, frame: ExamFrame) => void} */
  function used(result, { attempt, data }) {
    const line = /** @type {HTMLElement} */ (result.querySelector(".exam-used"));
    const { used, extra, expired } = attempt.more ?? { used: null, extra: 1, expired: false };
    line.hidden = used === null;
    if (used === null) return;
    const allowed = (data.stage?.limit ?? 0) * 1000 * extra;
    const key = !allowed ? "quiz_exam.used" : extra > 1 ? "quiz_exam.used_extra" : "quiz_exam.used_of";
    line.textContent = (expired ? text("quiz_exam.expired") : "") + text(key, { time: spell(used), limit: spell(allowed), extra });
  }

  /** Whether the whole course is done now. @type {(result: Element, frame: ExamFrame) => Promise<void>} */
  async function complete(result, { data }) {
    const box = /** @type {HTMLElement} */ (result.querySelector(".exam-complete"));
    if (!data.counts) return;
    const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
    box.hidden = !Terakoya.completion(Terakoya.milestones(outline), await Terakoya.standing(learner)).complete;
  }

  /** @type {Terakoya["exam"]["result"]} */
  function result(frame, left) {
    const { root, data } = frame;
    const score = Terakoya.score(frame.asked.map(frame.verdict), data.passMark);
    const box = /** @type {HTMLElement} */ (root.querySelector(".quiz-result"));
    comment(box, score);
    banks(box, frame);
    again(box, frame);
    used(box, frame);
    const outcome = box.querySelector(".quiz-outcome");
    // Whoever has no attempt left cannot try again.
    if (outcome && left === 0 && !score.passed) outcome.textContent = text("quiz_exam.not_passed", { mark: data.passMark });
    const line = /** @type {HTMLElement} */ (box.querySelector(".exam-left"));
    line.hidden = left === null;
    line.textContent = left === null ? "" : left === 0 ? text("quiz_exam.none_left") : text("quiz_exam.left", { count: left });
    for (const name of [".quiz-again", ".quiz-retry"]) if (left === 0) box.querySelector(name)?.setAttribute("hidden", "");
    complete(box, frame).catch((error) => Terakoya.report("result", root, error));
  }

  Terakoya.exam = { ...Terakoya.exam, result };
})();

// The way to the practice page from others: with how much is due, where something is.
(() => {
  "use strict";

  const { text, leitner } = Terakoya;

  Terakoya.practised = async (learner, outline) => {
    const [rows, open] = await Promise.all([learner.read("practice"), learner.read("open")]);
    const all = rows.flatMap(([[quiz = "", question = ""], fields]) => {
      const turn = leitner.read(fields);
      return turn ? [{ quiz, question, ...turn }] : [];
    });
    if (!outline) return all;
    // Who sits an exam does not practise for it with its own questions.
    const sat = new Set(open.map(([[quiz]]) => quiz));
    const known = new Set(outline.practice?.quizzes.filter(({ id, exam }) => !exam || !sat.has(id)).map(({ id }) => id));
    return all.filter(({ quiz }) => known.has(quiz));
  };

  /** Whether points were lost since the practice page last looked through the answers. @type {(learner: Learner, outline: OutlineData) => Promise<boolean>} */
  async function isMore(learner, outline) {
    const known = new Set(outline.practice?.quizzes.map(({ id }) => id));
    const [looked, attempts] = await Promise.all([learner.read("looked"), learner.read("a")]);
    const until = new Map(looked.map(([[quiz], { at }]) => [quiz, Number(at)]));
    return attempts.some(
      ([[quiz = ""], { submitted, earned, possible }]) => known.has(quiz) && Number(submitted) > (until.get(quiz) ?? 0) && Number(earned) < Number(possible),
    );
  }

  Terakoya.component("due", "[data-due]", (root) => {
    const link = root.querySelector("a");
    if (!link) throw new TypeError("no link");
    const words = link.textContent ?? "";

    Terakoya.follow("due", async () => {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      const now = Date.now();
      const count = (await Terakoya.practised(learner, outline)).filter((one) => leitner.isDue(one, now)).length;
      const more = await isMore(learner, outline);
      link.textContent = more ? text("record_due.some") : count ? text("record_due.count", { count }) : words;
      // Where it is no more than a reminder, the place is kept for it.
      if (root.dataset.due === "reminder") link.hidden = !more && !count;
    });
  });
})();

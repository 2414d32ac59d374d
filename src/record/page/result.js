// The result, to hand in as a file or in a mail.
(() => {
  "use strict";

  const { text } = Terakoya;

  /** One line, whatever was typed. @type {(words: string) => string} */
  const flat = (words) => words.replace(/[\s\p{C}]+/gu, " ").trim();

  /** What somebody reads who gets the mail. @type {(result: ResultFile) => string[]} */
  function summary({ course, completion, learner, quizzes, carried, exported }) {
    const title = (/** @type {{ title: string }} */ one) => flat(one.title) || text("record_page.hand_untitled");
    const counted = quizzes.filter(({ counts }) => counts).map((quiz) => {
      const words = quiz.percent === null && !quiz.passed ? "result_quiz_none" : quiz.passed ? "result_quiz" : "result_quiz_not";
      return text(`record_page.${words}`, { title: title(quiz), percent: quiz.percent ?? "-" });
    });
    return [
      text("record_page.result_subject"),
      "",
      text("record_page.result_course", { title: flat(course.title), edition: flat(course.edition) }),
      ...learner.map(({ label, value }) => text("record_page.result_field", { label: flat(label), value: flat(value ?? "") || text("record_page.result_empty") })),
      text(completion.complete ? "record_page.result_done_yes" : "record_page.result_done_no", { done: completion.done, of: completion.of }),
      ...(completion.score === null ? [] : [text("record_page.result_score", { score: completion.score })]),
      ...counted,
      ...(carried.length ? [text("record_page.result_code")] : []),
      text("record_page.result_made", { date: new Date(exported).toLocaleString(document.documentElement.lang) }),
    ];
  }

  Terakoya.component("result", "[data-part=result]", (root) => {
    const { part, copy, rows, save } = Terakoya.hand;
    const told = part(root, ".result-told");
    const copied = part(root, ".result-copied");
    const area = /** @type {HTMLTextAreaElement} */ (part(root, ".result-text"));
    const asText = /** @type {HTMLDetailsElement} */ (part(root, ".result-as-text"));

    async function make() {
      const { outline, learner, rows: mine } = await rows();
      const own = { ...learner, read: (/** @type {string[]} */ ...names) => (names[0] === "carried" ? Promise.resolve([]) : learner.read(...names)) };
      const standings = await Promise.all([learner, own].map(Terakoya.standing));
      const [all, without] = /** @type {[Standing, Standing]} */ (standings);
      return Terakoya.archive.seal(Terakoya.result(outline, mine, all, without, Date.now()));
    }

    async function write() {
      const result = await make();
      const words = [...summary(result), "", text("record_page.result_private"), text("record_page.result_keep"), ""];
      area.value = words.join("\n") + Terakoya.archive.armour("RESULT", result);
    }

    Terakoya.follow("result", async () => {
      const { completion, learner } = await make();
      part(root, ".result-state").textContent = text(completion.complete ? "record_page.result_complete" : "record_page.result_partly", { done: completion.done, of: completion.of });
      const missing = learner.filter(({ required, value }) => required && !value).map(({ label }) => label);
      part(root, ".result-missing").hidden = missing.length === 0;
      part(root, ".result-missing-words").textContent = text("record_page.result_missing", { fields: missing.join(text("record_page.and")) });
      if (asText.open) await write();
    });

    part(root, ".result-save").addEventListener("click", async () => {
      try {
        const result = await make();
        const name = Terakoya.archive.fileName([text("record_page.result_name"), result.course.id, ...Terakoya.archive.who(result.learner)], result.exported);
        save(name, `${JSON.stringify(result, null, 1)}\n`);
        told.textContent = text("record_page.saved_as", { name });
      } catch (error) {
        told.textContent = text("record_page.save_failed");
        Terakoya.report("result", root, error);
      }
    });
    asText.addEventListener("toggle", () => {
      if (asText.open) write().catch((error) => {
        copied.textContent = text("record_page.broken");
        Terakoya.report("result", root, error);
      });
    });
    part(root, ".result-copy").addEventListener("click", async () => {
      copied.textContent = text((await copy(area)) ? "record_page.copied" : "record_page.copy_failed");
    });
  });
})();

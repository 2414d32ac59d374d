// The resume code on the record page: shown, printed, typed.
(() => {
  "use strict";

  const { make, text } = Terakoya;
  /** At most so many items are listed before a learner is asked. */
  const MOST = 20;

  Terakoya.component("code", "[data-part=code]", (root) => {
    const { part, copy, warn } = Terakoya.hand;
    const out = part(root, ".code-out");
    const shown = part(root, ".code-value");
    const told = part(root, ".code-told");
    const taken = part(root, ".code-taken");
    const problem = part(root, ".code-problem");
    const fix = part(root, ".code-fix");
    const input = /** @type {HTMLInputElement} */ (part(root, ".code-input"));
    const dialog = /** @type {HTMLDialogElement} */ (part(root, ".take-ask"));

    async function load() {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      return { outline, learner, standing: await Terakoya.standing(learner), codes: Terakoya.codes(Terakoya.course, outline) };
    }

    Terakoya.follow("code", async () => {
      const { learner, standing, codes } = await load();
      const code = codes.encode(standing);
      const words = code ? codes.grouped(code) : "";
      if (shown.textContent !== words) {
        // Each group stays in one piece where the line ends.
        shown.replaceChildren(...(words.match(/[^-]+-?/g) ?? []).flatMap((group) => [make("span", "", group), document.createElement("wbr")]));
        part(root, ".code-date").textContent = Terakoya.day(Date.now());
        told.textContent = "";
      }
      out.hidden = !code;
      part(root, ".code-none").hidden = Boolean(code);
      warn(root, learner);
    });

    /** What was probably meant. */
    let mended = "";

    /** @type {(words: string, meant?: string) => void} */
    function refuse(words, meant = "") {
      mended = meant;
      part(problem, "p").textContent = words;
      part(fix, "button").textContent = mended ? text("record_page.code_mend", { code: mended }) : "";
      fix.hidden = !mended;
      problem.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }

    function forgive() {
      problem.hidden = true;
      taken.textContent = "";
      input.removeAttribute("aria-invalid");
    }

    /** What a code adds to what is known already, in words.
     * @type {(outline: OutlineData, standing: Standing, carried: Carried) => string[]} */
    function news(outline, standing, { read, passed, best }) {
      const after = {
        read: new Set([...standing.read.keys(), ...read]),
        passed: new Set([...standing.passed.keys(), ...passed]),
        best: standing.best,
      };
      const milestones = Terakoya.milestones(outline);
      const before = Terakoya.completion(milestones, standing).done;
      const lessons = outline.parts.flatMap((part) => part.lessons);
      const title = (/** @type {{ title: string }} */ one) => one.title || text("record_page.hand_untitled");
      return lessons.flatMap((lesson) => {
        const done = !before.has(lesson.id) && Terakoya.completion(milestones, after).done.has(lesson.id);
        return [
          ...(done ? [text("record_page.lesson_done", { title: title(lesson) })] : []),
          ...lesson.quizzes.flatMap((quiz) => {
            const share = best[quiz.id] ?? -1;
            if (share > (standing.best.get(quiz.id) ?? -1)) return [text("record_page.exam_percent", { title: title(quiz), percent: share / 100 })];
            // That a lesson is done says it of its quizzes, too.
            const said = done || !after.passed.has(quiz.id) || standing.passed.has(quiz.id);
            return said ? [] : [text("record_page.quiz_passed", { title: title(quiz) })];
          }),
        ];
      });
    }

    async function check() {
      const { outline, learner, standing, codes } = await load();
      const answer = codes.decode(input.value);
      if ("problem" in answer) {
        const { problem, values, fix } = answer;
        if (!fix) return refuse(text(`record_page.code_${problem}`, values));
        return refuse(text(`record_page.code_${problem}_at`, { ...values, group: fix.group, place: fix.place, meant: fix.meant }), codes.grouped(fix.code));
      }
      const { code, carried } = answer;
      const items = news(outline, standing, carried);
      if (!items.length) {
        taken.textContent = text("record_page.code_nothing");
        return;
      }
      const few = items.length > MOST ? [...items.slice(0, MOST), text("record_page.more", { count: items.length - MOST })] : items;
      part(dialog, ".ask-words").textContent = text("record_page.code_brings");
      part(dialog, ".ask-list").replaceChildren(...few.map((item) => make("li", "", item)));
      if (!(await Terakoya.confirm(dialog))) return;
      const best = { ...carried.best };
      await learner.put("carried", [[learner.key("carried", code), { at: Date.now(), edition: Terakoya.edition, ...carried, best }]]);
      input.value = "";
      taken.textContent = text("record_page.code_taken");
    }

    part(root, ".code-in").addEventListener("submit", async (event) => {
      event.preventDefault();
      forgive();
      try {
        await check();
      } catch (error) {
        refuse(text("record_page.write_failed"));
        Terakoya.report("code", root, error);
      }
    });
    part(fix, "button").addEventListener("click", () => {
      input.value = mended;
      forgive();
      input.focus();
    });
    part(root, ".code-copy").addEventListener("click", async () => {
      told.textContent = text((await copy(shown)) ? "record_page.copied" : "record_page.copy_failed");
    });
    part(root, ".code-print").addEventListener("click", () => {
      document.documentElement.dataset.print = "code";
      addEventListener("afterprint", () => delete document.documentElement.dataset.print, { once: true });
      print();
    });
  });
})();

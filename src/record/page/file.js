// The record as a file or as text, out and in.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  Terakoya.component("file", "[data-part=file]", (root) => {
    const { part, copy, rows, save, warn } = Terakoya.hand;
    const told = part(root, ".file-told");
    const taken = part(root, ".file-taken");
    const problem = part(root, ".file-problem");
    const area = /** @type {HTMLTextAreaElement} */ (part(root, ".file-text"));
    const asText = /** @type {HTMLDetailsElement} */ (part(root, ".file-as-text"));
    const chosen = /** @type {HTMLInputElement} */ (part(root, ".file-input"));
    const pasted = /** @type {HTMLTextAreaElement} */ (part(root, ".file-pasted"));
    const dialog = /** @type {HTMLDialogElement} */ (part(root, ".take-ask"));

    Terakoya.follow("file", async () => {
      warn(root, await Terakoya.learner());
      if (asText.open) await write();
    });

    async function archive() {
      const { outline, rows: mine } = await rows();
      return { outline, mine, file: Terakoya.archive.seal(Terakoya.recordFile.make(outline, mine, Date.now())) };
    }

    async function write() {
      area.value = Terakoya.archive.armour("RECORD", (await archive()).file);
    }

    /** @type {(input: HTMLElement, words: string) => void} */
    function refuse(input, words) {
      part(problem, "p").textContent = words;
      problem.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }

    /** Who a record is of, as far as it says. @type {(outline: OutlineData, of: Row[]) => string} */
    const who = (outline, of) =>
      Terakoya.archive.who(Terakoya.particulars(outline, of)).filter(Boolean).join(" ") || text("record_page.anonymous");

    /** Whether both say who they are of, and differ. @type {(outline: OutlineData, mine: Row[], theirs: Row[]) => boolean} */
    function differ(outline, mine, theirs) {
      const [here, there] = [mine, theirs].map((of) => Terakoya.particulars(outline, of).map(({ value }) => value));
      return Boolean(here?.some((value, index) => value && there?.[index] && value !== there[index]));
    }

    /** @type {(merged: Merged) => string[]} */
    function news({ put }) {
      const count = (/** @type {string} */ kind) => put.filter(([names]) => names[0] === kind).length;
      const [lessons, attempts, answers] = ["read", "a", "q"].map(count);
      const others = put.length - (lessons ?? 0) - (attempts ?? 0) - (answers ?? 0);
      const counted = /** @type {const} */ ([["lessons", lessons], ["attempts", attempts], ["answers", answers], ["others", others]]);
      return counted.flatMap(([name, count]) => (count ? [text(`record_page.file_${name}`, { count })] : []));
    }

    /** @type {(input: HTMLElement, content: string) => Promise<void>} */
    async function take(input, content) {
      const answer = Terakoya.recordFile.read(content);
      if ("problem" in answer) return refuse(input, text(`record_page.file_${answer.problem}`, answer.values));
      const { outline, learner, rows: mine } = await rows();
      const { entries, exported, edition } = answer.file;
      const merged = Terakoya.recordFile.merge(mine, entries);
      if (!merged.put.length && !merged.gone.length) {
        taken.textContent = text("record_page.file_nothing");
        return;
      }
      const theirs = who(outline, entries);
      const warning = part(dialog, ".ask-warning");
      warning.hidden = !differ(outline, mine, entries);
      warning.textContent = text("record_page.file_other", { mine: who(outline, mine), theirs });
      part(dialog, ".ask-words").textContent = text("record_page.file_from", { who: theirs, date: Terakoya.day(exported), edition });
      part(dialog, ".ask-list").replaceChildren(...news(merged).map((item) => make("li", "", item)));
      if (!(await Terakoya.confirm(dialog))) return;
      // The answers that were given meanwhile in another tab count, too.
      const { put, gone } = Terakoya.recordFile.merge((await rows()).rows, entries);
      await learner.put("", put.map(([names, fields]) => [learner.key(...names), fields]), gone.map((names) => learner.key(...names)));
      pasted.value = "";
      taken.textContent = text("record_page.file_taken");
    }

    /** @type {(input: HTMLElement, read: () => Promise<string | null>) => Promise<void>} */
    async function receive(input, read) {
      problem.hidden = true;
      taken.textContent = "";
      for (const one of [chosen, pasted]) one.removeAttribute("aria-invalid");
      try {
        const content = await read();
        if (content !== null) await take(input, content);
      } catch (error) {
        refuse(input, text("record_page.write_failed"));
        Terakoya.report("file", root, error);
      }
    }

    part(root, ".file-save").addEventListener("click", async () => {
      try {
        const { outline, mine, file } = await archive();
        const parts = [text("record_page.file_name"), outline.title, ...Terakoya.archive.who(Terakoya.particulars(outline, mine))];
        const name = Terakoya.archive.fileName(parts, file.exported);
        save(name, `${JSON.stringify(file, null, 1)}\n`);
        told.textContent = text("record_page.saved_as", { name });
      } catch (error) {
        told.textContent = text("record_page.save_failed");
        Terakoya.report("file", root, error);
      }
    });
    asText.addEventListener("toggle", () => {
      if (asText.open) write().catch((error) => {
        part(root, ".file-copied").textContent = text("record_page.broken");
        Terakoya.report("file", root, error);
      });
    });
    part(root, ".file-copy").addEventListener("click", async () => {
      part(root, ".file-copied").textContent = text((await copy(area)) ? "record_page.copied" : "record_page.copy_failed");
    });
    chosen.addEventListener("change", () =>
      receive(chosen, async () => {
        const [file] = chosen.files ?? [];
        if (!file) return null;
        try {
          if (file.size > Terakoya.recordFile.most) refuse(chosen, text("record_page.file_large"));
          else return await file.text();
        } catch {
          refuse(chosen, text("record_page.file_unreadable"));
        } finally {
          // So that the same file can be chosen again.
          chosen.value = "";
        }
        return null;
      }),
    );
    part(root, ".file-take").addEventListener("click", () =>
      receive(pasted, async () => {
        if (pasted.value.trim()) return pasted.value;
        refuse(pasted, text("record_page.file_empty"));
        return null;
      }),
    );
  });
})();

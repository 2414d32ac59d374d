// Fields to type in or to pick from: all that a question type with fields needs besides its grading.
// A field is a `.field` with its control. Where there are several, each has a name, `data-key`.
(() => {
  "use strict";

  /** Longer texts are not kept. @type {(response: unknown) => response is string} */
  Terakoya.typed = (response) => typeof response === "string" && response.length <= 20000;

  /** @typedef {{ field: HTMLElement, control: HTMLInputElement | HTMLSelectElement, key: string | undefined }} Field */
  /** @type {(root: HTMLElement) => Field[]} */
  const all = (root) =>
    [...root.querySelectorAll(".field")].flatMap((field) => {
      const control = field.querySelector("input, select");
      const usable = field instanceof HTMLElement && (control instanceof HTMLInputElement || control instanceof HTMLSelectElement);
      return usable ? [{ field, control, key: field.dataset.key }] : [];
    });

  /** What an input method is still busy with must not be touched. @type {WeakSet<EventTarget>} */
  const composing = new WeakSet();
  /** Nor what was typed and is not kept yet. @type {WeakSet<HTMLElement>} */
  const typing = new WeakSet();

  Terakoya.fields = (type) => ({
    /** What is noted beside a field is what describes it. */
    enhance(root) {
      const verdict = root.querySelector(".question-verdict");
      if (verdict) verdict.id = `${root.id}-verdict`;
      for (const [index, { field, control }] of all(root).entries()) {
        const notes = document.createElement("span");
        notes.className = "field-notes";
        notes.id = `${root.id}-notes-${index}`;
        field.append(notes);
        control.setAttribute("aria-describedby", `${notes.id} ${root.id}-verdict`);
      }
      root.addEventListener("compositionstart", ({ target }) => void (target && composing.add(target)));
      root.addEventListener("compositionend", ({ target }) => void (target && composing.delete(target)));
      // What was typed is kept after a short pause, without waiting until the field is left; the first sign,
      // and the first after a message, at once: what they change on the page must not move under the next click.
      let pause = 0;
      const keep = () => void (typing.has(root) && root.dispatchEvent(new Event("change")));
      root.addEventListener("change", () => typing.delete(root));
      window.addEventListener("pagehide", keep);
      document.addEventListener("visibilitychange", keep);
      root.addEventListener("input", ({ target }) => {
        if (!(target instanceof HTMLInputElement)) return;
        typing.add(root);
        if (!pause || verdict?.getAttribute("data-state") === "missing") keep();
        clearTimeout(pause);
        pause = setTimeout(() => {
          pause = 0;
          keep();
        }, 600);
      });
      root.addEventListener("keydown", (event) => {
        // The Enter that ends a composition sends nothing; Safari tells it only by this code.
        if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
      });
    },

    /** The accepted answers move from the answer below to their field. */
    told(root) {
      for (const { field, key } of all(root)) {
        const answer = root.querySelector(`.answer-key ${key === undefined ? "" : `[data-key="${CSS.escape(key)}"] `}.field-answer`);
        if (!(answer instanceof HTMLElement)) continue;
        const moved = document.createElement("span");
        moved.className = answer.className;
        moved.append(...answer.childNodes);
        moved.hidden = true;
        field.querySelector(".field-notes")?.append(moved);
      }
    },

    read(root) {
      const given = all(root).flatMap(({ control, key }) => (control.value ? [/** @type {const} */ ([key, control.value])] : []));
      if (!given[0]) return null;
      return given[0][0] === undefined ? given[0][1] : Object.fromEntries(given);
    },

    write(root, response) {
      if (typing.has(root)) return;
      for (const { control, key } of all(root)) {
        const value = key === undefined ? response : typeof response === "object" && response && Object.hasOwn(response, key) ? /** @type {any} */ (response)[key] : "";
        const words = typeof value === "string" ? value : "";
        if (control.value !== words && !composing.has(control)) control.value = words;
      }
    },

    /** Says of each field what it was; takes it back where there is no verdict. */
    show(root, verdict) {
      for (const { field, control, key } of all(root)) {
        const state = key === undefined ? verdict?.state : verdict && (verdict.parts.find(({ id }) => id === key)?.state ?? "pending");
        const answer = field.querySelector(".field-answer");
        // In the middle of a text, who was right need not read it twice.
        if (answer instanceof HTMLElement) answer.hidden = !state || (key !== undefined && state === "right");
        control.removeAttribute("aria-invalid");
        if (field.dataset.mark === (state ?? undefined)) continue;
        field.querySelector(".choice-mark")?.remove();
        delete field.dataset.mark;
        if (!state) continue;
        field.dataset.mark = state;
        if (key === undefined) continue;
        const words = document.createElement("span");
        words.className = "choice-mark";
        words.textContent = Terakoya.text(`question_${type}.${state}`);
        field.querySelector(".field-notes")?.prepend(words, " ");
      }
    },

    lock(root, locked) {
      for (const { control } of all(root)) {
        if (control instanceof HTMLInputElement) control.readOnly = locked;
        else control.disabled = locked;
      }
    },

    missing(root) {
      const fields = all(root);
      const empty = fields.filter(({ control }) => !control.value.trim());
      const { control } = empty[0] ?? fields[0];
      control.setAttribute("aria-invalid", "true");
      return { words: Terakoya.text(`question_${type}.${empty.length > 0 && empty.length < fields.length ? "open" : "missing"}`), at: control, open: empty.length > 0 };
    },
  });
})();

// What learners say about themselves: asked once, here, where they are told what becomes of it. Certificate and result
// lead here; nothing is asked before reading.
//
// The fields and their rules stand in the page as HTML has them (`required`, `pattern`), and the browser judges by them.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  /** In composed form and without blanks at the ends. Characters that are kept for the shape of a name, as those of an older
   * form of a character, would be lost by composing, so they are left as they are. @type {(value: string) => string} */
  const tidy = (value) => value.replace(/[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu, (part) => part.normalize("NFC")).trim();

  /** Takes the value as it is, or with full-width digits and letters as half-width ones where only that fits.
   * @type {(input: HTMLInputElement) => void} */
  function settle(input) {
    const value = tidy(input.value);
    input.value = value;
    if (!input.validity.patternMismatch) return;
    input.value = tidy(value.normalize("NFKC"));
    if (input.validity.patternMismatch) input.value = value;
  }

  Terakoya.component("details", '[data-part="learner"]', async (section) => {
    const form = /** @type {HTMLFormElement | null} */ (section.querySelector("form.details"));
    if (!form) return;
    await Terakoya.late("who");
    const shown = /** @type {HTMLElement} */ (section.querySelector(".details-shown"));
    const list = /** @type {HTMLElement} */ (shown.querySelector("dl"));
    const edit = /** @type {HTMLButtonElement} */ (section.querySelector(".details-edit"));
    const cancel = /** @type {HTMLButtonElement} */ (form.querySelector(".details-cancel"));
    const errors = /** @type {HTMLElement} */ (form.querySelector(".form-errors"));
    const state = /** @type {HTMLElement} */ (section.querySelector(".form-state"));
    const inputs = [...form.querySelectorAll("input")];
    /** @type {Details | null} */
    let details = null;
    let editing = false;

    const label = (/** @type {HTMLInputElement} */ input) => input.closest(".field")?.querySelector(".field-label")?.textContent ?? "";
    const errorOf = (/** @type {HTMLInputElement} */ input) => /** @type {HTMLElement} */ (input.closest(".field")?.querySelector(".field-error"));

    function fill() {
      for (const input of inputs) {
        input.value = details?.fields.get(input.name) ?? "";
        showError(input, "");
      }
      errors.hidden = true;
      state.textContent = "";
    }

    /** @type {(input: HTMLInputElement, words: string) => void} */
    function showError(input, words) {
      const place = errorOf(input);
      place.textContent = words;
      place.hidden = !words;
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }

    /** @type {(input: HTMLInputElement) => string} */
    function fault(input) {
      const words = { label: label(input) };
      if (input.validity.valueMissing) return text("record_page.missing", words);
      return input.validity.patternMismatch ? text("record_page.unfit", words) : "";
    }

    /** A line of the summary: leads to the field. @type {(input: HTMLInputElement, words: string) => HTMLElement} */
    function jump(input, words) {
      const link = make("a", "", words);
      link.href = `#${input.id}`;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        input.focus();
      });
      return make("li", "", link);
    }

    function render() {
      const asked = !details || inputs.some((input) => input.required && !details?.fields.get(input.name));
      const open = editing || asked;
      if (open && form?.hidden) fill();
      if (form) form.hidden = !open;
      shown.hidden = open;
      cancel.hidden = asked;
      list.replaceChildren(
        ...inputs.map((input) => {
          const value = details?.fields.get(input.name);
          return make("div", "", make("dt", "", label(input)), make("dd", "", value ? make("bdi", "", value) : text("record_page.nothing_given")));
        }),
      );
    }

    async function refresh() {
      const people = await Terakoya.people();
      details = await Terakoya.details();
      // Suggestions would show the next person what the one before has typed.
      if (people.length > 1) for (const input of inputs) input.autocomplete = "off";
      render();
    }

    async function save() {
      const learner = await Terakoya.learner();
      const fields = Object.fromEntries(inputs.map((input) => [input.name, input.value]));
      const me = (await Terakoya.people()).find((person) => person.id === learner.id);
      /** @type {[string, object][]} */
      const rows = [[learner.key("details"), { at: Date.now(), fields }]];
      if (me) rows.push(Terakoya.person(me));
      await learner.put("details", rows);
      details = await Terakoya.details();
      editing = false;
      render();
      edit.focus();
      state.textContent = text("record_page.saved");
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      for (const input of inputs) settle(input);
      const faults = inputs.map((input) => /** @type {const} */ ([input, fault(input)]));
      for (const [input, words] of faults) showError(input, words);
      const wrong = faults.filter(([, words]) => words);
      errors.hidden = wrong.length === 0;
      errors.querySelector("ul")?.replaceChildren(...wrong.map(([input, words]) => jump(input, words)));
      if (wrong[0]) return wrong[0][0].focus();
      try {
        await save();
      } catch (error) {
        state.textContent = text("record_page.failed");
        Terakoya.report("details", form, error);
      }
    });
    edit.addEventListener("click", () => {
      editing = true;
      render();
      inputs[0]?.focus();
    });
    cancel.addEventListener("click", () => {
      editing = false;
      render();
      edit.focus();
    });
    Terakoya.follow("details", refresh);
  });
})();

// Quizzes whose answers are hidden. What is hashed and how texts are veiled stands in quiz/hidden.rs, and which forms
// there are in questions/hiding.rs. It keeps answers from the eye and from a search; it is not secure, and cannot be.
(() => {
  "use strict";

  const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

  /** @typedef {{ key: unknown, answer: Tree[], explanation: Tree[] }} Told */

  const isText = (/** @type {unknown} */ value) => typeof value === "string";

  /** @type {(response: unknown) => Map<string, unknown>} */
  const entries = (response) => new Map(typeof response === "object" && response && !Array.isArray(response) ? Object.entries(response) : []);

  /** How a blank was filled: null for what cannot stand in it, "" for nothing.
   * @type {(given: unknown, choices: string[] | undefined, fold: string[]) => string | null} */
  function filled(given, choices, fold) {
    if (!Terakoya.typed(given)) return null;
    if (!choices) return Terakoya.fold(given, fold);
    return given === "" || choices.includes(given) ? given : null;
  }

  /** The words of a response; null for what is none, with holes where something is missing.
   * @type {(form: Form, response: unknown) => (string | undefined)[] | null} */
  function words(form, response) {
    const list = Array.isArray(response) && response.every(isText) && new Set(response).size === response.length ? response : [];
    switch (form.form) {
      case "one":
        return form.of.includes(/** @type {string} */ (response)) ? [/** @type {string} */ (response)] : null;
      case "set":
        return list.length > 0 && list.every((key) => form.of.includes(key)) ? form.of.filter((key) => list.includes(key)) : null;
      case "order":
        return list.length === form.of.length && form.of.every((key) => list.includes(key)) ? list : null;
      case "map": {
        const given = entries(response);
        const known = [...given].every(([part, option]) => form.of.includes(part) && form.to.includes(/** @type {string} */ (option)));
        return known && given.size > 0 ? form.of.map((part) => /** @type {string | undefined} */ (given.get(part))) : null;
      }
      case "typed": {
        const typed = filled(response, undefined, form.fold);
        return typed ? [typed] : null;
      }
      case "blanks": {
        const given = entries(response);
        const texts = form.blanks.map(({ id, choices }) => filled(given.has(id) ? given.get(id) : "", choices, form.fold));
        const known = [...given.keys()].every((name) => form.blanks.some(({ id }) => id === name));
        return known && !texts.includes(null) && texts.some((text) => text) ? texts.map((text) => text || undefined) : null;
      }
    }
  }

  /** @type {(hidden: { salt: string, digests: string[] }, form: Form, response: unknown, points: number) => Verdict} */
  function judge({ salt, digests }, form, response, points) {
    const possible = points * 100;
    const given = words(form, response);
    if (!given) return { state: "pending", earned: 0, possible, parts: [] };
    const digest = Array.from(Terakoya.sha256(bytes(`${salt}\n${JSON.stringify(given)}`)).slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const right = !given.includes(undefined) && digests.includes(digest);
    return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
  }

  /** @type {(salt: string, veiled: string) => Told} */
  function unveil(salt, veiled) {
    const text = Uint8Array.from(atob(veiled), (digit) => digit.charCodeAt(0));
    for (let at = 0; at < text.length; at += 32) {
      const stream = Terakoya.sha256(bytes(`${salt}\n${at / 32}`));
      for (let i = at; i < text.length && i < at + 32; i++) text[i] ^= stream[i - at];
    }
    return JSON.parse(new TextDecoder().decode(text));
  }

  Terakoya.hidden = ({ points, hidden }, own) => {
    const { salt, digests } = /** @type {HiddenData} */ (hidden);
    const { told: takeOver, ...rules } = own;
    /** @type {Told | null} */
    let told = null;

    /** Puts what is told into the page. @type {(root: HTMLElement) => Told | null} */
    function tell(root) {
      const answer = root.querySelector(".answer");
      const veiled = answer?.getAttribute("data-veiled");
      if (!answer || !veiled) return told;
      told = unveil(salt, veiled);
      answer.removeAttribute("data-veiled");
      root.querySelector(".answer-key")?.replaceChildren(...told.answer.map(Terakoya.build));
      root.querySelector(".question-explanation")?.replaceChildren(...told.explanation.map(Terakoya.build));
      takeOver?.(root);
      return told;
    }

    return {
      ...rules,
      grade: (form, response, points) => (digests ? judge({ salt, digests }, form, response, points) : own.grade(form, response, points)),

      show(root, verdict, form, response) {
        const known = verdict && tell(root);
        if (known) own.show(root, own.grade(known.key, response, points), known.key, response);
        else own.show(root, null, form, response);
      },
    };
  };
})();

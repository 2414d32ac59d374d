// A story in steps. What was chosen so far is a path of option keys; everything shown follows from it.
(() => {
  "use strict";

  const { text } = Terakoya;

  /** @typedef {[step: HTMLElement, option: HTMLElement][]} Walk */

  /** The path of each question. @type {WeakMap<HTMLElement, string[]>} */
  const paths = new WeakMap();
  const pathOf = (/** @type {HTMLElement} */ root) => paths.get(root) ?? [];

  /** @type {(root: ParentNode, selector: string) => HTMLElement[]} */
  const all = (root, selector) => [...root.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
  const optionsOf = (/** @type {HTMLElement} */ step) => all(step, ".scenario-option");

  /** The steps along a path with what was chosen there, and the step where it stops; null where it does not fit.
   * @type {(root: HTMLElement, path: unknown[]) => { walk: Walk, at: HTMLElement } | null} */
  function follow(root, path) {
    const steps = all(root, ".scenario-step");
    /** @type {Walk} */
    const walk = [];
    /** @type {HTMLElement | undefined} */
    let at = steps[0];
    for (const key of path) {
      /** @type {HTMLElement | undefined} */
      const option = at && optionsOf(at).find((one) => one.dataset.key === key);
      if (!at || !option) return null;
      walk.push([at, option]);
      at = steps.find((step) => step.dataset.step === option.dataset.to);
    }
    return at ? { walk, at } : null;
  }

  /** The words on what an option was worth; none where there is nothing to say. @type {(option: HTMLElement, mark: string, words: string) => void} */
  function mark(option, mark, words) {
    option.querySelector(".choice-mark")?.remove();
    delete option.dataset.mark;
    if (!mark) return;
    option.dataset.mark = mark;
    const label = document.createElement("strong");
    label.className = "choice-mark";
    label.textContent = words;
    option.querySelector(".scenario-words")?.after(label);
  }

  /** Shows the path; `judged`: with what it was worth. @type {(root: HTMLElement, judged: boolean) => void} */
  function draw(root, judged) {
    const { walk, at } = follow(root, pathOf(root)) ?? { walk: [], at: null };
    const chosen = new Map(walk);
    const told = judged || "each" in root.dataset;
    const locked = "locked" in root.dataset;
    for (const step of all(root, ".scenario-step")) {
      const past = chosen.get(step);
      step.toggleAttribute("data-seen", step === at || past !== undefined);
      step.toggleAttribute("data-past", past !== undefined || locked);
      for (const label of all(step, ".scenario-chosen")) {
        label.hidden = past === undefined;
        past?.prepend(label);
      }
      for (const end of all(step, ".scenario-end")) end.hidden = step !== at || !told;
      const matters = judged && past !== undefined && step.querySelector("[data-best]") !== null;
      for (const option of optionsOf(step)) {
        const best = "best" in option.dataset;
        option.toggleAttribute("data-chosen", option === past);
        for (const feedback of all(option, ".choice-feedback")) feedback.hidden = option !== past || !told;
        if (!matters || (!best && option !== past)) mark(option, "", "");
        else if (option !== past) mark(option, "correct", root.dataset.better ?? "");
        else mark(option, best ? "right" : "partial", text(`question_scenario.${best ? "best" : "better"}`));
      }
    }
    for (const again of all(root, ".scenario-again")) again.hidden = locked || walk.length === 0;
  }

  /** @type {(root: HTMLElement, path: string[]) => void} */
  function go(root, path) {
    paths.set(root, path);
    draw(root, false);
    root.dispatchEvent(new Event("change", { bubbles: true }));
    const at = follow(root, path)?.at;
    if (!at) return;
    // The end of the story is the answer.
    if (optionsOf(at).length === 0 && root instanceof HTMLFormElement) root.requestSubmit();
    all(at, ".scenario-text")[0]?.focus();
  }

  Terakoya.question("scenario", {
    /** @param {{ start: string, steps: Record<string, Record<string, [string, number]>> }} key */
    grade(key, response, points) {
      const pending = /** @type {Verdict} */ ({ state: "pending", earned: 0, possible: points * 100, parts: [] });
      if (!Array.isArray(response)) return pending;
      let [at, sum] = [key.start, 0];
      for (const chosen of response) {
        const options = key.steps[at] ?? {};
        const option = typeof chosen === "string" && Object.hasOwn(options, chosen) ? options[chosen] : null;
        if (!option) return pending;
        at = option[0];
        sum += option[1];
      }
      if (Object.keys(key.steps[at] ?? {}).length > 0) return pending;
      const earned = Math.min(sum, points);
      const state = points === 0 ? "unscored" : earned === 0 ? "wrong" : earned === points ? "right" : "partial";
      return { ...pending, state, earned: earned * 100 };
    },

    /** What is told of an option or an end moves to it, and each option becomes a button. */
    enhance(root, each) {
      const again = root.querySelector(".scenario-again > button");
      again?.addEventListener("click", () => go(root, []));
      root.dataset.better = root.querySelector(".scenario-answer .answer-mark")?.textContent ?? "";
      if (each) root.dataset.each = "";
      for (const step of all(root, ".scenario-step")) {
        const answer = root.querySelector(`.scenario-answer > [data-step="${CSS.escape(step.dataset.step ?? "")}"]`);
        if (!answer) continue;
        step.append(...all(answer, ".scenario-end"));
        for (const option of optionsOf(step)) {
          const key = option.dataset.key ?? "";
          const told = answer.querySelector(`[data-key="${CSS.escape(key)}"]`);
          if (told?.hasAttribute("data-best")) option.dataset.best = "";
          const live = document.createElement("div");
          live.setAttribute("role", "status");
          live.append(...(told ? all(told, ".choice-feedback") : []));
          const words = option.querySelector(".scenario-words");
          const button = document.createElement("button");
          button.type = "button";
          button.className = "scenario-button";
          button.append(...(words?.cloneNode(true).childNodes ?? []));
          // A link within a button would be neither.
          for (const link of button.querySelectorAll("a")) link.replaceWith(...link.childNodes);
          button.addEventListener("click", () => go(root, [...pathOf(root), key]));
          option.append(button, live);
        }
      }
      root.dataset.story = "";
      draw(root, false);
    },

    read: (root) => (pathOf(root).length > 0 ? [...pathOf(root)] : null),

    write(root, response) {
      const path = Array.isArray(response) && follow(root, response) ? response : [];
      paths.set(root, path);
    },

    show: (root, verdict) => draw(root, verdict !== null),

    lock(root, locked) {
      root.toggleAttribute("data-locked", locked);
    },
  });
})();

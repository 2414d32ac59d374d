// The switches of the gallery: light or dark, and the state of all questions on the page. A state is a record that says
// what was answered, so that questions look as they do when a learner comes back; nothing of it is kept.
(() => {
  "use strict";

  const SCHEME = "terakoya-gallery-scheme";
  /** Responses by quiz and state. */
  const responses = () => /** @type {Record<string, Record<string, Given>>} */ (Terakoya.data("gallery") ?? {});
  /** What shows the record again. @type {Set<() => void>} */
  const watching = new Set();
  let state = "fresh";

  Terakoya.record = (quiz) => {
    /** @type {() => Attempt} */
    const given = () => {
      const response = responses()[quiz.quiz]?.[state];
      const answers = response === undefined ? [] : quiz.questions.map(({ id }) => /** @type {[string, Answer]} */ ([id, { response, checked: true }]));
      const over = quiz.feedback !== "each" && answers.length > 0;
      return { id: "gallery", started: 1, submitted: over ? 1 : null, answers: new Map(answers) };
    };
    let attempt = given();
    /** @type {(next: Attempt) => Promise<void>} */
    const take = async (next) => {
      next.id ||= "gallery";
      attempt = next;
    };
    return {
      mirror: () => attempt,
      load: async () => attempt,
      answer: take,
      submit: take,
      restart: take,
      kept: async () => true,
      watch: (changed) =>
        void watching.add(() => {
          attempt = given();
          changed();
        }),
    };
  };

  /** Which of an example's quizzes has this state: the one that is judged at its end shows what comes then.
   * @type {(quiz: HTMLElement) => boolean} */
  const has = (quiz) => {
    const known = responses()[quiz.dataset.quiz ?? ""] ?? {};
    return state === "fresh" ? !("review" in known) : state in known;
  };

  /** Light or dark as it was chosen here, or nothing. */
  let wanted = "";

  function show() {
    for (const example of document.querySelectorAll(".gallery-example")) {
      const quizzes = [...example.querySelectorAll(".quiz")].filter((quiz) => quiz instanceof HTMLElement);
      for (const quiz of quizzes) quiz.hidden = !has(quiz);
      example.querySelector(".gallery-none")?.toggleAttribute("hidden", quizzes.length === 0 || quizzes.some(has));
    }
    for (const again of watching) again();
  }

  /** @type {(tools: HTMLElement, name: string, chosen: (value: string) => void) => HTMLInputElement[]} */
  function choices(tools, name, chosen) {
    const inputs = [...tools.querySelectorAll("input")].filter((input) => input.name === name);
    for (const input of inputs) {
      input.closest("fieldset")?.removeAttribute("hidden");
      input.addEventListener("change", () => chosen(input.value));
    }
    return inputs;
  }

  const { dataset } = document.documentElement;

  /** @type {(scheme: string) => void} */
  function paint(scheme) {
    wanted = scheme;
    if (scheme) dataset.theme = scheme;
    else delete dataset.theme;
  }

  // What the record keeps of the look may be read later, and is put up then.
  new MutationObserver(() => {
    if (wanted && dataset.theme !== wanted) dataset.theme = wanted;
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });

  Terakoya.component("gallery", ".gallery-tools", (tools) => {
    const schemes = choices(tools, "gallery-scheme", (scheme) => {
      paint(scheme);
      try {
        sessionStorage.setItem(SCHEME, scheme);
      } catch {
        // The next page asks again.
      }
    });
    let scheme = "";
    try {
      scheme = sessionStorage.getItem(SCHEME) ?? "";
    } catch {
      // Nothing was kept.
    }
    for (const input of schemes) input.checked = input.value === scheme;
    paint(scheme);

    const states = choices(tools, "gallery-state", (next) => {
      state = next;
      show();
    });
    const known = new Set(["fresh", ...Object.entries(responses()).flatMap(([quiz, given]) => (document.querySelector(`[data-quiz="${CSS.escape(quiz)}"]`) ? Object.keys(given) : []))]);
    for (const input of states) input.closest("label")?.toggleAttribute("hidden", !known.has(input.value));
    show();
  });
})();

// Quizzes whose answers are hidden. What is hashed and how texts are veiled stands in quiz/hidden.rs, and which forms
// there are in questions/hiding.rs. It keeps answers from the eye and from a search; it is not secure, and cannot be.
(() => {
  "use strict";

  const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

  /** @typedef {{ key: unknown, answer: unknown[], explanation: unknown[] }} Told */

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

  // What may be built: what lessons are made of. Other elements are left out, and what they hold stands in their place.
  const SVG = "http://www.w3.org/2000/svg";
  const ELEMENTS = new Set(
    "a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure footer h2 h3 h4 h5 h6 header hr i img input ins kbd label li mark ol p picture pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr".split(" "),
  );
  const SHAPES = new Set("svg circle clipPath defs desc ellipse g line linearGradient marker path polygon polyline radialGradient rect stop symbol text title tspan use".split(" "));
  const ATTRIBUTES = new Set(
    "abbr alt checked cite class colspan controls datetime decoding dir disabled for headers height href hreflang id kind label lang loading muted name open poster preload rel reversed role rowspan scope span src srclang start tabindex title translate type value width cx cy d dx dy fill fill-rule clip-rule focusable gradientTransform gradientUnits marker-end marker-mid marker-start markerHeight markerUnits markerWidth offset opacity orient overflow pathLength points preserveAspectRatio r refX refY rx ry stop-color stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-width text-anchor transform viewBox x x1 x2 xmlns y y1 y2".split(" "),
  );
  const ADDRESSES = ["href", "src", "poster", "cite"];
  const SCHEMES = ["http:", "https:", "mailto:", "tel:", "file:"];

  /** @type {(name: string, value: string) => boolean} */
  function isAllowed(name, value) {
    if (!ATTRIBUTES.has(name) && !/^(?:aria|data)-[a-z0-9-]+$/.test(name)) return false;
    if (!ADDRESSES.includes(name)) return true;
    try {
      return SCHEMES.includes(new URL(value, location.href).protocol);
    } catch {
      return false;
    }
  }

  /** @type {(trees: unknown[], drawn?: boolean) => Node[]} */
  function build(trees, drawn = false) {
    return trees.flatMap((tree) => {
      if (!Array.isArray(tree)) return [document.createTextNode(String(tree))];
      const [name, attributes, ...inside] = tree;
      const drawing = drawn || name === "svg";
      const children = build(inside, drawing);
      if (!(drawing ? SHAPES : ELEMENTS).has(name)) return children;
      const element = drawing ? document.createElementNS(SVG, name) : document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) if (isAllowed(key, String(value))) element.setAttribute(key, String(value));
      element.append(...children);
      return [element];
    });
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
      root.querySelector(".answer-key")?.replaceChildren(...build(told.answer));
      root.querySelector(".question-explanation")?.replaceChildren(...build(told.explanation));
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

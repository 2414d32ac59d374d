// Elements from a tree: the twin of `render/tree.rs`, whose names it takes and no others. Texts stay texts.
(() => {
  "use strict";

  const ELEMENTS = new Set(
    "a abbr article aside b blockquote br button cite code dd del details dfn div dl dt em fieldset figcaption figure footer form h2 h3 h4 h5 h6 header hr i img input ins kbd label legend li mark ol optgroup option output p pre q rp rt ruby s samp section select small span strong sub summary sup table tbody td textarea tfoot th thead time tr u ul var wbr svg:circle svg:desc svg:ellipse svg:foreignObject svg:g svg:line svg:path svg:polygon svg:polyline svg:rect svg:svg svg:text svg:title svg:tspan".split(" "),
  );
  const ATTRIBUTES = new Set(
    "alt autocapitalize autocomplete checked class colspan cx cy d datetime decoding dir disabled dx dy fill for headers height hidden href id inputmode label lang loading max maxlength min multiple name open overflow placeholder points preserveAspectRatio r readonly rel reversed role rows rowspan rx ry scope selected spellcheck src start step stroke stroke-linecap stroke-linejoin stroke-width tabindex transform type value viewBox width x x1 x2 y y1 y2".split(" "),
  );
  const SVG = "http://www.w3.org/2000/svg";
  const SCHEMES = /^(https?|mailto|tel|file):$/;

  /** @type {(name: string, value: string) => boolean} */
  function isAllowed(name, value) {
    if (/^(aria|data)-[a-z-]+$/.test(name)) return true;
    if (name === "href" || name === "src") return SCHEMES.test(new URL(value, location.href).protocol);
    return ATTRIBUTES.has(name);
  }

  Terakoya.build = (tree) => {
    if (typeof tree === "string") return document.createTextNode(tree);
    const [name, attributes, ...content] = tree;
    if (!ELEMENTS.has(name)) throw new TypeError(`no element of a question: ${name}`);
    const element = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (!isAllowed(attribute, value)) throw new TypeError(`no attribute of a question: ${attribute}`);
      element.setAttribute(attribute, value);
    }
    element.append(...content.map(Terakoya.build));
    return element;
  };
})();

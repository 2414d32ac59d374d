// Elements from a tree: the twin of `render/tree.rs`, whose names it takes and no others. Texts stay texts.
(() => {
  "use strict";

  const ELEMENTS = new Set(
    "a abbr article aside audio b blockquote br button cite code dd del details dfn div dl dt em fieldset figcaption figure footer form h2 h3 h4 h5 h6 header hr i img input ins kbd label legend li mark ol optgroup option output p pre q rp rt ruby s samp section select small span strong sub summary sup table tbody td textarea tfoot th thead time tr u ul var video wbr math:math math:mfrac math:mi math:mmultiscripts math:mn math:mo math:mover math:mpadded math:mphantom math:mprescripts math:mroot math:mrow math:ms math:mspace math:msqrt math:msub math:msubsup math:msup math:mtable math:mtd math:mtext math:mtr math:munder math:munderover svg:a svg:circle svg:desc svg:ellipse svg:foreignObject svg:g svg:line svg:path svg:polygon svg:polyline svg:rect svg:svg svg:text svg:title svg:tspan".split(" "),
  );
  const ATTRIBUTES = new Set(
    "accent accentunder alt autocapitalize autocomplete checked class colspan columnspan controls cx cy d datetime decoding depth dir disabled display displaystyle dx dy fence fill for form headers height hidden href id inputmode intent label lang largeop linethickness loading lspace mathvariant max maxlength maxsize min minsize movablelimits multiple name open overflow placeholder playsinline points poster preload preserveAspectRatio r readonly rel reversed role rows rowspan rspace rx ry scope scriptlevel selected separator spellcheck src start step stretchy stroke stroke-linecap stroke-linejoin stroke-width symmetric tabindex transform type value viewBox voffset width x x1 x2 y y1 y2".split(" "),
  );
  /** @type {Record<string, string>} */
  const SPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" };
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
    const [space, local] = name.includes(":") ? name.split(":") : ["", name];
    const element = space ? document.createElementNS(SPACES[space], local) : document.createElement(local);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (!isAllowed(attribute, value)) throw new TypeError(`no attribute of a question: ${attribute}`);
      element.setAttribute(attribute, value);
    }
    element.append(...content.map(Terakoya.build));
    return element;
  };
})();

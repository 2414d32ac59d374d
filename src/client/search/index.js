// Where words stand: looks up candidates in the index and the words of pages in their files. What these files hold,
// and why, says site/search.rs, which writes them.
(() => {
  "use strict";

  /** A query loads no more shards of the index than this; its other pairs are seen in the text. */
  const MOST = 5;
  /** What is folded together: a sign with its marks (half-width ones too), and Korean syllables in parts. */
  const CLUSTERS = /[\u1100-\u11ff\u3130-\u318f\uffa0-\uffdc]+|[^][\p{M}\uff9e\uff9f]*/gu;
  /** Of the lists of a key: pages with it anywhere, in a heading, in a title or a term. */
  const MARKS = ["", "$", "%"];

  /** @type {(text: string) => string} */
  const fold = (text) => Terakoya.fold(text, ["width", "case", "kana"]);

  /** @type {(digit: string) => number} */
  const value = (digit) => digit.charCodeAt(0) - (digit < "\\" ? 48 : 49);

  /** The numbers of a list: gaps between them in Rice's code, behind the number of its plain bits.
   * @type {(list: string) => number[]} */
  function numbers(list) {
    const found = [];
    const [plain, ...digits] = [...list].map(value);
    const bits = digits.flatMap((digit) => [32, 16, 8, 4, 2, 1].map((bit) => (digit & bit ? 1 : 0)));
    for (let at = 0, next = 0, gap = 0; at < bits.length; ) {
      if (!bits[at++]) gap++;
      else {
        for (let bit = 0; bit < plain; bit++) gap = gap * 2 + bits[at++];
        found.push(next + gap);
        next += gap + 1;
        gap = 0;
      }
    }
    return found;
  }

  /** The shard of a key. @type {(key: string, shards: number) => number} */
  function shardOf(key, shards) {
    let hash = 0x811c9dc5;
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193) >>> 0;
    return ((hash ^ (hash >>> 15)) >>> 0) % shards;
  }

  /** The entries of a shard by key. @type {(keys: string) => Map<string, string>} */
  function entries(keys) {
    const found = new Map();
    for (let at = 0; at < keys.length; ) {
      const first = String.fromCodePoint(keys.codePointAt(at) ?? 0);
      const key = first + String.fromCodePoint(keys.codePointAt(at + first.length) ?? 0);
      const end = keys.indexOf("#", at + key.length);
      found.set(key, keys.slice(at + key.length, end));
      at = end + 1;
    }
    return found;
  }

  /** A file of the search, by its name. @type {(name: string) => Promise<unknown>} */
  async function file(name) {
    await Terakoya.load(`${Terakoya.root}search/index.js`);
    const { version } = /** @type {SearchIndex} */ (Terakoya.data("search"));
    await Terakoya.load(`${Terakoya.root}search/${name}.js?${version}`);
    return Terakoya.data(`search/${name}`);
  }

  /** The keys by which words are looked up: some of each, as far apart as can be. @type {(words: string[]) => string[]} */
  function keys(words) {
    const each = Math.max(1, Math.floor(MOST / words.length));
    const picked = words.slice(0, MOST).flatMap((word) => {
      const signs = [...word];
      if (signs.length === 1) return [`${signs[0]} `];
      const pairs = signs.slice(1).map((sign, at) => signs[at] + sign);
      const step = Math.max(1, (pairs.length - 1) / Math.max(1, each - 1));
      return pairs.filter((_, at) => at === Math.round(Math.round(at / step) * step)).slice(0, each);
    });
    return [...new Set(picked)];
  }

  Terakoya.search = {
    words: (query) => [...new Set(fold(query).split(" ").filter(Boolean))],

    fold,

    async candidates(words) {
      await Terakoya.load(`${Terakoya.root}search/index.js`);
      const { shards } = /** @type {SearchIndex} */ (Terakoya.data("search"));
      const lists = await Promise.all(keys(words).map(async (key) => {
        const shard = /** @type {{ keys: string }} */ (await file(String(shardOf(key, shards))));
        const [, ...lists] = /^([^$%]*)(?:\$([^%]*))?(?:%(.*))?$/.exec(entries(shard.keys).get(key) ?? "") ?? [];
        return lists.map((list) => new Set(numbers(list ?? "")));
      }));
      const both = MARKS.map((_, field) => [...lists[0][field]].filter((page) => lists.every((list) => list[field].has(page))));
      // Those with all of it in a title first, then those with all of it in headings.
      return [...new Set([...both[2], ...both[1], ...both[0]])];
    },

    page: async (number) => /** @type {SearchPage} */ (await file(`t${number}`)),

    marks(text, words) {
      const signs = text.match(CLUSTERS) ?? [];
      let folded = "";
      /** The sign that each unit of the folded text comes from. @type {number[]} */
      const from = [];
      signs.forEach((sign, at) => {
        const part = fold(sign) || " ";
        folded += part;
        for (let unit = 0; unit < part.length; unit++) from.push(at);
      });
      const marked = signs.map(() => false);
      for (const word of words) {
        for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
          marked.fill(true, from[at], from[at + word.length - 1] + 1);
        }
      }
      return { signs, marked };
    },
  };
})();

// Which questions an attempt asks, and in which order: the twin of `quiz/chance.rs` and `quiz/draw.rs`, which say
// the rules in words. `quiz/expected/draw.json` holds both to the same numbers.
(() => {
  "use strict";

  /** The stream called `purpose` of a seed: xoshiro128**. @type {(seed: string, purpose: string) => (bound: number) => number} */
  function stream(seed, purpose) {
    const name = new TextEncoder().encode(purpose);
    const state = Uint32Array.from([0, 1, 2, 3], (word) => {
      let hash = 0x811c9dc5;
      for (const byte of [word, ...name]) hash = Math.imul(hash ^ byte, 0x01000193);
      return parseInt(seed.slice(8 * word, 8 * word + 8), 16) ^ hash;
    });
    if (state.every((word) => word === 0)) state[0] = 1;

    const rotate = (/** @type {number} */ word, /** @type {number} */ by) => (word << by) | (word >>> (32 - by));
    function next() {
      let [s0, s1, s2, s3] = /** @type {[number, number, number, number]} */ (/** @type {unknown} */ (state));
      const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = rotate(s3, 11);
      state.set([s0, s1, s2, s3]);
      return result;
    }

    /** A number below `bound`, each as likely as any other. */
    return (bound) => {
      const runs = Math.floor(2 ** 32 / bound) * bound;
      for (;;) {
        const number = next();
        if (number < runs) return number % bound;
      }
    };
  }

  /** @template T @param {(bound: number) => number} below @param {T[]} items @returns {T[]} */
  function shuffle(below, items) {
    for (let at = items.length - 1; at > 0; at--) {
      const other = below(at + 1);
      [items[at], items[other]] = [/** @type {T} */ (items[other]), /** @type {T} */ (items[at])];
    }
    return items;
  }

  Terakoya.draw = (seed, candidates, draw, shuffled, known) => {
    const below = stream(seed, "draw");
    const places = candidates.map((_, at) => at);
    const isKnown = (/** @type {number} */ at) => Number(known.has(candidates[at]?.id ?? ""));
    const take = (/** @type {number[]} */ pool, /** @type {number} */ count) =>
      shuffle(below, pool).sort((a, b) => isKnown(a) - isKnown(b)).slice(0, count);
    const drawn =
      draw === null ? places
      : typeof draw === "number" ? take(places, draw)
      : draw.flatMap(([bank, count]) => take(places.filter((at) => candidates[at]?.bank === bank), count));
    drawn.sort((a, b) => a - b);
    return shuffled ? shuffle(below, drawn) : drawn;
  };

  Terakoya.order = (seed, question, choices) => {
    // Keys are ASCII, so that this is the order that Rust sorts them in.
    const sorted = [...choices].sort((a, b) => (a.key < b.key ? -1 : 1));
    return shuffle(stream(seed, `choices/${question}`), sorted).sort((a, b) => Number(a.last) - Number(b.last)).map(({ key }) => key);
  };
})();

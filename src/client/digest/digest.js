// SHA-256 (FIPS 180-4). Browsers have it in crypto.subtle, but not on pages from plain http, where hospitals' intranets are.
(() => {
  "use strict";

  const BLOCK = 64;
  const primes = (/** @type {number} */ count) => {
    /** @type {number[]} */
    const found = [];
    for (let one = 2; found.length < count; one++) if (found.every((prime) => one % prime)) found.push(one);
    return found;
  };
  /** The first 32 bits behind the point. @type {(value: number) => number} */
  const fraction = (value) => ((value % 1) * 2 ** 32) | 0;
  const CONSTANTS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

  /** @type {(word: number, count: number) => number} */
  const turn = (word, count) => (word >>> count) | (word << (32 - count));

  Terakoya.sha256 = (bytes) => {
    // A bit of 1, zeros, and the length in bits, so that whole blocks come out.
    const filled = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
    filled.set(bytes);
    filled[bytes.length] = 0x80;
    const view = new DataView(filled.buffer);
    view.setUint32(filled.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(filled.length - 4, bytes.length << 3);

    const state = START.slice();
    const words = new Int32Array(64);
    for (let offset = 0; offset < filled.length; offset += BLOCK) {
      for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + i * 4);
      for (let i = 16; i < 64; i++) {
        const [early, late] = [words[i - 15], words[i - 2]];
        const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
        const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
        words[i] = words[i - 16] + first + words[i - 7] + second;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[i] + words[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] += value;
    }
    const digest = new DataView(new ArrayBuffer(32));
    for (const [i, word] of state.entries()) digest.setInt32(i * 4, word);
    return new Uint8Array(digest.buffer);
  };
})();

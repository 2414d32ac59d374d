// The resume code: what a learner has done, in as few characters as there can be, so that it can be written down and
// typed on another computer. docs/record.md has the format, for readers in other languages. Pure.
//
//   place     0, 1, 31, 961 …   check characters; all others in order:
//             1                 version
//             3                 digest of the course's id
//             3                 digest of what the digits mean
//             rest              the digits, as one number
(() => {
  "use strict";

  /** Digits and capitals without those that look like others (I, L, O, 0, 1). There are 31, a prime number, so that
   * reckoning modulo 31 has inverses and each wrong character leaves a trace. */
  const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const SIZE = 31;
  const VERSION = 1;
  /** Behind the two check characters that every code has. No version is 0, so that a row of 2s is no code. */
  const VERSION_PLACE = 2;
  const DIGEST = 3;
  const HEAD = 1 + 2 * DIGEST;
  const GROUP = 4;
  /** Each place is shifted by this much more than the one before, so that nothing done yet is no row of one character. */
  const SHIFT = 7;
  /** States of an exam: not taken, or 0 to 100 per cent, each passed or not. */
  const EXAM = 203n;
  /** Longer than the code of any course: nobody has typed this. */
  const LONGEST = 2000;

  /** @type {(value: number) => number} */
  const modulo = (value) => ((value % SIZE) + SIZE) % SIZE;
  /** @type {(values: number[]) => string} */
  const letters = (values) => values.map((value) => ALPHABET[value]).join("");
  /** @type {(code: string) => number[]} */
  const values = (code) => Array.from(code, (letter) => ALPHABET.indexOf(letter));

  // ---- Check characters. The sum of all characters is 0, and so is, for each digit of a place's number in base 31,
  // the sum weighted by that digit. A wrong character changes the first sum. Two that change places leave it, but
  // their places differ in some digit, so that they change one of the others. Two wrong ones may go unnoticed.

  /** The powers of 31 below the length: so many digits has the number of a place. @type {(length: number) => number[]} */
  function powers(length) {
    const found = [];
    for (let power = 1; power < length; power *= SIZE) found.push(power);
    return found;
  }

  /** @type {(code: number[]) => { sum: number, weighted: number[] }} */
  function sums(code) {
    const weighted = powers(code.length).map((power) => {
      let sum = 0;
      for (let place = power; place < code.length; place++) sum += (code[place] ?? 0) * (Math.floor(place / power) % SIZE);
      return sum % SIZE;
    });
    return { sum: code.reduce((sum, value) => sum + value, 0) % SIZE, weighted };
  }

  /** @type {(code: number[]) => boolean} */
  function isSound(code) {
    const { sum, weighted } = sums(code);
    return sum === 0 && weighted.every((one) => one === 0);
  }

  /** Whether a check character stands at this place: 0, or a power of 31. @type {(place: number) => boolean} */
  const isCheck = (place) => place === 0 || powers(place + 1).includes(place);

  /** @type {(data: number[]) => number[]} */
  function protect(data) {
    const rest = [...data];
    const code = [];
    while (rest.length || isCheck(code.length)) code.push(isCheck(code.length) ? 0 : rest.shift() ?? 0);
    // Each weighted sum has one check character of its own, and what they add to the plain sum the first one takes back.
    const { weighted } = sums(code);
    for (const [index, power] of powers(code.length).entries()) code[power] = modulo(-(weighted[index] ?? 0));
    code[0] = modulo(-sums(code).sum);
    return code;
  }

  // ---- Digits.

  /** @type {(digit: CodeDigit) => bigint} */
  const radix = ({ kind }) => (kind === "exam" ? EXAM : 2n);

  /** @type {(digit: CodeDigit, standing: Pick<Standing, "read" | "passed" | "best">) => number} */
  function value({ kind, id }, { read, passed, best }) {
    if (kind === "read") return Number(read.has(id));
    if (kind === "quiz" || !(best.has(id) || passed.has(id))) return Number(passed.has(id));
    return 1 + 2 * Math.floor((best.get(id) ?? 0) / 100) + Number(passed.has(id));
  }

  /** @type {(number: bigint, length: number) => number[]} */
  function spell(number, length) {
    const spelled = Array(length).fill(0);
    for (let place = length - 1; place >= 0; place--, number /= BigInt(SIZE)) spelled[place] = Number(number % BigInt(SIZE));
    return spelled;
  }

  /** How many characters hold a number below `states`. @type {(states: bigint) => number} */
  function width(states) {
    let count = 0;
    for (let holds = 1n; holds < states; holds *= BigInt(SIZE)) count++;
    return count;
  }

  /** The first 48 bits of SHA-256, as three characters. @type {(text: string) => number[]} */
  function digest(text) {
    const bytes = Terakoya.sha256(new TextEncoder().encode(text)).slice(0, 6);
    return spell(bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n) % BigInt(SIZE ** DIGEST), DIGEST);
  }

  // ---- Typing.

  /** Capital letters and digits of whatever width, without blanks and hyphens of whatever kind (30fc: the long vowel
   * sign, which Japanese keyboards have in the hyphen's place). @type {(typed: string) => string} */
  const tidy = (typed) => typed.slice(0, LONGEST).normalize("NFKC").toUpperCase().replace(/[\s\p{Pd}\p{C}\u30fc\u2212~_.,]/gu, "");

  /** @type {(code: string, place: number) => { group: string, place: number }} */
  function where(code, place) {
    const start = place - (place % GROUP);
    return { group: code.slice(start, start + GROUP), place: (place % GROUP) + 1 };
  }

  /** A copy with another value at one place. @type {(code: number[], place: number, value: number) => number[]} */
  const replaced = (code, place, value) => code.map((one, index) => (index === place ? value : one));

  /** @type {(outline: OutlineData) => CodeDigit[]} */
  const digitsOf = (outline) =>
    outline.parts
      .flatMap((part) => part.lessons)
      .filter((lesson) => lesson.counts)
      .flatMap(({ id, quizzes }) => {
        /** @type {CodeDigit[]} */
        const counted = quizzes.filter((quiz) => quiz.counts);
        return counted.length ? counted.map((quiz) => ({ kind: quiz.kind, id: quiz.id })) : [{ kind: "read", id }];
      });

  Terakoya.codes = (course, outline) => {
    const digits = digitsOf(outline);
    const states = digits.reduce((product, digit) => product * radix(digit), 1n);
    const size = width(states);
    const courseDigest = digest(`terakoya course\n${course}\n`);
    const digitsDigest = digest(`terakoya digits\n${digits.map(({ kind, id }) => `${kind} ${id}\n`).join("")}`);
    const length = protect(Array(HEAD + size).fill(0)).length;

    /** What a sound code says, or why it does not fit. @type {(code: number[]) => CodeAnswer} */
    function understand(code) {
      /** @type {(problem: "newer" | "course" | "lessons") => CodeAnswer} */
      const refuse = (problem) => ({ problem, values: {} });
      const [version, ...rest] = code.filter((_, place) => !isCheck(place));
      if (version !== VERSION) return refuse("newer");
      if (letters(rest.slice(0, DIGEST)) !== letters(courseDigest)) return refuse("course");
      if (letters(rest.slice(DIGEST, 2 * DIGEST)) !== letters(digitsDigest)) return refuse("lessons");
      const payload = rest.slice(2 * DIGEST).map((one, place) => modulo(one - SHIFT * place));
      let number = payload.reduce((sum, one) => sum * BigInt(SIZE) + BigInt(one), 0n);
      if (payload.length !== size || number >= states) return refuse("lessons");

      /** @type {Carried} */
      const carried = { read: [], passed: [], best: Object.create(null) };
      for (const digit of [...digits].reverse()) {
        const one = Number(number % radix(digit));
        number /= radix(digit);
        if (one === 0) continue;
        if (digit.kind === "read") carried.read.unshift(digit.id);
        if (digit.kind === "quiz" || (digit.kind === "exam" && one % 2 === 0)) carried.passed.unshift(digit.id);
        if (digit.kind === "exam") carried.best[digit.id] = Math.floor((one - 1) / 2) * 100;
      }
      return { code: letters(code), carried };
    }

    /** The one character that would make a code sound, where there is one and what comes out is one of this course.
     * @type {(typed: string, code: number[]) => CodeFix | undefined} */
    function mend(typed, code) {
      const { sum, weighted } = sums(code);
      const unknown = [...typed].findIndex((letter) => !ALPHABET.includes(letter));
      let place = unknown;
      if (sum !== 0) {
        // The sums are the error, times 1 and times each digit of its place.
        let inverse = 1;
        while (modulo(inverse * sum) !== 1) inverse++;
        place = powers(code.length).reduce((found, power, index) => found + power * modulo((weighted[index] ?? 0) * inverse), 0);
      }
      if (place < 0 || place >= code.length || (unknown >= 0 && place !== unknown)) return undefined;
      const meant = replaced(code, place, modulo((code[place] ?? 0) - sum));
      const answer = isSound(meant) ? understand(meant) : null;
      if (!answer || "problem" in answer) return undefined;
      return { ...where(typed, place), meant: answer.code[place] ?? "", code: answer.code };
    }

    return {
      encode(standing) {
        const given = digits.map((digit) => value(digit, standing));
        if (given.every((one) => one === 0)) return null;
        const number = digits.reduce((sum, digit, index) => sum * radix(digit) + BigInt(given[index] ?? 0), 0n);
        const payload = spell(number, size).map((one, place) => modulo(one + SHIFT * place));
        return letters(protect([VERSION, ...courseDigest, ...digitsDigest, ...payload]));
      },

      decode(typed) {
        const code = tidy(typed);
        const unknown = [...code].filter((letter) => !ALPHABET.includes(letter));
        const strange = unknown[0];
        const read = values(code).map((one) => Math.max(one, 0));
        if (!code) return { problem: "empty", values: {} };
        if (unknown.some((letter) => letter > "\x7f")) return { problem: "script", values: {} };
        if (strange !== undefined) {
          const fix = unknown.length === 1 && code.length === length ? mend(code, read) : undefined;
          return { problem: "letter", values: { letter: strange, ...where(code, code.indexOf(strange)) }, ...(fix && { fix }) };
        }
        if (code.length > HEAD && read[VERSION_PLACE] !== 0 && isSound(read)) return understand(read);
        if (code.length !== length) return { problem: "length", values: { count: code.length, of: length } };
        const fix = mend(code, read);
        return { problem: "mistyped", values: {}, ...(fix && { fix }) };
      },

      grouped: (code) => (code.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join("-"),
    };
  };
})();

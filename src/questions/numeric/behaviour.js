// A number is typed. What can be read is told in numeric/number.rs; decimals are compared as whole numbers.
(() => {
  "use strict";

  /** Decimals that an author's number may have. */
  const PLACES = 10;
  const NUMBER = /^(?=\.?\d)(\d*|\d{1,3}(?:,\d{3})+)(?:(\.)(\d*))?$/;

  /** The parts of a number without its sign, each with its power of ten. @type {(text: string) => [string, number][]} */
  function parts(text) {
    /** @type {[string, number][]} */
    const found = [];
    let rest = text;
    for (const [sign, power] of /** @type {const} */ ([["\u5104", 8], ["\u4e07", 4], ["", 0]])) {
      const end = sign ? rest.indexOf(sign) : rest.length;
      if (end < 0) continue;
      const part = rest.slice(0, end);
      rest = rest.slice(end + 1);
      const thousands = part.indexOf("\u5343");
      if (thousands >= 0) found.push([part.slice(0, thousands), power + 3]);
      const ones = part.slice(thousands + 1);
      if (ones || (thousands < 0 && sign)) found.push([ones, power]);
    }
    return found;
  }

  /** In units of 10 to the power of -11; null for what is no number. @type {(typed: string, unit: string) => bigint | null} */
  function read(typed, unit) {
    let text = Terakoya.fold(typed, ["width", "case", "space"]).replace(/\u3001/g, ",").replace(/\u3002/g, ".");
    if (unit && text.endsWith(unit)) text = text.slice(0, -unit.length);
    const signed = /^[+-]/.test(text);
    const found = parts(signed ? text.slice(1) : text);
    let value = BigInt(0);
    let above = Infinity;
    for (const [index, [written, power]] of found.entries()) {
      const [, digits, point, fraction = ""] = NUMBER.exec(written) ?? [];
      if (digits === undefined) return null;
      const whole = digits.replace(/,/g, "").replace(/^0+/, "");
      if (whole.length > above - power || (point && index < found.length - 1)) return null;
      above = power;
      const places = PLACES + power;
      const finer = /[1-9]/.test(fraction.slice(places)) ? "5" : "0";
      value += BigInt(whole + fraction.slice(0, places).padEnd(places, "0") + finer);
    }
    if (found.length === 0) return null;
    return text.startsWith("-") ? -value : value;
  }

  const form = Terakoya.fields("numeric");

  Terakoya.question("numeric", {
    ...form,

    missing(root) {
      const missing = form.missing(root);
      return missing.open ? missing : { ...missing, words: Terakoya.text("question_numeric.unreadable") };
    },

    /** @param {{ answer: string, tolerance: string, unit: string }} key */
    grade(key, response, points) {
      const possible = points * 100;
      const given = Terakoya.typed(response) ? read(response, key.unit) : null;
      const [answer, tolerance] = [read(key.answer, ""), read(key.tolerance, "")];
      if (given === null || answer === null || tolerance === null) return { state: "pending", earned: 0, possible, parts: [] };
      const right = (given > answer ? given - answer : answer - given) <= tolerance;
      return { state: right ? "right" : "wrong", earned: right ? possible : 0, possible, parts: [] };
    },
  });
})();

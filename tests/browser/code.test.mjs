// The resume code: how long it is, that it comes back, and that no slip of the pen goes unnoticed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dice, load, own } from "./help/scripts.mjs";

const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const Terakoya = await load("sns-security", "../client/digest/digest.js", "page/code-format.js");
const COURSE = "sns-security";

/** An outline with these digits: a lesson each. */
const outline = (digits) => ({
  parts: [{ lessons: digits.map(({ kind, id }) => ({ id: kind === "read" ? id : `at-${id}`, counts: true, quizzes: kind === "read" ? [] : [{ id, kind, counts: true }] })) }],
});
const codesOf = (digits, course = COURSE) => Terakoya.codes(course, outline(digits));

/** So many lessons, each with a quiz, and some exams. */
const digits = (lessons, exams = 1, kind = "quiz") => [
  ...Array.from({ length: lessons }, (_, index) => ({ kind, id: `lesson-${index}` })),
  ...Array.from({ length: exams }, (_, index) => ({ kind: "exam", id: `exam-${index}` })),
];

/** Something that a learner may have done. */
function chance(list, roll) {
  const standing = { read: new Map(), passed: new Map(), best: new Map() };
  for (const { kind, id } of list) {
    if (kind === "read" && roll(2)) standing.read.set(id, 1);
    if (kind === "quiz" && roll(2)) standing.passed.set(id, 1);
    if (kind === "exam" && roll(4)) {
      standing.best.set(id, roll(10_001));
      if (roll(2)) standing.passed.set(id, 1);
    }
  }
  return standing;
}

/** What the code has to bring back of it. */
const brought = (list, { read, passed, best }) => ({
  read: list.filter(({ kind, id }) => kind === "read" && read.has(id)).map(({ id }) => id),
  passed: list.filter(({ id }) => passed.has(id)).map(({ id }) => id),
  best: Object.fromEntries(list.filter(({ kind, id }) => kind === "exam" && best.has(id)).map(({ id }) => [id, Math.floor(best.get(id) / 100) * 100])),
});

test("a code is short: at most 24 characters for 50 lessons and an exam", (t) => {
  const roll = dice(7);
  const length = (lessons, exams) => codesOf(digits(lessons, exams)).encode(chance(digits(lessons, exams), roll)).length;
  for (const [lessons, exams] of [[9, 0], [9, 1], [50, 1], [100, 1], [300, 1], [300, 3]]) {
    t.diagnostic(`${lessons} lessons, ${exams} exams: ${length(lessons, exams)} characters`);
  }
  assert.ok(length(50, 1) <= 24);
  assert.ok(length(9, 1) <= 14);
});

for (const [name, list, count] of [
  ["9 lessons and an exam", digits(9), 1000],
  ["50 lessons and an exam", digits(50), 150],
  ["lessons without quizzes, and three exams", digits(20, 3, "read"), 200],
  ["300 lessons: longer than one check digit reaches", digits(300), 12],
]) {
  test(`${name}: codes come back, and every wrong character and every swap is caught`, () => {
    const roll = dice(42 + list.length);
    const codes = codesOf(list);
    for (let turn = 0; turn < count; turn++) {
      const standing = chance(list, roll);
      const code = codes.encode(standing);
      if (code === null) continue;
      assert.deepEqual(own(codes.decode(code)), { code, carried: brought(list, standing) });
      const letters = [...code];
      const caught = (changed, what) => {
        const answer = codes.decode(changed.join(""));
        if (!("problem" in answer)) assert.fail(`${what} of ${code}`);
        assert.equal(answer.problem, "mistyped", `${what} of ${code}`);
      };
      for (let place = 0; place < letters.length; place++) {
        // All 30 other characters for some codes, one by chance for the many of the longest.
        for (const other of list.length > 100 ? [ALPHABET[roll(31)]] : ALPHABET) {
          if (other !== letters[place]) caught(letters.with(place, other), `${place} → ${other}`);
        }
        for (let second = place + 1; second < letters.length; second++) {
          if (letters[second] === letters[place]) continue;
          caught(letters.with(place, letters[second]).with(second, letters[place]), `${place} ↔ ${second}`);
        }
      }
    }
  });
}

test("a single wrong character is not only caught: the one that was meant is named", () => {
  const roll = dice(3);
  for (const list of [digits(50), digits(9), digits(300)]) {
    const codes = codesOf(list);
    for (let turn = 0; turn < 100; turn++) {
      const code = codes.encode(chance(list, roll));
      const place = roll(code.length);
      for (const [typed, problem] of [[ALPHABET[roll(31)], "mistyped"], ["0", "letter"], ["O", "letter"], ["1", "letter"]]) {
        if (typed === code[place]) continue;
        const answer = codes.decode([...code].with(place, typed).join(""));
        assert.equal(answer.problem, problem);
        assert.deepEqual([answer.fix.code, answer.fix.meant, answer.fix.place], [code, code[place], (place % 4) + 1]);
        assert.equal(answer.fix.group, [...code].with(place, typed).join("").match(/.{1,4}/g)[Math.floor(place / 4)]);
      }
    }
  }
});

test("typing is forgiving: small and full-width letters, hyphens and blanks of any kind", () => {
  const list = digits(50);
  const codes = codesOf(list);
  const code = codes.encode(chance(list, dice(5)));
  const grouped = codes.grouped(code);
  assert.match(grouped, /^([2-9A-Z]{4}-)+[2-9A-Z]{1,4}$/);
  const wide = Array.from(grouped.toLowerCase(), (letter) => (letter === "-" ? "ー" : String.fromCharCode(letter.charCodeAt(0) + 0xfee0))).join("");
  for (const typed of [grouped, grouped.toLowerCase(), wide, ` ${grouped.replaceAll("-", " ‐ ")}\n`, grouped.replaceAll("-", "−"), grouped.replaceAll("-", "－"), grouped.replaceAll("-", "—"), grouped.replaceAll("-", "\u3000"), grouped.replaceAll("-", "\u200b"), grouped.replaceAll("-", "ｰ")]) {
    assert.equal(codes.decode(typed).code, code, typed);
  }
});

test("what is no code of this course is refused with its reason", () => {
  const list = digits(50);
  const codes = codesOf(list);
  const standing = chance(list, dice(9));
  const code = codes.encode(standing);
  const problem = (typed, course = COURSE, digits = list) => codesOf(digits, course).decode(typed).problem;
  assert.equal(problem(""), "empty");
  assert.equal(problem(" - - "), "empty");
  assert.equal(problem("さいかいこーど"), "script");
  assert.equal(problem(`${code.slice(0, 4)}!${code.slice(5)}`), "letter");
  assert.deepEqual(own(codes.decode(`${code.slice(0, 5)}#${code.slice(6)}`)).values, { letter: "#", group: `${code[4]}#${code.slice(6, 8)}`, place: 2 });
  assert.equal(problem(code.slice(1)), "length");
  assert.deepEqual(own(codes.decode(`${code}2A`).values), { count: code.length + 2, of: code.length });
  assert.equal(problem("2"), "length");
  assert.equal(problem("2".repeat(5000)), "length");
  assert.equal(problem(code, "another-course"), "course");
  assert.equal(problem(codesOf(digits(9), "another-course").encode(chance(digits(9), dice(1)))), "course");
  assert.equal(problem(code, COURSE, digits(51)), "lessons");
  assert.equal(problem(code, COURSE, [...list].reverse()), "lessons");
  assert.equal(problem(code, COURSE, list.map((digit, index) => (index ? digit : { ...digit, kind: "read" }))), "lessons");
});

test("a code of a later version says so", () => {
  const list = digits(9);
  const codes = codesOf(list);
  const code = codes.encode(chance(list, dice(11)));
  // The version stands at place 2; places 0 and 1 are brought to fit: 1·more = −2·1, 0·… takes back the rest.
  const value = (place) => ALPHABET.indexOf(code[place]);
  const letters = [...code].with(2, ALPHABET[(value(2) + 1) % 31]).with(1, ALPHABET[(value(1) + 29) % 31]).with(0, ALPHABET[(value(0) + 1) % 31]);
  assert.equal(codes.decode(letters.join("")).problem, "newer");
});

test("what follows takes no digit: lessons with quizzes have none of their own, and what does not count has none", () => {
  const quiz = (id, kind = "quiz", counts = true) => ({ id, kind, counts, title: "", points: 1, passMark: 80 });
  const lesson = (id, counts, ...quizzes) => ({ id, counts, quizzes, title: "", url: "", minutes: null });
  const course = { parts: [{ lessons: [lesson("a", true), lesson("b", true, quiz("q"), quiz("drill", "quiz", false))] }, { lessons: [lesson("c", false, quiz("r")), lesson("d", true, quiz("x", "exam")), lesson("e", true, quiz("only-practice", "quiz", false))] }] };
  const list = [{ kind: "read", id: "a" }, { kind: "quiz", id: "q" }, { kind: "exam", id: "x" }, { kind: "read", id: "e" }];
  const all = new Map(["a", "b", "c", "d", "e", "q", "r", "x", "drill", "only-practice"].map((id) => [id, 1]));
  const code = Terakoya.codes(COURSE, course).encode({ read: all, passed: all, best: new Map([["x", 9000], ["r", 5000]]) });
  assert.equal(code, codesOf(list).encode({ read: all, passed: all, best: new Map([["x", 9000]]) }));
  assert.deepEqual(own(codesOf(list).decode(code)).carried, { read: ["a", "e"], passed: ["q", "x"], best: { x: 9000 } });
});

test("examples for other readers: docs/record.md has them too", () => {
  const list = [{ kind: "read", id: "a" }, { kind: "quiz", id: "b" }, { kind: "exam", id: "c" }];
  const standing = { read: new Map([["a", 1]]), passed: new Map([["c", 1]]), best: new Map([["c", 8550]]) };
  const codes = codesOf(list, "example");
  assert.equal(codes.encode(standing), "C83FCVHCNMW");
  assert.equal(codes.encode({ read: new Map(), passed: new Map(), best: new Map() }), null);
});

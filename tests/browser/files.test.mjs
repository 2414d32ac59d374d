// Record file and result: what they hold, what is refused, and how two records become one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { unarmoured, valid } from "./help/schemas.mjs";
import { dice, load, own } from "./help/scripts.mjs";

const scripts = ["record.js", "progress/completion.js", "progress/progress.js", "../client/digest/digest.js", "page/archive.js", "page/file-format.js", "page/result-format.js"];
const Terakoya = await load("course-1", ...scripts);
const { archive, recordFile } = Terakoya;

const A = "a".repeat(32);
const B = "b".repeat(32);
const attempt = (more) => ({ started: 100, submitted: null, questions: ["one", "two"], edition: "1", earned: 0, possible: 0, passed: false, ...more });
const submitted = (at, earned, more) => attempt({ submitted: at, earned, possible: 2, passed: earned === 2, ...more });
const answer = (at, response = "x", more) => ({ revision: "r", response, at, checked: false, ...more });
const outline = {
  title: "Course “one”", edition: "3", digest: "0123abcd", inOrder: false, deadline: null,
  fields: [{ id: "name", label: "氏名", required: true }, { id: "department", label: "所属", required: true }, { id: "note", label: "Note", required: false }],
  parts: [{ title: "", url: null, lessons: [
    { title: "Read", url: "r.html", id: "read", minutes: null, counts: true, quizzes: [] },
    { title: "Asked", url: "q.html", id: "asked", minutes: null, counts: true, quizzes: [{ id: "quiz", title: "Quiz", kind: "quiz", counts: true, points: 2, passMark: 80 }] },
    { title: "Examined", url: "e.html", id: "examined", minutes: null, counts: true, quizzes: [{ id: "exam", title: "", kind: "exam", counts: true, points: 10, passMark: 80 }] },
  ] }],
};
const rows = [
  [["a", "quiz", A], submitted(200, 2)],
  [["q", "quiz", A, "one"], answer(150, ["k1", "k2"], { checked: true })],
  [["q", "quiz", A, "two"], answer(160, { place: "x", other: ["a"] })],
  [["a", "quiz", B], attempt({ started: 300 })],
  [["q", "quiz", B, "two"], answer(310, null)],
  [["open", "quiz"], { attempt: B, started: 300 }],
  [["read", "read"], { at: 120 }],
  [["seen", "read"], { first: 90, at: 130 }],
  [["practice", "exam", "q1"], { box: 2, due: 900, at: 300, revision: "r" }],
  [["carried", "C7K4"], { at: 400, edition: "3", read: [], passed: ["exam"], best: { exam: 8500 } }],
  [["details"], { at: 50, fields: { name: "山田 <b>花子</b>", department: "3階/病棟", gone: "x" } }],
];

test("the checksum is SHA-256 of the canonical form", () => {
  assert.equal(archive.canonical({ b: [1, 0.5, null, true], a: "é\n\u2028\"", "\u{1f600}": {}, "\uff5e": 2, 10: 1, 9: 2 }), '{"10":1,"9":2,"a":"é\\n\u2028\\"","b":[1,0.5,null,true],"\u{1f600}":{},"\uff5e":2}');
  for (const value of [{}, { a: 1 }, { text: "寺子屋" }, { long: "x".repeat(200) }]) {
    assert.equal(archive.checksum(value), createHash("sha256").update(archive.canonical(value)).digest("hex"));
  }
  assert.equal(archive.checksum({ a: 1 }), "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
});

test("a record file holds every sound entry, fits its schema and comes back as it was", () => {
  const file = own(archive.seal(recordFile.make(outline, rows, 1000)));
  valid("record", file);
  assert.equal(file.entries.length, rows.length);
  for (const text of [JSON.stringify(file), JSON.stringify(file, null, 1), `\ufeff${JSON.stringify(file)}\r\n`, archive.armour("RECORD", file), `Hello\n> ${archive.armour("RECORD", file).replaceAll("\n", "\r\n> ")}\nBye`]) {
    assert.deepEqual(own(recordFile.read(text)), { file });
  }
  assert.deepEqual(unarmoured("RECORD", archive.armour("RECORD", file)), file);
  assert.ok(archive.armour("RECORD", file).split("\n").every((line) => line.length <= 76));
});

test("what attempts of drawn and limited quizzes have besides goes along, into the result too", () => {
  const staged = [
    [["a", "exam", A], submitted(200, 2, { extra: 1.5, used: 60_000, expired: true })],
    [["a", "exam", B], attempt({ started: 300, extra: 1, used: null, expired: false })],
    [["mark", "exam", B, "one"], { at: 310 }],
    [["open", "exam"], { attempt: B, started: 300, questions: ["two", "one"], extra: 1 }],
    [["time", "exam", B], { elapsed: 20, at: 320 }],
  ];
  const file = own(archive.seal(recordFile.make(outline, staged, 1000)));
  valid("record", file);
  assert.deepEqual(own(recordFile.sound(staged)), staged);
  const strange = [[["a", "exam", A], submitted(200, 2, { extra: 9, used: 1, expired: true })], [["open", "exam"], { attempt: B, started: 300, questions: [1], extra: 1 }], [["mark", "exam", B], { at: 1 }], [["time", "exam", B], { elapsed: -1, at: 1 }]];
  assert.deepEqual(own(recordFile.sound(strange)), [[["a", "exam", A], submitted(200, 2)], [["open", "exam"], { attempt: B, started: 300 }]]);
  const standing = { read: new Map(), passed: new Map(), best: new Map(), seen: new Map(), begun: new Set() };
  const result = own(archive.seal(Terakoya.result(outline, recordFile.sound(staged), standing, standing, 1000)));
  valid("result", result);
  const [, { attempts }] = result.quizzes;
  assert.deepEqual(attempts.map(({ extra, used, expired }) => [extra, used, expired]), [[1.5, 60_000, true], [1, null, false]]);
});

test("what is not sound is set aside when a record goes out", () => {
  const strange = [
    [["a", "quiz", "no-id"], submitted(1, 1)], [["a", "quiz", A, "more"], submitted(1, 1)], [["a", "quiz", A], submitted("soon", 1)],
    [["q", "quiz", A, "one"], answer(NaN)], [["q", "quiz", A, ""], answer(1)], [["q", "quiz", A, "x".repeat(301)], answer(1)], [["q", "quiz", A, "\ud800"], answer(1)],
    [["practice", "q", "1"], { box: 6, due: 1, at: 1, revision: "r" }], [["practice", "q"], { box: 1, due: 1, at: 1, revision: "r" }],
    [["read", "r"], { at: -1 }], [["read"], { at: 1 }], [["seen", "r"], null], [["carried", "c"], { at: 1, edition: "1", read: [1], passed: [], best: {} }],
    [["details"], { at: 1, fields: { name: {} } }], [["details"], { at: 1, fields: [] }], [["__proto__"], { at: 1 }], [["constructor", "x"], { at: 1 }], [["later"], { v: 1 }], [[], {}], [["q", "あ".repeat(250), A, "x"], answer(1)],
  ];
  assert.deepEqual(own(recordFile.sound(strange)), []);
  const [[, fields]] = recordFile.sound([[["q", "quiz", A, "one"], { ...answer(1, JSON.parse('{"__proto__":{"polluted":true},"deep":{"er":{"est":{"x":"y"}}}}')), more: 1, v: 1 }]]);
  assert.deepEqual(Object.keys(fields), ["revision", "response", "at", "checked"]);
  assert.equal(Object.getPrototypeOf(fields.response), null);
  assert.equal("polluted" in {}, false);
});

test("what is no record of this course is refused with its reason", () => {
  const file = own(archive.seal(recordFile.make(outline, rows, 1000)));
  const text = JSON.stringify(file);
  const sealed = (more) => JSON.stringify(archive.seal({ ...recordFile.make(outline, rows, 1000), ...more }));
  const problem = (text) => recordFile.read(text).problem;
  for (const cut of [1, 10, 500, text.length - 1]) assert.equal(problem(text.slice(0, cut)), "torn");
  for (const torn of ["", "hello", archive.armour("RECORD", file).slice(0, 400), archive.armour("RECORD", file).replace(/\n.*\n-----END/, "\n-----END"), "-----BEGIN TERAKOYA RECORD-----\nAA=A\n-----END TERAKOYA RECORD-----"]) assert.equal(problem(torn), "torn", torn);
  for (const foreign of ["1", "null", "[]", '"terakoya-record"', "{}", '{"format":"terakoya-record"}', '{"format":"other","version":1}', "[".repeat(200_000) + "]".repeat(200_000)]) assert.equal(problem(foreign), "foreign", foreign.slice(0, 40));
  assert.equal(problem(JSON.stringify({ format: "terakoya-result", version: 1 })), "result");
  assert.equal(problem(sealed({ version: 2, more: "of it" })), "newer");
  assert.equal(problem(text.replace("山田", "佐藤")), "changed");
  assert.equal(problem(text.replace('"earned":2', '"earned":1')), "changed");
  assert.equal(problem(text.replace(/"checksum":"./, '"checksum":"')), "changed");
  assert.equal(problem(JSON.stringify({ ...file, checksum: undefined })), "changed");
  assert.equal(problem(text.replace('"format"', '"__proto__":{"a":1},"format"')), "changed");
  assert.deepEqual(own(recordFile.read(sealed({ course: "other", title: "<b>Other</b>" }))), { problem: "course", values: { title: "<b>Other</b>" } });
  for (const entries of [{}, [[["a", "quiz", "x"], {}]], [[["read", "x"], { at: "soon" }]], [rows[0], rows[0]], Array(20_001).fill(rows[0])]) {
    assert.equal(problem(sealed({ entries })), "edited");
  }
  assert.equal(problem(sealed({ exported: "today" })), "edited");
  assert.equal(problem(" ".repeat(10_000_001)), "large");
  assert.deepEqual(own(recordFile.read(sealed({ entries: [...rows, [["later", "x"], { y: 1 }]] }))).file.entries.length, rows.length, "kinds of a later edition do no harm");
});

/** What stands after a merge. */
function merged(mine, theirs) {
  const { put, gone } = recordFile.merge(recordFile.sound(mine), recordFile.sound(theirs));
  const standing = new Map(recordFile.sound(mine).map(([names, fields]) => [JSON.stringify(names), fields]));
  for (const names of gone) standing.delete(JSON.stringify(names));
  for (const [names, fields] of put) standing.set(JSON.stringify(names), fields);
  return own([...standing].map(([names, fields]) => [JSON.parse(names), fields]).sort());
}
const sorted = (rows) => own(recordFile.sound(rows)).sort();

test("into an empty record all of it comes, the open attempt too; a second time nothing does", () => {
  assert.deepEqual(merged([], rows), sorted(rows));
  assert.deepEqual(own(recordFile.merge(recordFile.sound(rows), recordFile.sound(rows))), { put: [], gone: [] });
});

test("of an entry that both have, the rule of its kind decides, whichever way it is merged", () => {
  for (const [kind, mine, theirs, wanted] of [
    ["the earlier reading", [["read", "x"], { at: 1 }], [["read", "x"], { at: 2 }], { at: 1 }],
    ["the first and the last visit", [["seen", "x"], { first: 5, at: 9 }], [["seen", "x"], { first: 3, at: 7 }], { first: 3, at: 9 }],
    ["the later particulars", [["details"], { at: 1, fields: { name: "a" } }], [["details"], { at: 2, fields: { name: "b" } }], { at: 2, fields: { name: "b" } }],
    ["the later answer", [["q", "z", A, "x"], answer(1, "old")], [["q", "z", A, "x"], answer(2, "new")], answer(2, "new")],
    ["the same one of two at the same time", [["q", "z", A, "x"], answer(1, "a")], [["q", "z", A, "x"], answer(1, "b")], answer(1, "b")],
    ["the later turn", [["practice", "q", "1"], { box: 3, due: 9, at: 1, revision: "r" }], [["practice", "q", "1"], { box: 1, due: 2, at: 2, revision: "r" }], { box: 1, due: 2, at: 2, revision: "r" }],
    ["the earlier code", [["carried", "c"], { at: 2, edition: "1", read: [], passed: [], best: {} }], [["carried", "c"], { at: 1, edition: "1", read: [], passed: [], best: {} }], { at: 1, edition: "1", read: [], passed: [], best: {} }],
    ["what was submitted", [["a", "z", A], attempt()], [["a", "z", A], submitted(9, 0)], submitted(9, 0)],
    ["what was passed", [["a", "z", A], submitted(5, 1)], [["a", "z", A], submitted(9, 2)], submitted(9, 2)],
    ["the better points", [["a", "z", A], submitted(5, 0.5)], [["a", "z", A], submitted(9, 1)], submitted(9, 1)],
    ["the earlier submission", [["a", "z", A], submitted(5, 1)], [["a", "z", A], submitted(9, 1)], submitted(5, 1)],
  ]) {
    assert.deepEqual(merged([mine], [theirs]), [[mine[0], wanted]], kind);
    assert.deepEqual(merged([theirs], [mine]), [[mine[0], wanted]], `${kind}, the other way`);
  }
});

test("an attempt that was submitted is taken with its own answers, so that points and answers agree", () => {
  const open = [[["a", "z", A], attempt()], [["open", "z"], { attempt: A, started: 100 }], [["q", "z", A, "one"], answer(500, "later")], [["q", "z", A, "two"], answer(510, "more")]];
  const done = [[["a", "z", A], submitted(400, 1)], [["q", "z", A, "one"], answer(390, "judged")]];
  assert.deepEqual(merged(open, done), sorted(done));
  assert.deepEqual(merged(done, open), sorted(done));
});

test("an open attempt goes on where none is open, and stays an attempt without an end elsewhere", () => {
  const theirs = [[["a", "z", A], attempt({ started: 100 })], [["open", "z"], { attempt: A, started: 100 }], [["q", "z", A, "one"], answer(110)]];
  const other = [[["a", "z", B], attempt({ started: 200 })], [["open", "z"], { attempt: B, started: 200 }]];
  assert.deepEqual(merged(other, theirs), sorted([...other, ...theirs.filter(([[kind]]) => kind !== "open")]));
  const before = [[["a", "z", B], submitted(50, 1, { started: 40 })]];
  assert.deepEqual(merged(before, theirs), sorted([...before, ...theirs]), "submitted before this one was begun");
  const since = [[["a", "z", B], submitted(300, 1, { started: 250 })]];
  assert.deepEqual(merged(since, theirs), sorted([...since, ...theirs.filter(([[kind]]) => kind !== "open")]), "submitted since");
});

test("1,000 records by chance: nothing is lost, a second time changes nothing, both ways end alike", () => {
  const roll = dice(99);
  const pick = (list) => list[roll(list.length)];
  const record = () => {
    const made = [];
    for (const id of [A, B]) {
      if (!roll(3)) continue;
      made.push([["a", "z", id], roll(2) ? submitted(50 + roll(3), roll(3)) : attempt()]);
      for (const question of ["one", "two", "three"]) if (roll(2)) made.push([["q", "z", id, question], answer(roll(100), pick(["x", "y"]))]);
    }
    for (const lesson of ["l", "m"]) if (roll(2)) made.push([["read", lesson], { at: roll(9) }]);
    if (roll(2)) made.push([["details"], { at: roll(3), fields: { name: pick(["a", "b"]) } }]);
    return made;
  };
  for (let turn = 0; turn < 1000; turn++) {
    const [mine, theirs] = [record(), record()];
    const after = merged(mine, theirs);
    assert.deepEqual(merged(after, theirs), after);
    assert.deepEqual(merged(after, mine), after);
    assert.deepEqual(merged(theirs, mine), after);
    const names = new Set(after.map(([names]) => JSON.stringify(names)));
    for (const [name] of [...mine, ...theirs]) if (name[0] !== "q") assert.ok(names.has(JSON.stringify(name)));
  }
});

test("a result fits its schema and holds every response of every attempt", () => {
  const at = (pairs) => new Map(pairs);
  const standing = { read: at([["read", 120]]), passed: at([["quiz", 200], ["exam", 400]]), best: at([["quiz", 10_000], ["exam", 8500]]), seen: at([]), begun: new Set() };
  const bare = { ...standing, passed: at([["quiz", 200]]), best: at([["quiz", 10_000]]) };
  const result = valid("result", own(archive.seal(Terakoya.result(outline, recordFile.sound(rows), standing, bare, 1000))));
  assert.deepEqual(result.course, { id: "course-1", title: "Course “one”", edition: "3", digest: "0123abcd" });
  assert.deepEqual(result.learner.map(({ id, value }) => [id, value]), [["name", "山田 <b>花子</b>"], ["department", "3階/病棟"], ["note", null]]);
  assert.deepEqual([result.completion.complete, result.completion.done, result.completion.of, result.completion.score], [true, 3, 3, 85]);
  assert.deepEqual(result.completion.lessons.map(({ at, carried }) => [at, carried]), [[120, false], [200, false], [400, true]]);
  const [quiz, exam] = result.quizzes;
  assert.deepEqual([quiz.best, quiz.percent, quiz.passed, quiz.carried], [A, 100, true, false]);
  assert.deepEqual([exam.best, exam.percent, exam.passed, exam.carried, exam.attempts.length], [null, 85, true, true, 0]);
  assert.deepEqual(quiz.attempts.map(({ id, submitted }) => [id, submitted]), [[A, 200], [B, null]]);
  assert.deepEqual(quiz.attempts.map(({ responses }) => responses.map(({ question, response, at }) => [question, response, at])), [[["one", ["k1", "k2"], 150], ["two", { place: "x", other: ["a"] }, 160]], [["two", null, 310]]]);
  assert.deepEqual(result.carried.map(({ code }) => code), ["C7K4"]);
  assert.deepEqual(unarmoured("RESULT", `Words before.\n${archive.armour("RESULT", result)}`), result);
});

test("names of files are ones that every system takes, and sort by department, then by name", () => {
  const day = new Date(2026, 10, 22).getTime();
  const who = archive.who(Terakoya.particulars(outline, rows));
  assert.deepEqual(own(who), ["3階/病棟", "山田 <b>花子</b>"]);
  assert.equal(archive.fileName(["受講結果", "course-1", ...who], day), "受講結果_course-1_3階-病棟_山田-b-花子-b_2026-11-22.json");
  assert.equal(archive.fileName(["a", "", "..\\..\\CON", "x_y:z*?\"<>|\u0000\u202e", "."], day), "a_CON_x-y-z_2026-11-22.json");
  assert.equal(archive.fileName(["長".repeat(100)], day), `${"長".repeat(40)}_2026-11-22.json`);
});

test("half a pair of surrogates does not leave", () => {
  const sealed = archive.seal({ name: "a\ud800b", list: ["\udc00"] });
  assert.deepEqual(own(sealed.list), ["\ufffd"]);
  assert.equal(sealed.name, "a\ufffdb");
  assert.ok(archive.intact(sealed));
});

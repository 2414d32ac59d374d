// The graders that learners' browsers run, judged by the examples that also judge Rust's.
// Rust writes `expected/grading.json` from `examples.yaml`: the words of authors replaced by keys.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { grade, gradeHidden, SRC, Terakoya, types } from "./help/graders.mjs";

for (const type of types) {
  test(`a ${type} question is judged as its examples say`, async () => {
    const text = await readFile(join(SRC, "questions", type, "expected/grading.json"), "utf8");
    const examples = JSON.parse(text);
    assert.ok(examples.length > 0);
    for (const { name, key, points, responses } of examples) {
      for (const { response, verdict } of responses) {
        const { state, earned, possible, parts } = grade(type, key, response, points);
        const got = verdict.parts ? { state, earned, possible, parts } : { state, earned, possible };
        assert.deepEqual(got, verdict, `${name}: ${JSON.stringify(response)}`);
      }
    }
  });

  test(`a ${type} question takes whatever else is given as no answer`, async () => {
    const strange = [null, undefined, "", 0, 1e999, true, {}, [], [[]], [null], [""], [{}], { a: {} }, { toString: "a" }, { constructor: [] }, Object.create(null), JSON.parse('{"__proto__": "a"}')];
    const examples = JSON.parse(await readFile(join(SRC, "questions", type, "expected/grading.json"), "utf8"));
    for (const { key, points } of examples) {
      for (const response of [...strange, { constructor: key.options?.[0] ?? null }, key.order?.map(() => key.order[0])]) {
        assert.deepEqual(grade(type, key, response, points), { state: "pending", earned: 0, possible: points, parts: [] }, JSON.stringify(response));
      }
      // Words are an answer to some types, and never a right one.
      for (const response of ["zzz", "__proto__", "toString", ["a", "a"], ["a", "zzz"], ["zzz"], { a: "a" }]) {
        const { state, earned } = grade(type, key, response, points);
        assert.ok(["pending", "wrong"].includes(state) && earned === 0, `${JSON.stringify(response)} is ${state}`);
      }
    }
  });
}

test("without the key, whole responses are judged as with it", async (t) => {
  const states = {};
  for (const type of types) {
    const examples = JSON.parse(await readFile(join(SRC, "questions", type, "expected/grading.json"), "utf8"));
    for (const { name, hidden, points, responses } of examples.filter((example) => example.hidden)) {
      for (const { response, verdict } of responses) {
        const { state, earned, possible } = verdict;
        assert.deepEqual(gradeHidden(type, hidden, response, points), { state, earned, possible, parts: [] }, `${name}: ${JSON.stringify(response)}`);
        (states[type] ??= {})[state] = (states[type][state] ?? 0) + 1;
      }
      for (const response of [null, undefined, "", 0, true, {}, [], [[]], [null], [""], { a: {} }, { toString: "a" }, Object.create(null)]) {
        assert.equal(gradeHidden(type, hidden, response, points).state, "pending", `${name}: ${JSON.stringify(response)}`);
      }
    }
  }
  t.diagnostic(JSON.stringify(states));
  for (const type of ["single", "multiple", "judge", "text", "cloze", "ordering", "matching", "sorting", "matrix", "hotspot"]) {
    assert.ok(states[type]?.right && states[type]?.wrong, `${type}: ${JSON.stringify(states[type])}`);
  }
});

test("texts fold as the examples that judge Rust say", async () => {
  const examples = JSON.parse(await readFile(join(SRC, "questions/fold.json"), "utf8"));
  for (const { fold, text, folded } of examples) assert.equal(Terakoya.fold(text, fold), folded, `${text} ${fold}`);
});

test("parts of a point are hundredths, rounded half up", () => {
  const key = { choices: ["a", "b", "c", "d"], correct: ["a", "b", "c"], credit: "partial" };
  assert.equal(grade("multiple", key, ["a"], 1).earned, 0.33);
  assert.equal(grade("multiple", key, ["a", "b"], 1).earned, 0.67);
  assert.equal(grade("multiple", key, ["a", "b", "d"], 1).earned, 0.33);
  assert.equal(grade("multiple", key, ["a", "d"], 1).state, "wrong");
});

test("the pass mark is compared in whole numbers, so that 80 per cent is enough for 80", () => {
  const verdict = (earned, possible) => ({ state: "partial", earned, possible, parts: [] });
  const score = (list, mark) => ({ ...Terakoya.score(list, mark) });
  assert.deepEqual(score([verdict(400, 500)], 80), { earned: 400, possible: 500, percent: 80, passed: true });
  assert.deepEqual(score([verdict(399, 500)], 80), { earned: 399, possible: 500, percent: 79, passed: false });
  assert.deepEqual(score([verdict(267, 400)], 66), { earned: 267, possible: 400, percent: 66, passed: true });
  assert.deepEqual(score([], 80), { earned: 0, possible: 0, percent: 100, passed: true });
});

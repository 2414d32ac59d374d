// The graders that learners' browsers run, judged by the examples that also judge Rust's.
// Rust writes `expected/grading.json` from `examples.yaml`: the words of authors replaced by keys.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const SRC = join(import.meta.dirname, "../../src");
const folders = (await readdir(join(SRC, "questions"), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const types = folders.filter((name) => name !== "shared");
const shared = (await readdir(join(SRC, "questions/shared"))).filter((name) => name.endsWith(".js"));

/** The scripts as a page has them, without a page: graders may not need one. */
const Terakoya = { questions: new Map(), question: (name, rules) => Terakoya.questions.set(name, rules), component() {} };
for (const path of ["quiz/behaviour.js", ...shared.map((name) => `questions/shared/${name}`), ...types.map((type) => `questions/${type}/behaviour.js`)]) {
  runInNewContext(await readFile(join(SRC, path), "utf8"), { Terakoya });
}
const grade = (type, key, response, points) => {
  const verdict = JSON.parse(JSON.stringify(Terakoya.questions.get(type).grade(key, response, points)));
  return { ...verdict, earned: verdict.earned / 100, possible: verdict.possible / 100 };
};

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
    const [{ key }] = JSON.parse(await readFile(join(SRC, "questions", type, "expected/grading.json"), "utf8"));
    const strange = [null, undefined, "", "zzz", "__proto__", 0, 1e999, true, {}, [], [[]], ["a", "a"], ["a", "zzz"], [null], { a: "a" }, Object.create(null)];
    for (const response of strange) {
      assert.deepEqual(grade(type, key, response, 2), { state: "pending", earned: 0, possible: 2, parts: [] }, String(typeof response));
    }
  });
}

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

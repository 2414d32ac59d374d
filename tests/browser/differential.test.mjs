// Both graders on many random responses, right, spoilt and strange. VERDICTS names what `cargo test --test
// differential` wrote: questions with responses and Rust's verdicts, one question a line.
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { grade, gradeHidden, Terakoya, types } from "./help/graders.mjs";

const VERDICTS = process.env.VERDICTS ?? join(import.meta.dirname, "../../target/verdicts.jsonl");
const lines = [];
for await (const line of createInterface({ input: createReadStream(VERDICTS) })) lines.push(JSON.parse(line));

test("both graders agree on every response", (t) => {
  const states = {};
  let count = 0;
  const hiddenStates = {};
  for (const { type, points, key, hidden, cases } of lines.filter((line) => line.cases)) {
    for (const [response, verdict] of cases) {
      assert.deepEqual(grade(type, key, response, points), verdict, JSON.stringify({ type, key, response }));
      (states[type] ??= {})[verdict.state] = (states[type][verdict.state] ?? 0) + 1;
      count++;
      if (!hidden) continue;
      const { state, earned, possible } = verdict;
      assert.deepEqual(gradeHidden(type, hidden, response, points), { state, earned, possible, parts: [] }, JSON.stringify({ type, hidden, response }));
      (hiddenStates[type] ??= {})[state] = (hiddenStates[type][state] ?? 0) + 1;
    }
  }
  t.diagnostic(`without keys: ${JSON.stringify(hiddenStates)}`);
  t.diagnostic(`${count} responses: ${JSON.stringify(states)}`);
  assert.deepEqual(Object.keys(states).sort(), types);
  // Responses to which nobody would object say little: most are answers, and each way to judge them is met often.
  for (const [type, { right = 0, partial = 0, wrong = 0, unscored = 0, pending = 0 }] of Object.entries(states)) {
    const judged = right + partial + wrong + unscored;
    assert.ok(judged > pending && (type === "survey" || (right > 100 && (wrong > 100 || type === "free"))), type);
  }
  assert.ok(count >= 100_000, `only ${count} responses`);
});

test("both fold every character of the Basic Multilingual Plane alike", () => {
  const folds = lines.filter((line) => line.fold);
  assert.ok(folds.length >= 5);
  for (const { fold, changed } of folds) {
    const expected = new Map(changed);
    for (let code = 0; code <= 0xffff; code++) {
      const one = String.fromCharCode(code);
      // Half a character, or one that this browser has not heard of yet.
      if (/[\p{Cs}\p{Cn}]/u.test(one)) continue;
      assert.equal(Terakoya.fold(one, fold), expected.get(code) ?? one, `U+${code.toString(16)} ${fold}`);
    }
  }
});

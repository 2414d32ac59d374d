// Draws and orders as learners' browsers make them, held to those that Rust wrote.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const QUIZ = join(import.meta.dirname, "../../src/quiz");
const Terakoya = {};
runInNewContext(await readFile(join(QUIZ, "exam/draw.js"), "utf8"), { Terakoya, TextEncoder });
const { candidates, draws, choices, orders } = JSON.parse(await readFile(join(QUIZ, "expected/draw.json"), "utf8"));

test("the same seed draws the same questions", () => {
  assert.ok(draws.length > 100);
  for (const { seed, draw, shuffle, known, drawn } of draws) {
    assert.deepEqual([...Terakoya.draw(seed, candidates, draw, shuffle, new Set(known))], drawn, seed);
  }
});

test("the same seed puts choices into the same order", () => {
  for (const { seed, question, order } of orders) assert.deepEqual([...Terakoya.order(seed, question, choices)], order, seed);
});

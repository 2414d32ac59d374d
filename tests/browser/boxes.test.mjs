// When a question comes again: the schedule of the practice page, without a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

// A zone in which days are not all 24 hours long.
process.env.TZ = "Europe/Berlin";
const Terakoya = {};
runInNewContext(await readFile(join(import.meta.dirname, "../../src/record/due/boxes.js"), "utf8"), { Terakoya, Date });
const { read, missed, next, isDue, daysUntil } = Terakoya.leitner;

const at = (day, time = "17:30") => new Date(`2026-${day}T${time}`).getTime();
const turn = (box, due, from = at("03-01")) => ({ box, due, at: from, revision: "r" });

test("what was missed comes at once, and what is missed again comes tomorrow morning", () => {
  const first = missed(at("03-02"), "r");
  assert.deepEqual({ ...first }, turn(1, at("03-02"), at("03-02")));
  assert.ok(isDue(first, at("03-02")));
  const again = next(first, false, at("03-02", "18:00"));
  assert.deepEqual({ ...again }, turn(1, at("03-03", "00:00"), at("03-02", "18:00")));
  assert.equal(isDue(again, at("03-02", "23:59")), false);
  assert.ok(isDue(again, at("03-03", "06:00")));
});

test("right answers move it to boxes that wait 3, 7, 14 and 30 days, and then out", () => {
  let [one, now] = [missed(at("03-02"), "r"), at("03-02")];
  const waits = [];
  while (one.box > 0) {
    one = next(one, true, now);
    waits.push([one.box, daysUntil(one.due, now)]);
    now = one.due + 1000;
  }
  assert.deepEqual(waits, [[2, 3], [3, 7], [4, 14], [5, 30], [0, 0]], "over the change to summer time");
  assert.equal(isDue(one, now + 1e12), false, "what is out never comes again of itself");
  assert.equal(missed(now, "r").box, 1, "but it enters again when it is missed");
});

test("a wrong answer takes it back to the first box from any other", () => {
  for (const box of [1, 2, 3, 4, 5]) assert.equal(next(turn(box, at("03-10")), false, at("03-10")).box, 1);
});

test("right twice on one day counts once", () => {
  const now = at("03-10");
  const once = next(turn(2, now), true, now);
  assert.equal(next(once, true, now + 1000), once);
  assert.equal(next(once, false, now + 1000).box, 1, "but a mistake counts");
});

test("a clock that was turned back or ahead keeps no question for years", () => {
  const ahead = next(turn(4, 0), true, new Date("2031-01-01").getTime());
  const now = at("03-10");
  assert.ok(isDue(ahead, now), "no box waits so long");
  const after = next(ahead, true, now);
  assert.equal(after.box, 0);
  assert.equal(after.at, ahead.at, "nothing is older than what it follows from");
  const back = next(turn(3, at("03-10")), true, new Date("2001-01-01").getTime());
  assert.deepEqual([back.box, isDue(back, at("03-10"))], [4, true]);
  assert.ok(isDue(turn(5, at("04-09", "00:00")), at("04-09")), "the longest wait is no fault of the clock");
  assert.equal(isDue(turn(5, at("04-09", "00:00")), at("03-10")), false);
});

test("entries that can be none are none", () => {
  for (const bad of [{}, { box: 6 }, { box: -1 }, { box: 1.5 }, { box: "1" }, { due: Infinity }, { due: null }, { at: -1 }, { at: NaN }, { revision: 1 }]) {
    const fields = { ...turn(1, 5), ...bad };
    if (Object.keys(bad).length === 0) delete fields.box;
    assert.equal(read(fields), null, JSON.stringify(bad));
  }
  assert.deepEqual({ ...read({ ...turn(3, 5), v: 1, more: 2 }) }, turn(3, 5));
});

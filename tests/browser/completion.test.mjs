// The rule of completion as learners' browsers run it, judged by the examples that also judge Rust's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";

const SRC = join(import.meta.dirname, "../../src");
const Terakoya = {};
runInNewContext(await readFile(join(SRC, "record/progress/completion.js"), "utf8"), { Terakoya });

for (const { name, lessons, standing, completion } of parse(await readFile(join(SRC, "course/completion.yaml"), "utf8"))) {
  test(name, () => {
    const { read, passed, best } = standing;
    const got = Terakoya.completion(lessons, { read: new Set(read), passed: new Set(passed), best: new Map(Object.entries(best)) });
    assert.deepEqual({ ...got, done: [...got.done] }, completion);
  });
}

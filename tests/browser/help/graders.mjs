// The scripts that grade, as a page has them but without a page: graders may not need one.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runInNewContext } from "node:vm";

export const SRC = join(import.meta.dirname, "../../../src");
const folders = (await readdir(join(SRC, "questions"), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const shared = (await readdir(join(SRC, "questions/shared"))).filter((name) => name.endsWith(".js"));

/** The names of all types. */
export const types = folders.filter((name) => name !== "shared");

export const Terakoya = { questions: new Map(), question: (name, rules) => Terakoya.questions.set(name, rules), component() {} };
for (const path of ["quiz/behaviour.js", ...shared.map((name) => `questions/shared/${name}`), ...types.map((type) => `questions/${type}/behaviour.js`)]) {
  runInNewContext(await readFile(join(SRC, path), "utf8"), { Terakoya });
}

/** A verdict as examples have it, with points instead of hundredths. */
export const grade = (type, key, response, points) => {
  const verdict = JSON.parse(JSON.stringify(Terakoya.questions.get(type).grade(key, response, points)));
  return { ...verdict, earned: verdict.earned / 100, possible: verdict.possible / 100 };
};

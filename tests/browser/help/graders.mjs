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
for (const path of ["client/digest/digest.js", "quiz/hidden/hidden.js", "quiz/behaviour.js", ...shared.map((name) => `questions/shared/${name}`), ...types.map((type) => `questions/${type}/behaviour.js`)]) {
  runInNewContext(await readFile(join(SRC, path), "utf8"), { Terakoya, TextEncoder, TextDecoder, atob });
}

/** A verdict as examples have it, with points instead of hundredths. */
const plain = (graded) => {
  const verdict = JSON.parse(JSON.stringify(graded));
  return { ...verdict, earned: verdict.earned / 100, possible: verdict.possible / 100 };
};

export const grade = (type, key, response, points) => plain(Terakoya.questions.get(type).grade(key, response, points));

/** The same, where the page has digests and not the key. */
export const gradeHidden = (type, { key, salt, digests }, response, points) =>
  plain(Terakoya.hidden({ points, hidden: { salt, digests } }, Terakoya.questions.get(type)).grade(key, response, points));

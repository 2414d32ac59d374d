// What a page weighs with its styles and scripts, as a server sends it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pages, SITE, STATES } from "./help/site.mjs";

/** Bytes of the heaviest page: what it has come down to, and a little room for the next word. */
const MOST = 30_720;
/** Bytes of a file that only lessons with the same parts share: a few blocks, and one type of question that does much. */
const MOST_OWN = 4_000;
/** Bytes of the pages of which there is one in a course: the first page, the record and practice, and of an exam's page. */
const MOST_SINGLE = 61_440;

/** Bytes of all question types together: their scripts, styles and words. */
const MOST_TYPES = 25_600;

const packed = async (path, site = SITE) => gzipSync(await readFile(join(site, path)), { level: 9 }).length;

/** What a page weighs: itself, and all that it loads. */
async function weigh(path, site = SITE) {
  const html = await readFile(join(site, path), "utf8");
  const loaded = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="([^"]+)"/g)].map(([, address]) => join(dirname(path), address));
  const sizes = await Promise.all([path, ...loaded].map((path) => packed(path, site)));
  return { path, loaded, sum: sizes.reduce((sum, size) => sum + size, 0), parts: sizes.join(" + ") };
}

/** Pages of lessons without an exam, whose whole bank of questions stands in the page. */
const lessons = async () => (await pages()).filter(({ kind, quizzes }) => kind === "lesson" && !quizzes.some(({ kind }) => kind === "exam"));

test("the heaviest lesson is light", async (t) => {
  const weights = await Promise.all((await lessons()).map(({ path }) => weigh(path)));
  const heaviest = weights.reduce((most, one) => (one.sum > most.sum ? one : most));
  t.diagnostic(`${heaviest.path}: ${heaviest.parts} = ${heaviest.sum} bytes`);
  assert.ok(heaviest.sum <= MOST, `${heaviest.path}: ${heaviest.parts} = ${heaviest.sum} bytes`);
});

test("pages of which there is one weigh no more than an exam may", async (t) => {
  for (const { path, kind, quizzes } of await pages()) {
    if (!["home", "record", "practice", "search"].includes(kind) && !quizzes.some(({ kind }) => kind === "exam")) continue;
    const { sum, parts } = await weigh(path);
    t.diagnostic(`${path}: ${parts} = ${sum} bytes`);
    assert.ok(sum <= MOST_SINGLE, `${path}: ${parts} = ${sum} bytes`);
  }
});

test("files that belong to one set of parts are small", async () => {
  const weights = await Promise.all((await lessons()).map(({ path }) => weigh(path)));
  const own = [...new Set(weights.flatMap(({ loaded }) => loaded))].filter((path) => /\/page-/.test(path));
  assert.ok(own.length > 0);
  for (const path of own) assert.ok((await packed(path)) <= MOST_OWN, path);
});

test("question types are small, each and together", async (t) => {
  const course = await pages(STATES);
  /** What a page loads for its own parts alone. */
  const own = async (path) => {
    const { loaded } = await weigh(path, STATES);
    const sum = async (end) => {
      const sizes = await Promise.all(loaded.filter((path) => /\/page-/.test(path) && path.endsWith(end)).map((path) => packed(path, STATES)));
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    return { script: await sum(".js"), style: await sum(".css") };
  };
  const alone = course.filter(({ path }) => path.includes("only-"));
  for (const { path, quizzes } of alone) {
    const { script, style } = await own(path);
    t.diagnostic(`${quizzes[0].questions[0].type}: ${script} + ${style} = ${script + style} bytes`);
    assert.ok(script > 0 && style > 0, path);
  }
  const together = course.find(({ path, quizzes }) => !path.includes("only-") && quizzes.some(({ feedback }) => feedback === "each"));
  assert.equal(together.quizzes[0].questions.length, alone.length);
  const { script, style } = await own(together.path);
  t.diagnostic(`all types together: ${script} + ${style} = ${script + style} bytes`);
  assert.ok(script + style <= MOST_TYPES, `${script + style} bytes`);
});

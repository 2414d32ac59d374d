// What a page weighs with its styles and scripts, as a server sends it.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pages, SITE } from "./help/site.mjs";

/** Bytes of the heaviest page: what it has come down to, and a little room for the next word. */
const MOST = 30_720;
/** Bytes of what only pages with the same parts share. A course has one of these for each set of parts. */
const MOST_OWN = 2_000;
/** Bytes of the record page, which is one in each course and visited a few times. */
const MOST_RECORD = 56_000;

const packed = async (path) => gzipSync(await readFile(join(SITE, path)), { level: 9 }).length;

/** The styles and scripts that a page asks for. */
async function loaded(path) {
  const html = await readFile(join(SITE, path), "utf8");
  return [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="([^"]+)"/g)].map(([, address]) => join(dirname(path), address));
}

/** @type {(t: import("node:test").TestContext, of: (page: { kind: string }) => boolean, most: number) => Promise<void>} */
async function light(t, of, most) {
  let heaviest = { path: "", sum: 0, parts: "" };
  for (const { path } of (await pages()).filter(of)) {
    const sizes = await Promise.all([path, ...(await loaded(path))].map(packed));
    const sum = sizes.reduce((sum, size) => sum + size, 0);
    if (sum > heaviest.sum) heaviest = { path, sum, parts: sizes.join(" + ") };
  }
  const words = `${heaviest.path}: ${heaviest.parts} = ${heaviest.sum} bytes`;
  t.diagnostic(words);
  assert.ok(heaviest.sum > 0 && heaviest.sum <= most, words);
}

test("the heaviest page is light", (t) => light(t, ({ kind }) => kind !== "record", MOST));

test("the record page, which does more than all others, is light for what it does", (t) => light(t, ({ kind }) => kind === "record", MOST_RECORD));

test("files that belong to one set of parts are small", async () => {
  const record = (await loaded("record.html")).map((path) => path.split("/").at(-1));
  const own = (await readdir(join(SITE, "assets"))).filter((name) => name.startsWith("page-") && !record.includes(name));
  assert.ok(own.length > 0);
  for (const name of own) assert.ok((await packed(`assets/${name}`)) <= MOST_OWN, name);
});

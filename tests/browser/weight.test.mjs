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
/** Bytes of the record page, which brings all that takes a record elsewhere, and is opened once or twice in a course. */
const MOST_RECORD = 44_000;

const packed = async (path) => gzipSync(await readFile(join(SITE, path)), { level: 9 }).length;

/** A page's bytes with all that it loads, and those of its parts. */
async function weigh(path) {
  const html = await readFile(join(SITE, path), "utf8");
  const loaded = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="([^"]+)"/g)].map(([, address]) => join(dirname(path), address));
  const sizes = await Promise.all([path, ...loaded].map(packed));
  return { path, loaded, sum: sizes.reduce((sum, size) => sum + size, 0), parts: sizes.join(" + ") };
}
const all = await Promise.all((await pages()).map(({ path }) => weigh(path)));
const record = all.find(({ path }) => path === "record.html");

test("the heaviest page is light, and so is the record page for what it does", (t) => {
  const heaviest = all.reduce((most, page) => (page !== record && page.sum > most.sum ? page : most), { path: "", sum: 0, parts: "" });
  for (const [page, most] of [[heaviest, MOST], [record, MOST_RECORD]]) {
    const words = `${page.path}: ${page.parts} = ${page.sum} bytes`;
    t.diagnostic(words);
    assert.ok(page.sum <= most, words);
  }
});

test("files that belong to one set of parts are small", async () => {
  const own = (await readdir(join(SITE, "assets"))).filter((name) => name.startsWith("page-"));
  assert.ok(own.length > 0);
  const shared = own.map((name) => `assets/${name}`).filter((path) => !record.loaded.includes(path));
  for (const path of shared) assert.ok((await packed(path)) <= MOST_OWN, path);
});

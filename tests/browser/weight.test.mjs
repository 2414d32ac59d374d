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

const packed = async (path) => gzipSync(await readFile(join(SITE, path)), { level: 9 }).length;

test("the heaviest page is light", async (t) => {
  let heaviest = { path: "", sum: 0, parts: "" };
  for (const { path } of await pages()) {
    const html = await readFile(join(SITE, path), "utf8");
    const loaded = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="([^"]+)"/g)].map(([, address]) => join(dirname(path), address));
    const sizes = await Promise.all([path, ...loaded].map(packed));
    const sum = sizes.reduce((sum, size) => sum + size, 0);
    if (sum > heaviest.sum) heaviest = { path, sum, parts: sizes.join(" + ") };
  }
  t.diagnostic(`${heaviest.path}: ${heaviest.parts} = ${heaviest.sum} bytes`);
  assert.ok(heaviest.sum <= MOST, `${heaviest.path}: ${heaviest.parts} = ${heaviest.sum} bytes`);
});

test("files that belong to one set of parts are small", async () => {
  const own = (await readdir(join(SITE, "assets"))).filter((name) => name.startsWith("page-"));
  assert.ok(own.length > 0);
  for (const name of own) assert.ok((await packed(`assets/${name}`)) <= MOST_OWN, name);
});

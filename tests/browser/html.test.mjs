// Every page of every built course is HTML as the standard has it: the Nu Html Checker finds no error. It runs in Java
// (Debian: default-jre-headless), since it is written in it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { relative } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { BLOCKS, EXAM, GALLERY, HIDDEN, pages, SCENES, SITE, STATES, TYPES } from "./help/site.mjs";

const CHECKER = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const SITES = [SITE, GALLERY, BLOCKS, EXAM, HIDDEN, SCENES, STATES, TYPES];

test("every page is valid", { timeout: 120_000 }, async (t) => {
  const counts = await Promise.all(SITES.map(async (site) => (await pages(site)).length));
  // Without fault it says nothing, and ends with 0.
  const args = ["-Xss4m", "-jar", CHECKER, "--errors-only", "--skip-non-html", "--exit-zero-always", "--format", "json", ...SITES];
  const { stderr } = await promisify(execFile)("java", args, { maxBuffer: 64 << 20 });
  const faults = JSON.parse(stderr).messages.map(({ url, lastLine, message }) => `${relative(process.cwd(), new URL(url).pathname)}:${lastLine}: ${message}`);
  assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults`);
  t.diagnostic(`${counts.reduce((sum, count) => sum + count, 0)} pages`);
});

// What `init` and `new` write, as learners meet it: every page quiet, accessible, narrow, light and dark. BEGUN names the
// folder of the built courses, one for each language.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { ready } from "./help/quiz.mjs";
import { asFiles, BEGUN, pages } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const which of BROWSERS) {
  for (const language of ["ja", "en"]) {
    describe(`${which.name}, ${language}`, { timeout: 150_000 }, () => {
      let site, learner, browser;

      before(async () => {
        site = await asFiles(join(BEGUN, `${language}-site`));
        learner = await profile(which);
        browser = await learner.open();
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });

      test("no page has a fault that axe knows of, in light or dark, and none scrolls sideways", async () => {
        const course = await pages(join(BEGUN, `${language}-site`));
        assert.ok(course.filter((page) => page.kind === "lesson").length >= 5);
        for (const { path } of course) {
          const page = await browser.newPage();
          const heard = listen(page, site.base);
          for (const scheme of ["light", "dark"]) {
            await page.emulateMediaFeatures?.([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
            await page.setViewport({ width: 1024, height: 800 });
            await page.goto(site.base + path);
            if ((await page.$$(".quiz .quiz-data")).length > 0) await ready(page);
            assert.deepEqual(heard, [], path);
            await page.evaluate(axe);
            const faults = await page.evaluate(async () => {
              const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
              return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
            });
            assert.deepEqual(faults, [], `${path}, ${scheme}`);
            for (const width of [1024, 320]) {
              await page.setViewport({ width, height: 800 });
              const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
              assert.ok(!wide, `${path} at ${width}`);
              if (process.env.SHOTS) {
                const folder = join(process.env.SHOTS, "begun", which.browser, language);
                await mkdir(folder, { recursive: true });
                await page.screenshot({ path: join(folder, `${path.replace(/[/.]/g, "-")}-${scheme}-${width}.png`), fullPage: true });
              }
            }
          }
          await page.close();
        }
      });
    });
  }
}

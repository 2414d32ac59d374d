// What a learner chooses of the look holds on every page, before anything is painted where that can be; where they
// were in a lesson is found again; a section's link is copied. SITE names the built course.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { click, entries, subject } from "./help/quiz.mjs";
import { asFiles, asHttp, pages, SITE } from "./help/site.mjs";

const lesson = subject(await pages(SITE)).path;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NAMES = ["theme", "text", "ruby", "motion", "keys"];

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    const parted = which.browser === "firefox" && open === asFiles;
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 120_000 }, () => {
      let site, learner, browser, page, heard;
      before(async () => {
        site = await open(SITE);
        learner = await profile(which);
        browser = await learner.open();
        page = await browser.newPage();
        heard = listen(page, site.base);
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });

      const look = () => page.evaluate((names) => names.map((name) => document.documentElement.dataset[name] ?? ""), NAMES);
      const becomes = (expected) =>
        page.waitForFunction((names, expected) => names.map((name) => document.documentElement.dataset[name] ?? "").join() === expected, {}, NAMES, expected.join());
      const choose = (name, value) => click(page, `label:has([name="${name}"][value="${value}"])`);
      const told = () => page.waitForFunction(() => document.querySelector(".settings-told").textContent === "保存しました");
      const quiet = () => assert.deepEqual(heard.splice(0), []);

      test("what is chosen is seen at once, said to be kept, and holds on other pages", async () => {
        await page.goto(`${site.base}settings.html`);
        await page.waitForSelector("[data-settings]", { visible: true });
        const sizes = [];
        for (const value of ["large", "larger"]) {
          await choose("text", value);
          sizes.push(await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize)));
        }
        assert.ok(sizes[0] > 19 && sizes[1] > sizes[0], sizes.join());
        await choose("theme", "dark");
        await choose("ruby", "off");
        await choose("keys", "off");
        assert.equal(await page.$eval("rt", (one) => getComputedStyle(one).display), "none");
        await told();
        const chosen = ["dark", "larger", "off", "", "off"];
        assert.deepEqual(await look(), chosen);

        await page.goto(site.base + lesson);
        await becomes(chosen);
        assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
        quiet();
      });

      test("it stands before the body does, so that nothing flashes", { skip: parted && "each file has a storage of its own; the second visit has it" }, async () => {
        const script = await page.evaluateOnNewDocument(() => {
          new MutationObserver((_, observer) => {
            if (!document.body) return;
            window.atFirst = document.documentElement.dataset.theme;
            observer.disconnect();
          }).observe(document, { childList: true, subtree: true });
        });
        await page.goto(`${site.base}contents.html`);
        assert.equal(await page.evaluate(() => window.atFirst), "dark");
        await page.removeScriptToEvaluateOnNewDocument(script.identifier);
        quiet();
      });

      test("a page that is open follows, and the record has it after the browser was closed", async () => {
        const other = await browser.newPage();
        await other.goto(`${site.base}settings.html`);
        await other.waitForSelector("[data-settings]", { visible: true });
        await other.waitForFunction(() => document.querySelector('[name="text"]:checked').value === "larger");
        await click(other, 'label:has([name="theme"][value="light"])');
        await other.waitForFunction(() => document.querySelector(".settings-told").textContent);
        // From a disk Firefox's pages do not hear of each other: they look when they are looked at.
        if (parted) await page.bringToFront();
        await becomes(["light", "larger", "off", "", "off"]);
        await learner.close();
        browser = await learner.open();
        page = await browser.newPage();
        heard = listen(page, site.base);
        await page.goto(site.base + lesson);
        await becomes(["light", "larger", "off", "", "off"]);
        quiet();
      });

      test("the page of settings is fair: axe, 320 px, very large text", async () => {
        await page.setViewport({ width: 320, height: 640 });
        await page.goto(`${site.base}settings.html`);
        await page.waitForSelector("[data-settings]", { visible: true });
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"], preload: false })).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]));
        assert.deepEqual(faults, []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
        await page.setViewport({ width: 1024, height: 768 });
        quiet();
      });

      test("single keys act unless they are turned off; what nobody can choose is as if nothing were", async () => {
        await page.goto(site.base + lesson);
        await becomes(["light", "larger", "off", "", "off"]);
        await page.keyboard.type("?");
        assert.ok(page.url().endsWith(lesson));
        await page.goto(`${site.base}settings.html`);
        await page.waitForSelector("[data-settings]", { visible: true });
        await page.evaluate(() => (document.documentElement.dataset.text = "<img>"));
        await page.waitForFunction(() => document.querySelector('[name="text"]:checked').value === "");
        await click(page, "[type=reset]");
        await becomes(["", "", "", "", ""]);
        await told();
        await page.goto(site.base + lesson);
        await becomes(["", "", "", "", ""]);
        await Promise.all([page.waitForNavigation(), page.keyboard.type("?")]);
        assert.match(page.url(), /settings\.html#_main-keys$/);
        quiet();
      });

      test("the first page leads back to the section where the learner stayed", async () => {
        await page.goto(site.base + lesson);
        const second = await page.$$eval(".prose > h2", ([, heading]) => {
          heading.scrollIntoView();
          return heading.id;
        });
        const at = performance.now();
        let kept = [];
        while (!kept.length && performance.now() - at < 10_000) kept = (await entries(page)).filter(([key]) => key.includes("/place/"));
        assert.equal(kept[0]?.[1].anchor, second);
        await page.goto(`${site.base}index.html`);
        await page.waitForFunction((end) => decodeURIComponent(document.querySelector("a[data-start]").href).endsWith(end), {}, `${lesson}#${second}`);
        quiet();
      });

      test("the link at a heading copies its address and says so", async () => {
        await page.goto(site.base + lesson);
        const href = await page.$eval(".prose .anchor", (link) => {
          link.focus();
          return link.href;
        });
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => /コピー/.test(document.querySelector(".anchor-told")?.textContent ?? ""));
        assert.equal(decodeURIComponent(page.url()), decodeURIComponent(href));
        quiet();
      });
    });
  }
}

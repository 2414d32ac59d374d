// Where something is missing a page fails kindly, and check.html says what: opened inside a ZIP that was not extracted,
// without scripts, where nothing can be kept, with files that did not come along.
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { click } from "./help/quiz.mjs";
import { asFiles, asHttp, pages, RECORD, SITE } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kinds = [...new Map((await pages()).map((page) => [page.kind, page.path])).values()];

/** The course without what `missing` says: as it is seen from inside a ZIP, or copied in part. */
async function without(root, missing) {
  const folder = await mkdtemp(join(tmpdir(), "terakoya-kindly-"));
  await cp(root, folder, { recursive: true, filter: (path) => !missing.test(path.slice(root.length)) });
  return folder;
}

for (const which of BROWSERS) {
  describe(which.name, { timeout: 120_000 }, () => {
    let learner, browser;
    before(async () => {
      learner = await profile(which);
      browser = await learner.open();
    });
    after(() => learner?.end());

    async function visit(base, path, prepare) {
      const page = await browser.newPage();
      await page.setViewport({ width: 1024, height: 800 });
      if (prepare) await page.evaluateOnNewDocument(prepare);
      await page.goto(base + path);
      return page;
    }
    const states = (page) => page.$$eval(".check", (rows) => Object.fromEntries(rows.map((row) => [row.dataset.row, row.dataset.state ?? ""])));
    const told = (page) => page.waitForFunction(() => document.querySelector('[data-row="store"][data-state]') && /[。.]$/.test(document.querySelector(".check-summary").textContent) && document.querySelector('[data-row="files"][data-state]'));

    test("opened inside a ZIP, every page says first that it is to be extracted, and can be read", async () => {
      const root = await without(SITE, /^\/(assets|media|search\/|practice\/|outline\.js|store\.html)/);
      const site = await asFiles(root);
      try {
        for (const path of kinds) {
          const page = await visit(site.base, path);
          const first = await page.evaluate(() => {
            const words = document.querySelector(".no-style");
            const above = [...document.body.querySelectorAll("*")].filter((one) => one !== words && one.checkVisibility() && one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().bottom <= words.getBoundingClientRect().top);
            return { seen: words.checkVisibility(), text: words.textContent, above: above.length, body: document.querySelector("main").innerText.length };
          });
          assert.ok(first.seen && first.above === 0, path);
          assert.match(first.text, /すべて展開[^]*Internet Explorer/, path);
          assert.ok(first.body > 0, path);
          await page.close();
        }
        // The page for the IT department says it in its own row.
        const page = await visit(site.base, "check.html");
        const row = await page.$eval('[data-row="design"]', (one) => one.innerText);
        assert.match(row, /問題があります[^]*すべて展開/);
        assert.doesNotMatch(row, /問題ありません/);
        await page.close();
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    });

    test("without scripts, what does not work is said where it matters, and the self-test says why", async () => {
      const site = await asFiles(SITE);
      // Firefox cannot turn scripts off for one page by WebDriver BiDi, but for a learner.
      const other = await profile({ ...which, extraPrefsFirefox: { ...which.extraPrefsFirefox, "javascript.enabled": false } });
      const page = await (await other.open()).newPage();
      if (which.browser === "chrome") await page.setJavaScriptEnabled(false);
      /** @type {(path: string, selector: string) => Promise<string>} */
      const seen = async (path, selector) => {
        await page.goto(site.base + path);
        return page.$eval(selector, (one) => (one.checkVisibility() ? one.innerText : ""));
      };
      const lessons = (await pages()).filter((one) => one.kind === "lesson" && one.quizzes.length > 0).map(({ path }) => path);
      for (const path of ["record.html", "search.html", "practice.html", "settings.html", ...lessons.slice(0, 1)]) {
        assert.match(await seen(path, "noscript .problem"), /スクリプトが動いていない/, path);
      }
      assert.match(await seen("check.html", ".check-summary"), /スクリプトが動いていない/);
      assert.match(await seen("check.html", '[data-row="script"]'), /問題があります[^]*JavaScript/);
      assert.match(await seen("check.html", '[data-row="design"]'), /問題ありません/);
      await other.end();
    });

    for (const open of [asFiles, asHttp]) {
      test(`where all is well the self-test says so, ${open === asFiles ? "from files" : "from plain http"}`, async () => {
        const site = await open(SITE);
        const page = await visit(site.base, "check.html");
        const heard = listen(page, site.base);
        await told(page);
        const found = await states(page);
        const { fonts, ...others } = found;
        assert.deepEqual(others, { design: "", script: "good", features: "good", files: "good", store: "good", policy: "", save: "", print: "" });
        // A browser may keep to itself what it drew.
        assert.ok(["good", "ask"].includes(fonts), fonts);
        assert.match(await page.$eval(".check-summary", (one) => one.textContent), /問題はありません/);
        const { source, tool } = JSON.parse(await readFile(join(SITE, "terakoya-manifest.json"), "utf8"));
        const digest = await page.$$eval(".check-facts dd", (all) => all.map((one) => one.textContent).find((text) => /^[0-9a-f]{8,}$/.test(text)));
        assert.ok(source.startsWith(digest), digest);
        const facts = await page.$eval(".check-facts", (one) => one.innerText);
        assert.ok(facts.includes(`Terakoya ${tool}`) && facts.includes(open === asFiles ? "file:" : "http"), facts);
        assert.deepEqual(heard, []);
        await click(page, '[data-row="policy"] button');
        await page.waitForFunction(() => document.querySelector('[data-row="policy"]').dataset.state === "good");
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`));
        assert.deepEqual(faults, []);
        await page.close();
        await site.end();
      });
    }

    test("where nothing can be kept the self-test says so, with what to do", async () => {
      const site = await asFiles(SITE);
      const page = await visit(site.base, "check.html", () => {
        Object.defineProperty(window, "indexedDB", { get: () => ({ open() { throw new DOMException("refused", "SecurityError"); } }) });
        Object.defineProperty(window, "localStorage", { get() { throw new DOMException("refused", "SecurityError"); } });
      });
      await told(page);
      assert.equal((await states(page)).store, "bad");
      assert.match(await page.$eval('[data-row="store"]', (one) => one.innerText), /問題があります[^]*プライベートウィンドウ/);
      assert.match(await page.$eval(".check-summary", (one) => one.textContent), /1つの問題/);
      await page.close();
    });

    test("where a file did not come along the self-test says so", async () => {
      const root = await without(RECORD, /outline\.js$/);
      const site = await asFiles(root);
      const page = await visit(site.base, "check.html");
      await page.waitForFunction(() => document.querySelector('[data-row="files"]').dataset.state === "bad");
      assert.match(await page.$eval('[data-row="files"]', (one) => one.innerText), /フォルダーの全体を写しなおします/);
      await page.close();
      await rm(root, { recursive: true, force: true });
    });

    test("a picture that is missing is its words, in a frame, and nothing runs over", async () => {
      const root = await without(SITE, /^\/media\//);
      const site = await asFiles(root);
      const withPicture = (await Promise.all((await pages(root)).map(async ({ path }) => [path, await readFile(join(root, path), "utf8")]))).find(([, html]) => /<main[^]*<img [^>]*alt="[^"]/.test(html));
      const page = await visit(site.base, withPicture[0]);
      await page.setViewport({ width: 320, height: 800 });
      const pictures = await page.$$eval("main img[alt]:not([alt=''])", (all) => all.filter((one) => one.checkVisibility()).map((one) => ({ width: one.getBoundingClientRect().width, height: one.getBoundingClientRect().height, words: one.alt })));
      assert.ok(pictures.length > 0);
      for (const { width, height, words } of pictures) assert.ok(width <= 320 && height >= 24, words);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
      await page.close();
      await rm(root, { recursive: true, force: true });
    });
  });
}

test("a browser of the old kind shows all pages as text with the sentence that says what to do", async () => {
  // It knows no layers, so that no rule of ours, and none that would hide the sentence, holds there.
  for (const name of (await readdir(join(SITE, "assets"))).filter((name) => name.endsWith(".css"))) {
    const css = (await readFile(join(SITE, "assets", name), "utf8")).replace(/\/\*[^]*?\*\//g, "");
    let depth = 0;
    let top = "";
    for (const character of css) {
      if (character === "{") depth += 1;
      if (depth === 0) top += character;
      if (character === "}") depth -= 1;
    }
    const rules = top.split(/[};]/).map((rule) => rule.trim()).filter(Boolean);
    assert.deepEqual(rules.filter((rule) => !rule.startsWith("@layer")), [], name);
  }
});

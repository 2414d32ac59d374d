// Blocks that do something: by pointer and by keyboard alone, without scripts, and on paper. BLOCKS names the built course.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { click, ready } from "./help/quiz.mjs";
import { asFiles, asHttp, BLOCKS } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = ["tabs.html", "walk.html", "look.html", "signs.html"];

/** What is seen of the elements that a selector finds: their text without blanks around it. */
const seen = (page, selector) =>
  page.$$eval(selector, (all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.textContent.trim().replace(/\s+/g, " ")));
const focus = (page) => page.evaluate(() => document.activeElement.textContent.trim().replace(/\s+/g, " "));
/** Waits until what a selector finds is there. */
const there = (page, selector) => page.waitForSelector(selector, { timeout: 20_000 });

/** Moves the focus by the Tab key to what a selector finds. */
async function tab(page, selector) {
  for (let turn = 0; turn < 80; turn++) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the Tab key does not come to ${selector}`);
}

async function faults(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
    return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
  });
}

/** What is wider than the page at 320 px. */
async function wide(page) {
  await page.setViewport({ width: 320, height: 768 });
  const found = await page.$$eval("body *", (all) => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return all.filter((one) => one.getBoundingClientRect().right > width + 1).map((one) => `${one.localName}.${one.getAttribute("class")}`);
  });
  await page.setViewport({ width: 1024, height: 768 });
  return found;
}

for (const which of BROWSERS) {
  describe(which.name, { timeout: 240_000 }, () => {
    let site, learner, browser, page, heard;

    before(async () => {
      site = await asFiles(BLOCKS);
      learner = await profile(which);
      browser = await learner.open();
      page = await browser.newPage();
      heard = listen(page, site.base);
      await page.setViewport({ width: 1024, height: 768 });
    });
    after(async () => {
      await learner?.end();
      await site?.end();
    });

    async function visit(path) {
      await page.goto("about:blank");
      await page.goto(site.base + path);
    }

    test("nothing is at fault, in either scheme, on a phone, and after everything was opened", async () => {
      for (const path of PAGES) {
        for (const theme of ["light", "dark"]) {
          await visit(path);
          await page.evaluate((theme) => void (document.documentElement.dataset.theme = theme), theme);
          assert.deepEqual(await faults(page), [], `${path}, ${theme}`);
          await page.$$eval("details, .hotspots", (all) => all.forEach((one) => (one.localName === "details" ? (one.open = true) : (one.dataset.all = ""))));
          assert.deepEqual(await faults(page), [], `${path}, ${theme}, opened`);
        }
        assert.deepEqual(await wide(page), [], path);
      }
      assert.deepEqual(heard, []);
    });

    test("tabs: one stop for the Tab key, arrows, Home and End; a link to something inside opens its tab", async () => {
      await visit(PAGES[0]);
      await there(page, ".tabs[data-on]");
      const first = ".tabs";
      const labels = () => page.$eval(first, (tabs) => [...tabs.querySelectorAll("[role=tab]")].map((one) => [one.textContent, one.getAttribute("aria-selected")].join(" ")));
      assert.deepEqual(await labels(), ["医師・看護師 true", "事務職員 false", "実習生 false"]);
      assert.equal((await seen(page, ".prose > .tabs > .tabs-panel")).length, 1);
      await tab(page, ".tabs-tab");
      for (const [key, expected] of [["ArrowRight", "事務職員"], ["End", "実習生"], ["ArrowRight", "医師・看護師"], ["ArrowLeft", "実習生"], ["Home", "医師・看護師"]]) {
        await page.keyboard.press(key);
        assert.equal(await focus(page), expected, key);
        const shown = await page.$$eval(".prose > .tabs > .tabs-panel", (all) => all.filter((one) => one.checkVisibility()).map((one) => document.getElementById(one.getAttribute("aria-labelledby")).textContent));
        assert.deepEqual(shown, [expected], key);
      }
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "tabpanel", "the panel comes after its tab");

      await page.evaluate(() => document.querySelector('a[href="#student-rule"]').click());
      await page.waitForFunction(() => document.getElementById("student-rule").checkVisibility());
      await page.evaluate(() => document.querySelector('a[href="#case-problem"]').click());
      await page.waitForFunction(() => document.getElementById("case-problem").checkVisibility());
      await visit(`${PAGES[0]}#student-rule`);
      await page.waitForFunction(() => document.getElementById("student-rule").checkVisibility());
    });

    test("a decision is walked by the keyboard, an earlier answer can be changed, and it can be begun again", async () => {
      await visit(PAGES[1]);
      await there(page, ".decision[data-on]");
      const steps = async () => (await page.$$eval(".decision-step", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.id)));
      assert.deepEqual(await steps(), ["patient"]);
      await tab(page, "#patient a");
      await page.keyboard.press("Tab");
      assert.match(await focus(page), /^いいえ/);
      await page.keyboard.press("Enter");
      assert.deepEqual(await steps(), ["patient", "inside"]);
      assert.equal(await page.evaluate(() => document.activeElement.id), "inside");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.deepEqual(await steps(), ["patient", "inside", "rule", "ask-first"]);
      assert.deepEqual(await page.$$eval(".decision [aria-current]", (all) => all.map((one) => one.textContent.trim()[0])), ["い", "は", "い"]);
      await page.evaluate(() => document.querySelector("#patient a").click());
      assert.deepEqual(await steps(), ["patient", "stop"], "another answer makes another way");
      await tab(page, ".decision-again > button");
      await page.keyboard.press("Enter");
      await there(page, ".decision:not([data-moved])");
      assert.deepEqual([await steps(), await page.evaluate(() => document.activeElement.id)], [["patient"], "patient"]);
      await visit(`${PAGES[1]}#go`);
      await page.waitForFunction(() => document.getElementById("go").checkVisibility());
    });

    test("a checklist counts what is ticked, and a link within its words is a link", async () => {
      await visit(PAGES[1]);
      await there(page, ".checklist-box");
      assert.deepEqual(await seen(page, ".checklist-count"), ["3項目のうち0項目を確かめました"]);
      await tab(page, ".checklist-box");
      await page.keyboard.press(" ");
      assert.deepEqual(await seen(page, ".checklist-count"), ["3項目のうち1項目を確かめました"]);
      await page.evaluate(() => document.querySelectorAll(".checklist-words")[1].click());
      await page.evaluate(() => document.querySelectorAll(".checklist-box")[1].click());
      assert.deepEqual(await seen(page, ".checklist-count"), ["3項目すべてを確かめました"]);
    });

    test("marks on a picture show what they are about, by pointer and by keyboard", async () => {
      await visit(PAGES[2]);
      await there(page, ".hotspots[data-on]");
      assert.deepEqual(await seen(page, ".hotspots-list > li"), []);
      await page.click(".hotspots-mark:nth-of-type(2) .hotspots-dot");
      assert.deepEqual((await seen(page, ".hotspots-label")), ["2 パスワードの付せん"]);
      assert.match(await focus(page), /^2 パスワード/);
      await page.evaluate(() => document.activeElement.blur());
      await page.evaluate(() => document.querySelector(".hotspots-mark").focus());
      await page.keyboard.press("Enter");
      assert.deepEqual((await seen(page, ".hotspots-label")), ["1 開いたままの画面"]);
      // Backwards: behind the list stand a film's controls, which are many in Firefox.
      await page.keyboard.down("Shift");
      await page.keyboard.press("Tab");
      await page.keyboard.up("Shift");
      assert.match(await focus(page), /すべての説明/);
      await page.keyboard.press("Enter");
      // Firefox acts on the key a moment later.
      await there(page, ".hotspots[data-all]");
      assert.equal((await seen(page, ".hotspots-label")).length, 3);
      await visit(`${PAGES[2]}#papers`);
      await page.waitForFunction(() => document.getElementById("papers").checkVisibility());
    });

    test("a card turns by the keyboard", async () => {
      await visit(PAGES[2]);
      await tab(page, ".card > summary");
      await page.keyboard.press("Enter");
      await there(page, ".card[open]");
      assert.match((await seen(page, ".card > .reveal-body")).join(), /^病歴や障害/);
    });

    test("a film plays from a disk, with its captions, and never by itself", async () => {
      await visit(PAGES[2]);
      await page.waitForFunction(() => document.querySelector("video").readyState >= 1 && document.querySelector("audio").readyState >= 1, { timeout: 20_000 });
      const film = await page.$eval("video", (video) => ({
        paused: video.paused,
        autoplay: video.autoplay,
        tracks: [...video.textTracks].map((track) => [track.kind, track.label, track.mode, [...track.cues].map((cue) => [cue.startTime, cue.text])]),
      }));
      assert.deepEqual(film, {
        paused: true,
        autoplay: false,
        tracks: [["captions", "字幕", "showing", [[0, "席を立つ前に、WindowsキーとLキーを押します。"], [1.5, "画面がロックされました。"]]]],
      });
      assert.deepEqual(heard, []);
    });

    test("formulas are set, and a question in the text is one like any other", async () => {
      await visit(PAGES[3]);
      const set = await page.$$eval("math", (all) => all.map((one) => [one.getAttribute("display"), one.getBoundingClientRect().height > 15, one instanceof MathMLElement]));
      assert.deepEqual(set, [["inline", true, true], ["block", true, true]]);
      await visit(PAGES[1]);
      await ready(page);
      await click(page, '[data-question="photo"] .choice-label:has([value="ng"])');
      await click(page, '[data-question="photo"] .question-check');
      await there(page, '[data-question="photo"] .question-verdict[data-state=right]');
    });

    test("on paper everything lies open", async () => {
      for (const [path, selector, count] of [
        [PAGES[0], ".tabs-panel, .tabs-label", 12],
        [PAGES[1], ".decision-step", 6],
        [PAGES[2], ".hotspots-list > li", 3],
      ]) {
        await visit(path);
        await page.waitForFunction(() => document.querySelector("[data-on]"));
        if (which.browser === "chrome") await page.emulateMediaType("print");
        else continue;
        assert.equal((await seen(page, selector)).length, count, path);
        assert.equal((await seen(page, ".card > .reveal-body, .cues > li")).length, path === PAGES[2] ? 7 : 0);
        await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
        const order = await page.$$eval(".decision-number", (all) => all.map((one) => one.textContent));
        assert.deepEqual(order, path === PAGES[1] ? ["1", "2", "3", "4", "5", "6"] : []);
        await page.emulateMediaType("screen");
      }
    });

    test("forced colours leave nothing out of sight", { skip: which.browser !== "chrome" }, async () => {
      const session = await page.createCDPSession();
      await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
      for (const path of PAGES) {
        await visit(path);
        assert.deepEqual(await faults(page), [], path);
      }
      await session.send("Emulation.setEmulatedMedia", { features: [] });
    });

    test("nothing moves when the scripts arrive", { skip: which.browser !== "chrome" }, async () => {
      for (const path of PAGES.slice(0, 3)) {
        await page.goto("about:blank");
        await page.evaluateOnNewDocument(() => {
          globalThis.moved = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.moved += entry.value))).observe({ type: "layout-shift", buffered: true });
        });
        await page.goto(site.base + path);
        await there(page, "[data-on]");
        await new Promise((done) => setTimeout(done, 300));
        assert.equal(await page.evaluate(() => globalThis.moved), 0, path);
      }
    });
  });

  describe(`${which.name}, without scripts`, { timeout: 120_000 }, () => {
    let site, learner, page;

    before(async () => {
      // Refused by the server, which is the hardest case: the browser would run them.
      site = await asHttp(BLOCKS, /\.js$/);
      learner = await profile(which);
      const browser = await learner.open();
      page = await browser.newPage();
      await page.setViewport({ width: 1024, height: 768 });
    });
    after(async () => {
      await learner?.end();
      await site?.end();
    });

    test("everything can be read", { skip: which.browser !== "chrome" }, async () => {
      await page.setJavaScriptEnabled(false);
      for (const [path, selector, count] of [
        [PAGES[0], ".tabs-panel", 6],
        [PAGES[1], ".decision-step, .checklist li", 9],
        [PAGES[2], ".hotspots-list > li", 3],
      ]) {
        await page.goto(site.base + path);
        assert.equal((await seen(page, selector)).length, count, path);
        assert.deepEqual(await seen(page, ".tabs-list, .hotspots-how, .decision-again, .checklist-count"), [], path);
      }
      await page.setJavaScriptEnabled(true);
    });

    test("where scripts do not arrive, links still lead to what is closed", async () => {
      await page.goto(`${site.base}${PAGES[0]}#student-rule`);
      assert.equal(await page.$eval("#student-rule", (one) => one.checkVisibility()), true);
      await page.click(".tabs-tab");
      assert.match((await seen(page, ".prose > .tabs > .tabs-panel")).join(), /電子カルテ/);
      await page.goto(site.base + PAGES[1]);
      await page.click("#patient a");
      assert.equal(await page.$eval("#stop", (one) => one.checkVisibility()), true);
      await page.goto(site.base + PAGES[2]);
      await page.click(".hotspots-mark .hotspots-dot");
      assert.deepEqual(await seen(page, ".hotspots-label"), ["1 開いたままの画面"]);
    });
  });
}

// Pictures, stories, one's own words and opinions: by pointer and by keyboard alone. SCENES names the built course.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, click, entries, quizOf, ready, saved, shows } from "./help/quiz.mjs";
import { asFiles, pages, SCENES } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await pages(SCENES);
const each = quizOf(course, "each");
const end = quizOf(course, "end");
const [desk, list, report, useful, more] = each.questions;
const [screen, phone, words] = end.questions;

const verdict = (page, question) => page.$eval(`${at(question)} .question-verdict`, (one) => `${one.dataset.state ?? ""} ${one.textContent}`.trim());
const chosen = (page, question) => page.$$eval(`${at(question)} .choice :checked`, (all) => all.map((one) => one.value));
/** The marks in the picture that look chosen, by number. */
const marked = (page, question) => page.$$eval(`${at(question)} .hotspot-mark[data-chosen] text`, (all) => all.map((one) => one.textContent).join());
/** The number of a region, as the list gives it. */
const number = (page, question, name) => page.$eval(`${at(question)} .choice:has([value="${name}"]) .hotspot-number`, (one) => Number(one.textContent));
const seen = (page, question) => page.$$eval(`${at(question)} .scenario-step`, (all) => all.filter((one) => one.checkVisibility()).map((one) => one.dataset.step));
const visible = (page, question, selector) => page.$$eval(`${at(question)} ${selector}`, (all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()));
/** The step that has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement.closest(".scenario-step")?.dataset.step ?? null);
const option = (question, index) => `${at(question)} .scenario-step[data-seen]:not([data-past]) .scenario-option:nth-child(${index}) button`;

for (const which of BROWSERS) {
  describe(which.name, { timeout: 150_000 }, () => {
    let site, learner, browser, page, heard;

    before(async () => {
      site = await asFiles(SCENES);
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
      await page.goto(site.base + path);
      await ready(page);
    }
    async function sound() {
      assert.deepEqual(heard, []);
      await page.evaluate(axe);
      const faults = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
        return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
      });
      assert.deepEqual(faults, []);
      await page.setViewport({ width: 320, height: 768 });
      const wide = await page.$$eval("body *", (all) => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return all.filter((one) => one.getBoundingClientRect().right > width + 1).map((one) => `${one.localName}.${one.getAttribute("class")}`);
      });
      assert.deepEqual(wide, [], "at 320 px");
      await page.setViewport({ width: 1024, height: 768 });
    }
    /** Clicks on a mark in the picture. */
    async function point(question, name) {
      const index = await number(page, question, name);
      await click(page, `${at(question)} .hotspot-mark:nth-of-type(${index}) label`);
    }
    /** Moves the focus by the Tab key to what a selector finds. */
    async function tab(selector) {
      for (let turn = 0; turn < 80; turn++) {
        if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`the Tab key does not come to ${selector}`);
    }

    test("fresh, nothing is at fault, and a check without an answer says so", async () => {
      await visit(each.path);
      await sound();
      for (const question of [desk, report, useful]) {
        await click(page, `${at(question)} .question-check`);
        assert.match(await verdict(page, question), /^missing ./);
      }
      assert.deepEqual(await visible(page, list, ".question-check"), [], "the end of a story is its answer");
    });

    test("a mark in the picture and its entry in the list are one", async () => {
      await point(desk, "マグカップ");
      assert.deepEqual(await chosen(page, desk), ["マグカップ"]);
      assert.equal(await marked(page, desk), String(await number(page, desk, "マグカップ")));
      await point(desk, "マグカップ");
      assert.equal(await marked(page, desk), "");
      await click(page, `${at(desk)} .choice-label:has([value="画面"])`);
      await point(desk, "マグカップ");
      assert.equal(await marked(page, desk), "2,3");
      await check(page, desk);
      assert.match(await verdict(page, desk), /^wrong .*0 \/ 2/);
      await point(desk, "画面");
      assert.deepEqual(await chosen(page, desk), ["画面", "マグカップ"], "what is checked is locked");
      const marks = await page.$$eval(`${at(desk)} .hotspot-mark`, (all) => all.map((one) => one.dataset.mark ?? ""));
      assert.deepEqual(marks, ["correct", "right", "wrong", "correct"]);
    });

    test("a story goes on step by step, can be begun again, and ends with what it was worth", async () => {
      assert.deepEqual(await seen(page, list), ["found"]);
      await click(page, option(list, 2));
      assert.deepEqual([await seen(page, list), await focused(page)], [["found", "later"], "later"]);
      assert.match((await visible(page, list, ".choice-feedback")).join(), /忘れたり/);
      assert.match((await visible(page, list, "[data-chosen]")).join(), /^あなたの選択：.*ポケット/s);
      await saved(page);
      await visit(each.path);
      assert.deepEqual(await seen(page, list), ["found", "later"], "a reload keeps the path");
      await click(page, `${at(list)} .scenario-again button`);
      assert.deepEqual([await seen(page, list), await focused(page)], [["found"], "found"]);
      await click(page, option(list, 2));
      await click(page, option(list, 2));
      assert.deepEqual([await seen(page, list), await focused(page)], [["found", "later", "late"], "late"]);
      assert.match(await verdict(page, list), /^wrong .*0 \/ 3/);
      assert.match((await visible(page, list, ".scenario-end")).join(), /よくない/);
      assert.match((await visible(page, list, ".choice-mark")).join(), /もっとよい選択がありました/);
      assert.deepEqual(await visible(page, list, "button"), [], "nothing can be changed any more");
    });

    test("one's own words are judged by oneself, and the judgement is kept", async () => {
      await page.type(`${at(report)} textarea`, "廊下で名簿を拾いました。");
      assert.deepEqual(await visible(page, report, ".free-model"), []);
      await check(page, report);
      assert.match(await verdict(page, report), /^unscored .*0 \/ 2/);
      assert.equal((await visible(page, report, ".free-model")).length, 1);
      assert.equal(await page.$eval(`${at(report)} textarea`, (one) => one.readOnly), true);
      for (const [index, points] of [[1, "0.5"], [3, "1"]]) {
        await click(page, `${at(report)} .free-criteria .choice:nth-child(${index}) label`);
        assert.match(await verdict(page, report), new RegExp(`^partial .*${points} / 2`));
      }
      await saved(page);
      await visit(each.path);
      await shows(page, report, "partial");
      assert.equal((await chosen(page, report)).length, 2);
      assert.equal(await page.$eval(`${at(report)} textarea`, (one) => one.value), "廊下で名簿を拾いました。");
    });

    test("an opinion is neither right nor wrong", async () => {
      await click(page, `${at(useful)} .choice:nth-child(1) .choice-label`);
      await click(page, `${at(useful)} .choice:nth-child(2) .choice-label`);
      await check(page, useful);
      assert.match(await verdict(page, useful), /^unscored /);
      assert.equal((await chosen(page, useful)).length, 1);
      for (const index of [1, 3]) await click(page, `${at(more)} .choice:nth-child(${index}) .choice-label`);
      await check(page, more);
      assert.equal((await chosen(page, more)).length, 2);
      assert.deepEqual(await visible(page, more, ".choice-mark"), []);
      await saved(page);
      await sound();
    });

    test("a judgement after the result changes the result, here and in the record", async () => {
      const score = () => page.$eval(`[data-quiz="each"] .quiz-score`, (one) => one.textContent);
      assert.match(await score(), /14%.*1 \/ 7/);
      const attempt = async () => (await entries(page)).find(([key]) => key.includes("/a/each/"))[1];
      const before = await attempt();
      await click(page, `${at(report)} .free-criteria .choice:nth-child(2) label`);
      assert.match(await score(), /21%.*1\.5 \/ 7/);
      await saved(page);
      const later = await attempt();
      assert.deepEqual([before.earned, later.earned, later.possible], [1, 1.5, 7]);
      assert.equal(later.submitted, before.submitted, "handed in once");
      await visit(each.path);
      assert.match(await score(), /1\.5 \/ 7/);
      assert.deepEqual(heard, []);
    });

    test("by keyboard alone everything is answered rightly", async () => {
      await click(page, `[data-quiz="each"] .quiz-again`);
      await saved(page);
      assert.deepEqual([await marked(page, desk), await seen(page, list), await visible(page, list, ".choice-mark")], ["", ["found"], []]);
      // In the order of the list: beyond the end of the page the Tab key leads into the browser itself.
      for (const name of await page.$$eval(`${at(desk)} .choice input`, (all) => all.map((one) => one.value))) {
        if (!desk.key.correct.includes(name)) continue;
        await tab(`${at(desk)} [value="${name}"]`);
        assert.equal(await page.$$eval(`${at(desk)} .hotspot-mark[data-here]`, (all) => all.length), 1, "and is shown in the picture");
        await page.keyboard.press(" ");
      }
      await tab(`${at(desk)} .question-check`);
      await page.keyboard.press("Enter");
      for (const step of ["found", "told"]) {
        await tab(`${at(list)} [data-step="${step}"] .scenario-option:first-child button`);
        await page.keyboard.press(step === "found" ? "Enter" : " ");
      }
      assert.equal(await focused(page), "good");
      await tab(`${at(report)} textarea`);
      await page.keyboard.type("2階の廊下です。");
      await tab(`${at(report)} .question-check`);
      await page.keyboard.press("Enter");
      for (let index = 1; index <= 4; index++) {
        await tab(`${at(report)} .free-criteria .choice:nth-child(${index}) input`);
        await page.keyboard.press(" ");
      }
      await tab(`${at(useful)} input`);
      await page.keyboard.press(" ");
      await tab(`${at(useful)} .question-check`);
      await page.keyboard.press("Enter");
      await tab(`${at(more)} input`);
      await page.keyboard.press(" ");
      await tab(`${at(more)} .question-check`);
      await page.keyboard.press("Enter");
      const states = [];
      for (const question of each.questions) states.push((await verdict(page, question)).split(" ")[0]);
      assert.deepEqual(states, ["right", "right", "right", "unscored", "unscored"]);
      assert.match(await page.$eval(`[data-quiz="each"] .quiz-score`, (one) => one.textContent), /100%.*7 \/ 7/);
      await saved(page);
      await sound();
    });

    test("with verdicts at the end a story tells no more than its steps, and words are judged after all", async () => {
      await visit(end.path);
      await point(screen, "画面");
      await click(page, option(phone, 1));
      assert.deepEqual([await seen(page, phone), await focused(page)], [["call", "leak"], "leak"]);
      assert.deepEqual(await visible(page, phone, ":is(.choice-feedback, .scenario-end, .choice-mark, .verdict)"), []);
      await click(page, `${at(phone)} .scenario-again button`);
      await click(page, option(phone, 2));
      await page.type(`${at(words)} textarea`, "折り返します。");
      await click(page, `[data-quiz="end"] .quiz-submit`);
      await saved(page);
      assert.match(await page.$eval(`[data-quiz="end"] .quiz-score`, (one) => one.textContent), /60%.*3 \/ 5/);
      assert.match((await visible(page, phone, ":is(.choice-feedback, .scenario-end)")).join(), /相手を確かめられます。.*よい終わり方/);
      await click(page, `${at(words)} .free-criteria .choice:nth-child(1) label`);
      assert.match(await page.$eval(`[data-quiz="end"] .quiz-score`, (one) => one.textContent), /80%.*4 \/ 5/);
      await saved(page);
      const [, attempt] = (await entries(page)).find(([key]) => key.includes("/a/end/"));
      assert.equal(attempt.earned, 4);
      await sound();
    });
  });
}

const chromium = BROWSERS.find((one) => one.browser === "chrome");
test("without script all steps can be read and lead on, and nothing dead can be pressed", { timeout: 60_000, skip: !chromium && "not asked for" }, async () => {
  const [site, learner] = [await asFiles(SCENES), await profile(chromium)];
  try {
    const page = await (await learner.open()).newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(site.base + each.path);
    assert.equal((await seen(page, list)).length, 6);
    assert.equal((await visible(page, list, ".scenario-to")).length, 7);
    assert.deepEqual(await visible(page, list, "button"), []);
    assert.deepEqual(await visible(page, list, ".scenario-end"), [], "how it ends is no more told than any answer");
    await click(page, `${at(list)} .scenario-to`);
    assert.match(await page.evaluate(() => location.hash), /step/);
    await click(page, `${at(desk)} .hotspot-mark label`);
    assert.equal((await chosen(page, desk)).length, 1, "a mark is a label without script too");
  } finally {
    await learner.end();
    await site.end();
  }
});

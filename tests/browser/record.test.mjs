// From the first page to the certificate, and a new edition under an old record: one question judged in another way,
// one removed, one lesson renamed. RECORD and RECORD_NEXT name the built editions of tests/courses/record.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, choose, click, entries, quizOf, ready, saved, shown } from "./help/quiz.mjs";
import { asFiles, asHttp, pages, RECORD, RECORD_NEXT } from "./help/site.mjs";

const course = await pages(RECORD);
const quiz = quizOf(course, "check");
const exam = quizOf(course, "exam");
const [changed, , kept] = quiz.questions;

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 180_000 }, () => {
      let folder, site, learner, browser, page, heard;

      before(async () => {
        folder = await mkdtemp(join(tmpdir(), "terakoya-record-"));
        await cp(RECORD, folder, { recursive: true });
        site = await open(folder);
        learner = await profile(which);
        browser = await learner.open();
        page = await browser.newPage();
        heard = listen(page, site.base);
      });
      after(async () => {
        await learner.end();
        await site.end();
        await rm(folder, { recursive: true, force: true });
      });

      const visit = (path) => page.goto(site.base + path, { waitUntil: "load" });
      const words = (selector) => page.$eval(selector, (element) => element.textContent.trim());
      const says = (selector, expected) =>
        page.waitForFunction((selector, expected) => document.querySelector(selector)?.textContent.includes(expected), { timeout: 15_000 }, selector, expected);
      const quiet = () => assert.deepEqual(heard.splice(0), []);
      /** An exam is begun knowingly. */
      const begin = () => click(page, '[data-quiz="exam"] .exam-begin:not([disabled])');

      test("the first page says what there is to do, and leads to it", async () => {
        await visit("index.html");
        await says(".standing-words", "3本中 0本");
        await says(".deadline-left", "あと");
        assert.equal(await words(".part-standing"), "3本中 0本 修了");
        assert.equal(await words(".start-words"), "はじめる");
        await click(page, ".finish-button, a[data-start]");
        await page.waitForSelector("[data-page=part], [data-page=lesson]");
        quiet();
      });

      test("a lesson without a quiz is done when the learner says so, and can be taken back", async () => {
        await visit("part/read.html");
        await click(page, ".finish-button:not([disabled])");
        await says(".finish-state", "読み終えました");
        await click(page, ".finish-button");
        await page.waitForFunction(() => !document.querySelector(".finish-state").textContent);
        await click(page, ".finish-button");
        await says(".finish-state", "読み終えました");
        await visit("index.html");
        await says(".standing-words", "3本中 1本");
        await says(".start-words", "つづきから");
        assert.equal(await page.$eval('[data-lesson="read"]', (row) => row.dataset.state), "done");
        assert.match(await words('[data-lesson="read"] .lesson-state'), /修了/);
        quiet();
      });

      test("a lesson with a quiz is done when that is passed", async () => {
        await visit(quiz.path);
        await ready(page);
        for (const question of quiz.questions) {
          await choose(page, question);
          await check(page, question);
        }
        await saved(page);
        await visit("part/certificate.html");
        await says(".certificate-left", "あと1本");
        assert.equal(await page.$eval(".certificate", (element) => element.hidden), true);
        quiet();
      });

      test("the exam completes the course, and the outline says so", async () => {
        await visit(exam.path);
        await ready(page);
        await begin();
        for (const question of exam.questions) await choose(page, question);
        await click(page, ".quiz-submit");
        await page.waitForSelector('[data-quiz="exam"] .quiz-result:not([hidden])');
        await saved(page);
        await page.click(".outline-open");
        await says(".outline .part-standing", "3本中 3本");
        quiet();
      });

      test("the certificate asks for the name first, then stands there in full, as text", async () => {
        await visit("part/certificate.html");
        await page.waitForFunction(() => !document.querySelector(".certificate-unnamed").hidden);
        await visit("record.html");
        const field = await page.waitForSelector('.details input[name="name"]', { visible: true });
        await field.type("山田 <b>花子</b>");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => !document.querySelector(".certificate").hidden);
        assert.equal(await words(".certificate-learner dd"), "山田 <b>花子</b>");
        assert.match(await words(".certificate-code"), /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
        assert.equal(await words(".certificate-score"), "100%");
        const code = await words(".certificate-code");
        await visit("part/certificate.html");
        await page.waitForFunction(() => !document.querySelector(".certificate").hidden);
        assert.equal(await words(".certificate-code"), code, "the same wherever it is shown");
        if (which.browser === "chrome" && open === asFiles) {
          // What the button prints is one page.
          await page.evaluate(() => (document.documentElement.dataset.print = "certificate"));
          const paper = Buffer.from(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
          if (process.env.CERTIFICATE) await writeFile(process.env.CERTIFICATE, paper);
          assert.equal(paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, 1);
        }
        quiet();
      });

      test("a new edition keeps what is not touched by it", async () => {
        const before = (await entries(page)).filter(([key]) => /\/(a|q|read|details)\//.test(key)).length;
        await cp(RECORD_NEXT, folder, { recursive: true, force: true });
        await rm(join(folder, "part/read.html"), { force: true });
        await visit("index.html");
        assert.equal(await page.evaluate(() => document.documentElement.dataset.edition), "2");
        await says(".standing-words", "すべて修了");
        assert.equal(await page.$eval('[data-lesson="read"]', (row) => row.dataset.state), "done", "a renamed lesson that keeps its id");
        await visit(quiz.path);
        await ready(page);
        assert.deepEqual((await shown(page, changed)).chosen, [], "judged in another way now");
        assert.equal((await shown(page, kept)).chosen.length, 1);
        assert.equal(await page.$(at(quiz.questions[1])), null);
        await visit("part/certificate.html");
        await page.waitForFunction(() => !document.querySelector(".certificate").hidden);
        const left = (await entries(page)).filter(([key]) => /\/(a|q|read|details)\//.test(key)).length;
        assert.equal(left, before, "what is set aside is not deleted");
        quiet();
      });
    });
  }
}

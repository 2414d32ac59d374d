// Fields to type in: what is typed is kept before the field is left, an input method is left alone, numbers that
// cannot be read are told, and each blank says what it was. MODES names the built course (tests/courses/modes).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, click, entries, quizOf, ready, saved } from "./help/quiz.mjs";
import { asHttp, MODES, pages } from "./help/site.mjs";

const course = await pages(MODES);
const { path, questions } = quizOf(course, "fields");
const [words, number, blanks] = questions;
const late = quizOf(course, "fields-end").questions[0];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const field = (question, key) => `${at(question)} .field${key ? `[data-key="${key}"]` : ""} .field-input`;
const value = (page, question, key) => page.$eval(field(question, key), (control) => control.value);
const verdict = (page, question) => page.$eval(`${at(question)} .question-verdict`, (box) => ({ state: box.dataset.state ?? null, text: box.textContent }));
const answers = async (page) => (await entries(page)).filter(([key]) => key.includes("/q/fields/"));
const pause = (time) => new Promise((done) => setTimeout(done, time));

for (const which of BROWSERS) {
  describe(`fields in ${which.name}`, { timeout: 120_000 }, () => {
    let site, learner, browser, page, heard;

    async function open() {
      browser = await learner.open();
      page = await browser.newPage();
      heard = listen(page, site.base);
      await page.setViewport({ width: 320, height: 640 });
      await page.goto(site.base + path);
      await ready(page);
    }
    before(async () => {
      site = await asHttp(MODES);
      learner = await profile(which);
      await open();
    });
    after(async () => {
      await learner?.end();
      await site?.end();
    });
    const quiet = () => assert.deepEqual(heard, []);

    test("without an answer the learner is told to type, at the field", async () => {
      await click(page, `${at(words)} .question-check`);
      assert.deepEqual(await verdict(page, words), { state: "missing", text: "Nothing is typed yet. Type your answer." });
      assert.ok(await page.$eval(field(words), (one) => one === document.activeElement && one.ariaInvalid === "true"));
      await page.keyboard.type("p");
      assert.equal((await verdict(page, words)).state, null, "the message goes before the button moves");
    });

    test("what is typed is kept after a pause, while the caret stays where it is", async () => {
      await page.keyboard.type("PC");
      await page.keyboard.press("ArrowLeft");
      await pause(900);
      await saved(page);
      assert.equal((await answers(page))[0][1].response, "pPC");
      assert.deepEqual(await page.$eval(field(words), (one) => [one === document.activeElement, one.selectionStart]), [true, 2]);
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await pause(200);
      assert.deepEqual(await page.$eval(field(words), (one) => [one === document.activeElement, one.selectionStart]), [true, 2]);
      quiet();
    });

    test("a look at the record does not take back what is being typed", async () => {
      await page.keyboard.press("End");
      await page.keyboard.press("Backspace");
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await pause(200);
      assert.equal(await value(page, words), "pP");
      await page.keyboard.type("C");
    });

    test("and outlives the browser", async () => {
      await pause(1_200);
      await saved(page);
      await learner.kill();
      await open();
      assert.equal(await value(page, words), "pPC");
    });

    test("Enter answers, but not the one that ends a composition", async () => {
      await page.focus(field(words));
      await page.$eval(field(words), (one) => {
        const event = new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true });
        one.dataset.stopped = String(!one.dispatchEvent(event));
      });
      assert.equal(await page.$eval(field(words), (one) => one.dataset.stopped), "true");
      await page.keyboard.press("Enter");
      await page.waitForSelector(`${at(words)} .question-verdict[data-state=right]`);
      assert.ok(await page.$eval(field(words), (one) => one.readOnly));
      assert.match(await page.$eval(`${at(words)} .field-notes`, (one) => one.innerText), /PPC.*Personal/s);
      await saved(page);
      quiet();
    });

    test("what is no number is not wrong: the learner is told", async () => {
      await page.type(field(number), "about a month");
      await check(page, number);
      assert.deepEqual(await verdict(page, number), { state: "missing", text: "Type a number, such as 30 or 1.5." });
      await page.$eval(field(number), (one) => one.select());
      await page.type(field(number), "３１ days");
      await click(page, `${at(number)} .question-check`);
      await page.waitForSelector(`${at(number)} .question-verdict[data-state=right]`);
      quiet();
    });

    test("each blank says what it was, and all is there after a reload", async () => {
      await page.select(field(blanks, "to"), "");
      await page.select(field(blanks, "to"), blanks.key.blanks.find(({ id }) => id === "to").answer);
      await page.type(field(blanks, "days"), "<b>30</b>");
      await check(page, blanks);
      await saved(page);
      for (const again of [false, true]) {
        if (again) {
          await page.reload();
          await ready(page);
        }
        assert.equal((await verdict(page, blanks)).state, "partial");
        const marks = await page.$$eval(`${at(blanks)} .field`, (all) => all.map((one) => [one.dataset.key, one.dataset.mark, one.querySelector(".field-notes").innerText.trim()]));
        assert.deepEqual(marks.map(([key, mark]) => [key, mark]), [["to", "right"], ["days", "wrong"]]);
        assert.equal(marks[0][2], "Correct");
        assert.match(marks[1][2], /^Not correct.*3 to 5 \/ 3-5$/);
        assert.equal(await value(page, blanks, "days"), "<b>30</b>");
        assert.ok(await page.$eval(field(blanks, "to"), (one) => one.disabled));
      }
      quiet();
    });

    test("a quiz that judges at the end tells of what cannot be read as well", async () => {
      await page.type(field(late), "seven");
      await click(page, `[data-quiz="fields-end"] .quiz-submit`);
      assert.match((await verdict(page, late)).text, /number/);
      await page.$eval(field(late), (one) => one.select());
      await page.type(field(late), "7");
      await click(page, `[data-quiz="fields-end"] .quiz-submit`);
      await page.waitForSelector(`${at(late)} .question-verdict[data-state=right]`);
      quiet();
    });

    test("fields are large enough, fit on a small phone and have names", async () => {
      const sizes = await page.$$eval(".field-input", (all) => all.map((one) => [one.getBoundingClientRect().height, one.getBoundingClientRect().right]));
      for (const [height, right] of sizes) assert.ok(height >= 44 && right <= 320, `${height} ${right}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run([...document.querySelectorAll(".question")]));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    });
  });
}

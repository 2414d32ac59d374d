// Every way in which a quiz can answer back, and a new edition under an old record. MODES names the built course.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, choose, click, entries, quizOf, ready, response, saved, shown, shows } from "./help/quiz.mjs";
import { asFiles, asHttp, MODES, MODES_NEXT, pages } from "./help/site.mjs";

const course = await pages(MODES);
const end = quizOf(course, "end");
const none = quizOf(course, "none");
const practice = quizOf(course, "practice");
const [lift, paper, screen] = end.questions;

/** What the result of a quiz says. */
const result = (page, { quiz }) =>
  page.$eval(`[data-quiz="${quiz}"] .quiz-result`, (root) => {
    const words = (selector) => {
      const one = root.querySelector(selector);
      return one.checkVisibility() ? one.textContent.trim() : null;
    };
    const review = [...root.querySelectorAll(".quiz-review li")].map((item) => item.querySelector(".verdict").dataset.state);
    return { shown: root.checkVisibility(), score: words(".quiz-score"), outcome: words(".quiz-outcome"), review };
  });

/** All that gives an answer away, as far as it can be seen. */
const given = (page, { quiz }) =>
  page.$$eval(`[data-quiz="${quiz}"] :is(.answer, .question-explanation, .choice-feedback, .choice-mark, .question-verdict, [data-mark])`, (all) =>
    all.filter((one) => one.checkVisibility() && (one.textContent.trim() || one.dataset.mark)).map((one) => one.className));

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 120_000 }, () => {
      let folder, site, learner, browser, page, heard;

      before(async () => {
        folder = await mkdtemp(join(tmpdir(), "terakoya-modes-"));
        await cp(MODES, folder, { recursive: true });
        site = await open(folder);
        learner = await profile(which);
        browser = await learner.open();
        page = await browser.newPage();
        heard = listen(page, site.base);
        await page.setViewport({ width: 1024, height: 768 });
      });
      after(async () => {
        await learner?.end();
        await site?.end();
        await rm(folder, { recursive: true, force: true });
      });

      async function visit(path) {
        await page.goto(site.base + path);
        await ready(page);
      }
      const quiet = () => assert.deepEqual(heard, []);
      const submit = () => click(page, `[data-quiz="end"] .quiz-submit`);

      test("verdicts at the end: nothing is judged before all is submitted, and a hint helps", async () => {
        await visit(end.path);
        assert.equal(await page.$$eval(".question-check", (all) => all.filter((one) => one.checkVisibility()).length), 0);
        const hint = `${at(lift)} .question-hint`;
        await click(page, `${hint} > summary`);
        assert.ok(await page.$eval(`${hint} > div`, (one) => one.checkVisibility()));
        await choose(page, lift);
        await choose(page, screen, response(screen).slice(0, 1));
        await saved(page);
        assert.deepEqual(await given(page, end), []);
        assert.deepEqual(await shown(page, lift), { chosen: ["ng"], verdict: null, locked: false });
        await choose(page, lift, ["ok"]);
        await choose(page, lift);
        await saved(page);
        quiet();
      });

      test("who submits with an open question is told which, and can answer it first", async () => {
        await submit();
        const open = ".quiz-unanswered";
        assert.ok(await page.$eval(open, (one) => one === document.activeElement && one.checkVisibility()), "the list has the focus");
        assert.deepEqual(await page.$$eval(`${open} a`, (links) => links.map((link) => link.textContent)), ["Question 2"]);
        assert.match(await page.$eval(".quiz-submit", (button) => button.textContent), /without/);
        assert.equal((await result(page, end)).shown, false);
        await click(page, `${open} a`);
        assert.ok(await page.$eval(`${at(paper)} .question-body`, (one) => one === document.activeElement), "the link leads to the question");
        await choose(page, paper, response(paper, false));
        assert.equal(await page.$eval(open, (one) => one.checkVisibility()), false, "nothing is open any more");
        assert.doesNotMatch(await page.$eval(".quiz-submit", (button) => button.textContent), /without/);
        await saved(page);
        quiet();
      });

      test("then all verdicts come at once, and half of a question with `credit: all` is worth nothing", async () => {
        await submit();
        await saved(page);
        assert.ok(await page.$eval(".quiz-result", (one) => one === document.activeElement), "the result has the focus");
        const told = await result(page, end);
        assert.deepEqual(told.review, ["right", "wrong", "wrong"]);
        assert.match(told.score, /25%.*1 \/ 4/s);
        assert.match(told.outcome, /60%/);
        for (const [question, verdict] of [[lift, "right"], [paper, "wrong"], [screen, "wrong"]]) {
          const { verdict: state, locked } = await shown(page, question);
          assert.deepEqual([state, locked], [verdict, true], question.id);
        }
        assert.equal(await page.$$eval(".question-explanation", (all) => all.filter((one) => one.checkVisibility()).length), 3);
        const [, stored] = (await entries(page)).find(([key]) => key.includes("/a/end/"));
        assert.deepEqual([stored.earned, stored.possible, stored.passed], [1, 4, false]);
        await visit(end.path);
        assert.deepEqual((await result(page, end)).review, ["right", "wrong", "wrong"], "still there after a reload");
        quiet();
      });

      test("a second try can be submitted with open questions, which then count nothing", async () => {
        await click(page, ".quiz-again");
        await saved(page);
        assert.deepEqual(await given(page, end), []);
        await choose(page, screen);
        await submit();
        await submit();
        await saved(page);
        const told = await result(page, end);
        assert.deepEqual(told.review, ["pending", "pending", "right"]);
        assert.match(told.score, /50%.*2 \/ 4/s);
        quiet();
      });

      test("only a score: no verdict, no explanation, no answer, before and after", async () => {
        await visit(none.path);
        await choose(page, none.questions[0]);
        await choose(page, none.questions[1], response(none.questions[1], false));
        await click(page, `[data-quiz="none"] .quiz-submit`);
        await saved(page);
        const told = await result(page, none);
        assert.deepEqual(told.review, []);
        assert.match(told.score, /50%.*1 \/ 2/s);
        assert.match(told.outcome, /60%/);
        assert.deepEqual(await given(page, none), []);
        for (const question of none.questions) {
          const { verdict, locked } = await shown(page, question);
          assert.deepEqual([verdict, locked], [null, true]);
        }
        quiet();
      });

      test("a second quiz on the page has an attempt of its own, and one without points is done when it is submitted", async () => {
        assert.equal((await result(page, practice)).shown, false);
        const [habit, badge] = practice.questions;
        await choose(page, habit, response(habit, false));
        await check(page, habit);
        await choose(page, badge);
        await check(page, badge);
        await saved(page);
        const told = await result(page, practice);
        assert.deepEqual([told.shown, told.score], [true, ""]);
        assert.match(told.outcome, /Submitted/);
        const kept = await entries(page);
        const ids = ["none", "practice"].map((quiz) => kept.filter(([key]) => key.includes(`/a/${quiz}/`)));
        assert.deepEqual(ids.map((found) => found.length), [1, 1]);
        assert.notEqual(ids[0][0][0].split("/").pop(), ids[1][0][0].split("/").pop());
        assert.equal(ids[1][0][1].passed, true);
        await visit(practice.path);
        assert.deepEqual((await result(page, none)).review, []);
        assert.equal((await result(page, practice)).shown, true);
        quiet();
      });

      test("a new edition sets aside the answer to a question that is judged in another way, and nothing else", async () => {
        await visit(end.path);
        await click(page, ".quiz-again");
        for (const question of end.questions) await choose(page, question);
        await saved(page);
        await cp(MODES_NEXT, folder, { recursive: true, force: true });
        await visit(end.path);
        assert.equal(await page.evaluate(() => document.documentElement.dataset.edition), "2");
        assert.deepEqual((await shown(page, lift)).chosen, [], "this answer was corrected");
        for (const question of [paper, screen]) assert.deepEqual((await shown(page, question)).chosen, response(question).sort());
        await shows(page, lift, null);
        const kept = (await entries(page)).filter(([key]) => key.includes("/q/end/") && key.endsWith("/lift"));
        assert.equal(kept.length, 2, "what is set aside is not deleted");
        await choose(page, lift, ["ok"]);
        await submit();
        await saved(page);
        assert.deepEqual((await result(page, end)).review, ["right", "right", "right"]);
        quiet();
      });
    });
  }
}

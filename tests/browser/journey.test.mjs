// A learner's way through a quiz, in real browsers, from files and from a plain http server. SITE names the built course.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, choose, click, entries, plant, ready, response, saved, shown, shows, subject } from "./help/quiz.mjs";
import { asFiles, asHttp, pages } from "./help/site.mjs";

const course = await pages();
const { path, quiz, questions } = subject(course);
const [first, second, third] = questions;
const other = course.find((page) => page.path !== path && page.quizzes.length > 0) ?? course[0];
const multiple = questions.find((question) => question.type === "multiple");

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 120_000 }, () => {
      let site, learner, browser, page, heard;

      async function visit(to = path) {
        page = await browser.newPage();
        heard = listen(page, site.base);
        await page.setViewport({ width: 1024, height: 768 });
        await page.goto(site.base + to);
        await ready(page);
        return page;
      }
      const quiet = () => assert.deepEqual(heard, []);

      before(async () => {
        site = await open();
        learner = await profile(which);
        browser = await learner.open();
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });

      test("the place is as hostile as the learner's", async () => {
        await visit();
        assert.equal(await page.evaluate(() => isSecureContext), open === asFiles);
        await page.evaluate(() => localStorage.setItem("probe", "1"));
        await page.goto(site.base + other.path);
        const seen = await page.evaluate(() => localStorage.getItem("probe"));
        assert.equal(seen, which.name === "Firefox" && open === asFiles ? null : "1", "storage of another page");
        await page.close();
      });

      test("an answer is judged, explained and kept, and the learner is told", async () => {
        await visit();
        await choose(page, first);
        await saved(page);
        assert.match(await page.$eval(`[data-quiz="${quiz}"] .quiz-saved`, (element) => element.textContent), /./);
        assert.equal((await shown(page, first)).verdict, null, "nothing is judged before it is asked for");
        await check(page, first);
        assert.deepEqual(await shown(page, first), { chosen: response(first).sort(), verdict: "right", locked: true });
        const focus = await page.evaluate(() => document.activeElement.className);
        assert.equal(focus, "question-verdict", "the focus goes to the verdict");

        await choose(page, second, response(second, false));
        await check(page, second);
        assert.equal((await shown(page, second)).verdict, "wrong");
        const marks = await page.$eval(at(second), (root) => ({
          wrong: root.querySelectorAll("[data-mark=wrong] .choice-mark").length,
          correct: root.querySelectorAll("[data-mark=correct] .choice-mark").length,
          feedback: [...root.querySelectorAll(".choice-feedback")].filter((box) => box.checkVisibility()).length,
          explained: root.querySelector(".question-explanation").checkVisibility(),
        }));
        assert.equal(marks.wrong, 1);
        assert.equal(marks.correct, response(second).length);
        assert.ok(marks.feedback <= 1, "only what was chosen is commented on");
        assert.ok(marks.explained);
        await saved(page);
        quiet();
      });

      test("the way over another page and back leads to the same answers", async () => {
        const link = await page.$$eval(".site-title, .place a", (links) => links.find((link) => new URL(link.href).pathname !== location.pathname).href);
        await Promise.all([page.waitForNavigation(), page.$$eval(".site-title, .place a", (links, link) => links.find((one) => one.href === link).click(), link)]);
        // Not goBack(): it waits for a load, which a page that comes out of Firefox's memory does not have.
        await page.evaluate(() => void setTimeout(() => history.back()));
        await until(() => page.evaluate((address) => location.href === address, site.base + path));
        await ready(page);
        assert.equal((await shown(page, first)).verdict, "right");
        assert.equal((await shown(page, second)).verdict, "wrong");
        quiet();
      });

      test("a check without a choice says so and takes the learner to the question", async () => {
        await page.close();
        await visit();
        await check(page, third);
        assert.equal((await shown(page, third)).verdict, "missing");
        const focus = await page.evaluate(() => document.activeElement.className);
        assert.equal(focus, "question-body");
        await choose(page, third);
        await shows(page, third, null);
        await saved(page);
        quiet();
      });

      test("who closes the browser goes on where they stopped", async () => {
        await learner.close();
        browser = await learner.open();
        await visit();
        assert.equal((await shown(page, first)).verdict, "right");
        assert.equal((await shown(page, second)).verdict, "wrong");
        assert.deepEqual(await shown(page, third), { chosen: response(third).sort(), verdict: null, locked: false });
        quiet();
      });

      test("a browser killed 0.3 s after “saved” has lost nothing", async () => {
        await check(page, third);
        await choose(page, questions[3], response(questions[3], false));
        await saved(page);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await learner.kill();
        browser = await learner.open();
        await visit();
        assert.equal((await shown(page, third)).verdict, "right");
        assert.deepEqual((await shown(page, questions[3])).chosen, response(questions[3], false));
        quiet();
      });

      test("two tabs share one attempt and see each other's answers", async () => {
        const one = page;
        const heardOne = heard;
        const two = await visit();
        await check(two, questions[3]);
        await saved(two);
        await one.bringToFront();
        await shows(one, questions[3], "wrong");
        await choose(one, questions[4]);
        await saved(one);
        await two.bringToFront();
        await two.waitForFunction((selector) => document.querySelector(selector), { timeout: 10_000 }, `${at(questions[4])} :checked`);
        const attempts = (await entries(two)).filter(([key]) => key.includes(`/a/${quiz}/`));
        assert.equal(attempts.length, 1);
        assert.deepEqual([...heardOne, ...heard], []);
        await one.close();
      });

      test("the last answer brings the result, and a link to each question", async () => {
        for (const question of questions.slice(4)) {
          if ((await shown(page, question)).chosen.length === 0) await choose(page, question);
          await check(page, question);
        }
        await saved(page);
        const result = await page.$eval(`[data-quiz="${quiz}"] .quiz-result`, (root) => ({
          visible: root.checkVisibility(),
          passed: root.querySelector(".quiz-outcome").dataset.passed,
          links: [...root.querySelectorAll(".quiz-review a")].length,
          score: root.querySelector(".quiz-score").textContent,
        }));
        const [, stored] = (await entries(page)).find(([key]) => key.includes(`/a/${quiz}/`));
        assert.equal(result.visible, true);
        assert.equal(result.links, questions.length);
        assert.equal(String(stored.passed), result.passed);
        assert.ok(stored.submitted >= stored.started && stored.earned < stored.possible);
        assert.ok(result.score.includes(`${Math.floor((stored.earned * 100) / stored.possible)}%`), result.score);
        await page.reload();
        await ready(page);
        assert.ok(await page.$eval(`[data-quiz="${quiz}"] .quiz-result`, (root) => root.checkVisibility()), "still there after a reload");
        quiet();
      });

      test("another try starts empty and leaves the old one in the record", async () => {
        await click(page, `[data-quiz="${quiz}"] .quiz-again`);
        await saved(page);
        for (const question of questions) assert.deepEqual(await shown(page, question), { chosen: [], verdict: null, locked: false });
        await choose(page, first, response(first, false));
        await saved(page);
        const kept = await entries(page);
        assert.equal(kept.filter(([key]) => key.includes(`/a/${quiz}/`)).length, 2);
        assert.equal(kept.filter(([key]) => key.includes(`/q/${quiz}/`)).length, questions.length + 1);
        await page.reload();
        await ready(page);
        assert.deepEqual((await shown(page, first)).chosen, response(first, false));
        quiet();
      });

      test("wrong entries in the storage are set aside, and the rest counts", async () => {
        await choose(page, second);
        await choose(page, third);
        await saved(page);
        const kept = new Map(await entries(page));
        const [openKey, standing] = [...kept].find(([key]) => key.includes(`/open/${quiz}`));
        const learner = openKey.split("/open/")[0];
        const answer = (question) => `${learner}/q/${quiz}/${standing.attempt}/${question.id}`;
        await plant(page, [
          [answer(first), JSON.stringify({ ...kept.get(answer(first)), revision: "deadbeef" })],
          [answer(second), `{"v":1,"revision":"${second.revision}","checked":"yes","at":-1,"response":{"__proto__":{"polluted":true},"a":[[[[1]]]]}}`],
          [answer({ id: "no-such-question" }), JSON.stringify({ v: 1, revision: "x", response: "y" })],
          [`${learner}/q/${quiz}/${standing.attempt}/%E0%A4%A`, "1"],
          [`${learner}/a/${quiz}/not-an-id`, JSON.stringify({ v: 1, started: 1, submitted: 9e15 })],
          [`${learner}/a/${quiz}/${"f".repeat(32)}`, JSON.stringify({ v: 2, started: "soon", submitted: [] })],
          [`${learner}/a/${quiz}/${"e".repeat(32)}`, "null"],
          [`${learner}/open/${quiz}x`, JSON.stringify({ v: 1, attempt: "f".repeat(32), started: 1 })],
        ]);
        await page.evaluate(() => {
          for (const key of Object.keys(localStorage)) localStorage.setItem(key, '{"__proto__":{"polluted":true},"answers":{"length":1e9}');
        });
        await page.reload();
        await ready(page);
        assert.deepEqual((await shown(page, first)).chosen, [], "an answer to another revision");
        assert.deepEqual((await shown(page, second)).chosen, [], "an answer of another kind");
        assert.deepEqual((await shown(page, third)).chosen, response(third).sort());
        assert.equal(await page.evaluate(() => "polluted" in {}), false);

        await plant(page, [[openKey, JSON.stringify({ v: 1, attempt: "../../../x", started: "NaN" })]]);
        await page.reload();
        await ready(page);
        assert.equal((await shown(page, first)).verdict, "right", "without a sound open attempt the last result is shown");
        await click(page, `[data-quiz="${quiz}"] .quiz-again`);
        await choose(page, first, response(first, false));
        await saved(page);
        await page.reload();
        await ready(page);
        const replaced = { chosen: response(first, false), verdict: null, locked: false };
        assert.deepEqual(await shown(page, first), replaced, "a broken open attempt is replaced");
        quiet();
      });

      test("the keyboard alone is enough", async () => {
        await page.goto(site.base + path);
        await ready(page);
        const goal = `${at(multiple)} input`;
        await page.$eval(at(multiple), (root) => {
          const before = [...document.querySelectorAll("a[href], button, input, summary")].filter((one) => one.checkVisibility() && !one.disabled);
          before[before.indexOf(root.querySelector("input")) - 1].focus();
        });
        await page.keyboard.press("Tab");
        assert.ok(await page.$eval(goal, (input) => input === document.activeElement), "Tab reaches the first box");
        for (const key of multiple.key.choices) await step(page, multiple, key);
        for (let presses = 0; presses < 20 && !(await focusIs(page, ".question-check")); presses++) await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await shows(page, multiple, "right");
        assert.ok(await focusIs(page, ".question-verdict"), "the focus is not lost");
        for (let presses = 0; presses < 20 && !(await focusIs(page, ".question-next a")); presses++) await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        assert.ok(await focusIs(page, ".question-body, .quiz-result"), "the way on is followed by the focus");
        await saved(page);
        quiet();
      });

      test("the outline opens over the page, holds the focus, closes on Escape and gives the focus back", async () => {
        const button = "button.outline-open";
        await page.$eval(button, (element) => element.focus());
        await page.keyboard.press("Enter");
        await page.waitForSelector("dialog.outline[open] nav a");
        assert.ok(await page.$eval("dialog.outline [aria-current=page]", (link) => link === document.activeElement), "this page is marked and has the focus");
        assert.equal(await page.$$eval("dialog.outline nav a", (links) => links.filter((link) => !link.href.startsWith(document.baseURI.slice(0, 4))).length), 0);
        await page.keyboard.press("Escape");
        await page.waitForSelector("dialog.outline:not([open])");
        assert.ok(await focusIs(page, button));
        quiet();
      });

      test("a term is explained beside the word and gives the focus back", async () => {
        const lesson = await termPage();
        if (lesson !== path) await page.goto(site.base + lesson);
        await page.waitForSelector("a.term[aria-haspopup]");
        await page.$eval("a.term", (link) => link.scrollIntoView({ block: "center" }));
        await page.$eval("a.term", (link) => link.focus());
        await page.keyboard.press("Enter");
        await page.waitForSelector(".term-popover:popover-open");
        const box = await page.$eval(".term-popover", (element) => element.getBoundingClientRect().toJSON());
        const word = await page.$eval("a.term", (element) => element.getBoundingClientRect().toJSON());
        assert.ok(Math.min(Math.abs(box.top - word.bottom), Math.abs(word.top - box.bottom)) < 40, "near the word");
        await page.keyboard.press("Escape");
        await page.waitForFunction(() => !document.querySelector(".term-popover:popover-open"));
        assert.ok(await focusIs(page, "a.term"));
        quiet();
      });

      async function termPage() {
        for (const { path } of course) {
          await page.goto(site.base + path);
          if (await page.$("a.term")) return path;
        }
        throw new Error("no page with a term");
      }
    });
  }
}

/** Ticks or leaves one box by keyboard; the next has the focus then. */
async function step(page, question, key) {
  const wanted = question.key.correct.includes(await page.evaluate(() => document.activeElement.value));
  const ticked = await page.evaluate(() => document.activeElement.checked);
  if (wanted !== ticked) await page.keyboard.press(" ");
  await page.keyboard.press("Tab");
  return key;
}

/** Tries for ten seconds. */
async function until(condition) {
  const end = Date.now() + 10_000;
  while (!(await condition().catch(() => false))) {
    assert.ok(Date.now() < end, `not in time: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const focusIs = (page, selector) => page.evaluate((selector) => document.activeElement.matches(selector), selector);

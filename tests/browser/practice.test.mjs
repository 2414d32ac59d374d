// What was missed comes back: the practice page in real browsers, from files and from a plain http server.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, choose, click, entries, plant, ready, response, saved, subject } from "./help/quiz.mjs";
import { asFiles, asHttp, pages, SCENES, SITE, TYPES } from "./help/site.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { path, quiz, questions } = subject(await pages());
const [first, second, third] = questions;
const COURSE = /data-course="([^"]+)"/.exec(await readFile(`${SITE}/practice.html`, "utf8"))[1];
const DAY = 86_400_000;

/** The question that is asked. */
const STAGE = ".practice-stage .question";

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 180_000 }, () => {
      let site, learner, browser, page, heard;

      /** Opens a page so many days later. */
      async function visit(to, days = 0) {
        await page?.close();
        page = await browser.newPage();
        heard = listen(page, site.base);
        await page.setViewport({ width: 1024, height: 768 });
        if (days) {
          await page.evaluateOnNewDocument((ahead) => {
            const Real = Date;
            window.Date = class extends Real {
              constructor(...values) {
                if (values.length) super(...values);
                else super(Real.now() + ahead);
              }
              static now = () => Real.now() + ahead;
            };
          }, days * DAY);
        }
        await page.goto(site.base + to);
        if (to === "practice.html") await settled();
        if (to === path) await ready(page);
      }
      /** Waits until the page says what there is to do. */
      const settled = () => page.waitForFunction(() => {
        const told = document.querySelector(".practice-told").textContent;
        return told && !told.includes("…") && (document.querySelector(".practice-stage .question") || !/：\d+問$/.test(told));
      });
      const told = () => page.$eval(".practice-told", (one) => one.textContent);
      const asked = () => page.$$eval(STAGE, (all) => all.map((one) => one.dataset.question)[0] ?? null);
      const coming = () => page.$$eval(".practice-coming li", (all) => all.map((one) => one.textContent));
      const turn = async (question) => (await entries(page)).find(([key]) => key.endsWith(`/practice/${quiz}/${question.id}`))?.[1];
      const quiet = () => assert.deepEqual(heard, []);

      /** Answers the question that is asked, and waits until it is known when it comes again. */
      async function give(keys) {
        for (const key of keys) await click(page, `${STAGE} .choice-label:has([value="${key}"])`);
        await click(page, `${STAGE} .question-check`);
        await page.waitForFunction(() => document.querySelector(".practice-when")?.textContent);
      }
      const byId = (id) => questions.find((question) => question.id === id);
      const onwards = async () => {
        await click(page, ".question-next > .button");
        await page.waitForFunction((selector) => !document.querySelector(`${selector} .question-next`), {}, STAGE);
        await settled();
      };

      before(async () => {
        site = await open();
        learner = await profile(which);
        browser = await learner.open();
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });

      test("an empty record has nothing to practise, and the page says how it works", async () => {
        await visit("practice.html");
        assert.match(await told(), /まだありません/);
        assert.equal(await asked(), null);
        assert.equal((await page.$$("main li")).length, 4);
        await visit("index.html");
        await page.waitForFunction(() => document.querySelector(".standing-words").textContent);
        assert.equal(await page.$eval(".due a", (link) => link.checkVisibility()), false, "and nothing reminds of it");
        quiet();
      });

      test("two questions that were missed in a lesson come, and one that was right does not", async () => {
        await visit(path);
        for (const [question, right] of [[first, false], [second, false], [third, true]]) {
          await choose(page, question, response(question, right));
          await check(page, question);
        }
        await saved(page);
        await visit("practice.html");
        assert.match(await told(), /2問/);
        assert.deepEqual([(await turn(first)).box, (await turn(second)).box, await turn(third)], [1, 1, undefined]);
        assert.equal(await asked(), first.id);
        assert.match(await page.$eval(`${STAGE} .question-number`, (one) => one.textContent), /2問中 1問目/);
        assert.ok((await page.$eval(".practice-from a", (link) => link.href)).endsWith(path));
        assert.equal(await page.$$eval(`${STAGE} :is(.answer, .question-explanation, .choice-feedback)`, (all) => all.filter((one) => one.checkVisibility()).length), 0);
        quiet();
      });

      test("a check without an answer says so", async () => {
        await click(page, `${STAGE} .question-check`);
        assert.equal(await page.$eval(`${STAGE} .question-verdict`, (one) => one.dataset.state), "missing");
        assert.equal((await turn(first)).box, 1);
      });

      test("a right answer moves it to the next box, and it comes again in three days", async () => {
        await give(response(first));
        assert.equal(await page.$eval(`${STAGE} .question-verdict`, (one) => one.dataset.state), "right");
        assert.equal(await page.evaluate(() => document.activeElement.className), "question-verdict", "the verdict has the focus");
        assert.match(await page.$eval(".practice-when", (one) => one.textContent), /3日後/);
        assert.ok(await page.$eval(`${STAGE} .question-explanation`, (one) => one.checkVisibility()));
        const { box, due, at: when, revision } = await turn(first);
        assert.deepEqual([box, revision], [2, first.revision]);
        assert.ok(due > when + 2 * DAY && due <= when + 3 * DAY + DAY / 12);
        quiet();
      });

      test("a wrong answer brings it back tomorrow, and the end says what comes when", async () => {
        await onwards();
        assert.equal(await asked(), second.id);
        assert.equal(await page.evaluate(() => document.activeElement.className), "question-body", "the question has the focus");
        await give(response(second, false));
        assert.match(await page.$eval(".practice-when", (one) => one.textContent), /明日/);
        assert.equal((await turn(second)).box, 1);
        await onwards();
        assert.match(await told(), /2問中 1問/);
        assert.ok(await page.$eval(".practice-told", (one) => one === document.activeElement), "the summary has the focus");
        assert.deepEqual(await coming(), ["明日：1問", "3日後：1問"]);
        quiet();
      });

      test("who comes back on the same day learns when there is more", async () => {
        await visit("practice.html");
        assert.match(await told(), /いま復習する問題はありません/);
        assert.deepEqual(await coming(), ["明日：1問", "3日後：1問"]);
        quiet();
      });

      test("the next day the first page and the record remind of it, without moving anything", async () => {
        await visit("index.html", 1);
        await page.waitForFunction(() => document.querySelector(".due a").checkVisibility());
        assert.match(await page.$eval(".due a", (link) => link.textContent), /1問/);
        const moved = await page.evaluate(() => {
          const [link, below] = [document.querySelector(".due a"), document.querySelector("h2")];
          const before = below.getBoundingClientRect().top;
          link.hidden = true;
          return below.getBoundingClientRect().top - before;
        });
        assert.equal(moved, 0);
        await visit("record.html", 1);
        await page.waitForFunction(() => /1問/.test(document.querySelector(".due a").textContent));
        quiet();
      });

      test("then it is asked, and by keyboard alone", async () => {
        await visit("practice.html", 1);
        assert.equal(await asked(), second.id);
        const focused = (selector) => page.evaluate((selector) => document.activeElement.matches(selector), selector);
        const tab = async (to) => {
          for (let step = 0; step < 60 && !(await focused(to)); step++) await page.keyboard.press("Tab");
          assert.ok(await focused(to), to);
        };
        const all = await page.$$eval(`${STAGE} .choice input`, (inputs) => inputs.map((input) => [input.type, input.value]));
        await tab(`${STAGE} .choice input`);
        for (const [index, [type, value]] of all.entries()) {
          if (index) await page.keyboard.press(type === "radio" ? "ArrowDown" : "Tab");
          const chosen = await page.evaluate(() => document.activeElement.checked);
          const wanted = response(second).includes(value);
          if (type === "checkbox" ? wanted : wanted && !chosen) await page.keyboard.press(" ");
          if (type === "radio" && wanted) break;
        }
        await tab(`${STAGE} .question-check`);
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.querySelector(".practice-when")?.textContent);
        assert.equal((await turn(second)).box, 2);
        await tab(".question-next > .button");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.activeElement.matches(".practice-told"));
        assert.deepEqual(await coming(), ["2日後：1問", "3日後：1問"]);
        quiet();
      });

      test("a page that stays open asks again when a new day has come", async () => {
        await visit("practice.html");
        assert.equal(await asked(), null);
        await page.evaluate((ahead) => {
          const now = Date.now;
          Date.now = () => now() + ahead;
          window.dispatchEvent(new Event("focus"));
        }, 4 * DAY);
        await page.waitForSelector(STAGE);
        assert.match(await told(), /2問/);
        quiet();
      });

      test("what is missed again in a lesson starts over", async () => {
        await visit(path);
        for (const question of questions.slice(3)) {
          await choose(page, question, question.type === "ordering" ? [] : response(question));
          await check(page, question);
        }
        await click(page, `[data-quiz="${quiz}"] .quiz-again`);
        await saved(page);
        await choose(page, first, response(first, false));
        await check(page, first);
        await saved(page);
        await visit("practice.html");
        assert.equal(await asked(), first.id);
        assert.equal((await turn(first)).box, 1);
        assert.equal((await turn(second)).box, 2);
        quiet();
      });

      test("a question that was changed is forgotten, and broken entries harm nothing", async () => {
        const { due, at: when } = await turn(first);
        const sound = { v: 1, box: 1, due, at: when, revision: "other" };
        const key = (...names) => [COURSE, "me", "practice", ...names].join("/");
        await plant(page, [
          [key(quiz, third.id), JSON.stringify(sound)],
          [key(quiz, second.id), JSON.stringify({ ...sound, revision: second.revision, box: "9" })],
          [key(quiz, "gone"), JSON.stringify(sound)],
          [key("gone", "q1"), JSON.stringify(sound)],
          [key(quiz, "__proto__"), `{"v":1,"__proto__":{"box":1},"box":{},"due":null}`],
          [key(quiz, "%E0"), JSON.stringify(sound)],
          [[COURSE, "me", "looked", quiz].join("/"), JSON.stringify({ v: 1, at: "x", answers: null })],
          [key(quiz, "new"), JSON.stringify({ ...sound, v: 2 })],
        ]);
        await visit("practice.html");
        assert.match(await told(), /：2問/, "where an entry is broken, the answers speak again");
        assert.equal(await asked(), second.id);
        assert.equal((await turn(second)).box, 1);
        assert.equal(await turn(third), undefined);
        await give(response(second));
        quiet();
      });

      test("another learner has a practice of their own", async () => {
        await page.evaluate(() => Terakoya.switchTo("0123456789abcdef0123456789abcdef"));
        await visit("practice.html");
        assert.match(await told(), /まだありません/);
        await page.evaluate(() => Terakoya.switchTo("me"));
        await visit("practice.html");
        assert.equal(await asked(), first.id);
        quiet();
      });

      test("the outline leads here", async () => {
        await visit(path);
        await click(page, ".outline-open");
        const link = await page.waitForSelector("dialog[open] .outline-practice a");
        assert.equal(await link.evaluate((one) => one.href), `${site.base}practice.html`);
        quiet();
      });

      test("no barrier that a machine can find, in both states of a question, on a phone too", async () => {
        for (const [width, scheme] of [[1024, "light"], [320, "dark"]]) {
          await visit("practice.html");
          await page.setViewport({ width, height: 700 });
          if (which.browser === "chrome") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          await page.evaluate(AXE);
          const barriers = async () => (await page.evaluate(() => axe.run())).violations.map(({ id, nodes }) => [id, nodes[0].html]);
          assert.deepEqual(await barriers(), [], `${width}`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: nothing sticks out`);
          if (width === 320) await give(response(byId(await asked()), false));
          assert.deepEqual(await barriers(), [], `${width}, judged`);
        }
      });
    });
  }
}

for (const which of BROWSERS) {
  test(`every question of the courses can be brought back in ${which.name}`, { timeout: 120_000 }, async () => {
    const learner = await profile(which);
    try {
      const browser = await learner.open();
      for (const root of [SITE, TYPES, SCENES]) {
        const site = await asHttp(root);
        const page = await browser.newPage();
        const heard = listen(page, site.base);
        await page.goto(`${site.base}practice.html`);
        const built = await page.evaluate(async () => {
          const outline = await Terakoya.whole();
          const found = [];
          for (const quiz of outline.practice.quizzes) {
            for (const { type, key, points, tree } of (await Terakoya.shard(quiz)).questions) {
              const form = Terakoya.build(tree);
              document.querySelector("main").append(form);
              const rules = Terakoya.questions.get(type);
              rules.enhance?.(form, true);
              found.push([type, rules.grade(key, rules.read(form), points).state]);
              rules.lock(form, true);
              rules.show(form, rules.grade(key, null, points), key, null);
              form.remove();
            }
          }
          return found;
        });
        assert.ok(built.length >= 6);
        assert.deepEqual(built.filter(([, state]) => state !== "pending"), []);
        assert.ok(!built.some(([type]) => type === "survey"));
        assert.deepEqual(heard, []);
        await page.close();
        await site.end();
      }
    } finally {
      await learner.end();
    }
  });
}

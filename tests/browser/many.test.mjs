// A thousand mixed questions on one page: opening it, answering at its start, middle and end, and looking through it
// keep the page from answering only for moments. LAID_OUT names the built course (cargo test --test laid_out).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, click, quizOf, ready, saved } from "./help/quiz.mjs";
import { asFiles, MANY, pages } from "./help/site.mjs";

/** Milliseconds for which the page may not answer once it is there. Twice what is promised, for machines with other work. */
const LONGEST = 400;
/** Milliseconds until all thousand can be answered. */
const READY = 15_000;

const course = await pages(MANY);
const chromium = BROWSERS.find(({ browser }) => browser === "chrome");

describe("a thousand questions on one page", { skip: !chromium }, () => {
  let site, visitor, browser, page, base;

  before(async () => {
    visitor = await profile(chromium);
    site = await asFiles(MANY);
    ({ base } = site);
    browser = await visitor.open();
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    await page.evaluateOnNewDocument(() => {
      window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]))).observe({ type: "longtask", buffered: true });
    });
  });
  after(async () => {
    await visitor?.end();
    await site?.end();
  });

  /** The longest task of the page since a moment. */
  const longest = async (since) => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
    return page.evaluate((since) => Math.max(0, ...window.tasks.flatMap(([start, duration]) => (start >= since ? [duration] : []))), since);
  };
  const now = () => page.evaluate(() => performance.now());

  for (const feedback of ["each", "end"]) {
    const quiz = quizOf(course, feedback);

    test(`opening, feedback: ${feedback}`, async (t) => {
      const heard = listen(page, base);
      await page.goto(`${base}${quiz.path}`);
      await ready(page);
      const time = await now();
      const loaded = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
      const [first, then] = [await longest(0), await longest(loaded)];
      t.diagnostic(`ready after ${Math.round(time)} ms (load ${Math.round(loaded)}); longest task ${Math.round(first)} ms, after load ${Math.round(then)} ms`);
      assert.deepEqual(heard, []);
      assert.ok(time < READY, `${time}`);
      assert.ok(then < LONGEST, `${then}`);
    });

    test(`answering, feedback: ${feedback}`, async (t) => {
      const picked = quiz.questions.filter(({ type }) => ["single", "judge"].includes(type));
      const chosen = [picked[0], picked[1], picked[picked.length >> 1], picked.at(-2), picked.at(-1)];
      const took = [];
      for (const question of chosen) {
        await page.$eval(at(question), (root) => root.scrollIntoView({ block: "center" }));
        await longest(0);
        const since = await now();
        await click(page, `${at(question)} .choice-label`);
        if (feedback === "each") {
          await click(page, `${at(question)} .question-check`);
          await page.waitForSelector(`${at(question)} .question-verdict:is([data-state=right], [data-state=wrong])`);
        }
        await saved(page);
        took.push(Math.round(await longest(since)));
      }
      t.diagnostic(`longest tasks ${took.join(", ")} ms`);
      assert.ok(Math.max(...took) < LONGEST, took.join());
    });
  }

  test("what was answered is there after a reload, and leafing through stays smooth", async (t) => {
    await page.reload();
    await ready(page);
    await longest(0);
    const since = await now();
    for (let step = 1; step <= 40; step++) {
      await page.evaluate((step) => window.scrollTo(0, (document.documentElement.scrollHeight * step) / 40), step);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
    const most = await longest(since);
    t.diagnostic(`longest task ${Math.round(most)} ms`);
    assert.ok(most < LONGEST, `${most}`);
    assert.equal(await page.$$eval(".question :checked", (all) => all.filter((one) => one.matches("input")).length), 5);
  });
});

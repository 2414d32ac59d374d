// Every type of question in every state: not answered, right, partly right, wrong, with a response that is none, looked
// at again after all was judged, and on paper; wide and narrow, light, dark and in the system's own colours. LAID_OUT
// names the built course and the responses to its questions (cargo test --test laid_out).
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { types } from "./help/graders.mjs";
import { at, entries, quizOf, ready } from "./help/quiz.mjs";
import { asFiles, pages, RESPONSES, STATES } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await pages(STATES);
const responses = JSON.parse(await readFile(RESPONSES, "utf8"));
/** Where pictures of all states go, for whoever wants to look at them. */
const SHOTS = process.env.SHOTS;

const LOOKS = [
  { name: "wide", width: 1024, features: [] },
  { name: "narrow", width: 320, features: [] },
  { name: "dark", width: 1024, features: [{ name: "prefers-color-scheme", value: "dark" }] },
  { name: "forced colours", width: 1024, features: [{ name: "forced-colors", value: "active" }] },
];

const chromium = BROWSERS.find(({ browser }) => browser === "chrome");

/** What stands in the record before the page is opened. `misfit`: no type can read it. */
const STATE = {
  fresh: () => null,
  right: ({ type }) => responses[type].right,
  partial: ({ type }) => responses[type].partial,
  wrong: ({ type }) => responses[type].wrong,
  misfit: ({ type }) => responses[type].misfit[0],
  "another misfit": ({ type }) => responses[type].misfit[1],
};

describe("every type in every state", { skip: !chromium, timeout: 300_000 }, () => {
  let site, visitor, browser, page, heard;

  before(async () => {
    visitor = await profile(chromium);
    site = await asFiles(STATES);
    browser = await visitor.open();
    page = await browser.newPage();
    heard = listen(page, site.base);
    if (SHOTS) await mkdir(SHOTS, { recursive: true });
  });
  after(async () => {
    await visitor?.end();
    await site?.end();
  });

  /** Opens a quiz whose answers in the record are these. */
  async function visit(quiz, state, submitted) {
    await page.goto(site.base + quiz.path);
    await ready(page);
    // Nothing is left of the state before.
    const rows = (await entries(page)).map(([key]) => key);
    await page.evaluate(async (rows) => {
      localStorage.clear();
      await (await Terakoya.openStore()).write({ delete: rows });
    }, rows);
    await page.reload();
    await ready(page);
    const given = quiz.questions.flatMap((question) => (state(question) === null ? [] : [[question.id, state(question)]]));
    await page.evaluate(
      async (id, given, submitted) => {
        const data = JSON.parse(document.querySelector(`[data-quiz="${id}"] .quiz-data`).textContent);
        const record = Terakoya.record(data);
        const attempt = { id: "", started: 0, submitted: null, answers: new Map() };
        await record.restart(attempt);
        for (const [question, response] of given) {
          const answer = { response, checked: data.feedback === "each" };
          attempt.answers.set(question, answer);
          await record.answer(attempt, question, answer);
        }
        attempt.submitted = submitted ? Date.now() : null;
        if (submitted) await record.submit(attempt, { earned: 0, possible: 100, percent: 0, passed: false }, false);
      },
      quiz.quiz,
      given,
      submitted,
    );
    await page.reload();
    await ready(page);
  }

  /** What axe finds, what is wider than the page, and targets that are too small, in each look. */
  async function sound(name) {
    await page.evaluate(axe);
    for (const look of LOOKS) {
      await page.setViewport({ width: look.width, height: 800 });
      const session = await page.createCDPSession();
      await session.send("Emulation.setEmulatedMedia", { features: look.features });
      const faults = await page.evaluate(async () => {
        for (const one of document.querySelectorAll(".question details:not([hidden])")) one.open = true;
        const { violations } = await globalThis.axe.run(".quiz", { preload: false, resultTypes: ["violations"] });
        const wide = document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
        const small = [...document.querySelectorAll(".question :is(button, select, input:not([type=radio], [type=checkbox]), textarea, label.choice-label)")].flatMap((one) => {
          const { width, height } = one.getBoundingClientRect();
          return one.checkVisibility({ visibilityProperty: true }) && Math.min(width, height) < 44 ? [`${one.closest(".question").dataset.type}: ${one.className} is ${width} by ${height}`] : [];
        });
        return [...wide, ...small, ...violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`))];
      });
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name} ${look.name}.png`.replaceAll(" ", "-")), fullPage: true });
      assert.deepEqual(faults, [], `${name}, ${look.name}`);
      await session.send("Emulation.setEmulatedMedia", { features: [] });
      await session.detach();
    }
    await page.setViewport({ width: 1024, height: 800 });
    assert.deepEqual(heard, []);
  }

  const each = quizOf(course, "each");
  const end = quizOf(course, "end");
  const states = () => page.$$eval("[data-quiz=each] .question", (all) => Object.fromEntries(all.map((one) => [one.dataset.type, one.querySelector(".question-verdict").dataset.state ?? null])));

  test("the course has every type", () => {
    assert.deepEqual(each.questions.map(({ type }) => type).sort(), types);
    assert.deepEqual(end.questions.map(({ type }) => type).sort(), types);
  });

  for (const name of ["fresh", "right", "partial", "wrong"]) {
    test(name, async () => {
      await visit(each, STATE[name]);
      for (const [type, state] of Object.entries(await states())) {
        const given = STATE[name]({ type });
        const expected = given === null ? [null] : { right: ["right", "unscored"], partial: ["partial"], wrong: ["wrong", "unscored"] }[name];
        assert.ok(expected.includes(state), `${type}: ${state}`);
      }
      await sound(name);
    });
  }

  for (const name of ["misfit", "another misfit"]) {
    test(`${name}: told once at each question, which can be answered again`, async () => {
      await visit(each, STATE[name]);
      for (const question of each.questions) {
        const { words, open } = await page.$eval(at(question), (root) => ({
          words: root.querySelector(".question-verdict").textContent,
          open: root.querySelector(".question-actions").hidden === false && root.querySelector(".question-body :is(input, select, textarea, button):enabled:not([readonly])") !== null,
        }));
        assert.equal(words, "前の解答は使えませんでした。", question.type);
        assert.ok(open, `${question.type} can be answered`);
      }
      assert.equal(await page.$eval("[data-quiz=each] .quiz-progress", (one) => /\d+/.exec(one.textContent.replace(/^\D*\d+\D+/, ""))?.[0] ?? ""), "0");
      if (name === "misfit") await sound(name);
      // Once something is given, no more is said of it.
      const single = each.questions.find(({ type }) => type === "single");
      await page.click(`${at(single)} input`);
      await page.click(`${at(single)} .question-check`);
      assert.doesNotMatch(await page.$eval(`${at(single)} .question-verdict`, (one) => one.textContent), /前の解答/);
    });
  }

  test("looked at again after all was judged: right, wrong, not answered and not readable side by side", async () => {
    await visit(end, (question) => ["fresh", "right", "wrong", "partial", "misfit"].map((name) => STATE[name](question))[(end.questions.indexOf(question) * 2) % 5], true);
    const shown = await page.$$eval("[data-quiz=end] .question-verdict", (all) => all.map((one) => one.dataset.state ?? null));
    assert.ok(shown.every(Boolean), shown.join());
    await sound("review");
  });

  test("on paper no answer is printed, and nothing that was answered", async () => {
    await visit(each, STATE.right);
    const session = await page.createCDPSession();
    await page.setViewport({ width: 720, height: 1000 });
    await session.send("Emulation.setEmulatedMedia", { media: "print" });
    for (const question of each.questions) {
      const left = await page.$eval(at(question), (root) =>
        [...root.querySelectorAll(".question-verdict, .question-explanation, .question-hint, .answer, .choice-mark, .choice-feedback, .part-answer, .field-notes, button")].flatMap((one) => (one.checkVisibility() && one.textContent.trim() ? [`${one.className}: ${one.textContent}`] : [])));
      assert.deepEqual(left, [], question.type);
      assert.ok(await page.$eval(at(question), (root) => root.getBoundingClientRect().height > 40), question.type);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    if (SHOTS) await page.screenshot({ path: join(SHOTS, "print.png"), fullPage: true });
    await session.detach();
  });
});

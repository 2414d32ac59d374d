// Every kind of page, in real browsers: quiet, accessible, narrow, on paper, and without script.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, choose, ready, response, saved, subject } from "./help/quiz.mjs";
import { asFiles, asHttp, pages } from "./help/site.mjs";

/** How many questions a page asks. */
function count(page) {
  return page.quizzes.flatMap((quiz) => quiz.questions).length;
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await pages();
const lesson = subject(course);
/** The page with the most questions. */
const heaviest = course.reduce((most, page) => (count(page) > count(most) ? page : most));
/** One page of each kind, and all that hold a quiz. */
const kinds = [...new Map(course.map((page) => [page.quizzes.length > 0 ? page.path : page.kind, page])).values()];

for (const which of BROWSERS) {
  describe(`${which.name}`, { timeout: 150_000 }, () => {
    let site, learner, browser;

    before(async () => {
      site = await asFiles();
      learner = await profile(which);
      browser = await learner.open();
    });
    after(async () => {
      await learner?.end();
      await site?.end();
    });

    async function visit(path, width = 1024) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 800 });
      const heard = listen(page, site.base);
      await page.goto(site.base + path);
      // Not the frame of the practice page, which asks what is due without a quiz around it.
      if ((await page.$$(".quiz .quiz-data")).length > 0) await ready(page);
      return { page, heard };
    }

    test("no page says anything on the console or asks for anything but the site's own files", async () => {
      const http = await asHttp();
      try {
        for (const from of [site, http]) {
          for (const { path } of kinds) {
            const page = await browser.newPage();
            const heard = listen(page, from.base);
            await page.goto(from.base + path);
            // Not the frame of the practice page, which asks what is due without a quiz around it.
      if ((await page.$$(".quiz .quiz-data")).length > 0) await ready(page);
            assert.deepEqual(heard, [], from.base + path);
            await page.close();
          }
        }
      } finally {
        await http.end();
      }
    });

    test("no page scrolls sideways at 320 px, nor at twice the text size", async () => {
      for (const { path } of kinds) {
        const { page } = await visit(path, 320);
        for (const size of ["", "200%"]) {
          // 200 % of the text on a window of 640 px is what WCAG asks for.
          if (size) await page.setViewport({ width: 640, height: 800 });
          await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
          const wide = await page.evaluate(() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1).map((one) => `${one.localName}.${one.className}`).slice(0, 5);
          });
          assert.deepEqual(wide, [], `${path} ${size}`);
        }
        await page.close();
      }
    });

    test("every target of a quiz is at least 44 px high", async () => {
      const { page } = await visit(lesson.path, 360);
      const small = await page.$$eval(".quiz :is(button, summary, .choice-label)", (all) =>
        all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map((one) => one.className || one.localName));
      assert.deepEqual(small, []);
      await page.close();
    });

    test("no page has a fault that axe knows of, nor has a quiz that is answered", async () => {
      for (const { path } of kinds) {
        const { page } = await visit(path);
        if (path === lesson.path) await answerSome(page);
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => {
          const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
          return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
        });
        assert.deepEqual(faults, [], path);
        await page.close();
      }
    });

    test("on paper a quiz has boxes to tick and no answers", async () => {
      const { page } = await visit(lesson.path);
      // The lesson itself may say the same: only what stands in the quiz alone is a secret.
      const secrets = await page.$$eval(`[data-quiz="${lesson.quiz}"] :is(.question-explanation, .choice-feedback) p`, (all) => {
        const words = (/** @type {Node} */ node) => node.textContent.normalize("NFKC").replace(/\s/g, "");
        const rest = document.querySelector("main").cloneNode(true);
        for (const quiz of rest.querySelectorAll(".quiz")) quiz.remove();
        const outside = words(rest);
        return all.map((one) => words(one).slice(0, 16)).filter((text) => text.length > 8 && !outside.includes(text));
      });
      assert.ok(secrets.length > 3);
      const text = await print(page);
      const prompt = await page.$eval(`${at(lesson.questions[0])} .question-prompt`, (one) => one.textContent.replace(/\s/g, "").slice(0, 8));
      assert.ok(text.includes(prompt), "the questions are printed");
      assert.deepEqual(secrets.filter((secret) => text.includes(secret)), []);
      await page.close();
    });

    test("without script a quiz reads as a text: questions, choices, and the answers to be opened", async () => {
      // Firefox cannot turn scripts off for one page by WebDriver BiDi, but for a learner.
      const other = await profile({ ...which, extraPrefsFirefox: { ...which.extraPrefsFirefox, "javascript.enabled": false } });
      try {
        const page = await (await other.open()).newPage();
        if (which.browser === "chrome") await page.setJavaScriptEnabled(false);
        await page.goto(site.base + lesson.path);
        assert.deepEqual(await readable(page), { prompt: true, choices: true, answer: true, explanation: true, dead: 0 });
        assert.ok(await page.$eval("noscript .problem", (one) => one.checkVisibility()), "and says that nothing is kept");
      } finally {
        await other.end();
      }
    });

    test("where the scripts do not arrive a quiz reads as without script, if a moment later", async () => {
      const http = await asHttp(undefined, /\.js$/);
      const page = await browser.newPage();
      await page.goto(http.base + lesson.path);
      await new Promise((resolve) => setTimeout(resolve, 3500));
      assert.deepEqual(await readable(page), { prompt: true, choices: true, answer: true, explanation: true, dead: 0 });
      await page.close();
      await http.end();
    });
  });
}

/** What only Chromium can be asked for. */
const chromium = BROWSERS.find((one) => one.browser === "chrome");
describe("Chromium alone", { timeout: 150_000, skip: !chromium && "not asked for" }, () => {
  let site, learner, browser;

  before(async () => {
    site = await asFiles();
    learner = await profile(chromium);
    browser = await learner.open();
  });
  after(async () => {
    await learner?.end();
    await site?.end();
  });

  test("in forced colours a quiz that is answered has no fault, and its signs do not hang on colour", async () => {
    const page = await browser.newPage();
    await page.setViewport({ width: 1024, height: 800 });
    const session = await page.createCDPSession();
    await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
    await page.goto(site.base + lesson.path);
    await ready(page);
    assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
    await answerSome(page);
    await page.evaluate(axe);
    const faults = await page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
    });
    assert.deepEqual(faults, []);
    const signs = await page.$$eval(`[data-quiz="${lesson.quiz}"] :is(.verdict, .choice-mark)`, (all) =>
      all.filter((one) => one.checkVisibility()).map((one) => getComputedStyle(one, "::before").content.replace(/[" ]|\/.*/g, "")));
    assert.ok(signs.includes("○") && signs.includes("×"), signs.join());
    const borders = await page.$$eval(`[data-quiz="${lesson.quiz}"] :is(.choice, .question-verdict[data-state])`, (all) =>
      all.filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) < 1).length);
    assert.equal(borders, 0);
    if (process.env.SHOTS) {
      for (const [name, selector] of [["quiz", at(lesson.questions[1])], ["post", ".post"], ["objectives", ".objectives"]]) {
        await (await page.$(selector))?.screenshot({ path: join(process.env.SHOTS, `forced-${name}.png`) });
      }
    }
    await page.close();
  });

  test("nothing moves when the record comes back", async (t) => {
    const answered = await browser.newPage();
    await answered.goto(site.base + lesson.path);
    await ready(answered);
    await answerSome(answered);
    await answered.close();
    // On a slow processor the first paint comes before the scripts, and before the end of the page.
    for (const [width, slower] of [[360, 1], [1024, 1], [360, 6], [1024, 6]]) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 800 });
      if (slower > 1) await page.emulateCPUThrottling(slower);
      await page.evaluateOnNewDocument(() => {
        globalThis.moved = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) globalThis.moved += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      // At the quiz itself, where the answers come back into view.
      const id = await anchor(browser, site.base + lesson.path);
      await page.goto(`${site.base}${lesson.path}#${id}`);
      await ready(page);
      await page.waitForSelector(`${at(lesson.questions[0])} .question-verdict[data-state]`);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const moved = await page.evaluate(() => globalThis.moved);
      t.diagnostic(`layout shift at ${width} px, ${slower} times as slow: ${moved.toFixed(4)}`);
      assert.ok(moved <= 0.1, `${moved} at ${width} px, ${slower} times as slow`);
      await page.close();
    }
  });

  test("on a computer six times as slow the page is soon there to be read", async (t) => {
    const times = [];
    for (let turn = 0; turn < 5; turn++) {
      const page = await browser.newPage();
      await page.emulateCPUThrottling(6);
      await page.goto(site.base + heaviest.path);
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      times.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
      await page.close();
    }
    const median = times.sort((a, b) => a - b)[2];
    // The goal is 300 ms. How busy this machine is counts too, so what is held is only that it stays far from seconds.
    t.diagnostic(`first contentful paint of ${heaviest.path}: ${times.map(Math.round).join(", ")} ms`);
    assert.ok(median <= 1000, `${median} ms`);
  });
});

/** The anchor of the quiz on its page. */
async function anchor(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  const id = await page.$eval(`[data-quiz="${lesson.quiz}"]`, (one) => one.id);
  await page.close();
  return id;
}

const readable = (page) =>
  page.$eval(at(lesson.questions[0]), (root) => ({
    prompt: root.querySelector(".question-prompt").checkVisibility(),
    choices: [...root.querySelectorAll(".choice-label")].every((one) => one.checkVisibility()),
    answer: root.querySelector(".answer > summary").checkVisibility({ visibilityProperty: true }),
    explanation: root.querySelector(".answer .question-explanation")?.textContent.trim().length > 0,
    dead: [...root.closest(".quiz").querySelectorAll("button")].filter((one) => one.checkVisibility()).length,
  }));

/** One right and one wrong answer, so that every look is there. */
async function answerSome(page) {
  const [first, second] = lesson.questions;
  if (await page.$(`${at(first)} .question-verdict[data-state]`)) return;
  await choose(page, first);
  await check(page, first);
  await choose(page, second, response(second, false));
  await check(page, second);
  await saved(page);
}

/** The text of the printed page, without blanks. Needs `pdftotext` (poppler-utils). */
async function print(page) {
  const folder = await mkdtemp(join(tmpdir(), "terakoya-print-"));
  try {
    const path = join(folder, "page.pdf");
    await page.pdf({ path, format: "A4" });
    const { stdout } = await promisify(execFile)("pdftotext", ["-raw", path, "-"]);
    return stdout.normalize("NFKC").replace(/\s/g, "");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

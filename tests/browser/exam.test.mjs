// Exams as learners take them, by the keyboard: drawn, left, taken up again, failed, tried again, passed; against the
// clock, whatever is done to it; in two tabs, on paper and without script. EXAM names the built course (tests/courses/exam).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { clocks, kept, pick, press, seen, tabTo, takeAll, words } from "./help/exam.mjs";
import { at, entries, plant, quizOf, ready, saved, shown } from "./help/quiz.mjs";
import { asFiles, asHttp, EXAM, pages } from "./help/site.mjs";

const course = await pages(EXAM);
const [drawn, timed, plain] = ["drawn", "timed", "plain"].map((id) => quizOf(course, id));
const byId = new Map(drawn.questions.map((question) => [question.id, question]));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pause = (time) => new Promise((done) => setTimeout(done, time));
const MINUTE = 60_000;

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 300_000 }, () => {
      let site, learner, browser, page, heard;

      before(async () => {
        site = await open(EXAM);
        learner = await profile(which);
        browser = await learner.open();
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });

      async function visit(path, prepare = () => {}) {
        page = await browser.newPage();
        heard = listen(page, site.base);
        await page.setViewport({ width: 1024, height: 768 });
        await prepare(page);
        await page.goto(site.base + path);
        await ready(page);
      }
      const quiet = () => assert.deepEqual(heard, []);
      const panel = () => page.waitForSelector(".exam-begin:not([disabled])", { visible: true });
      /** Starts a timed exam, or goes on with it. */
      async function goOn() {
        await press(page, ".exam-begin");
        await page.waitForSelector(".quiz-bar .exam-time", { visible: true });
      }
      const focus = () => page.evaluate(() => document.activeElement.className);

      /** Nothing that axe knows of is wrong with the page as it is now, and nothing sticks out on a small phone. */
      async function isFair() {
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => {
          const { violations } = await window.axe.run(document.querySelector("main"), { resultTypes: ["violations"], preload: false });
          return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        });
        assert.deepEqual(faults, []);
        await page.setViewport({ width: 320, height: 640 });
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, "320 px are enough");
        await page.setViewport({ width: 1024, height: 768 });
      }

      describe("a drawn exam", () => {
        /** The questions of the first attempt, as `seen` gives them. */
        let first;
        const asked = () => first.map(([id]) => byId.get(id));

        test("begins on a panel, and until then nothing of its questions shows", async () => {
          await visit(drawn.path);
          await panel();
          assert.deepEqual(await seen(page, "drawn"), []);
          assert.match(await words(page, ".quiz-head"), /Questions\s*5[^]*Points\s*8[^]*75%[^]*3/);
          assert.equal(await words(page, ".exam-begin"), "Start");
          assert.match(await words(page, ".exam-taken"), /0 of 3/);
          assert.equal((await kept(page, "open", "drawn")).length, 0);
          await isFair();
          quiet();
        });

        test("asks so many of each bank, kept for all tabs before the first answer", async () => {
          await press(page, ".exam-begin");
          await page.waitForSelector(".quiz-bar", { visible: true });
          first = await seen(page, "drawn");
          const banks = asked().map(({ bank }) => bank);
          assert.deepEqual([banks.filter((bank) => bank === "law").length, banks.filter((bank) => bank === "sns").length], [3, 2]);
          assert.equal(await focus(), "question-body", "the first question has the focus");
          const [[, entry]] = await kept(page, "open", "drawn");
          assert.deepEqual(entry.questions, first.map(([id]) => id));
          const numbers = await page.$$eval(".question-number", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
          assert.deepEqual(numbers, [1, 2, 3, 4, 5].map((number) => `Question ${number}`));
          for (const [id, choices] of first) {
            const last = await page.$eval(at(byId.get(id)), (root) => [...root.querySelectorAll(".choice")].at(-1).textContent);
            assert.match(last, /None of these/, "what is to stay last does");
            assert.equal(choices.length, 4);
          }
          await isFair();
          quiet();
        });

        test("what is not drawn is nowhere: not by Tab, not on paper", async () => {
          const reached = new Set();
          // Not into the browser's own buttons, from which no script comes back.
          for (let at = ""; at !== "end"; ) {
            await page.keyboard.press("Tab");
            at = await page.evaluate(() => {
              const { activeElement } = document;
              return activeElement?.closest(".site-footer") ? "end" : activeElement?.closest("[data-question]")?.dataset.question ?? "";
            });
            if (at && at !== "end") reached.add(at);
          }
          assert.deepEqual([...reached].sort(), first.map(([id]) => id).sort());
          const paper = await print(page);
          for (const { id } of drawn.questions) assert.equal(paper.includes(`answerto${id}`), first.some(([one]) => one === id), `${id} on paper`);
        });

        test("half way in: answers, a mark, and the list that tells of both", async () => {
          await page.evaluate(() => document.querySelector(".exam-map").focus());
          const [one, two, three] = asked();
          await pick(page, one);
          await pick(page, two, false);
          await tabTo(page, `li:has(> [data-question="${three.id}"]) .exam-mark input`);
          await page.keyboard.press(" ");
          await page.waitForFunction(() => document.querySelector(".exam-map [data-marked]"));
          await saved(page);
          const list = await page.$$eval(".exam-map li", (all) => all.map((one) => one.innerText.replace(/\s+/g, " ").trim()));
          assert.deepEqual(list, ["Question 1 answered", "Question 2 answered", "Question 3 not answered look again", "Question 4 not answered", "Question 5 not answered"]);
          assert.match(await words(page, ".quiz-progress"), /2.*5|5.*2/);
          await isFair();
          quiet();
        });

        test("after the browser was killed: the same questions and choices in the same order, with answers and mark", async () => {
          await learner.kill();
          browser = await learner.open();
          await visit(drawn.path);
          await panel();
          assert.equal(await words(page, ".exam-begin"), "Go on");
          assert.deepEqual(await seen(page, "drawn"), []);
          await isFair();
          await press(page, ".exam-begin");
          await page.waitForSelector(".quiz-bar", { visible: true });
          assert.deepEqual(await seen(page, "drawn"), first);
          const [one, two, three] = asked();
          assert.equal((await shown(page, one)).chosen[0], one.key.correct);
          assert.notEqual((await shown(page, two)).chosen[0], two.key.correct);
          await page.waitForFunction((selector) => document.querySelector(selector).checked, {}, `li:has(> [data-question="${three.id}"]) .exam-mark input`);
          assert.ok(await page.evaluate((selector) => document.activeElement.closest(selector) !== null, at(three)), "the first open question has the focus");
          quiet();
        });

        test("who submits is told of what is open, then of what is marked", async () => {
          await press(page, ".quiz-submit");
          assert.match(await focus(), /quiz-unanswered/);
          const links = (selector) => page.$$eval(`${selector} a`, (all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
          assert.deepEqual(await links(".quiz-unanswered:not(.exam-unseen)"), ["Question 3", "Question 4", "Question 5"]);
          assert.deepEqual(await links(".exam-unseen"), ["Question 3"]);
          await isFair();
          await page.keyboard.press("Tab");
          await page.keyboard.press("Enter");
          for (const question of asked().slice(2)) await pick(page, question, false);
          await saved(page);
          assert.deepEqual(await links(".quiz-unanswered:not(.exam-unseen)"), []);
          assert.deepEqual(await links(".exam-unseen"), ["Question 3"]);
          quiet();
        });

        test("failed: score, banks, comment, where to read again, and what is left", async () => {
          await press(page, ".quiz-submit");
          await page.waitForSelector(".quiz-result", { visible: true });
          await saved(page);
          assert.equal(await focus(), "quiz-result");
          const points = asked()[0].points;
          assert.match(await words(page, ".quiz-score"), new RegExp(`${points} / 8`));
          assert.equal(await words(page, ".exam-comment:not([hidden])"), "Read the lesson again.");
          const banks = await page.$$eval(".exam-banks tbody tr", (all) => all.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
          assert.deepEqual(banks.map(([title]) => title).sort(), ["Networks", "The law"]);
          assert.equal(banks.reduce((sum, [, cell]) => sum + Number(/(\d+) \/ \d/.exec(cell)[1]), 0), points);
          assert.deepEqual(banks.map(([, cell]) => /\/ (\d)/.exec(cell)[1]).sort(), ["2", "6"]);
          const again = await page.$$eval(".exam-again a", (all) => all.map((one) => [one.textContent, new URL(one.href).hash]));
          assert.ok(again.length > 0 && new Set(again.map(String)).size === again.length, "each place once");
          await page.waitForFunction(() => /2/.test(document.querySelector(".exam-left").textContent));
          const [[, entry]] = await kept(page, "a", "drawn");
          assert.deepEqual([entry.earned, entry.possible, entry.passed, entry.expired], [points, 8, false, false]);
          assert.ok(entry.used > 0 && entry.used < 10 * MINUTE);
          assert.equal((await kept(page, "open", "drawn")).length, 0);
          await isFair();
          quiet();
        });

        test("only what was not right is asked again, and that is an attempt", async () => {
          await press(page, ".quiz-retry");
          await page.waitForFunction(() => document.activeElement.className === "question-body");
          const [one, ...others] = asked();
          assert.deepEqual((await seen(page, "drawn")).map(([id]) => id), first.map(([id]) => id));
          assert.notDeepEqual(await seen(page, "drawn"), first, "the choices stand in another order");
          assert.deepEqual(await shown(page, one), { chosen: [one.key.correct], verdict: "right", locked: true });
          for (const question of others) assert.deepEqual(await shown(page, question), { chosen: [], verdict: null, locked: false });
          await takeAll(page, others);
          await press(page, ".quiz-submit");
          await page.waitForSelector(".quiz-result", { visible: true });
          await saved(page);
          assert.match(await words(page, ".quiz-score"), /100%/);
          assert.match(await words(page, ".quiz-outcome"), /passed/i);
          assert.equal(await words(page, ".exam-comment:not([hidden])"), "Well done.");
          assert.equal(await words(page, ".exam-again"), null);
          assert.equal(await page.$eval(".exam-complete", (one) => one.hidden), true, "other lessons are still to be done");
          const tries = (await kept(page, "a", "drawn")).map(([, { passed }]) => passed).sort();
          assert.deepEqual(tries, [false, true]);
          quiet();
        });

        test("a new attempt leaves out what was right, where it can", async () => {
          await visit(drawn.path);
          await panel();
          assert.equal(await words(page, ".exam-begin"), "Take it again");
          assert.match(await words(page, ".exam-best"), /100% \(passed\)/);
          assert.ok(await words(page, ".exam-look"));
          await press(page, ".exam-begin");
          await page.waitForSelector(".quiz-bar", { visible: true });
          const now = (await seen(page, "drawn")).map(([id]) => id);
          assert.deepEqual(now.filter((id) => first.some(([one]) => one === id)), []);
          quiet();
        });

        test("when no attempt is left there is nothing to press, and words say why", async () => {
          await press(page, ".quiz-submit");
          await press(page, ".quiz-submit");
          await page.waitForSelector(".quiz-result", { visible: true });
          await page.waitForFunction(() => /all/.test(document.querySelector(".exam-left").textContent));
          assert.deepEqual(await page.$$eval(".quiz-result button", (all) => all.filter((one) => one.checkVisibility()).length), 0);
          assert.doesNotMatch(await words(page, ".quiz-outcome"), /again/);
          await saved(page);
          await visit(drawn.path);
          await page.waitForFunction(() => /all/.test(document.querySelector(".exam-state").textContent));
          assert.deepEqual(await page.$$eval(".exam-start button", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.className)), ["button exam-look"]);
          await isFair();
          await press(page, ".exam-look");
          assert.equal(await focus(), "quiz-result");
          quiet();
        });
      });

      describe("an exam against the clock", () => {
        const left = async () => {
          const [, minutes, seconds] = /(\d+):(\d+) left/.exec(await words(page, ".quiz-bar .exam-time"));
          return Number(minutes) * 60 + Number(seconds);
        };
        const told = () => words(page, ".exam-told");
        const near = (value, wanted) => assert.ok(Math.abs(value - wanted) <= 8, `${value} s, not about ${wanted}`);
        let clock;
        /** Sets the record's heartbeat as it would be had `time` gone by since. */
        async function sleep(time) {
          const [[key, value]] = await kept(page, "time", "timed");
          await page.evaluate(() => window.stop());
          return [key, JSON.stringify({ ...value, at: value.at - time })];
        }

        test("says before it begins how long it is, and warns at half, five minutes and one", async () => {
          await visit(timed.path, async (page) => (clock = await clocks(page)));
          await panel();
          assert.match(await words(page, ".exam-rules"), /runs from the moment/);
          await isFair();
          await goOn();
          near(await left(), 20 * 60);
          assert.deepEqual(await page.$eval(".quiz-bar .exam-time", (one) => [one.role ?? one.getAttribute("role"), one.getAttribute("aria-live")]), ["timer", "off"]);
          await isFair();
          for (const [time, words] of [[10 * MINUTE, /Half.*10 min/], [5 * MINUTE, /5 min/]]) {
            await clock.turn({ wall: time, steady: time });
            assert.match(await told(), words);
          }
          near(await left(), 5 * 60);
          quiet();
        });

        test("a clock that is turned is told of and changes nothing, not after a reload either", async () => {
          for (const turned of [60, -180]) {
            const before = await left();
            await clock.turn({ wall: turned * MINUTE });
            assert.match(await told(), /clock/);
            near(await left(), before);
            await pause(300);
            await page.reload();
            await ready(page);
            await goOn();
            near(await left(), before);
          }
          quiet();
        });

        test("time goes on while the page is closed, but not backwards", async () => {
          const before = await left();
          await saved(page);
          const row = await sleep(2 * MINUTE);
          await page.goto(site.base + plain.path);
          await ready(page);
          await plant(page, [row]);
          await page.goto(site.base + timed.path);
          await ready(page);
          await goOn();
          near(await left(), before - 120);
          const [key, json] = await sleep(0);
          await page.goto(site.base + plain.path);
          await ready(page);
          await plant(page, [[key, JSON.stringify({ ...JSON.parse(json), at: JSON.parse(json).at + 30 * MINUTE })]]);
          await page.goto(site.base + timed.path);
          await ready(page);
          await goOn();
          near(await left(), before - 120);
          assert.match(await told(), /clock/);
          quiet();
        });

        test("when the time is up it is submitted with what is there, typed words too", async () => {
          await pick(page, timed.questions[0]);
          await saved(page);
          await clock.turn({ wall: 2 * MINUTE + 10_000, steady: 2 * MINUTE + 10_000 });
          assert.match(await told(), /1 min/);
          await tabTo(page, `${at(timed.questions[4])} input`);
          await page.keyboard.type("PII");
          await clock.turn({ wall: 5 * MINUTE, steady: 5 * MINUTE });
          await page.waitForSelector(".quiz-result", { visible: true });
          await saved(page);
          assert.equal(await focus(), "quiz-result");
          assert.match(await words(page, ".quiz-score"), /40%.*2 \/ 5/s);
          assert.match(await words(page, ".exam-used"), /time is up.*20 min/s);
          assert.deepEqual(await page.$$eval(".question-verdict[data-state]", (all) => all.length), 0, "only the score is told");
          assert.equal(await page.$(".quiz-retry"), null);
          const [[, entry]] = await kept(page, "a", "timed");
          assert.deepEqual([entry.used, entry.expired, entry.extra, entry.earned], [20 * MINUTE, true, 1, 2]);
          await isFair();
          quiet();
        });

        test("who needs it takes longer, and the record says so", async () => {
          await press(page, ".quiz-again");
          await page.waitForFunction(() => document.activeElement.className.includes("exam-begin"));
          await page.keyboard.down("Shift");
          await page.keyboard.press("Tab");
          await page.keyboard.up("Shift");
          assert.equal(await page.evaluate(() => document.activeElement.localName), "select");
          await page.select(".exam-extra select", "1.5");
          await goOn();
          near(await left(), 30 * 60);
          const [[, standing]] = await kept(page, "open", "timed");
          assert.equal(standing.extra, 1.5);
          await pick(page, timed.questions[0]);
          await saved(page);
        });

        test("what ran out while nobody looked is submitted as it was, and told on the panel", async () => {
          const [, open] = (await kept(page, "open", "timed"))[0];
          const [key, value] = (await kept(page, "time", "timed")).find(([key]) => key.endsWith(open.attempt));
          await page.goto(site.base + plain.path);
          await ready(page);
          await plant(page, [[key, JSON.stringify({ ...value, at: value.at - 45 * MINUTE })]]);
          await page.goto(site.base + timed.path);
          await ready(page);
          await page.waitForFunction(() => /time is up/.test(document.querySelector(".exam-state").textContent));
          assert.equal(await words(page, ".exam-begin"), "Take it again");
          await page.waitForFunction(() => !("saving" in document.querySelector(".quiz-bar").dataset));
          const entry = (await kept(page, "a", "timed")).find(([key]) => key.endsWith(open.attempt))[1];
          assert.deepEqual([entry.used, entry.expired, entry.extra, entry.earned], [30 * MINUTE, true, 1.5, 1]);
          assert.ok(entry.submitted < value.at - 10 * MINUTE, "submitted when its time was up, not when somebody came back");
          await press(page, ".exam-look");
          // What the attempt before left for the first paint may still stand there for a moment.
          await page.waitForFunction(() => /30 min, 1\.5 times/.test(document.querySelector(".exam-used").textContent));
          quiet();
        });

        test("two tabs share an attempt, and one that is behind hears of its end", async () => {
          // With clocks that nobody has turned: two tabs have the same.
          await page.close();
          await visit(timed.path);
          const one = page;
          await visit(timed.path);
          const two = page;
          // What is behind another tab draws nothing, and so waits for nothing.
          const look = async (tab) => {
            await tab.bringToFront();
            page = tab;
          };
          for (const tab of [one, two]) {
            await look(tab);
            await panel();
          }
          await Promise.all([one, two].map((tab) => tab.evaluate(() => document.querySelector(".exam-begin").click())));
          for (const tab of [one, two]) {
            await look(tab);
            await tab.waitForSelector(".quiz-bar .exam-time", { visible: true });
          }
          assert.deepEqual(await seen(one, "timed"), await seen(two, "timed"));
          assert.equal((await entries(one)).filter(([key, value]) => key.includes("/a/timed/") && value.submitted === null).length, 1);
          await look(one);
          await pick(one, timed.questions[1]);
          await saved(one);
          await look(two);
          await two.evaluate(() => window.dispatchEvent(new Event("focus")));
          await two.waitForFunction((selector) => document.querySelector(selector)?.checked, {}, `${at(timed.questions[1])} [value=ok]`);
          await press(two, ".quiz-submit");
          await press(two, ".quiz-submit");
          await saved(two);
          await look(one);
          await one.evaluate(() => window.dispatchEvent(new Event("focus")));
          await one.waitForSelector(".quiz-result", { visible: true });
          quiet();
        });
      });

      test("a plain quiz asks again only what was not right, too", async () => {
        await visit(plain.path);
        const [one, two, three] = plain.questions;
        await pick(page, one);
        await pick(page, two, false);
        await press(page, ".quiz-submit");
        await press(page, ".quiz-submit");
        await saved(page);
        await press(page, ".quiz-retry");
        await saved(page);
        assert.deepEqual(await shown(page, one), { chosen: ["ok"], verdict: "right", locked: true });
        for (const question of [two, three]) assert.deepEqual(await shown(page, question), { chosen: [], verdict: null, locked: false });
        assert.ok(await page.evaluate((selector) => document.activeElement.closest(selector) !== null, at(two)));
        await page.reload();
        await ready(page);
        assert.deepEqual(await shown(page, one), { chosen: ["ok"], verdict: "right", locked: true }, "after a reload as well");
        await pick(page, two);
        for (const key of three.key.correct) {
          await tabTo(page, `${at(three)} [value="${key}"]`);
          await page.keyboard.press(" ");
        }
        await press(page, ".quiz-submit");
        await saved(page);
        assert.match(await words(page, ".quiz-score"), /100%/);
        assert.equal(await words(page, ".quiz-retry"), null, "nothing is left to try again");
        quiet();
      });

      test("with everything done, the result leads to the certificate", async () => {
        await visit(timed.path);
        await panel();
        await goOn();
        for (const question of timed.questions.slice(0, 4)) await pick(page, question);
        await press(page, ".quiz-submit");
        await press(page, ".quiz-submit");
        await page.waitForSelector(".exam-complete a", { visible: true });
        // The result takes the focus, and may do so after it has told all.
        await page.waitForFunction(() => document.activeElement.matches(".quiz-result"));
        await saved(page);
        await press(page, ".exam-complete a");
        await page.waitForFunction(() => document.body.dataset.page === "record");
        // 8 of 8 points in one exam, 4 of 5 in the other.
        await page.waitForFunction(() => /92%/.test(document.querySelector(".certificate-score")?.textContent ?? ""));
        quiet();
      });

      test("without script all questions can be read, and there is nothing to press", async () => {
        const other = await profile({ ...which, extraPrefsFirefox: { ...which.extraPrefsFirefox, "javascript.enabled": false } });
        try {
          page = await (await other.open()).newPage();
          if (which.browser === "chrome") await page.setJavaScriptEnabled(false);
          await page.goto(site.base + drawn.path);
          assert.equal((await seen(page, "drawn")).length, drawn.questions.length);
          assert.equal(await words(page, ".exam-start"), null);
        } finally {
          await other.end();
        }
      });
    });
  }
}

/** The text of the printed page, without blanks. */
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

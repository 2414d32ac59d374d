// Quizzes whose answers are hidden: verdicts without the key, and what is told only once a question is judged.
// HIDDEN names the built course (tests/courses/hidden).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, click, quizOf, ready, saved, shows } from "./help/quiz.mjs";
import { asFiles, asHttp, HIDDEN, pages } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await pages(HIDDEN);
const each = quizOf(course, "each");
const end = quizOf(course, "end");
const none = quizOf(course, "none");
const named = Object.fromEntries([...each.questions, ...end.questions, ...none.questions].map((question) => [question.id, question]));

/** What the author wrote, by which these tests know what is right: the page does not tell them. */
const RIGHT = {
  deadline: (page) => choose(page, "deadline", ["3〜5日以内"]),
  "all-of": (page) => choose(page, "all-of", ["患者名簿", "検査の台帳"]),
  post: (page) => choose(page, "post", ["いけない"]),
  where: (page) => page.type(`${at(named.where)} input`, "ｐｐｃ "),
  words: async (page) => {
    await page.type(`${at(named.words)} input`, "３～５");
    await pick(page, `${at(named.words)} select`, "委員会");
  },
  order: (page) => arrange(page, ["止める", "知らせる", "調べる", "直す"]),
  pairs: async (page) => {
    for (const [left, right] of [["医師", "刑法"], ["看護師", "保助看法"], ["薬剤師", "薬剤師法"]]) await pickIn(page, "pairs", left, right);
  },
  bins: async (page) => {
    for (const [thing, bin] of [["氏名", "個人情報"], ["住所", "個人情報"], ["病歴", "要配慮個人情報"]]) await mark(page, "bins", thing, bin);
  },
  table: async (page) => {
    for (const [row, column] of [["廊下で話す", "いけない"], ["記録を閉じる", "よい"]]) await mark(page, "table", row, column);
  },
  desk: (page) => choose(page, "desk", ["付せん"]),
};
const WRONG = {
  deadline: (page) => choose(page, "deadline", ["30日以内"]),
  "all-of": (page) => choose(page, "all-of", ["患者名簿"]),
  post: (page) => choose(page, "post", ["してよい"]),
  where: (page) => page.type(`${at(named.where)} input`, "警察"),
  words: (page) => page.type(`${at(named.words)} input`, "3-5"),
  order: (page) => arrange(page, ["直す", "知らせる", "調べる", "止める"]),
  pairs: async (page) => {
    for (const [left, right] of [["医師", "民法"], ["看護師", "保助看法"], ["薬剤師", "薬剤師法"]]) await pickIn(page, "pairs", left, right);
  },
  bins: async (page) => {
    for (const [thing, bin] of [["氏名", "要配慮個人情報"], ["住所", "個人情報"], ["病歴", "要配慮個人情報"]]) await mark(page, "bins", thing, bin);
  },
  table: async (page) => {
    for (const [row, column] of [["廊下で話す", "よい"], ["記録を閉じる", "よい"]]) await mark(page, "table", row, column);
  },
  desk: (page) => choose(page, "desk", ["箱"]),
};

/** The element of a question that holds this text and matches the selector. */
const holding = async (page, id, selector, text) => {
  const all = await page.$$(`${at(named[id])} ${selector}`);
  for (const one of all) if (await one.evaluate((node, text) => node.textContent.trim().replace(/^\d+\s+/, "") === text, text)) return one;
  throw new Error(`no ${selector} with ${text} in ${id}`);
};
async function press(element) {
  await element.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
  await element.click();
}
async function choose(page, id, texts) {
  for (const text of texts) await press(await holding(page, id, ".choice-label", text));
}
async function pick(page, selector, text) {
  const value = await page.$eval(selector, (list, text) => [...list.options].find((option) => option.text === text).value, text);
  await page.select(selector, value);
}
async function pickIn(page, id, part, text) {
  const key = await partKey(page, id, part);
  await pick(page, `${at(named[id])} [data-part="${key}"] select`, text);
}
const partKey = (page, id, text) =>
  page.$eval(at(named[id]), (root, text) => [...root.querySelectorAll("[data-part]")].find((row) => row.querySelector(".part-text").textContent.trim() === text).dataset.part, text);
async function mark(page, id, part, option) {
  const key = await partKey(page, id, part);
  const label = await page.$$(`${at(named[id])} [data-part="${key}"] label`);
  for (const one of label) if (await one.evaluate((node, option) => node.textContent.trim() === option, option)) return press(one);
}
/** Brings the rows into this order by the buttons. */
async function arrange(page, order) {
  for (const [place, text] of order.entries()) {
    const key = await partKey(page, "order", text);
    for (;;) {
      const now = await page.$$eval(`${at(named.order)} [data-part]`, (rows, key) => rows.findIndex((row) => row.dataset.part === key), key);
      if (now <= place) break;
      await press(await page.$(`${at(named.order)} [data-part="${key}"] [data-by=up]`));
    }
  }
  if (!(await page.$eval(`${at(named.order)} .order-keep input`, (box) => box.checked))) await press(await page.$(`${at(named.order)} .order-keep`));
}

const text = (page, id, selector) => page.$$eval(`${at(named[id])} ${selector}`, (all) => all.filter((one) => one.checkVisibility()).map((one) => one.innerText.trim()).join(" | "));
const SECRETS = ["さんご、と覚えます", "確報", "そのとおりです", "写り込みがあります", "略してPPC", "急いで委員会へ", "まず止めます", "台帳です。", "名前が書いてあります", "被害を広げない", "広がりません", "施設の端末だけ", "この解説は"];
const leaks = (page) => page.evaluate((secrets) => secrets.filter((secret) => document.documentElement.outerHTML.includes(secret)), SECRETS);

for (const which of BROWSERS) {
  for (const [how, serve] of [["a disk", asFiles], ["plain http", asHttp]]) {
    describe(`${which.name}, hidden answers from ${how}`, { timeout: 240_000 }, () => {
      let site, learner, page, heard;

      before(async () => {
        site = await serve(HIDDEN);
        learner = await profile(which);
        page = await (await learner.open()).newPage();
        heard = listen(page, site.base);
        await page.setViewport({ width: 1024, height: 768 });
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });
      async function sound() {
        assert.deepEqual(heard, []);
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => {
          const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
          return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
        });
        assert.deepEqual(faults, []);
      }

      async function begin() {
        await ready(page);
        await page.waitForSelector(".exam-begin:not([disabled])");
        await click(page, ".exam-begin");
        await page.waitForFunction(() => !document.querySelector(".exam-start").checkVisibility());
        await saved(page);
      }

      test("nothing is told before its time", async () => {
        await page.goto(site.base + each.path);
        await ready(page);
        assert.deepEqual(await leaks(page), []);
        assert.equal(await page.$("details.answer"), null);
        await sound();
      });

      for (const id of Object.keys(RIGHT)) {
        test(`${id}: wrong is wrong, and then the answer is told`, async () => {
          await WRONG[id](page);
          await check(page, named[id]);
          // Parts that are still open are told once.
          const state = () => page.$eval(`${at(named[id])} .question-verdict`, (box) => box.dataset.state);
          if ((await state()) === "missing") await check(page, named[id]);
          await shows(page, named[id], "wrong");
          assert.match(await text(page, id, ":is(.choice-mark, .part-answer, .part-note, .field-answer)"), /./);
        });
      }

      test("the explanation is built as in a lesson", async () => {
        const built = await page.$eval(`${at(named.deadline)} .question-explanation`, (root) => ({
          shown: root.checkVisibility(),
          elements: ["ruby rt", "table td", "ul li code", "a.term", "a.citation", ".callout.tip svg path", "pre code span", ".question-see a"].filter((selector) => !root.querySelector(selector)),
          path: root.querySelector("svg path").namespaceURI,
          see: root.querySelector(".question-see a").getAttribute("href"),
        }));
        assert.deepEqual(built, { shown: true, elements: [], path: "http://www.w3.org/2000/svg", see: "end.html" });
        assert.match(await text(page, "deadline", ".choice-feedback"), /^それは確報の期限です。$/);
        await sound();
      });

      test("all of it is there after a reload", async () => {
        await saved(page);
        await page.reload();
        await ready(page);
        for (const id of Object.keys(RIGHT)) await shows(page, named[id], "wrong");
        assert.match(await text(page, "deadline", ".question-explanation"), /さんご/);
      });

      test("what has no right answer is answered", async () => {
        await choose(page, "useful", ["とても"]);
        await check(page, named.useful);
        await shows(page, named.useful, "unscored");
      });

      test("a new attempt shows nothing of it, and right is right", async () => {
        await click(page, `[data-quiz="each"] .quiz-again`);
        await shows(page, named.deadline, null);
        assert.equal(await text(page, "deadline", ":is(.question-explanation, .choice-feedback, .choice-mark)"), "");
        await saved(page);
        await page.reload();
        await ready(page);
        assert.deepEqual(await leaks(page), []);
        for (const id of Object.keys(RIGHT)) {
          await RIGHT[id](page);
          await check(page, named[id]);
          await shows(page, named[id], "right");
        }
        await choose(page, "useful", ["あまり"]);
        await check(page, named.useful);
        await page.waitForSelector(`[data-quiz="each"] .quiz-outcome[data-passed=true]`);
        await sound();
      });

      test("what was missed comes again on the practice page, and is judged there too", async () => {
        await saved(page);
        await page.goto(`${site.base}practice.html`);
        const form = await page.waitForSelector(".practice-question form");
        assert.deepEqual(await leaks(page), []);
        const id = await form.evaluate((root) => root.dataset.question);
        assert.equal(id, "deadline");
        const label = await page.evaluateHandle(() => [...document.querySelectorAll(".practice-question .choice-label")].find((one) => one.textContent.includes("3〜5")));
        await press(label);
        await press(await page.$(".practice-question .question-check"));
        await page.waitForSelector(".practice-question .question-verdict[data-state=right]");
        const [see, text] = await page.$eval(".practice-question .question-explanation", (root) => [root.querySelector(".question-see a").getAttribute("href"), root.checkVisibility() && root.innerText]);
        assert.deepEqual([see, /さんご/.test(text)], ["end.html", true]);
        await sound();
      });

      test("at the end of an exam all is told", async () => {
        await saved(page);
        await page.goto(site.base + end.path);
        await begin();
        await choose(page, "e1", ["待つ"]);
        await choose(page, "e2", ["NG"]);
        assert.deepEqual(await leaks(page), []);
        await click(page, `[data-quiz="end"] .quiz-submit`);
        await shows(page, named.e1, "wrong");
        await shows(page, named.e2, "right");
        assert.deepEqual((await leaks(page)).toSorted(), ["広がりません", "施設の端末だけ", "被害を広げない"].toSorted());
        await sound();
      });

      test("where nothing is told, nothing is there", async () => {
        await saved(page);
        await page.goto(site.base + none.path);
        await begin();
        assert.deepEqual(await page.$$eval(".answer", (all) => all.map((one) => one.dataset.veiled)), [""]);
        await page.type(`${at(named.n1)} input`, "ｐｐｃ");
        await click(page, `[data-quiz="none"] .quiz-submit`);
        await page.waitForSelector(`[data-quiz="none"] .quiz-outcome[data-passed=true]`);
        assert.deepEqual(await leaks(page), []);
        await sound();
      });

      // Firefox cannot be told to go without scripts by this protocol.
      test("without script there are questions, and a word on the answers", { skip: which.browser === "firefox" }, async () => {
        await page.setJavaScriptEnabled(false);
        await page.goto(site.base + each.path);
        const [html, shown] = [await page.content(), await page.$eval(".quiz", (root) => root.innerText)];
        assert.ok(SECRETS.every((secret) => !html.includes(secret)));
        assert.match(shown, /このクイズの答えと解説は、採点の後に表示します/);
        assert.match(shown, /最初の報告の期限はいつですか/);
        await page.setJavaScriptEnabled(true);
      });
    });
  }
}

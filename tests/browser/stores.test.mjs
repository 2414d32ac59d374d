// Where the record goes when its first home is refused, full or broken, and what the learner is told then.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, profile } from "./help/browsers.mjs";
import { choose, quizOf, ready, response, saved, shown } from "./help/quiz.mjs";
import { asFiles, asHttp, MODES, pages } from "./help/site.mjs";

const { path, questions } = quizOf(await pages(MODES), "end");
const [first, second] = questions;

// These run in the page, and in the frame that keeps the record, before any script of theirs.
const refuseDatabase = () => {
  Object.defineProperty(window, "indexedDB", { get: () => ({ open() { throw new DOMException("refused", "SecurityError"); } }) });
};
const refuseStorage = () => {
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("refused", "SecurityError"); } });
};
const refuseWrites = () => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    if (String(key).includes("/q/")) throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value, key);
  };
};
const breakTransactions = () => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    const request = put.call(this, value, key);
    if (String(key).includes("/q/")) request.addEventListener("success", () => this.transaction.abort());
    return request;
  };
};

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 120_000 }, () => {
      let site, learner, browser, page;

      before(async () => {
        site = await open(MODES);
        learner = await profile(which);
        browser = await learner.open();
      });
      after(async () => {
        await learner?.end();
        await site?.end();
      });

      async function visit(...obstacles) {
        await page?.close();
        page = await browser.newPage();
        await page.setViewport({ width: 1024, height: 768 });
        for (const obstacle of obstacles) await page.evaluateOnNewDocument(obstacle);
        await page.goto(site.base + path);
        await ready(page);
      }
      async function reload() {
        await page.reload();
        await ready(page);
      }
      const told = () => page.$eval(".quiz-saved", (one) => (one.checkVisibility() ? one.textContent : null));
      const tells = (words) => page.waitForFunction((words) => document.querySelector(".quiz-saved").textContent.includes(words), { timeout: 10_000 }, words);

      test("without a database the record is kept in the page's storage", async () => {
        await visit(refuseDatabase);
        assert.equal(await told(), "", "nothing to warn of");
        await choose(page, first);
        await saved(page);
        assert.equal(await told(), "Saved");
        assert.ok(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("terakoya/modes/me/q/end/"))));
        await reload();
        assert.deepEqual((await shown(page, first)).chosen, response(first));
        await page.evaluate(() => localStorage.clear());
      });

      test("a page's storage that is full says so, and goes on when there is room", async () => {
        await visit(refuseDatabase);
        await page.evaluate(() => {
          for (let size = 4_000_000; size >= 1; size = Math.floor(size / 2)) {
            try {
              for (let count = 0; count < 10; count++) localStorage.setItem(`fill-${size}-${count}`, "x".repeat(size));
            } catch {
              // That much does not fit any more.
            }
          }
        });
        await choose(page, first);
        await saved(page);
        assert.match(await told(), /could not be saved/);
        assert.deepEqual((await shown(page, first)).chosen, response(first), "the answer is still on the screen");
        await page.evaluate(() => localStorage.clear());
        await choose(page, second);
        await saved(page);
        assert.equal(await told(), "Saved");
        await page.evaluate(() => localStorage.clear());
      });

      test("where nothing can be kept the learner is told before answering, and can answer all the same", async () => {
        await visit(refuseDatabase, refuseStorage);
        await tells("cannot keep your answers");
        await choose(page, first);
        await saved(page);
        assert.match(await told(), /cannot keep your answers/);
        assert.deepEqual((await shown(page, first)).chosen, response(first));
        await reload();
        assert.deepEqual((await shown(page, first)).chosen, []);
        await tells("cannot keep your answers");
      });

      for (const [name, obstacle] of [["is refused", refuseWrites], ["breaks off before it is complete", breakTransactions]]) {
        test(`a write that ${name} is told, and never called saved`, async () => {
          await visit(obstacle);
          await choose(page, first);
          await saved(page);
          assert.match(await told(), /could not be saved/);
          assert.deepEqual((await shown(page, first)).chosen, response(first), "the answer is still on the screen");
          await page.bringToFront();
          await page.evaluate(() => window.dispatchEvent(new Event("focus")));
          await new Promise((resolve) => setTimeout(resolve, 300));
          assert.deepEqual((await shown(page, first)).chosen, response(first), "and stays there when the page looks again");
          await visit();
          assert.deepEqual((await shown(page, first)).chosen, []);
        });
      }
    });
  }
}

// Chromium keeps a page for going back as it is left, and with it what that was about to make.
test("a page that is left while the record is being made keeps no later one waiting", { timeout: 120_000, skip: !BROWSERS.some(({ browser }) => browser === "chrome") }, async () => {
  const http = await asHttp(MODES);
  try {
    for (let times = 8; times > 0; times--) {
      const learner = await profile(BROWSERS.find(({ browser }) => browser === "chrome"));
      try {
        const page = await (await learner.open()).newPage();
        await page.goto(`${http.base}index.html`, { waitUntil: "domcontentloaded" });
        await Promise.all([page.waitForNavigation(), page.evaluate((path) => void (location.href = path), path)]);
        await page.waitForFunction(() => Terakoya.openStore().then((store) => store.kept), { timeout: 15_000 });
      } finally {
        await learner.end();
      }
    }
  } finally {
    await http.end();
  }
});

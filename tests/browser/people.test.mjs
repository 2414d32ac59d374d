// Several people on one computer: who is asked what, whose record is whose, and what goes when somebody leaves.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { choose, click, entries, plant, quizOf, ready, response, saved, shown } from "./help/quiz.mjs";
import { asFiles, asHttp, pages, PEOPLE } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { path, questions } = quizOf(await pages(PEOPLE), "end");
const [lift, paper] = questions;
const MINUTE = 60_000;

/** Lets a test move the clock: `window.shift` in milliseconds. Runs before the page's own scripts. */
const movableClock = () => {
  const now = Date.now;
  Date.now = () => now() + (window.shift ?? 0);
  const every = window.setInterval;
  window.setInterval = (work, pause) => every(work, pause / 300);
};
const deaf = () => void delete window.BroadcastChannel;

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 240_000 }, () => {
      let site, computer, browser, page, heard;

      before(async () => {
        site = await open(PEOPLE);
        computer = await profile(which);
        browser = await computer.open();
        ({ page, heard } = await tab());
      });
      after(async () => {
        await computer?.end();
        await site?.end();
      });

      async function tab(...obstacles) {
        const page = await browser.newPage();
        await page.setViewport({ width: 1024, height: 768 });
        for (const obstacle of obstacles) await page.evaluateOnNewDocument(obstacle);
        return { page, heard: listen(page, site.base) };
      }
      const quiet = () => assert.deepEqual(heard, []);
      async function lesson(on = page) {
        await on.goto(site.base + path);
        await ready(on);
      }
      async function record(on = page) {
        await on.goto(`${site.base}record.html`);
        await opened(on);
      }
      /** Waits until the record page shows what it knows. */
      const opened = (on = page) =>
        on.waitForFunction(() => document.querySelector(".record:not([hidden]) :is(.learner, .away):not([hidden])") && document.querySelector(".progress tbody .progress-state:not(:empty)"));
      const text = (selector, on = page) => on.$eval(selector, (one) => (one.checkVisibility() ? one.textContent.trim() : null));
      const names = (on = page) => on.$$eval(".people .person-name", (all) => all.map((one) => one.textContent));
      const header = (on = page) => on.$eval("[data-learner]", (link) => link.querySelector(".learner-name")?.textContent ?? "");
      const has = (selector, words, on = page) =>
        on.waitForFunction((selector, words) => document.querySelector(selector)?.textContent.includes(words), { timeout: 10_000 }, selector, words);
      const inside = (key) => key.split("/").slice(0, 2).join("/");
      const part = async (id, on = page) => (await entries(on)).filter(([key]) => inside(key) === `people/${id}`);
      const current = async () => (await entries(page)).find(([key]) => key === "people/current")?.[1].learner ?? "me";

      async function introduce(name, number = "") {
        await page.waitForSelector(".details:not([hidden])", { visible: true });
        await page.$eval(".details", (form) => form.reset());
        await page.type('.details [name="name"]', name);
        if (number) await page.type('.details [name="number"]', number);
        await click(page, ".details .button");
        await page.waitForSelector(".details-shown:not([hidden])");
      }
      const unfold = () => page.$eval(".sharing", (one) => (one.open = true));
      /** Does something after which the page begins anew. */
      async function anew(work) {
        await page.evaluate(() => (window.old = true));
        await work();
        await page.waitForFunction(() => !window.old);
        await opened();
      }
      async function next() {
        await unfold();
        await click(page, ".people-next");
        await page.waitForSelector(".next-ask[open]");
        await anew(() => click(page, '.next-ask [value="yes"]'));
      }
      async function choosePerson(name) {
        await unfold();
        await click(page, `.people [aria-label$="${name}"]`);
      }
      async function goOnAs(name) {
        await anew(() => choosePerson(name));
      }
      async function faults() {
        await page.evaluate(axe);
        return page.evaluate(async () => {
          const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
          return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
        });
      }
      /** What reaches beyond a window of 320 px, and targets that are too low. */
      async function narrow() {
        await page.setViewport({ width: 320, height: 700 });
        const found = await page.evaluate(() => {
          const shown = [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility());
          const wide = shown.filter((one) => one.getBoundingClientRect().right > 321);
          const low = shown.filter((one) => one.matches("button, summary, input, .progress a, .form-errors a") && one.getBoundingClientRect().height < 43.5);
          return [...wide, ...low].map((one) => `${one.localName}.${one.className}`);
        });
        await page.setViewport({ width: 1024, height: 768 });
        return found;
      }

      test("who is alone and unnamed is asked nothing before reading, and the header says no more than for all", async () => {
        await lesson();
        assert.equal(await page.$(".details"), null);
        await page.waitForFunction(async () => (await window.Terakoya.learner()).kept());
        assert.equal(await header(), "");
        quiet();
      });

      test("the record page asks, says what becomes of it, and takes the keyboard to the first mistake", async () => {
        await record();
        const places = () => page.$$eval("header a, header button, h1", (all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
        const before = await places();
        assert.match(await text(".details"), /sent nowhere/);
        await page.focus('.details [name="name"]');
        await page.keyboard.press("Tab");
        await page.keyboard.type("12");
        await page.keyboard.press("Enter");
        const state = () => page.$$eval(".details input", (all) => all.map((one) => [one.name, one.getAttribute("aria-invalid"), document.activeElement === one]));
        assert.deepEqual(await state(), [["name", "true", true], ["number", "true", false], ["ward", null, false]]);
        assert.equal(await page.$eval("#_main-error-name", (one) => one.textContent), "Please fill in: Name.");
        assert.deepEqual(await page.$$eval(".form-errors a", (all) => all.map((one) => one.textContent)), ["Please fill in: Name.", "Staff number does not have the right form."]);
        assert.deepEqual(await faults(), []);
        assert.deepEqual(await narrow(), []);
        assert.equal((await part("me")).length, 1, "nothing is kept but which lesson was opened");
        await page.keyboard.type(" Hanako Yamada ");
        await page.keyboard.press("Tab");
        await page.keyboard.down("Shift");
        await page.keyboard.press("End");
        await page.keyboard.up("Shift");
        await page.keyboard.press("End");
        for (let count = 0; count < 2; count++) await page.keyboard.press("Backspace");
        // As a Japanese keyboard gives them.
        await page.keyboard.type("\uff11\uff12\uff13\uff14\uff15\uff16");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".details-shown:not([hidden])");
        assert.ok(await page.$eval(".details-edit", (one) => one === document.activeElement), "the focus goes on");
        const [, details] = (await part("me")).find(([key]) => key === "people/me/details");
        assert.deepEqual(details.fields, { name: "Hanako Yamada", number: "123456", ward: "" });
        await has("[data-learner]", "Hanako Yamada");
        await page.evaluate(() => window.scrollTo(0, 0));
        assert.deepEqual(await places(), before, "nothing moves when the name comes");
        assert.deepEqual(await faults(), []);
        quiet();
      });

      test("names are kept as they were typed, and are text whatever they hold", async () => {
        await click(page, ".details-edit");
        const name = '<img src=x onerror="alert(1)">\u202e\u795e \ufa19 e\u0301';
        await page.$eval('.details [name="name"]', (input, name) => (input.value = name), name);
        await click(page, ".details .button");
        await page.waitForSelector(".details-shown:not([hidden])");
        const [, details] = (await part("me")).find(([key]) => key === "people/me/details");
        assert.equal(details.fields.name, '<img src=x onerror="alert(1)">\u202e\u795e \ufa19 \u00e9', "composed, but no character for another");
        const safe = details.fields.name.replace("\u202e", "\ufffd");
        await has("[data-learner]", safe);
        assert.equal(await page.$eval(".details-shown bdi", (one) => one.textContent), safe);
        assert.equal(await page.$("main img, header img:not(.site-title > img)"), null);
        await unfold();
        await has(".people", safe);
        assert.deepEqual(await names(), [safe]);
        assert.deepEqual(await narrow(), []);
        await click(page, ".details-edit");
        await introduce("Hanako Yamada", "123456");
        quiet();
      });

      test("two people take turns, and each finds their own answers again", async () => {
        await lesson();
        await has("[data-learner]", "Hanako");
        for (const question of questions) await choose(page, question);
        await click(page, ".quiz-submit");
        await saved(page);
        await record();
        await next();
        assert.equal(await text(".record-notice"), "A new record has been begun.");
        assert.ok(await page.$eval(".record-notice", (one) => one === document.activeElement));
        const second = await current();
        assert.match(second, /^[0-9a-f]{32}$/);
        assert.match(await header(), /No name/);
        await lesson();
        assert.deepEqual((await shown(page, lift)).chosen, [], "nothing of the one before");
        await choose(page, lift, response(lift, false));
        await saved(page);
        await record();
        await introduce("Ichiro Suzuki");
        await unfold();
        await has(".people", "Ichiro Suzuki");
        assert.deepEqual(await names(), ["Hanako Yamada", "Ichiro Suzuki"]);
        assert.deepEqual(await faults(), []);
        assert.deepEqual(await narrow(), []);
        await goOnAs("Hanako Yamada");
        assert.equal(await current(), "me");
        await lesson();
        assert.deepEqual((await shown(page, lift)).chosen, response(lift));
        await record();
        await goOnAs("Ichiro Suzuki");
        await lesson();
        assert.deepEqual((await shown(page, lift)).chosen, response(lift, false));
        const answers = (await entries(page)).filter(([key]) => key.includes("/q/")).map(([key, value]) => [inside(key), value.response]);
        assert.deepEqual(answers.sort(), [["people/me", "ng"], ["people/me", response(paper)[0]], [`people/${second}`, "ok"]].sort());
        quiet();
      });

      test("progress tells each lesson, each quiz with its best and last attempt, and what does not count", async () => {
        await record();
        await goOnAs("Hanako Yamada");
        const rows = () => page.$$eval(".progress tr[data-state]", (all) => all.map((row) => [row.dataset.state, row.textContent.replace(/\s+/g, " ")]));
        await has(".progress", "100%");
        const [test, read, more] = await rows();
        assert.equal(test[0], "done");
        assert.match(test[1], /With a test.*Done \(.*20\d\d.*\).*The test 100% \(.*20\d\d, passed\)/);
        assert.deepEqual([read[0], more[0]], ["", ""]);
        assert.match(read[1], /To be read.*Not yet/);
        assert.match(more[1], /Does not count/);
        await has(".standing-words", "1 of 2");
        await has(".deadline-left", "days left");
        await lesson();
        await click(page, ".quiz-again");
        await choose(page, lift);
        await choose(page, paper, response(paper, false));
        await click(page, ".quiz-submit");
        await saved(page);
        await record();
        await has(".progress", "last 50%");
        assert.match((await rows())[0][1], /Best 100%.*last 50% \(.*not passed\)/);
        quiet();
      });

      test("a page of one learner never writes into the part of another", async () => {
        // These two hear of nothing, as in windows side by side that nobody clicks on.
        const { page: hers } = await tab(deaf);
        await lesson(hers);
        await click(hers, ".quiz-again");
        await page.bringToFront();
        await record();
        await goOnAs("Ichiro Suzuki");
        const before = new Map(await entries(page));
        const id = await current();
        const { page: his } = await tab(deaf);
        await lesson(his);
        await Promise.all([
          hers.evaluate((value) => document.querySelector(`[value="${value}"]`).click(), "ok"),
          his.evaluate((value) => document.querySelector(`[value="${value}"]`).click(), response(paper)[0]),
        ]);
        // A page in the background draws nothing, so that waiting for a frame would be in vain.
        const kept = (on) => on.evaluate(() => new Promise((done) => setInterval(() => "saving" in document.querySelector(".quiz-bar").dataset || done(), 50)));
        await Promise.all([kept(hers), kept(his)]);
        const fresh = (await entries(page)).filter(([key, value]) => key.includes("/q/") && JSON.stringify(before.get(key)) !== JSON.stringify(value));
        assert.deepEqual(fresh.map(([key, value]) => [inside(key), value.response]).sort(), [["people/me", "ok"], [`people/${id}`, response(paper)[0]]].sort());
        await hers.evaluate(() => {
          window.old = true;
          window.dispatchEvent(new Event("focus"));
        });
        await hers.bringToFront();
        await hers.waitForFunction(() => !window.old);
        await ready(hers);
        await has("[data-learner]", "Ichiro", hers);
        assert.deepEqual((await shown(hers, lift)).chosen, response(lift, false), "and shows who is at work as soon as it is looked at");
        await hers.close();
        await his.close();
        await page.bringToFront();
      });

      test("a PIN is asked, wrong ones have to wait, and it is kept as a digest", async () => {
        await page.evaluateOnNewDocument(movableClock);
        await record();
        await unfold();
        const set = async (one, two) => {
          await page.$$eval(".pin-new input", (all) => all.forEach((input) => (input.value = "")));
          await page.type(".pin-one", one);
          await page.type(".pin-two", two);
          await click(page, ".pin-new .button");
        };
        await set("12", "12");
        assert.match(await text("#_main-pin-error"), /4 to 8 digits/);
        await set("2580", "2581");
        assert.match(await text("#_main-pin-error"), /not the same/);
        await set("\uff12580", "2580");
        await has(".pin-state", "is set");
        const id = await current();
        const [, kept] = (await entries(page)).find(([key]) => key === `people/who/${id}`);
        assert.doesNotMatch(JSON.stringify({ ...kept.pin, salt: "", digest: "" }), /2580/);
        assert.match(kept.pin.digest, /^[0-9a-f]{64}$/);
        await goOnAs("Hanako Yamada");
        await choosePerson("Ichiro Suzuki");
        await page.waitForSelector(".pin-ask[open]");
        assert.deepEqual(await faults(), []);
        assert.deepEqual(await narrow(), []);
        await page.keyboard.type("1111");
        await page.keyboard.press("Enter");
        await has(".pin-ask .field-error", "not the PIN");
        await page.keyboard.type("2580");
        await page.keyboard.press("Enter");
        await has(".pin-ask .field-error", "more seconds");
        await page.keyboard.press("Escape");
        assert.equal(await current(), "me");
        await choosePerson("Ichiro Suzuki");
        await page.waitForSelector(".pin-ask[open]");
        await page.keyboard.type("2580");
        await page.keyboard.press("Enter");
        await has(".pin-ask .field-error", "more seconds");
        await page.evaluate((shift) => (window.shift = shift), MINUTE);
        await page.keyboard.type("2580");
        await anew(() => page.keyboard.press("Enter"));
        assert.equal(await current(), id);
        quiet();
      });

      test("names are hidden when nobody has touched anything, and the PIN shows them again", async () => {
        await record();
        assert.equal(await header(), "Ichiro Suzuki");
        await page.evaluate((shift) => (window.shift = shift), 9 * MINUTE);
        await new Promise((resolve) => setTimeout(resolve, 400));
        assert.equal(await header(), "Ichiro Suzuki");
        await page.evaluate((shift) => (window.shift = shift), 11 * MINUTE);
        await page.waitForSelector(".away:not([hidden])");
        await has("[data-learner]", "(hidden)");
        const seen = () => page.evaluate(() => [...document.querySelectorAll("body *")].filter((one) => one.children.length === 0 && one.checkVisibility() && /Ichiro|Hanako/.test(one.textContent + (one.value ?? ""))).length);
        assert.equal(await seen(), 0);
        assert.deepEqual(await faults(), []);
        await click(page, ".away-back");
        await page.waitForSelector(".pin-ask[open]");
        assert.equal(await seen(), 0);
        await page.keyboard.press("Escape");
        assert.equal(await seen(), 0);
        await page.focus(".away-back");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".pin-ask[open]");
        await page.keyboard.type("2580");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".learner:not([hidden])");
        await has("[data-learner]", "Ichiro Suzuki");
        assert.ok(await page.evaluate(() => document.querySelector(".learner").contains(document.activeElement)), "the focus goes on");
        quiet();
      });

      test("a page that is opened after a long while hides names from the start", async () => {
        const rows = await entries(page);
        const [, active] = rows.find(([key]) => key === "people/active");
        await plant(page, [["people/active", JSON.stringify({ ...active, at: Date.now() - 12 * MINUTE })]]);
        const { page: later } = await tab();
        await page.goto("about:blank");
        await record(later);
        assert.equal(await text(".away", later).then((words) => words !== null), true);
        assert.equal(await header(later), "(hidden)");
        await later.close();
        await page.bringToFront();
        await record();
        await click(page, ".away-back");
        await page.waitForSelector(".pin-ask[open]");
        await page.keyboard.type("2580");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".learner:not([hidden])");
      });

      test("deleting asks for the PIN, then twice, and takes one's own part only", async () => {
        await lesson();
        await record();
        const id = await current();
        const mirrors = () => page.evaluate(() => { try { return Object.keys(localStorage).filter((key) => key.startsWith("terakoya-mirror/")); } catch { return []; } });
        await plant(page, [["other/me/a/x/1", '{"v":1}'], [`other/${id}/a/x/1`, '{"v":1}']]);
        await page.evaluate((id) => localStorage.setItem(`terakoya/people/${id}/read/x`, "{}"), id);
        assert.ok((await part(id)).length > 3);
        const hers = await part("me");
        await click(page, ".delete-start");
        await page.waitForSelector(".pin-ask[open]");
        await page.keyboard.type("2580");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".delete-ask[open]");
        assert.match(await text(".delete-list"), /Ichiro Suzuki/);
        assert.deepEqual(await faults(), []);
        assert.deepEqual(await narrow(), []);
        await page.keyboard.press("Escape");
        assert.ok((await part(id)).length > 3, "nothing is gone");
        await click(page, ".delete-start");
        await page.waitForSelector(".pin-ask[open]");
        await page.keyboard.type("2580");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".delete-ask[open]");
        await click(page, ".delete-on");
        assert.ok(await page.$eval(".delete-sure", (one) => one === document.activeElement && one.checkVisibility()));
        await anew(() => click(page, ".delete-yes"));
        assert.equal(await text(".record-notice"), "Your record has been deleted.");
        const rest = await entries(page);
        assert.deepEqual(rest.filter(([key]) => key.startsWith("people/") && key.includes(id)), []);
        assert.deepEqual(await part("me"), hers);
        assert.equal(rest.filter(([key]) => key.startsWith("other/")).length, 2);
        assert.deepEqual((await mirrors()).filter((key) => key.includes(id)), []);
        assert.equal(await page.evaluate((id) => localStorage.getItem(`terakoya/people/${id}/read/x`), id), null);
        assert.notEqual(await current(), "me", "the record of another is not opened");
        await goOnAs("Hanako Yamada");
        await click(page, ".delete-start");
        await page.waitForSelector(".delete-ask[open]");
        await click(page, ".delete-on");
        await anew(() => click(page, ".delete-yes"));
        assert.equal(await current(), "me");
        assert.deepEqual(await part("me"), []);
        assert.deepEqual((await mirrors()).filter((key) => key.includes("/me/")), []);
        quiet();
      });

      test("where nothing is kept the record page says so, and a lesson leads to what can be done", async () => {
        const refuse = () => {
          Object.defineProperty(window, "indexedDB", { get: () => ({ open() { throw new DOMException("refused", "SecurityError"); } }) });
          Object.defineProperty(window, "localStorage", { get() { throw new DOMException("refused", "SecurityError"); } });
        };
        const { page: other } = await tab(refuse);
        await lesson(other);
        await has(".quiz-saved", "cannot keep your answers", other);
        await click(other, ".quiz-saved a");
        await other.waitForFunction(() => document.querySelector(".record-lost")?.open && document.querySelector(".record:not([hidden])"));
        await has(".record-notice", "cannot keep a record", other);
        await other.close();
        await page.bringToFront();
      });

      test("a full database is told before answering, and nothing of what was kept is gone", async () => {
        const full = () => {
          IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        };
        await lesson();
        await choose(page, lift);
        await saved(page);
        const { page: other } = await tab(full);
        await lesson(other);
        await has(".quiz-saved", "cannot keep your answers", other);
        assert.deepEqual((await shown(other, lift)).chosen, response(lift));
        await other.close();
      });
    });
  }
}

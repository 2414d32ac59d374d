// From one computer to another, and to the office: resume code, record file and result in real browsers.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { choose, click, entries, plant, quizOf, ready, response, saved, store } from "./help/quiz.mjs";
import { unarmoured, valid } from "./help/schemas.mjs";
import { asFiles, asHttp, MODES, pages } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await pages(MODES);
const end = quizOf(course, "end");
const none = quizOf(course, "none");
const NAME = '<img src=x onerror="window.pwned=1"> 山田/花子';

/** A computer of a learner's, with a folder for what is downloaded. */
async function computer(which, site) {
  const folder = await mkdtemp(join(tmpdir(), "terakoya-downloads-"));
  const prefs = { ...which.extraPrefsFirefox, "browser.download.folderList": 2, "browser.download.dir": folder, "browser.download.useDownloadDir": true, "browser.download.alwaysOpenPanel": false, "browser.helperApps.neverAsk.saveToDisk": "application/json" };
  const learner = await profile(which.browser === "firefox" ? { ...which, extraPrefsFirefox: prefs } : which);
  const browser = await learner.open();
  const page = await browser.newPage();
  await page.setViewport({ width: 1024, height: 768 });
  if (which.browser === "chrome") {
    await (await page.createCDPSession()).send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  }
  const heard = listen(page, site.base);
  const self = {
    page,
    heard,
    /** Opens the record page, and waits for its sections. */
    async record(...obstacles) {
      for (const obstacle of obstacles) await page.evaluateOnNewDocument(obstacle);
      await page.goto(`${site.base}record.html`);
      await page.waitForFunction(() => {
        const code = [".code-none", ".code-out"].some((one) => !document.querySelector(one).hidden);
        return code && document.querySelector(".result-state").textContent;
      });
    },
    /** Answers a quiz whose verdicts come at the end. */
    async take(quiz, right = true, submit = true) {
      await page.goto(site.base + quiz.path);
      await ready(page);
      const again = `[data-quiz="${quiz.quiz}"] .quiz-again`;
      if (await page.$eval(again, (button) => button.checkVisibility())) await click(page, again);
      for (const question of quiz.questions) await choose(page, question, response(question, right));
      if (submit) await click(page, `[data-quiz="${quiz.quiz}"] .quiz-submit`);
      await saved(page);
    },
    /** Presses a button that saves a file; the file's name and text. */
    async download(selector) {
      for (const name of await readdir(folder)) await rm(join(folder, name));
      await click(page, selector);
      for (let turn = 0; turn < 100; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const [name] = (await readdir(folder)).filter((name) => name.endsWith(".json"));
        const text = name && (await readFile(join(folder, name), "utf8"));
        if (text?.endsWith("}\n")) return { name, text, path: join(folder, name) };
      }
      throw new Error(`nothing was saved: ${await readdir(folder)}`);
    },
    async paste(text) {
      await page.$eval(".file-pasted", (area, text) => {
        area.closest("details").open = true;
        area.value = text;
      }, text);
      await click(page, ".file-take");
    },
    type: (selector, text) => page.$eval(selector, (input, text) => (input.value = text), text),
    words: (selector) => page.$eval(selector, (one) => (one.checkVisibility() ? one.textContent.trim() : null)),
    /** Waits until something is told there. */
    told: async (selector, pattern) => {
      await page.waitForFunction((selector, source) => {
        const one = document.querySelector(selector);
        return one.checkVisibility() && new RegExp(source).test(one.textContent);
      }, { timeout: 10_000 }, selector, pattern.source);
      return self.words(selector);
    },
    /** The learner's entries, without those that only say when pages were seen. */
    kept: async () => (await entries(page)).filter(([key]) => /^modes\/me\/(?!seen\/)/.test(key)).sort(),
    ask: (part) => `[data-part=${part}] .ask[open]`,
    async end() {
      await learner.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return self;
}

for (const which of BROWSERS) {
  for (const open of [asFiles, asHttp]) {
    describe(`${which.name}, ${open === asFiles ? "from files" : "from plain http"}`, { timeout: 240_000 }, () => {
      let site, a, b;
      let code = "";

      before(async () => {
        site = await open(MODES);
        a = await computer(which, site);
        b = await computer(which, site);
      });
      after(async () => {
        await a?.end();
        await b?.end();
        await site?.end();
      });
      const quiet = () => assert.deepEqual([...a.heard, ...b.heard], []);

      test("before anything is done there is no code, and a file and a result can be made all the same", async () => {
        await a.record();
        assert.equal(await a.words(".code-value"), null);
        assert.match(await a.words(".code-none"), /no code yet/);
        assert.match(await a.words(".result-state"), /0 of 3/);
        quiet();
      });

      test("a code from one computer is typed on another, shown, asked about and taken over", async () => {
        await a.take(end);
        await a.take(none, false);
        await a.record();
        code = await a.words(".code-value");
        assert.match(code, /^([2-9A-HJKMNP-Z]{4}-)+[2-9A-HJKMNP-Z]{1,4}$/);

        await b.record();
        await b.type(".code-input", code.toLowerCase().replaceAll("-", " "));
        await click(b.page, ".code-check");
        await b.page.waitForSelector(b.ask("code"));
        assert.deepEqual(await b.page.$$eval(`${b.ask("code")} li`, (items) => items.map((item) => item.textContent)), ["Lesson done: Verdicts at the end"]);
        await b.page.keyboard.press("Escape");
        await b.page.waitForFunction(() => !document.querySelector(".take-ask[open]"));
        assert.deepEqual(await b.kept(), [], "nothing is written before the learner agrees");
        assert.ok(await b.page.$eval(".code-check", (button) => button === document.activeElement));

        await click(b.page, ".code-check");
        await b.page.waitForSelector(b.ask("code"));
        await b.page.click(`${b.ask("code")} .ask-yes`);
        await b.told(".code-taken", /taken over/);
        const [[key, carried]] = await b.kept();
        assert.equal(key, `modes/me/carried/${code.replaceAll("-", "")}`);
        assert.deepEqual([carried.v, carried.edition, carried.read, carried.passed, carried.best], [1, "1", [], ["end"], {}]);
        await b.told(".code-value", new RegExp(code));
        assert.match(await b.words(".result-state"), /1 of 3/);

        await b.type(".code-input", code);
        await click(b.page, ".code-check");
        assert.match(await b.told(".code-taken", /nothing/), /recorded already/);
        assert.equal((await b.kept()).length, 1);
        quiet();
      });

      test("a wrong code is refused in place, with what to do, and a likely slip is named", async () => {
        const refused = async (typed) => {
          await b.type(".code-input", typed);
          await click(b.page, ".code-check");
          const words = await b.told(".code-problem p", /./);
          assert.equal(await b.page.$eval(".code-input", (input) => input.getAttribute("aria-invalid") + (input === document.activeElement)), "truetrue");
          return words;
        };
        assert.match(await refused(""), /no code yet/);
        assert.match(await refused("さいかい"), /letters A to Z/);
        assert.match(await refused(code.slice(1)), /should|number of characters/i);
        const other = await b.page.evaluate(async () => {
          const standing = { read: new Map(), passed: new Map([["end", 1]]), best: new Map() };
          const outline = await Terakoya.whole();
          const next = structuredClone(outline);
          next.parts[0].lessons.pop();
          return [Terakoya.codes("other", outline), Terakoya.codes("modes", next)].map((codes) => codes.encode(standing));
        });
        assert.match(await refused(other[0]), /another course/);
        assert.match(await refused(other[1]), /another edition/);
        const slip = `${code.slice(0, 5)}${code[5] === "K" ? "M" : "K"}${code.slice(6)}`;
        assert.match(await refused(slip), new RegExp(`Character 1 of “${slip.slice(5, 9)}” seems wrong. Could it be “${code[5]}”`));
        await click(b.page, ".code-mend");
        assert.equal(await b.page.$eval(".code-input", (input) => input.value), code);
        assert.match(await refused(`0${code.slice(1)}`), new RegExp(`“0”, is never used.*Could it be “${code[0]}”`));
        assert.match(await refused(`<b>${code}`), /“<”, is never used/);
        quiet();
      });

      test("the record as a file goes to another computer, and both become one", async () => {
        await plant(a.page, [["modes/me/details", JSON.stringify({ v: 1, at: 5, fields: { name: NAME } })]]);
        await a.take(end, false, false);
        await a.record();
        const { name, text, path } = await a.download(".file-save");
        assert.match(name, /^record_Modes_\d{4}-\d\d-\d\d\.json$/);
        const file = valid("record", JSON.parse(text));
        assert.match(await a.told(".file-told", /./), new RegExp(name));

        await b.take(none);
        const before = await b.kept();
        await b.record();
        const input = await b.page.$(".file-input");
        await input.uploadFile(path);
        await b.page.waitForSelector(b.ask("file"));
        await b.page.click(`${b.ask("file")} .ask-no`);
        assert.deepEqual(await b.kept(), before);
        await input.uploadFile(path);
        await b.page.waitForSelector(b.ask("file"));
        const items = await b.page.$$eval(`${b.ask("file")} li`, (items) => items.map((item) => item.textContent));
        assert.ok(items.includes("Attempts at quizzes: 3"), items.join());
        await b.page.click(`${b.ask("file")} .ask-yes`);
        await b.told(".file-taken", /taken over/);
        const keys = (await b.kept()).map(([key]) => key);
        for (const [names] of file.entries.filter(([[kind]]) => kind !== "seen")) assert.ok(keys.includes(`modes/me/${names.join("/")}`), names.join());
        for (const [key] of before) assert.ok(keys.includes(key), key);

        // The attempt that was open there goes on here.
        await b.page.goto(site.base + end.path);
        await ready(b.page);
        const chosen = await b.page.$$eval(`[data-quiz="end"] input:checked`, (all) => all.map((one) => one.value));
        assert.deepEqual(chosen, end.questions.flatMap((question) => response(question, false)));

        // And back, as text this time: then both have the same.
        await b.record();
        await b.page.click(".file-as-text > summary");
        await b.page.waitForFunction(() => document.querySelector(".file-text").value);
        const armoured = await b.page.$eval(".file-text", (area) => area.value);
        valid("record", unarmoured("RECORD", armoured));
        await a.paste(`> ${armoured.replaceAll("\n", "\r\n> ")}`);
        await a.page.waitForSelector(a.ask("file"));
        await a.page.click(`${a.ask("file")} .ask-yes`);
        await a.told(".file-taken", /taken over/);
        assert.deepEqual(await a.kept(), await b.kept());
        await a.paste(armoured);
        await a.told(".file-taken", /nothing/);
        quiet();
      });

      test("what is no sound record of this course is refused, and nothing is taken", async () => {
        const before = await b.kept();
        const refused = async (text) => {
          await b.paste(text);
          return b.told(".file-problem p", /./);
        };
        const seal = (more) => b.page.evaluate((more) => JSON.stringify(Terakoya.archive.seal({ format: "terakoya-record", version: 1, course: "modes", title: "T", edition: "1", exported: 1, entries: [[["read", "x"], { at: 1 }]], ...more })), more);
        const good = await seal({});
        assert.match(await refused("  "), /Nothing is pasted/);
        assert.match(await refused(good.slice(0, -9)), /end is missing/);
        assert.match(await refused('{"some":"thing"}'), /no record file/);
        assert.match(await refused(good.replace('"at":1', '"at":2')), /was changed/);
        assert.match(await refused(await seal({ course: "other", title: "<i>Other</i>" })), /another course, “<i>Other<\/i>”/);
        assert.match(await refused(await seal({ version: 2 })), /newer edition/);
        assert.match(await refused(await seal({ entries: [[["a", "../../x", "y"], {}]] })), /does not have the form/);
        assert.match(await refused(JSON.stringify({ format: "terakoya-result" })), /This is a result/);
        const big = join(tmpdir(), `terakoya-big-${process.pid}.json`);
        await writeFile(big, " ".repeat(10_000_001));
        await (await b.page.$(".file-input")).uploadFile(big);
        await b.told(".file-problem p", /too large/);
        await rm(big);
        assert.deepEqual(await b.kept(), before);
        quiet();
      });

      test("a record of somebody else is not mixed in without a warning, and names stay text", async () => {
        await plant(b.page, [["modes/me/details", JSON.stringify({ v: 1, at: 9, fields: { name: "Somebody else" } })]]);
        await b.record();
        const theirs = await b.page.evaluate(async (name) => {
          // The course of the test asks for nothing; as if it did.
          (await Terakoya.whole()).fields.push({ id: "name", label: "Name <b>", required: true, pattern: null, help: null });
          return JSON.stringify(Terakoya.archive.seal({ format: "terakoya-record", version: 1, course: "modes", title: "T", edition: "1", exported: 1, entries: [[["details"], { at: 99, fields: { name } }]] }));
        }, NAME);
        await b.paste(theirs);
        await b.page.waitForSelector(b.ask("file"));
        assert.ok((await b.words(".ask[open] .ask-words")).includes(NAME));
        assert.match(await b.words(".ask[open] .ask-warning"), /Somebody else/);
        await b.page.click(`${b.ask("file")} .ask-yes`);
        await b.told(".file-taken", /taken over/);
        const { name, text } = await b.download(".result-save");
        assert.match(name, /^result_modes_img-src=x-onerror=-window\.pwned=1-山田-花子_/);
        assert.equal(JSON.parse(text).learner[0].value, NAME);
        assert.equal(await b.page.evaluate(() => globalThis.pwned), undefined);
        quiet();
      });

      test("the result holds every response, as a file and in a mail", async () => {
        await a.record();
        const { text } = await a.download(".result-save");
        const result = valid("result", JSON.parse(text));
        const kept = await a.kept();
        const responses = result.quizzes.flatMap(({ id, attempts }) => attempts.flatMap((attempt) => attempt.responses.map((one) => [`modes/me/q/${id}/${attempt.id}/${one.question}`, one.response])));
        assert.deepEqual(responses.sort(), kept.filter(([key]) => key.startsWith("modes/me/q/")).map(([key, { response }]) => [key, response]));
        const quiz = result.quizzes.find(({ id }) => id === "end");
        assert.equal(quiz.attempts.find(({ id }) => id === quiz.best).passed, true);
        assert.equal(result.carried.length, 1);
        assert.equal(result.course.digest, await a.page.evaluate(async () => (await Terakoya.whole()).digest));

        await a.page.click(".result-as-text > summary");
        await a.page.waitForFunction(() => document.querySelector(".result-text").value);
        const mail = await a.page.$eval(".result-text", (area) => area.value);
        assert.match(mail.slice(0, 1000), /Lessons done: 1 of 3 \(not complete\)[^]*holds a name and all answers/);
        const inside = valid("result", unarmoured("RESULT", mail));
        assert.deepEqual({ ...inside, exported: 0, checksum: "" }, { ...result, exported: 0, checksum: "" });
        assert.ok(mail.split("\n").slice(mail.split("\n").findIndex((line) => line.startsWith("-----BEGIN"))).every((line) => line.length <= 76));

        await click(a.page, ".result-copy");
        assert.match(await a.told(".result-copied", /./), /Copied/);
        quiet();
      });

      test("where nothing can be copied or written, that is told, and nothing is half there", async () => {
        const before = await b.kept();
        await b.record(() => {
          document.execCommand = () => false;
          Object.defineProperty(navigator, "clipboard", { value: undefined });
        });
        await click(b.page, ".code-copy");
        assert.match(await b.told(".code-told", /./), /Ctrl and C/);
        assert.equal(await b.page.evaluate(() => String(getSelection())), await b.words(".code-value"));
        const theirs = await b.page.evaluate(() => {
          return JSON.stringify(Terakoya.archive.seal({ format: "terakoya-record", version: 1, course: "modes", title: "T", edition: "1", exported: 1, entries: [[["read", "x"], { at: 1 }], [["read", "y"], { at: 1 }]] }));
        });
        // The second of two entries does not fit any more: neither is there.
        await store(b.page).evaluate(() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (value, key) {
            if (key.endsWith("/y")) throw new DOMException("full", "QuotaExceededError");
            return put.call(this, value, key);
          };
        });
        await b.paste(theirs);
        await b.page.waitForSelector(b.ask("file"));
        await b.page.click(`${b.ask("file")} .ask-yes`);
        assert.match(await b.told(".file-problem p", /./), /nothing was taken over/);
        b.heard.length = 0;
        await b.record();
        assert.deepEqual(await b.kept(), before);
      });

      test("nor is anything half there in the page's storage, where there is no database", async () => {
        const page = await b.page.browser().newPage();
        await page.evaluateOnNewDocument(() => {
          Object.defineProperty(window, "indexedDB", { get: () => ({ open() { throw new DOMException("refused", "SecurityError"); } }) });
          const set = Storage.prototype.setItem;
          Storage.prototype.setItem = function (key, value) {
            if (key.endsWith("/y")) throw new DOMException("full", "QuotaExceededError");
            set.call(this, key, value);
          };
        });
        await page.goto(`${site.base}record.html`);
        const left = await page.evaluate(async () => {
          const { put, key, store } = await Terakoya.learner();
          await put("", [[key("read", "w"), { at: 1 }], [key("read", "x"), { at: 1 }]]);
          const failed = await put("", [[key("read", "x"), { at: 2 }], [key("read", "y"), { at: 2 }]], [key("read", "w")]).then(() => "", (error) => error.name);
          return [failed, await store.read(key("read"))];
        });
        assert.deepEqual(left, ["QuotaExceededError", [["modes/me/read/w", { v: 1, at: 1 }], ["modes/me/read/x", { v: 1, at: 1 }]]]);
        await page.evaluate(() => localStorage.clear());
        await page.close();
      });

      test("hand-made entries in the store are set aside, and break nothing", async () => {
        await plant(a.page, [
          ["modes/me/a/end/nonsense", JSON.stringify({ v: 1, started: "x" })],
          ["modes/me/carried/x", '{"v":1,"at":1,"edition":"1","read":5,"passed":null,"best":{"__proto__":1}}'],
          ["modes/me/details", JSON.stringify({ v: 1, at: 1, fields: "x" })],
          ["modes/me/%E0%A4%A", "1"],
          ["modes/me/a", JSON.stringify({ v: 1 })],
          [`modes/me/q/end/${"c".repeat(32)}/x`, '{"v":1,"revision":"r","checked":false,"at":1,"response":{"__proto__":{"polluted":true}}}'],
        ]);
        await a.record();
        valid("record", JSON.parse((await a.download(".file-save")).text));
        valid("result", JSON.parse((await a.download(".result-save")).text));
        assert.equal(await a.page.evaluate(() => "polluted" in {}), false);
        quiet();
      });

      test("the page with all of this open has no fault that axe knows of, and no small target", async () => {
        await a.page.$$eval("details", (all) => all.forEach((one) => (one.open = true)));
        await a.type(".code-input", "C7K");
        await click(a.page, ".code-check");
        await a.told(".code-problem p", /./);
        await a.paste("x");
        await a.told(".file-problem p", /./);
        const faults = async () => {
          await a.page.evaluate(axe);
          return a.page.evaluate(async () => {
            const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
            return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
          });
        };
        assert.deepEqual(await faults(), []);
        await a.page.setViewport({ width: 320, height: 800 });
        assert.ok(await a.page.evaluate(() => document.documentElement.scrollWidth <= 320));
        const small = await a.page.$$eval("main :is(button, summary, input, textarea)", (all) => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map((one) => one.className));
        assert.deepEqual(small, []);
        await a.page.setViewport({ width: 1024, height: 768 });
        await a.page.$eval("[data-part=code] .ask", (dialog) => dialog.showModal());
        assert.deepEqual(await faults(), [], "the dialog");
        await a.page.keyboard.press("Escape");
      });

      test("the keyboard alone is enough", async () => {
        await plant(b.page, [["modes/me/read/two", JSON.stringify({ v: 1, at: 1 })]]);
        await b.record();
        const focus = (selector) => b.page.evaluate((selector) => document.activeElement.matches(selector), selector);
        const tab = async (selector) => {
          for (let presses = 0; presses < 60 && !(await focus(selector)); presses++) await b.page.keyboard.press("Tab");
          assert.ok(await focus(selector), selector);
        };
        await tab(".code-input");
        await b.page.keyboard.type("C7K4");
        await b.page.keyboard.press("Enter");
        await b.told(".code-problem p", /./);
        assert.ok(await focus(".code-input"));
        for (const summary of [".file-as-text > summary", ".hand-text:has(.file-pasted) > summary"]) {
          await tab(summary);
          await b.page.keyboard.press("Enter");
        }
        await tab(".file-pasted");
        await b.page.keyboard.type("x");
        await tab(".file-take");
        await b.page.keyboard.press("Enter");
        await b.told(".file-problem p", /./);
        assert.ok(await focus(".file-pasted"));
      });

      test("where nothing is kept, the sections say so and come first", async () => {
        await b.record(() => {
          Object.defineProperty(window, "indexedDB", { get: () => ({ open() { throw new DOMException("refused", "SecurityError"); } }) });
          Object.defineProperty(window, "localStorage", { get() { throw new DOMException("refused", "SecurityError"); } });
        });
        await b.page.waitForFunction(() => document.querySelectorAll(".not-kept").length === 2, { timeout: 30_000 });
        assert.match(await b.words("[data-part=code] .not-kept"), /cannot keep your record/);
        const order = await b.page.$$eval(".record > section", (all) => all.slice(0, 2).map((one) => one.dataset.part).sort());
        assert.deepEqual(order, ["code", "file"]);
      });
    });
  }
}

const [chromium, firefox] = ["chrome", "firefox"].map((name) => BROWSERS.find((one) => one.browser === name));
describe("from Chromium to Firefox and back", { timeout: 120_000, skip: !(chromium && firefox) && "not asked for" }, () => {
  test("both end with the same record", async () => {
    const site = await asFiles(MODES);
    const [a, b] = [await computer(chromium, site), await computer(firefox, site)];
    try {
      await a.take(end);
      await b.take(none);
      for (const [from, to] of [[a, b], [b, a]]) {
        await from.record();
        const { path } = await from.download(".file-save");
        await to.record();
        await (await to.page.$(".file-input")).uploadFile(path);
        await to.page.waitForSelector(to.ask("file"));
        await to.page.click(`${to.ask("file")} .ask-yes`);
        await to.told(".file-taken", /taken over/);
      }
      assert.deepEqual(await a.kept(), await b.kept());
      for (const one of [a, b]) assert.match(await one.words(".result-state"), /1 of 3/);
      assert.equal(await a.words(".code-value"), await b.words(".code-value"));
    } finally {
      await a.end();
      await b.end();
      await site.end();
    }
  });
});

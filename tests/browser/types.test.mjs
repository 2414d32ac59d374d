// Questions in several parts, and in order: by keyboard alone, by pointer, wrong and right. TYPES names the built course.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { at, check, click, entries, plant, quizOf, ready, saved, shows } from "./help/quiz.mjs";
import { asFiles, pages, TYPES } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await pages(TYPES);
const each = quizOf(course, "each");
const end = quizOf(course, "end");
const [order, match, sort, rows] = each.questions;

const part = (question, key) => `${at(question)} [data-part="${key}"]`;

/** Another option than the right one for every part, or another order. */
function wrong({ type, key }) {
  if (type === "ordering") return [...key.order].reverse();
  return Object.fromEntries(Object.entries(key.answers).map(([part, answer]) => [part, key.options.find((option) => option !== answer)]));
}
const right = ({ type, key }) => (type === "ordering" ? key.order : key.answers);

/** What the page shows as given. */
const given = (page, question) =>
  page.$eval(at(question), (root) => {
    const parts = [...root.querySelectorAll("[data-part]")];
    const keep = root.querySelector(".order-keep input");
    if (keep) return keep.checked ? parts.map((row) => row.dataset.part) : null;
    const chosen = parts.flatMap((row) => (row.querySelector(":checked")?.value ? [[row.dataset.part, row.querySelector(":checked").value]] : []));
    return chosen.length > 0 ? Object.fromEntries(chosen) : null;
  });

const orderNow = (page, question) => page.$$eval(`${at(question)} [data-part]`, (all) => all.map((row) => row.dataset.part));

/** The signs and words that stand beside the parts. */
const notes = (page, question) =>
  page.$$eval(`${at(question)} [data-part]`, (all) =>
    Object.fromEntries(all.map((row) => {
      const words = [...row.querySelectorAll(".choice-mark, .part-answer")].filter((one) => one.checkVisibility());
      return [row.dataset.part, { mark: row.dataset.mark ?? null, words: words.map((one) => one.textContent.trim()) }];
    })));

const focused = (page, selector) => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);

/** Presses Tab until something is reached, as who has no mouse does. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses++) {
    if (await focused(page, selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reaches ${selector}`);
}

/** Answers by keyboard alone, from wherever the focus is. */
async function type(page, question, response) {
  if (question.type === "ordering") {
    // From the top: each item goes up until it is in its place.
    for (const [place, key] of response.entries()) {
      await page.focus(at(question) + " .question-body");
      for (let now = (await orderNow(page, question)).indexOf(key); now > place; now--) {
        await tabTo(page, `${part(question, key)} [data-by=up]`);
        await page.keyboard.press("Enter");
        const top = now === 1;
        assert.ok(await focused(page, `${part(question, key)} [data-by=${top ? "down" : "up"}]`), "the focus stays with what was moved");
        assert.match(await page.$eval(`${at(question)} .order-told`, (one) => one.textContent), new RegExp(`${now}番目`));
        if (top) await page.focus(at(question) + " .question-body");
      }
    }
    return;
  }
  for (const [key, option] of Object.entries(response)) {
    await page.focus(at(question) + " .question-body");
    await tabTo(page, `${part(question, key)} :is(select, input)`);
    const options = await page.$$eval(`${part(question, key)} :is(option, input)`, (all) => all.map((one) => one.value));
    if (question.type !== "matching") await page.keyboard.press(" ");
    const now = await page.$eval(part(question, key), (row) => row.querySelector(":checked").value);
    const steps = options.indexOf(option) - options.indexOf(now);
    for (let left = Math.abs(steps); left > 0; left--) await page.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
  }
}

/** Drags one item onto the place of another, by its handle. */
async function drag(page, question, key, onto) {
  const handle = await page.$(`${part(question, key)} .part-handle`);
  await page.$eval(`${at(question)} .parts`, (one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const [x, y] = middle(await handle.boundingBox());
  const [, target] = middle(await (await page.$(part(question, onto))).boundingBox());
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) await page.mouse.move(x, y + ((target - y) * step) / 8);
  await page.mouse.up();
}

/** Answers by pointer. */
async function point(page, question, response) {
  if (question.type === "ordering") {
    for (const [place, key] of response.entries()) {
      const now = await orderNow(page, question);
      if (now.indexOf(key) !== place) await drag(page, question, key, now[place]);
    }
    return;
  }
  for (const [key, option] of Object.entries(response)) {
    if (question.type === "matching") await page.select(`${part(question, key)} select`, option);
    else await click(page, `${part(question, key)} .choice-label:has([value="${option}"])`);
  }
}

for (const which of BROWSERS) {
  describe(which.name, { timeout: 150_000 }, () => {
    let site, learner, browser, page, heard;

    before(async () => {
      site = await asFiles(TYPES);
      learner = await profile(which);
      browser = await learner.open();
      page = await browser.newPage();
      heard = listen(page, site.base);
      await page.setViewport({ width: 1024, height: 768 });
    });
    after(async () => {
      await learner?.end();
      await site?.end();
    });

    async function visit(path) {
      await page.goto(site.base + path);
      await ready(page);
    }
    const quiet = () => assert.deepEqual(heard, []);

    /** Axe finds nothing, nothing is wider than a small phone, and every target has its size. */
    async function sound(when) {
      await page.evaluate(axe);
      const faults = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { preload: false, resultTypes: ["violations"] });
        return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
      });
      assert.deepEqual(faults, [], when);
      for (const [width, size] of [[320, ""], [640, "200%"]]) {
        await page.setViewport({ width, height: 800 });
        const found = await page.evaluate((size) => {
          document.documentElement.style.fontSize = size;
          const edge = document.documentElement.clientWidth;
          const all = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
          const wide = all.filter((one) => one.getBoundingClientRect().right > edge + 1);
          const low = all.filter((one) => one.matches(".quiz :is(button, select, .choice-label, .part-handle, .order-keep)") && one.getBoundingClientRect().height < 43.5);
          return [...wide, ...low].slice(0, 5).map((one) => `${one.localName}.${one.className}`);
        }, size);
        assert.deepEqual(found, [], `${when}, ${width} px ${size}`);
      }
      await page.evaluate(() => (document.documentElement.style.fontSize = ""));
      await page.setViewport({ width: 1024, height: 768 });
    }

    test("fresh: nothing is given, nothing gives the answer away, and all is sound", async () => {
      await visit(each.path);
      for (const question of each.questions) {
        assert.equal(await given(page, question), null);
        assert.ok(Object.values(await notes(page, question)).every(({ mark, words }) => mark === null && words.length === 0));
      }
      assert.notDeepEqual(await orderNow(page, order), order.key.order);
      await sound("fresh");
      quiet();
    });

    test("the right answers by keyboard alone, kept over a reload, then judged", async () => {
      for (const question of each.questions) await type(page, question, right(question));
      await saved(page);
      await visit(each.path);
      for (const question of each.questions) {
        assert.deepEqual(await given(page, question), right(question), question.id);
        await page.focus(at(question) + " .question-body");
        await tabTo(page, `${at(question)} .question-check`);
        await page.keyboard.press("Enter");
        await shows(page, question, "right");
        assert.ok(await page.$$eval(`${at(question)} .question-body :is(button, input, select)`, (all) => all.every((one) => one.disabled)));
        for (const { mark, words } of Object.values(await notes(page, question))) {
          assert.equal(mark, "right");
          assert.match(words.join(), /正/);
        }
      }
      await saved(page);
      await sound("right");
      quiet();
    });

    test("a new attempt takes everything back", async () => {
      await click(page, ".quiz-again");
      await saved(page);
      for (const question of each.questions) {
        assert.equal(await given(page, question), null, question.id);
        assert.ok(Object.values(await notes(page, question)).every(({ mark, words }) => mark === null && words.length === 0));
      }
      assert.ok(await page.$$eval(`${at(match)} select`, (all) => all.every((one) => !one.disabled)));
      quiet();
    });

    test("wrong answers by pointer: each part says so, and what is right", async () => {
      for (const question of each.questions) {
        await point(page, question, wrong(question));
        assert.deepEqual(await given(page, question), wrong(question), question.id);
        await check(page, question);
        await shows(page, question, "wrong");
      }
      const { order: keys } = order.key;
      const placed = await notes(page, order);
      for (const [at, key] of keys.entries()) assert.match(placed[key].words.join(), new RegExp(`${at + 1}番目`));
      for (const question of [match, sort, rows]) {
        for (const { mark, words } of Object.values(await notes(page, question))) {
          assert.equal(mark, "wrong");
          assert.equal(words.length, 2);
          assert.match(words[0], /誤り/);
          assert.match(words[1], /^正解/);
        }
      }
      await saved(page);
      await sound("wrong");
      await visit(each.path);
      for (const question of each.questions) {
        assert.deepEqual(await given(page, question), wrong(question), "after a reload");
        await shows(page, question, "wrong");
      }
      quiet();
    });

    test("what is missing is told once; the order that is shown can be answered as it is", async () => {
      await click(page, ".quiz-again");
      await check(page, order);
      await shows(page, order, "missing");
      await click(page, `${at(order)} .order-keep`);
      await check(page, order);
      assert.notEqual(await page.$eval(`${at(order)} .question-verdict`, (one) => one.dataset.state), "missing");

      await check(page, sort);
      await shows(page, sort, "missing");
      const [[first, answer], ...others] = Object.entries(sort.key.answers);
      await point(page, sort, { [first]: answer });
      await check(page, sort);
      await shows(page, sort, "missing");
      const told = await page.$eval(`${at(sort)} .question-verdict`, (one) => one.textContent);
      for (const [key] of others) assert.ok(told.includes(await page.$eval(`${part(sort, key)} .part-text`, (one) => one.textContent)), told);
      await check(page, sort);
      await shows(page, sort, "partial");
      const noted = await notes(page, sort);
      assert.equal(noted[first].mark, "right");
      for (const [key] of others) assert.match(noted[key].words.join(), /選んでいません.*正解/);
      quiet();
    });

    test("in a quiz that is judged at the end an answer can be changed until then, and taken back", async () => {
      await visit(end.path);
      const [order, match, sort] = end.questions;
      await point(page, order, right(order));
      await type(page, match, wrong(match));
      await type(page, match, right(match));
      assert.deepEqual(await given(page, match), right(match));
      await point(page, sort, right(sort));
      await click(page, `${at(order)} .order-keep`);
      assert.equal(await given(page, order), null);
      await click(page, ".quiz-submit");
      assert.equal(await page.$$eval(".quiz-unanswered li", (all) => all.length), 2);
      await click(page, ".quiz-submit");
      await saved(page);
      for (const [index, state] of ["pending", "right", "right", "pending"].entries()) await shows(page, end.questions[index], state);
      const noted = Object.values(await notes(page, end.questions[3]));
      assert.ok(noted.every(({ words }) => /選んでいません.*正解/.test(words.join())));
      quiet();
    });

    test("things are dragged onto bins that lie over the page only meanwhile; the radio buttons stay the truth", async () => {
      await visit(end.path);
      await click(page, ".quiz-again");
      const sort = end.questions[2];
      const [thing, answer] = Object.entries(sort.key.answers)[0];
      const other = sort.key.options.find((option) => option !== answer);
      const row = part(sort, thing);
      const chosen = () => page.$eval(row, (one) => one.querySelector(":checked")?.value ?? null);
      const nth = (option) => page.$$eval(`${row} input`, (all, option) => all.findIndex((one) => one.value === option), option);
      const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
      await page.$eval(row, (one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
      const start = middle(await (await page.$(`${row} .part-handle`)).boundingBox());

      /** Takes the handle, moves over a bin, and does something before letting go. */
      const dragTo = async (option, then = async () => {}) => {
        await page.mouse.move(...start);
        await page.mouse.down();
        await page.mouse.move(start[0] - 5, start[1] - 5);
        const bin = (await page.$$(".sort-over > .sort-bin"))[await nth(option)];
        await page.mouse.move(...middle(await bin.boundingBox()), { steps: 4 });
        assert.equal(await page.$$eval("[data-over]", (all) => all.length), 1);
        await then();
        await page.mouse.up();
        assert.equal(await page.$(".sort-over"), null);
        assert.equal(await page.$("[data-over], [data-dragging]"), null);
      };
      const before = await page.evaluate(() => scrollY);
      await dragTo(other);
      assert.equal(await chosen(), other);
      await saved(page);
      await dragTo(answer);
      assert.equal(await chosen(), answer);
      await saved(page);
      await dragTo(other, () => page.keyboard.press("Escape"));
      assert.equal(await chosen(), answer, "Escape leaves it where it was");
      // Let go over nothing: nothing happens. Nor does the page move.
      await page.mouse.move(...start);
      await page.mouse.down();
      await page.mouse.up();
      assert.equal(await chosen(), answer);
      assert.equal(await page.evaluate(() => scrollY), before);
      quiet();
    });

    test("a finger on a handle drags, and anywhere else scrolls", async () => {
      const sort = end.questions[2];
      const row = part(sort, Object.keys(sort.key.answers)[1]);
      const touch = (selector) => page.$eval(selector, (one) => getComputedStyle(one).touchAction);
      assert.equal(await touch(`${row} .part-handle`), "none");
      assert.equal(await touch(row), "auto");
      const submit = async () => {
        for (let press = 0; press < 2; press++) await click(page, ".quiz-submit");
        await saved(page);
        assert.equal(await page.$eval(`${row} .part-handle`, (one) => getComputedStyle(one).visibility), "hidden");
      };
      if (which.browser !== "chrome") return submit();
      await page.$eval(row, (one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
      const middle = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      const from = middle(await (await page.$(`${row} .part-handle`)).boundingBox());
      const session = await page.createCDPSession();
      const send = (type, ...touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
      await send("touchStart", from);
      await send("touchMove", { x: from.x - 9, y: from.y - 9 });
      const to = middle(await (await page.$(".sort-over > .sort-bin:last-child")).boundingBox());
      await send("touchMove", to);
      await send("touchEnd");
      assert.ok(await page.$eval(`${row} label:last-child input`, (one) => one.checked));
      assert.equal(await page.$(".sort-over"), null);
      await session.detach();
      await submit();
      quiet();
    });

    test("a response that does not fit is ignored", async () => {
      await visit(end.path);
      await click(page, ".quiz-again");
      for (const question of end.questions) await point(page, question, right(question));
      await saved(page);
      const [started] = (await entries(page)).filter(([key, { submitted }]) => key.includes("/a/end/") && submitted === null);
      const answers = await entries(page);
      const of = ({ id }) => answers.find(([key]) => key.endsWith(`/q/end/${started[0].split("/").pop()}/${id}`));
      const strange = [order.key.order.slice(1), { x: "y" }, { ...sort.key.answers, x: "y" }, Object.fromEntries(Object.keys(rows.key.answers).map((key) => [key, "zzz"]))];
      const planted = [];
      for (const [index, question] of end.questions.entries()) {
        const [key, value] = of(question);
        planted.push([key, JSON.stringify({ ...value, response: strange[index] })]);
      }
      await plant(page, planted);
      await page.evaluate(() => localStorage.clear());
      await visit(end.path);
      for (const question of end.questions) assert.equal(await given(page, question), null, question.id);
      quiet();
    });
  });
}

const chromium = BROWSERS.find((one) => one.browser === "chrome");
describe("Chromium alone", { timeout: 150_000, skip: !chromium && "not asked for" }, () => {
  let site, learner, page;

  before(async () => {
    site = await asFiles(TYPES);
    learner = await profile(chromium);
    page = await (await learner.open()).newPage();
    await page.setViewport({ width: 360, height: 740, hasTouch: true, isMobile: true });
    await page.goto(site.base + each.path);
    await ready(page);
  });
  after(async () => {
    await learner?.end();
    await site?.end();
  });

  /** A finger goes down at one place and up at another. */
  async function swipe([x, y], [tox, toy]) {
    await page.touchscreen.touchStart(x, y);
    for (let step = 1; step <= 8; step++) await page.touchscreen.touchMove(x + ((tox - x) * step) / 8, y + ((toy - y) * step) / 8);
    await page.touchscreen.touchEnd();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  const middle = async (selector) => {
    const box = await (await page.$(selector)).boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };

  test("a finger on the handle moves the item, a finger on the text scrolls the page", async () => {
    const [one, two] = await orderNow(page, order);
    await page.$eval(`${at(order)} .parts`, (list) => list.scrollIntoView({ block: "center", behavior: "instant" }));
    const before = await page.evaluate(() => scrollY);
    await swipe(await middle(`${part(order, one)} .part-handle`), await middle(part(order, two)));
    assert.deepEqual((await given(page, order))?.slice(0, 2), [two, one]);
    assert.equal(await page.evaluate(() => scrollY), before);

    const now = await orderNow(page, order);
    const [x, y] = await middle(`${part(order, two)} .part-text`);
    await swipe([x, y], [x, y - 150]);
    assert.deepEqual(await orderNow(page, order), now);
    assert.ok((await page.evaluate(() => scrollY)) > before, "the page scrolled");
  });
});

// Every page of the course as those have it who use no mouse, or have no scripts: each control is reached once by Tab,
// is seen to have the focus, and lets it go; all text is there to be read; nothing moves while a page loads. And axe on
// pages that list and tell, in the dark, on the narrowest phone, and in forced colours.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, profile } from "./help/browsers.mjs";
import { asFiles, pages, SITE } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const all = await pages(SITE);
/** A booklet has the links of its lessons once more, and hundreds of them: one will do. */
const booklet = all.find(({ kind }) => kind === "print");
const walked = all.filter((page) => page.kind !== "print" || page === booklet);
/** Pages that need scripts for what they are for, and say so without. */
const SCRIPTED = ["practice", "record", "search", "settings"];

for (const which of BROWSERS) {
  describe(`${which.name}`, { timeout: 240_000 }, () => {
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

    test("by keyboard, each control is reached once, is seen to be reached, and lets go", async (t) => {
      const page = await browser.newPage();
      await page.setViewport({ width: 1200, height: 900 });
      let stops = 0;
      for (const { path } of walked) {
        await page.goto(site.base + path);
        await settled(page);
        const wanted = await page.evaluate(prepare);
        stops += wanted.length;
        for (let stop = 0; stop < wanted.length; stop++) await page.keyboard.press("Tab");
        const { reached, unseen } = await page.evaluate(() => globalThis.walked());
        assert.deepEqual(reached, wanted, path);
        assert.deepEqual(unseen, [], path);
        // Back from the last: one more would lead into the browser's controls, from which Firefox does not come back.
        await page.keyboard.down("Shift");
        await page.keyboard.press("Tab");
        await page.keyboard.up("Shift");
        assert.equal(await page.evaluate(() => globalThis.walked().reached.at(-1)), reached.at(-2), `${path} lets nobody back`);
      }
      t.diagnostic(`${stops} stops on ${walked.length} pages`);
      await page.close();
    });

    test("without scripts, all text is there to be read, and pages that need them say so", async () => {
      // Firefox cannot turn scripts off for one page by WebDriver BiDi, but for a learner.
      const other = await profile({ ...which, extraPrefsFirefox: { ...which.extraPrefsFirefox, "javascript.enabled": false } });
      try {
        const page = await (await other.open()).newPage();
        if (which.browser === "chrome") await page.setJavaScriptEnabled(false);
        for (const { path, kind, quizzes } of all) {
          await page.goto(site.base + path);
          const { unseen, told, words, prompts, choices, dead } = await page.evaluate(read);
          assert.deepEqual(unseen, [], path);
          assert.deepEqual(dead, [], path);
          assert.ok(words > (SCRIPTED.includes(kind) ? 50 : 100), `${path}: ${words} characters`);
          assert.equal(told, SCRIPTED.includes(kind) || (kind === "lesson" && quizzes.length > 0), path);
          if (kind === "print") continue;
          const questions = quizzes.flatMap((quiz) => quiz.questions);
          assert.equal(prompts, questions.length, path);
          const offered = questions.filter(({ type }) => ["single", "multiple", "judge"].includes(type)).length;
          assert.ok(choices >= 2 * offered, `${path}: ${choices} choices`);
        }
      } finally {
        await other.end();
      }
    });
  });
}

/** What only Chromium can be asked for. */
const chromium = BROWSERS.find((one) => one.browser === "chrome");
describe("Chromium alone", { timeout: 240_000, skip: !chromium && "not asked for" }, () => {
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

  test("nothing moves while any page loads", async () => {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(() => {
      globalThis.moved = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.moved.push(`${entry.value}: ${entry.sources.map(({ node }) => node?.className || node?.nodeName).join(", ")}`);
      }).observe({ type: "layout-shift", buffered: true });
    });
    const moved = [];
    for (const width of [360, 1200]) {
      await page.setViewport({ width, height: 800 });
      for (const { path } of all) {
        await page.goto(site.base + path);
        await settled(page);
        for (const what of await page.evaluate(() => globalThis.moved)) moved.push(`${path} at ${width} px: ${what}`);
      }
    }
    assert.deepEqual(moved, []);
    await page.close();
  });

  const kinds = ["home", "contents", "glossary", "sources", "about", "print", "part"].map((kind) => all.find((page) => page.kind === kind)).filter(Boolean);
  for (const [name, width, features] of [
    ["in the dark", 1200, [{ name: "prefers-color-scheme", value: "dark" }]],
    ["at 320 px", 320, []],
    ["in forced colours", 1200, [{ name: "forced-colors", value: "active" }]],
  ]) {
    test(`axe finds no fault in pages that list and tell ${name}`, async () => {
      for (const { path } of kinds) {
        const page = await browser.newPage();
        await page.setViewport({ width, height: 800 });
        const session = await page.createCDPSession();
        await session.send("Emulation.setEmulatedMedia", { features });
        await page.goto(site.base + path);
        await settled(page);
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => {
          const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
          return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
        });
        assert.deepEqual(faults, [], path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px`);
        await page.close();
      }
    });
  }
});

/** Waits until the scripts of the page have put up what they know. */
async function settled(page) {
  await page.waitForFunction(() => [...document.querySelectorAll("[data-quiz]")].every((quiz) => "live" in quiz.dataset && !quiz.querySelector(".quiz-questions")?.inert));
  await page.waitForFunction(() => !document.querySelector("[data-record][hidden], [data-practice]:not([data-settled])"));
  await page.evaluate(() => Terakoya.learner().then((learner) => learner.read("look")).catch(() => {}));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** In the page: says which controls Tab ought to reach, in their order, and notes which it does. */
function prepare() {
  // From the top, also where a page begins in the middle, as the search does in its field.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  const open = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
  const candidates = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex='0']")];
  const usable = candidates.filter((element) => open(element) && !element.matches(":disabled") && element.tabIndex >= 0);
  // Of radio buttons with one name, the chosen one or the first is a stop, and arrows lead to the others.
  const stops = usable.filter((element) => {
    if (element.type !== "radio") return true;
    const group = usable.filter((other) => other.type === "radio" && other.name === element.name && other.form === element.form);
    return element === (group.find((other) => other.checked) ?? group[0]);
  });
  const names = new Map(stops.map((element, index) => [element, `${index} ${element.localName}.${element.className.baseVal ?? element.className} ${(element.textContent || element.value || "").trim().slice(0, 20)}`]));
  const reached = [];
  const unseen = [];
  let last = null;
  /** Whether somebody who looks sees where the focus is. */
  const seen = (element) => {
    const ring = (one) => {
      const style = getComputedStyle(one);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    };
    // A control that is drawn by what stands around or behind it.
    const bearers = [element, element.parentElement, element.nextElementSibling, ...element.children].filter(Boolean);
    const boxes = [...element.getClientRects()];
    const inside = boxes.some((box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
    return element.matches(":focus-visible") && bearers.some(ring) && inside;
  };
  const look = () => {
    const active = document.activeElement;
    if (!active || active === document.body || active === document.documentElement || active === last) return;
    last = active;
    reached.push(names.get(active) ?? `unexpected ${active.localName}.${active.className} ${active.id}`);
    if (!seen(active)) unseen.push(reached.at(-1));
  };
  // What the last key did is seen when the next comes: by then the page has scrolled.
  addEventListener("keydown", look, true);
  globalThis.walked = () => {
    look();
    return { reached, unseen };
  };
  return [...names.values()];
}

/** In the page: what of its text is not to be seen, and what could be pressed and does nothing. */
function read() {
  const main = document.querySelector("main");
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  // Answers wait behind their summary, and what is hidden or only for paper is no text of the page, nor is what to do
  // where the look is missing.
  const apart = "[hidden], details:not([open]) > :not(summary), noscript, .quiz-paper, .paper, .live, .exam-start, .exam-late, .exam-map, .tabs-list, .decision-again, .quiz-facts, dialog, .quiz-bar, .visually-hidden, .hotspots-how, .certificate-place, .checklist-count, [data-row=design] > .check-remedy";
  const texts = [...main.querySelectorAll("p, li, dt, dd, td, th, figcaption, h1, h2, h3, h4, h5, h6, summary, label, pre")].filter((element) => element.textContent.trim() && !element.closest(apart));
  const shown = (selector) => [...main.querySelectorAll(selector)].filter(seen).length;
  return {
    unseen: texts.filter((element) => !seen(element)).map((element) => `${element.localName}.${element.className} ${element.textContent.trim().slice(0, 30)}`),
    told: [...main.querySelectorAll("noscript .problem")].some(seen),
    words: main.innerText.replace(/\s/g, "").length,
    prompts: shown(".question-prompt"),
    choices: shown(".choice-label"),
    dead: [...main.querySelectorAll("button")].filter(seen).map((element) => element.className),
  };
}

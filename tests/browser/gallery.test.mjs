// The gallery: every block and every type of question in every example and state, light and dark, in both languages,
// wide and on the narrowest phone. GALLERY names the built one; GALLERY_SHOTS a folder for pictures of all of it, for
// whoever wants to look at them.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { types } from "./help/graders.mjs";
import { click, entries } from "./help/quiz.mjs";
import { asFiles, GALLERY, pages } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = process.env.GALLERY_SHOTS;
const ROOT = join(import.meta.dirname, "../..");
const blocks = (await readdir(join(ROOT, "themes/default/blocks"))).sort();
const all = (await pages(GALLERY)).map(({ path }) => path);
const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 320, height: 700 };

for (const which of BROWSERS) {
  const full = which.browser === "chrome";

  describe(`the gallery in ${which.name}`, { timeout: 600_000 }, () => {
    let site, visitor, page, heard;

    before(async () => {
      visitor = await profile(which);
      site = await asFiles(GALLERY);
      page = await (await visitor.open()).newPage();
      heard = listen(page, site.base);
      if (SHOTS && full) await mkdir(SHOTS, { recursive: true });
    });
    after(async () => {
      await visitor?.end();
      await site?.end();
    });

    async function open(path) {
      await page.goto(site.base + path);
      await page.waitForFunction(() => [...document.querySelectorAll(".quiz")].every((quiz) => "live" in quiz.dataset));
    }

    /** Turns a switch as a visitor does, but for the mouse. */
    const turn = (name, value) => page.evaluate((name, value) => document.querySelector(`[name=gallery-${name}][value="${value}"]`)?.click(), name, value);
    /** The states that the page offers: one, where it has no questions. */
    const states = () => page.$$eval("[name=gallery-state]", (all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map(({ value }) => value)).then((found) => (found.length ? found : ["fresh"]));
    /** The page in light or dark: by its switch, where it has one. */
    async function paint(scheme) {
      if (await page.$("[name=gallery-scheme]")) return turn("scheme", scheme);
      if (full) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    }

    /** Waits until each question that is shown says what the state says. */
    async function reach(state) {
      await turn("state", state);
      await page.waitForFunction(
        (state) => {
          const shown = [...document.querySelectorAll(".gallery-example .quiz:not([hidden]) .question-verdict")];
          return shown.every(({ dataset }) => (state === "fresh" ? !dataset.state : state === "review" ? dataset.state : dataset.state === state));
        },
        { timeout: 5000 },
        state,
      );
      await page.evaluate(() => document.querySelectorAll(".question details:not([hidden]), .reveal").forEach((one) => (one.open = true)));
    }

    /** What axe finds; of what is the same in another state or scheme, only what may have changed is looked at. */
    async function faults(within, rules) {
      return page.evaluate(
        async (within, rules) => {
          const { violations } = await globalThis.axe.run(within, { preload: false, resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) });
          return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
        },
        within,
        rules,
      );
    }

    async function shoot(...name) {
      if (SHOTS && full) await page.screenshot({ path: join(SHOTS, `${name.join(" ").replaceAll(/[ /]/g, "-")}.png`), fullPage: true });
    }

    /** Looks at a state in light and dark. Words are others in English, but states and schemes look the same. */
    async function looks(path, state) {
      const within = state === "fresh" ? "body" : ".gallery-shown";
      const wanted = path.startsWith("ja/");
      await paint("light");
      if (wanted || state === "fresh") assert.deepEqual(await faults(within), [], `${path}: ${state}`);
      await shoot(path, state, "light");
      await paint("dark");
      if (wanted) assert.deepEqual(await faults(within, ["color-contrast"]), [], `${path}: ${state}, dark`);
      await shoot(path, state, "dark");
    }

    test("it has a page for every block and every type, in both languages", () => {
      for (const language of ["ja", "en"]) {
        for (const [folder, names] of Object.entries({ blocks, questions: types })) {
          for (const name of names) assert.ok(all.includes(`${language}/${folder}/${name}.html`), `${language}/${folder}/${name}.html`);
        }
        for (const name of types) assert.ok(all.includes(`${language}/sheet-${name}.html`), name);
      }
    });

    for (const path of all.filter((path) => full || path.startsWith("ja/"))) {
      test(path, async () => {
        await page.setViewport(WIDE);
        await open(path);
        if (full) await page.evaluate(axe);
        const offered = await states();
        if (/\/questions\/(?!index)/.test(path)) assert.ok(offered.length >= 3, `${path}: ${offered}`);
        for (const state of offered) {
          await reach(state);
          if (full) await looks(path, state);
        }
        await page.setViewport(NARROW);
        for (const state of offered) {
          await reach(state);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= NARROW.width, `${path}: ${state} is ${wide} wide`);
          await shoot(path, state, "narrow");
        }
        assert.deepEqual(heard, []);
      });
    }

    test("colours go along to the next page, and the same page is there in the other language", async () => {
      await open("ja/blocks/note.html");
      await turn("scheme", "dark");
      await Promise.all([page.waitForNavigation(), page.click(".gallery-links [hreflang]")]);
      assert.ok(page.url().endsWith("/en/blocks/note.html"), page.url());
      // Where every file has a storage of its own, the switch begins anew.
      const dark = await page.evaluate(() => [document.documentElement.dataset.theme ?? "", Terakoya.parted]);
      assert.ok(dark[0] === "dark" || dark[1], String(dark));
    });

    test("a question can be tried, and nothing of it is kept", async () => {
      await open("en/questions/judge.html");
      const quiz = ".gallery-example .quiz:not([hidden])";
      await click(page, `${quiz} .choice input`);
      await click(page, `${quiz} .question-check`);
      await page.waitForSelector(`${quiz} .question-verdict[data-state]`);
      await click(page, `${quiz} .quiz-again`);
      await page.waitForSelector(`${quiz} .question-verdict:not([data-state])`);
      const rows = await entries(page).catch(() => []);
      assert.deepEqual(rows.filter(([key]) => /\/(a|q|open)\//.test(key)), []);
      await page.reload();
      assert.equal(await page.$(`${quiz} .question-verdict[data-state]`), null);
    });
  });
}

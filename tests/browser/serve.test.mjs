// The author's loop in real browsers: what is saved is on the screen, and nothing else of the page has moved.
import assert from "node:assert/strict";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { check, choose, click, ready, response, saved, shown } from "./help/quiz.mjs";
import { serve } from "./help/serve.mjs";

const ROOT = join(import.meta.dirname, "../..");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LESSON = "content/01-personal-information/03-leak.md";
const PAGE = "personal-information/leak.html";
const QUIZ = "content/01-personal-information/leak-check.quiz.yaml";

/** What is laid over the page: its words where it is open, "" where it is put aside, null where it is not. */
const overlay = (page) =>
  page.evaluate(() => {
    const root = [...document.querySelectorAll("body > div[popover]")].map((host) => host.shadowRoot).find(Boolean);
    const dialog = root?.querySelector("[role=dialog]");
    return dialog ? (dialog.hidden ? "" : dialog.innerText) : null;
  });
const until = async (what, holds) => {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds().catch(() => false)) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`never: ${what}`);
};
const holds = (page, words) => page.evaluate((words) => document.body.innerText.includes(words), words);
const isOpen = (page) => overlay(page).then((words) => Boolean(words));

for (const which of BROWSERS) {
  describe(which.name, { timeout: 200_000 }, () => {
    let server, author, browser;

    before(async () => {
      server = await serve(ROOT, ["book.toml", "content"]);
      author = await profile(which);
      browser = await author.open();
    });
    after(async () => {
      await author?.end();
      await server?.end();
    });

    // Each begins with the course as it is shipped, also after one that failed.
    beforeEach(async () => {
      for (const page of await browser.pages()) if (page.url() !== "about:blank") await page.close();
      for (const path of [LESSON, QUIZ, "book.toml"]) await server.write(path, await readFile(join(ROOT, path), "utf8"));
      await rm(join(server.root, "content/01-personal-information/typed.quiz.yaml"), { force: true });
      await server.start();
      await new Promise((done) => setTimeout(done, 500));
    });

    async function visit(path = PAGE, width = 1024) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 800 });
      const heard = listen(page, server.base);
      await page.goto(server.base + path, { waitUntil: "load" });
      if (await page.$(".quiz .quiz-data")) await ready(page);
      // Gone with the next load of the page.
      await page.evaluate(() => (window.same = true));
      return { page, heard };
    }
    const isSame = (page) => page.evaluate(() => window.same === true);
    const isQuiet = (heard) => assert.deepEqual(heard, []);

    test("an edited lesson shows, and what is read stays where it was", async () => {
      const { page, heard } = await visit();
      const other = await visit("sns/drill.html");
      await page.bringToFront();
      await page.evaluate(() => {
        const headings = document.querySelectorAll("main h2[id]");
        headings[2].scrollIntoView({ block: "start", behavior: "instant" });
        scrollBy({ top: -40, behavior: "instant" });
      });
      const place = () => page.evaluate(() => Math.round(document.querySelectorAll("main h2[id]")[2].getBoundingClientRect().top));
      await new Promise((done) => setTimeout(done, 300));
      const from = await place();
      const text = await server.read(LESSON);
      const first = /\n## /.exec(text).index;
      await server.write(LESSON, `${text.slice(0, first)}\n\nここに一文を足しました。\n\nもう一段落あります。\n${text.slice(first)}`);
      await until("the sentence", () => holds(page, "ここに一文を足しました。"));
      await until("the place", async () => Math.abs((await place()) - from) <= 2);
      await new Promise((done) => setTimeout(done, 1700));
      assert.ok(Math.abs((await place()) - from) <= 2, `${await place()} instead of ${from}`);
      await other.page.bringToFront();
      await new Promise((done) => setTimeout(done, 500));
      assert.ok(await isSame(other.page), "a page that was not touched is not loaded again");
      // A page that nobody sees follows when it is looked at.
      await server.write(LESSON, text);
      await page.bringToFront();
      await until("it is taken back", async () => !(await holds(page, "ここに一文を足しました。")));
      isQuiet(heard);
      isQuiet(other.heard);
      await page.close();
      await other.page.close();
    });

    test("a style changes without loading the page", async () => {
      const book = await server.read("book.toml");
      const { page, heard } = await visit();
      await mkdir(join(server.root, "themes/mine"), { recursive: true });
      await server.write("themes/mine/theme.toml", 'name = "mine"\n');
      const base = await readFile(join(ROOT, "themes/default/base.css"), "utf8");
      const tokens = await readFile(join(ROOT, "themes/default/tokens.css"), "utf8");
      await server.write("themes/mine/base.css", base);
      await server.write("themes/mine/tokens.css", tokens);
      await server.write("book.toml", `${book}\n[theme]\nname = "mine"\n`);
      await new Promise((done) => setTimeout(done, 800));
      await page.evaluate(() => (window.same = true));
      const colour = () => page.evaluate(() => getComputedStyle(document.body).outlineColor);
      for (const wanted of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
        await server.write("themes/mine/base.css", `${base}\nbody { outline-color: ${wanted}; }\n`);
        await until("the colour", async () => (await colour()) === wanted);
        assert.ok(await isSame(page), "the page was loaded again");
        await until("the old style goes", async () => (await page.$$("link[rel=stylesheet]")).length === 2);
      }
      await server.write("book.toml", book);
      await until("the old theme", async () => (await colour()) !== "rgb(4, 5, 6)");
      isQuiet(heard);
      await page.close();
    });

    test("an error lies over the last good page, and goes when it is mended", async () => {
      const good = await server.read(QUIZ);
      const { page, heard } = await visit();
      const list = await visit("_check");
      await page.bringToFront();
      const title = await page.title();
      await page.focus(".site-header a[href]");
      const focus = () => page.evaluate(() => document.activeElement.tagName);
      assert.equal(await focus(), "A");
      await server.write(QUIZ, good.replace("type: ", "typ: "));
      await until("the overlay", () => isOpen(page));
      assert.match(await overlay(page), /エラー[\s\S]*leak-check\.quiz\.yaml:\d+:\d+[\s\S]*typ/);
      assert.equal(await focus(), "A", "the focus stays where it was");
      assert.equal(await page.title(), title);
      assert.ok(await isSame(page), "the last good page stays");
      await list.page.bringToFront();
      await until("the list", () => holds(list.page, "leak-check.quiz.yaml"));
      for (const one of [list.page, page]) {
        await one.bringToFront();
        for (const scheme of ["light", "dark"]) {
          await one.emulateMediaFeatures?.([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
          isQuiet(heard);
          await one.evaluate(axe);
          const { violations } = await one.evaluate(() => window.axe.run());
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
          // It tries out styles, which the policy forbids.
          heard.length = 0;
          list.heard.length = 0;
        }
      }
      // Put aside by a key, and found again.
      await page.keyboard.press("Escape");
      assert.equal(await overlay(page), "");
      await page.reload();
      await until("it comes again with the page", () => isOpen(page));
      await page.evaluate(() => document.querySelector("body > div[popover]").shadowRoot.querySelector("[data-close]").click());
      assert.equal(await overlay(page), "");
      await page.evaluate(() => document.querySelector("body > div[popover]").shadowRoot.querySelector("[data-open]").click());
      assert.ok(await isOpen(page));
      await server.write(QUIZ, good);
      await until("it goes", async () => (await overlay(page)) === null);
      await list.page.bringToFront();
      await until("the list is mended", async () => !(await holds(list.page, "leak-check.quiz.yaml")));
      isQuiet(heard);
      isQuiet(list.heard);
      await page.close();
      await list.page.close();
    });

    test("a quiz half done stays half done", async () => {
      const { page, heard } = await visit();
      const questions = await page.$$eval(".quiz", (quizzes) =>
        quizzes.flatMap((root) => {
          const data = JSON.parse(root.querySelector(".quiz-data").textContent);
          return data.questions.map((question) => ({ quiz: root.dataset.quiz, ...question }));
        }));
      const [one, two] = questions.filter(({ type }) => type === "single" || type === "judge");
      await choose(page, one);
      await check(page, one);
      // Chosen and not yet judged.
      await choose(page, two, response(two).slice(0, 1));
      await saved(page);
      const before = [await shown(page, one), await shown(page, two)];
      const text = await server.read(LESSON);
      await server.write(LESSON, text.replace(/\n## /, "\n\nEdited meanwhile.\n\n## "));
      await until("the edit", () => holds(page, "Edited meanwhile."));
      await ready(page);
      await until("the answers", async () => JSON.stringify([await shown(page, one), await shown(page, two)]) === JSON.stringify(before));
      await server.write(LESSON, text);
      await until("it is taken back", async () => !(await holds(page, "Edited meanwhile.")));
      isQuiet(heard);
      await page.close();
    });

    test("what is being typed stays, with the caret", async () => {
      const text = await server.read(LESSON);
      const quiz = "::quiz{src=typed}\n";
      await server.write("content/01-personal-information/typed.quiz.yaml", "questions:\n  - {id: typed, type: text, prompt: Whom?, answers: [committee]}\n");
      await server.write(LESSON, `${text}\n${quiz}`);
      await until("the question", async () => (await (await fetch(server.base + PAGE)).text()).includes("Whom?"));
      const { page, heard } = await visit();
      const field = '[data-question="typed"] input';
      await click(page, field);
      await page.keyboard.type("commitee");
      await page.keyboard.press("ArrowLeft");
      await server.write(LESSON, `${text.replace(/\n## /, "\n\nWhile typing.\n\n## ")}\n${quiz}`);
      await until("the edit", () => holds(page, "While typing."));
      await until("the words and the caret", () =>
        page.$eval(field, (input) => input.value === "commitee" && document.activeElement === input && input.selectionStart === 7));
      await page.keyboard.type("e");
      assert.equal(await page.$eval(field, (input) => input.value), "commiteee");
      isQuiet(heard);
      await page.close();
    });

    test("a page that goes says so, and comes back; a server that was started anew is known again", async () => {
      const { page } = await visit();
      const [from, to] = [join(server.root, LESSON), join(server.root, "away.md")];
      await page.evaluate(() => document.querySelector("details")?.toggleAttribute("open", true));
      await server.stop();
      const text = await server.read(LESSON);
      await server.write(LESSON, text.replace(/\n## /, "\n\nWritten while nobody served.\n\n## "));
      await new Promise((done) => setTimeout(done, 1500));
      await server.start();
      await until("the page follows the new server", () => holds(page, "Written while nobody served."));
      await server.write(LESSON, text);
      await until("and its edits", async () => !(await holds(page, "Written while nobody served.")));
      await page.evaluate(() => (window.same = true));
      await server.stop();
      await rm(join(server.root, "content/01-personal-information/typed.quiz.yaml"), { force: true });
      await server.start();
      await new Promise((done) => setTimeout(done, 2500));
      assert.ok(await isSame(page), "nothing changed, so nothing is loaded");
      await server.write(LESSON, `${text}\n\nHeard by the same page.\n`);
      await until("it listens", () => holds(page, "Heard by the same page."));
      await rename(from, to);
      await until("an error, or no page", async () => (await isOpen(page)) || (await holds(page, "ページがありません")));
      await rename(to, from);
      await until("back", async () => (await overlay(page)) === null && (await holds(page, "Heard by the same page.")));
      await server.write(LESSON, text);
      await page.close();
    });
  });
}

// The learner's journey through what `package` makes: unpacked from a ZIP into a folder with blanks and Japanese in its
// name, and behind nginx and Apache below a path, without rewriting. PACKAGES names the packages of tests/courses/record.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { check, choose, click, quizOf, ready, saved, shown } from "./help/quiz.mjs";
import { behind, SERVERS } from "./help/servers.mjs";
import { asFiles, PACKAGES, pages } from "./help/site.mjs";

const ZIP = join(PACKAGES, "record-1.zip");
const run = promisify(execFile);
let shelf, unpacked, course, quiz, exam;

before(async () => {
  shelf = await mkdtemp(join(tmpdir(), "terakoya-deliver-"));
  unpacked = join(shelf, "研修 教材（2025年度）");
  await mkdir(unpacked);
  await run("unzip", ["-q", ZIP, "-d", unpacked]);
  course = await pages(unpacked);
  quiz = quizOf(course, "check");
  exam = quizOf(course, "exam");
});
after(() => rm(shelf, { recursive: true, force: true }));

/** A copy that a server may read and a test may change. */
async function published() {
  const folder = await mkdtemp(join(tmpdir(), "terakoya-published-"));
  await cp(unpacked, folder, { recursive: true, preserveTimestamps: true });
  await chmod(folder, 0o755);
  return folder;
}

async function onServer(server) {
  const root = await published();
  const site = await behind(server, root);
  return { ...site, root, end: async () => (await site.end(), await rm(root, { recursive: true, force: true })) };
}

/** A new edition is seen at once, though the page is as long and as old as it was: files of a ZIP all have one time. */
async function renewed(page, site) {
  const file = join(site.root, "part/read.html");
  const heading = () => page.$eval("h1", (element) => element.textContent.trim());
  await page.goto(`${site.base}part/read.html`);
  const old = await heading();
  const [before, text] = [await stat(file), await readFile(file, "utf8")];
  await writeFile(file, text.replace(`<h1>${old[0]}`, "<h1>新"));
  await utimes(file, before.atime, before.mtime);
  const after = await stat(file);
  assert.deepEqual([after.size, Math.floor(after.mtimeMs / 1000)], [before.size, Math.floor(before.mtimeMs / 1000)]);
  await page.goto(`${site.base}index.html`);
  await page.goto(`${site.base}part/read.html`);
  assert.equal(await heading(), `新${old.slice(1)}`);
}

const places = [{ name: "a ZIP unpacked on a disk", open: () => asFiles(unpacked) }, ...SERVERS.map((server) => ({ name: server.name, open: () => onServer(server) }))];

for (const which of BROWSERS) {
  for (const { name, open } of places) {
    test(`${which.name}, ${name}: lesson, drill, exam, close, resume, certificate${name.startsWith("a ZIP") ? "" : ", a new edition"}`, { timeout: 90_000 }, async () => {
      const site = await open();
      const learner = await profile(which);
      try {
        let page, heard;
        const visit = (path) => page.goto(site.base + path, { waitUntil: "load" });
        const begin = async () => {
          page = await (await learner.open()).newPage();
          heard = listen(page, site.base);
        };
        const says = (selector, expected) =>
          page.waitForFunction((selector, expected) => document.querySelector(selector)?.textContent.includes(expected), { timeout: 15_000 }, selector, expected);
        await begin();
        // A server shows the first page for the folder.
        await visit(site.root ? "" : "index.html");
        await says(".standing-words", "3本中 0本");
        // What the record says may change where the link leads.
        await page.evaluate(async () => void (await Terakoya.learner()));
        await click(page, "a[data-start]");
        await page.waitForSelector("[data-page=part], [data-page=lesson]");
        await visit("part/read.html");
        await click(page, ".finish-button:not([disabled])");
        await says(".finish-state", "読み終えました");

        await visit(quiz.path);
        await ready(page);
        const [first, ...rest] = quiz.questions;
        await choose(page, first);
        await check(page, first);
        await saved(page);
        assert.deepEqual(heard, []);
        await learner.close();
        await begin();
        await visit(quiz.path);
        await ready(page);
        assert.equal((await shown(page, first)).verdict, "right", "an answer is there after the browser was closed");
        for (const question of rest) {
          await choose(page, question);
          await check(page, question);
        }
        await saved(page);

        await visit(exam.path);
        await ready(page);
        await click(page, '[data-quiz="exam"] .exam-begin:not([disabled])');
        for (const question of exam.questions) await choose(page, question);
        await click(page, ".quiz-submit");
        await page.waitForSelector('[data-quiz="exam"] .quiz-result:not([hidden])');
        await saved(page);
        await visit("record.html");
        const field = await page.waitForSelector('.details input[name="name"]', { visible: true });
        await field.type("山田 花子");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => !document.querySelector(".certificate").hidden);
        await visit("part/certificate.html");
        await page.waitForFunction(() => !document.querySelector(".certificate").hidden);
        assert.equal(await page.$eval(".certificate-learner dd", (element) => element.textContent.trim()), "山田 花子");
        if (site.root) await renewed(page, site);
        assert.deepEqual(heard, []);
      } finally {
        await learner.end();
        await site.end();
      }
    });
  }
}

/** @type {(address: string, headers?: Record<string, string>) => Promise<import("node:http").IncomingMessage>} */
const head = (address, headers = {}) =>
  new Promise((resolve, reject) => get(address, { headers }, (response) => (response.resume(), resolve(response))).on("error", reject));

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".json": "application/json" };

for (const server of SERVERS) {
  describe(server.name, { timeout: 60_000 }, () => {
    let site;
    before(async () => (site = await onServer(server)));
    after(() => site.end());

    test("every file arrives with its type, and browsers may keep what is named by its content alone", async () => {
      let kept = 0;
      for (const entry of await readdir(site.root, { recursive: true, withFileTypes: true })) {
        const path = relative(site.root, join(entry.parentPath, entry.name));
        if (!entry.isFile() || path.startsWith(".ht") || path === "web.config" || path.endsWith(".conf")) continue;
        const response = await head(site.local + path.split("/").map(encodeURIComponent).join("/"));
        assert.equal(response.statusCode, 200, path);
        const type = TYPES[extname(path)];
        assert.ok(type, path);
        assert.equal(response.headers["content-type"].replace(";charset", "; charset").replace(/(json).*/, "$1"), type, path);
        const named = /-[0-9a-f]{6}\.\w+$/.test(path);
        kept += named ? 1 : 0;
        assert.equal(response.headers["cache-control"], named ? "public, max-age=31536000, immutable" : "no-cache", path);
        assert.deepEqual([response.headers.etag, response.headers["last-modified"]], [undefined, undefined], path);
      }
      assert.ok(kept > 10);
      // The folder itself is its first page, and a browser that asks by time gets the page all the same.
      assert.equal((await head(site.local)).headers["content-type"].replace(";charset", "; charset"), TYPES[".html"]);
      assert.equal((await head(`${site.local}index.html`, { "if-modified-since": new Date().toUTCString() })).statusCode, 200);
      assert.equal((await head(`${site.local}nowhere.html`)).statusCode, 404);
    });
  });
}

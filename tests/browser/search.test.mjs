// The search as learners use it: what it finds is what stands there, by keyboard too, and a query loads little.
// LAID_OUT names the files of a large course (cargo test --test search).
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, listen, profile } from "./help/browsers.mjs";
import { asFiles, asHttp, LARGE, pages, SITE } from "./help/site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Bytes that a query may load, of the index and of the words, at a thousand lessons. */
const MOST = 100_000;

/** What a reader would count as the same, written down a third time: neither of those that are shipped. */
const fold = (text) =>
  [...text.normalize("NFKC")]
    .map((one) => {
      if (/[⁓∼〜〰]/u.test(one)) return "~";
      if (/[˗‐-―⁃−─━➖ー]/u.test(one)) return "-";
      const code = one.toLowerCase().codePointAt(0);
      return [...one.toLowerCase()].length > 1 ? one : String.fromCodePoint((code >= 0x30a1 && code <= 0x30f6) || code === 0x30fd || code === 0x30fe ? code - 0x60 : code);
    })
    .join("")
    .replace(/[\s\u0085\u200b]/g, " ");

/** The pages whose words are in the files of a site's search. */
async function texts(root) {
  const names = (await readdir(join(root, "search"))).filter((name) => /^t\d+\.js$/.test(name));
  return Promise.all(names.map(async (name) => JSON.parse(/, (\{.*\})\);\n$/s.exec(await readFile(join(root, "search", name), "utf8"))[1])));
}

/** What a plain look through all words finds: addresses of pages, sections, terms and questions. */
function scan(pages, query) {
  const words = fold(query).split(" ").filter(Boolean);
  if (words.length === 0) return [];
  return pages.flatMap(({ url, entries }) => {
    const folded = entries.map(([kind, , heading, also, body]) => fold([kind === "question" ? "" : heading, also, body].join("\n")));
    const all = entries.filter((_, at) => words.every((word) => folded[at].includes(word)));
    const spread = entries[0][0] !== "term" && words.every((word) => folded.some((text) => text.includes(word)));
    const found = all.length > 0 || !spread ? all : entries.filter((_, at) => words.some((word) => folded[at].includes(word)));
    return found.map(([, anchor]) => (anchor ? `${url}#${anchor}` : url));
  });
}

const QUERIES = [
  "個人情報", "個人情報保護委員会", "情報漏えい", "漏えい", "京都", "東京都", "委員会", "人情", "かるて", "カルテ", "ｶﾙﾃ", "sns", "ＳＮＳ", "Sns",
  "USB", "usb メモリ", "漏えい 写真", "患者 投稿", "上司 伝え", "の", "を", "情", "漏", "S", "。", "ー", "メール", "メ-ル", "めーる", "こじんじょうほう", "コジンジョウホウ",
  "要配慮", "報告 期限 委員会", "3日", "３日", "26条", "第26条", "罰", "懲役", "スマートフォン", "すまーとふぉん", "電子カルテから印刷した紙は、個人データです。", "持ち出", "「",
  "ありえない言葉", "<b>", "<img src=x onerror=alert(1)>", "constructor", "__proto__", "\\", "\"", "𠮷", "%E0%A4%A", "a".repeat(190), "個人情報 ".repeat(30),
];

const settled = (page) => page.waitForFunction(() => document.querySelector(".search-told").textContent !== "");

/**
 * Looks for `query`, where one is given, as if it had been typed, and where it is `whole`, for all of it. What is shown
 * then: addresses of groups and of what is in them, by the site's root; what is told; the words that are marked, and the
 * finds in which none is. All in one go, since each question to the browser takes time.
 */
const found = (page, base, { query = "", whole = true } = {}) =>
  page.evaluate(
    async (base, query, whole) => {
      const one = (selector) => document.querySelector(selector);
      /** Does something, and waits until the search tells what came of it. */
      const told = async (act) => {
        one(".search-told").textContent = "";
        const over = new Promise((done) => {
          const watcher = new MutationObserver(() => {
            if (!one(".search-told").textContent) return;
            watcher.disconnect();
            done();
          });
          watcher.observe(one(".search-told"), { childList: true, characterData: true, subtree: true });
        });
        act();
        await over;
      };
      const type = () => {
        one(".search-query").value = query;
        one(".search-query").dispatchEvent(new InputEvent("input", { bubbles: true }));
      };
      if (query) await told(type);
      while (whole && !one(".search-more").hidden) await told(() => one(".search-more").click());
      for (const others of whole ? document.querySelectorAll(".search-others") : []) others.click();
      const path = (link) => decodeURIComponent(link.href.slice(base.length));
      const words = (nodes) => [...nodes].map((node) => node.textContent);
      return {
        addresses: [...document.querySelectorAll(".search-results > section")].flatMap((section) => {
          const links = [...section.querySelectorAll("li > a")].map(path);
          // The page itself is a find where words stand above its first section, or in its title.
          const own = section.querySelector(":scope > .search-text, h2 mark") || links.length === 0 ? [path(section.querySelector("h2 a"))] : [];
          return [...own, ...links];
        }),
        told: one(".search-told").textContent,
        none: one(".search-none").checkVisibility(),
        marks: words(document.querySelectorAll(".search-results mark")),
        bare: words([...document.querySelectorAll(".search-results li")].filter((item) => !item.querySelector("mark"))),
      };
    },
    base,
    query,
    whole,
  );

for (const which of BROWSERS) {
  describe(which.name, { timeout: 240_000 }, () => {
    let site, http, learner, browser, course;

    before(async () => {
      [site, http, course] = [await asFiles(), await asHttp(), await texts(SITE)];
      learner = await profile(which);
      browser = await learner.open();
    });
    after(async () => {
      await learner?.end();
      await http?.end();
      await site?.end();
    });

    async function visit(path, from = site) {
      const page = await browser.newPage();
      await page.setViewport({ width: 1024, height: 800 });
      await page.evaluateOnNewDocument(() => {
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
      });
      const heard = listen(page, from.base);
      await page.goto(from.base + path);
      await page.waitForSelector("[data-search]:not([hidden])");
      return { page, heard };
    }

    test("fifty queries find what a plain look through all words finds, and mark it", async (t) => {
      assert.ok(QUERIES.length >= 50);
      for (const from of [site, http]) {
        const { page, heard } = await visit("search.html", from);
        let finds = 0;
        for (const query of QUERIES) {
          const { told, none, marks, bare, addresses } = await found(page, from.base, { query });
          const expected = scan(course, query.slice(0, 200));
          assert.deepEqual(addresses.sort(), [...expected].sort(), query);
          assert.ok(expected.length > 0 ? told.includes(String(expected.length)) : told.includes(query.trim()), `${query}: ${told}`);
          assert.equal(none, expected.length === 0, query);
          const words = fold(query.slice(0, 200)).split(" ").filter(Boolean);
          assert.ok(marks.map(fold).every((mark) => words.some((word) => mark.includes(word))), `${query}: ${marks}`);
          assert.deepEqual(bare, [], query);
          finds += expected.length;
        }
        t.diagnostic(`${from.name}: ${QUERIES.length} queries, ${finds} finds`);
        assert.deepEqual(heard, []);
        assert.deepEqual(await page.evaluate(() => window.violations), []);
        await page.close();
      }
    });

    test("every find leads to where it stands", async () => {
      const lessons = new Map();
      const { page } = await visit("search.html");
      for (const query of ["の", "患者", "個人情報"]) {
        for (const address of (await found(page, site.base, { query })).addresses) {
          const [path, anchor = ""] = address.split("#");
          if (!lessons.has(path)) lessons.set(path, await readFile(join(SITE, path), "utf8"));
          assert.ok(!anchor || lessons.get(path).includes(` id="${anchor}"`), address);
        }
      }
      assert.ok(lessons.size > 4);
      await page.close();
    });

    test("by keyboard alone: a slash, words, Tab, Enter, and back to what was found", async () => {
      const page = await browser.newPage();
      const lesson = (await pages()).find(({ kind }) => kind === "lesson").path;
      await page.goto(site.base + lesson);
      await page.waitForFunction(() => window.Terakoya);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("/")]);
      await page.waitForSelector(".search-query:focus");
      await page.keyboard.type("usb");
      await settled(page);
      // A slash among words is a sign like any other.
      await page.keyboard.type("/");
      assert.equal(await page.$eval(".search-query", (field) => field.value), "usb/");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelector(".search-told").textContent === "" && !document.querySelector(".search-results").hasChildNodes());
      assert.equal(await page.$eval(".search-query", (field) => field.value), "");
      await page.keyboard.type("usb");
      await settled(page);
      const links = await page.$$eval(".search-results a", (links) => links.map((link) => link.href));
      const reached = [];
      for (let step = 0; step < 40 && reached.length < links.length; step++) {
        await page.keyboard.press("Tab");
        const href = await page.evaluate(() => document.activeElement.closest(".search-results") && document.activeElement.href);
        if (href) reached.push(href);
      }
      assert.deepEqual(reached, links);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      assert.equal(page.url(), links.at(-1));
      // Not goBack(): Firefox never tells the driver that it is there, where the page comes out of its memory.
      await page.evaluate(() => setTimeout(() => history.back()));
      await page.waitForSelector(".search-query");
      await page.waitForFunction((count) => document.querySelectorAll(".search-results a").length === count, {}, links.length);
      assert.equal(await page.$eval(".search-query", (field) => field.value), "usb");
      await page.keyboard.press("/");
      await page.waitForSelector(".search-query:focus");
      await page.close();
    });

    test("a query in the address is looked for, behind # and behind ?, and one that is no text is nothing", async () => {
      for (const address of [`search.html#q=${encodeURIComponent("個人情報")}`, `search.html?q=${encodeURIComponent("個人情報")}`]) {
        const { page, heard } = await visit(address);
        await settled(page);
        assert.ok((await page.$$(".search-results > section")).length > 0, address);
        assert.deepEqual(heard, []);
        await page.close();
      }
      for (const address of ["search.html#nothing", "search.html#q=", "search.html?x=%E0%A4%A", "search.html#q=%20%E3%80%80"]) {
        const { page, heard } = await visit(address);
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.equal(await page.$eval(".search-told", (told) => told.textContent), "", address);
        assert.deepEqual(heard, []);
        await page.close();
      }
    });

    test("results have no fault that axe knows of, in light and dark, and fit into 320 px", async () => {
      const { page } = await visit(`search.html#q=${encodeURIComponent("情報")}`);
      await settled(page);
      await page.evaluate(axe);
      const faults = () => page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
        return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`));
      });
      for (const theme of ["light", "dark"]) {
        await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
        assert.deepEqual(await faults(), [], theme);
      }
      await found(page, site.base, { query: "<b>ありえない言葉</b>" });
      assert.deepEqual(await faults(), [], "nothing found");
      await page.setViewport({ width: 320, height: 800 });
      for (const query of ["情報", "a".repeat(190)]) {
        await found(page, site.base, { query, whole: false });
        const [inner, outer] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
        assert.ok(outer <= inner, `${query}: ${outer} px`);
      }
      await page.close();
    });

    test("without script the page says so and leads on", async () => {
      const other = await profile({ ...which, extraPrefsFirefox: { ...which.extraPrefsFirefox, "javascript.enabled": false } });
      try {
        const page = await (await other.open()).newPage();
        if (which.browser === "chrome") await page.setJavaScriptEnabled(false);
        await page.goto(`${site.base}search.html`);
        const links = await page.$eval("noscript .problem", (one) => (one.checkVisibility() ? [...one.querySelectorAll("a")].map((link) => link.getAttribute("href")) : []));
        assert.deepEqual(links, ["contents.html", "glossary.html"]);
        assert.equal(await page.$eval(".search-query", (field) => field.checkVisibility()), false);
      } finally {
        await other.end();
      }
    });

    test("where a file of the search does not arrive, that is said, and the next query may be luckier", async () => {
      const broken = await asHttp(SITE, /search\/\d+\.js$/);
      const page = await browser.newPage();
      await page.goto(`${broken.base}search.html#q=${encodeURIComponent("個人情報")}`);
      await settled(page);
      assert.equal(await page.$eval(".search-none", (none) => none.checkVisibility()), false);
      assert.equal((await page.$$(".search-results > *")).length, 0);
      await page.close();
      await broken.end();
    });
  });
}

const chromium = BROWSERS.find(({ browser }) => browser === "chrome");
describe("Chromium alone", { timeout: 240_000, skip: !chromium && "not asked for" }, () => {
  let learner, browser, site;

  before(async () => {
    site = await asFiles();
    learner = await profile(chromium);
    browser = await learner.open();
  });
  after(() => learner?.end());

  test("what is still being composed is not looked for", async () => {
    const page = await browser.newPage();
    await page.goto(`${site.base}search.html`);
    await page.waitForSelector(".search-query:focus");
    const session = await page.createCDPSession();
    for (const text of ["k", "こ", "こj", "こじん", "個人"]) {
      await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(await page.$eval(".search-told", (told) => told.textContent), "", text);
    }
    await session.send("Input.insertText", { text: "個人" });
    await settled(page);
    assert.ok((await page.$$(".search-results > section")).length > 0);
    await page.close();
  });

  test("in forced colours hits are marked as the system marks", async () => {
    const page = await browser.newPage();
    const session = await page.createCDPSession();
    await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
    await page.goto(`${site.base}search.html#q=sns`);
    await settled(page);
    await page.evaluate(axe);
    const faults = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id }) => id));
    assert.deepEqual(faults, []);
    const [mark, around] = await page.$eval(".search-text mark", (mark) => [mark, mark.parentElement].map((one) => getComputedStyle(one).backgroundColor));
    assert.notEqual(mark, around);
    await page.close();
  });

  test("on every kind of page scripts are added by the one policy alone, which admits the site's own", async () => {
    const kinds = new Map((await pages()).map((page) => [page.kind, page.path]));
    assert.ok(kinds.size > 7 && kinds.has("search"));
    for (const path of kinds.values()) {
      const page = await browser.newPage();
      await page.goto(site.base + path);
      await page.waitForFunction(() => window.Terakoya);
      const said = await page.evaluate(async () => {
        const refused = async (work) => {
          try {
            await work();
            return false;
          } catch (error) {
            return error instanceof TypeError;
          }
        };
        return {
          source: await refused(() => Object.assign(document.createElement("script"), { src: "assets/x.js" })),
          markup: await refused(() => Object.assign(document.createElement("p"), { innerHTML: "x" })),
          code: await refused(() => setTimeout("1")),
          worker: await refused(() => new Worker("assets/x.js")),
          policy: await refused(() => window.trustedTypes.createPolicy("other", { createScriptURL: (one) => one })),
          again: await refused(() => window.trustedTypes.createPolicy("terakoya", { createScriptURL: (one) => one })),
          outside: await refused(() => Terakoya.load("https://example.org/x.js")),
          above: await refused(() => Terakoya.load(`${Terakoya.root}../x.js`)),
        };
      });
      assert.deepEqual(Object.entries(said).filter(([, refused]) => !refused), [], path);
      await page.close();
    }
  });

  test("at a thousand lessons a query loads little, and finds what is there", async (t) => {
    const root = await mkdtemp(join(tmpdir(), "terakoya-large-"));
    // The page is the same in every course; what it looks through is that of the large one.
    await cp(SITE, root, { recursive: true });
    await rm(join(root, "search"), { recursive: true });
    await cp(join(LARGE, "search"), join(root, "search"), { recursive: true });
    const http = await asHttp(root);
    const course = await texts(root);
    assert.ok(course.length > 1000);
    const bodies = course.flatMap(({ entries }) => entries.map(([, , , , body]) => body)).filter(Boolean);
    const cut = (at, from, length) => bodies[at % bodies.length].slice(from, from + length);
    const queries = Array.from({ length: 30 }, (_, at) => cut(at * 977, at * 7, 1 + (at % 8)));
    queries.push("題123", "題9", "節", "の", "について", `${cut(5, 0, 2)} ${cut(5, 40, 2)}`, cut(3, 0, 60), "ありえない");
    try {
      const sizes = [];
      for (const [at, query] of queries.entries()) {
        const page = await browser.newPage();
        const asked = [];
        page.on("request", (request) => /\/search\/.*\.js/.test(request.url()) && asked.push(new URL(request.url()).pathname));
        await page.goto(`${http.base}search.html#q=${encodeURIComponent(query)}`);
        await settled(page);
        const bytes = (await Promise.all(asked.map(async (path) => (await stat(join(root, path))).size))).reduce((sum, size) => sum + size, 0);
        sizes.push(bytes);
        assert.ok(bytes <= MOST, `${query}: ${bytes} bytes in ${asked.length} files`);
        if (at % 5 === 0 || at >= 30) {
          const expected = new Set(scan(course, query));
          const first = (await found(page, http.base, { whole: false })).addresses;
          assert.ok(first.every((address) => expected.has(address)), query);
          if (expected.size <= 100) {
            assert.deepEqual((await found(page, http.base)).addresses.sort(), [...expected].sort(), query);
          }
        }
        await page.close();
      }
      sizes.sort((one, other) => one - other);
      t.diagnostic(`${queries.length} queries: median ${sizes[sizes.length >> 1]}, most ${sizes.at(-1)} bytes`);
    } finally {
      await http.end();
      await rm(root, { recursive: true, force: true });
    }
  });
});

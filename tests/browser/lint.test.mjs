// What shipped scripts, styles and templates may not hold, whoever writes them.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");

/** @type {{ path: string, text: string }[]} */
const files = [];
for (const folder of ["src", "themes/default"]) {
  for (const entry of await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.(js|css|html)$/.test(entry.name) && !/expected/.test(path)) files.push({ path: path.slice(ROOT.length + 1), text: await readFile(path, "utf8") });
  }
}
const scripts = files.filter(({ path }) => path.endsWith(".js"));
const templates = files.filter(({ path }) => path.endsWith(".html"));

/** @type {(among: typeof files, pattern: RegExp) => void} */
function none(among, pattern) {
  assert.ok(among.length > 0, "no file was looked at");
  const found = among.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(found, []);
}

test("scripts build elements and never parse markup or code", () => {
  const markup = /\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|DOMParser|srcdoc)\b|document\.write|\beval\(|new Function\b/;
  // Where the whole course is one file, a page is a text of that file until it is shown. Its policy takes a page's name.
  const single = "src/client/single/single.js";
  none(scripts.filter(({ path }) => path !== single), markup);
  none(scripts.filter(({ path }) => path === single).map(({ path, text }) => ({ path, text: text.replace("new DOMParser()", "") })), markup);
});

test("scripts ask the network for nothing and use no modules, which file:// pages do not have", () => {
  // What `serve` adds to pages asks the server; it is never part of a built course (tests/serve.rs).
  none(scripts.filter(({ path }) => path !== "src/serve/live.js"), /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|serviceWorker|\bimport\(|^\s*(import|export)\s/);
});

test("scripts set no style attribute, and no template has one or an inline handler", () => {
  none(scripts, /setAttribute\(\s*["'](style|on\w+)["']|cssText/);
  none(templates, /\sstyle=|\son[a-z]+\s*=|javascript:|<style|<script(?![^>]*(src=|type="application\/json"))/i);
});

test("no script, style or template names an address on the network", () => {
  none(files.map(({ path, text }) => ({ path, text: text.replaceAll("http://www.w3.org/", "") })), /https?:\/\/[\w[]/);
  none(files, /@import|url\(\s*["']?\/\//);
});

test("words stand in the strings files, not in scripts", () => {
  none(scripts, /[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]/);
});

test("a script only asks for words that both languages have", async () => {
  const asked = scripts.flatMap(({ text }) => [...text.matchAll(/text\(["']([a-z_]+\.[a-z_]+)["']|["']((?:quiz|record|record_\w+|client_\w+|question_\w+)\.[a-z_]+)["']/g)].map(([, one, two]) => one ?? two)).filter((key) => !key.endsWith(".html"));
  for (const language of ["ja", "en"]) {
    const known = new Set();
    let table = "";
    for (const line of (await readFile(join(ROOT, `themes/default/strings/${language}.toml`), "utf8")).split("\n")) {
      table = /^\[([\w.]+)\]/.exec(line)?.[1] ?? table;
      const key = /^([\w-]+)\s*=/.exec(line)?.[1];
      if (key) known.add(`${table}.${key}`);
    }
    const states = ["right", "partial", "wrong", "pending", "unscored"].map((state) => `quiz.${state}`);
    const marks = ["right", "wrong", "correct"].map((mark) => `quiz.mark_${mark}`);
    const fields = ["text.missing", "numeric.missing", ...["missing", "open", "right", "wrong", "pending"].map((word) => `cloze.${word}`)].map((word) => `question_${word}`);
    // The record page names a problem by what its pure scripts found.
    const of = (/** @type {string} */ part, /** @type {string[]} */ names) => names.map((name) => `record_page.${part}_${name}`);
    const kinds = ["lesson", "page", "term", "question"].map((kind) => `client_search.${kind}`);
    const code = of("code", ["empty", "script", "letter", "length", "mistyped", "newer", "course", "lessons", "mistyped_at", "letter_at"]);
    const file = of("file", ["large", "torn", "foreign", "result", "newer", "changed", "course", "edited", "lessons", "attempts", "answers", "others"]);
    const result = of("result", ["quiz", "quiz_not", "quiz_none"]);
    assert.deepEqual([...new Set([...asked, ...states, ...marks, ...kinds, ...code, ...file, ...result, ...fields])].filter((key) => !known.has(key)), [], language);
  }
});

test("each script is a closure of its own in strict mode, short enough to read at once", () => {
  for (const { path, text } of scripts) {
    assert.match(text, /^(\/\/.*\n)*\(\(\) => \{\n  "use strict";\n/, path);
    assert.ok(text.split("\n").length <= 400, `${path} is long`);
  }
});

test("ids and references to them come from the page, never from a template", () => {
  none(templates, /\s(id|for|aria-\w+by)="(?!\{\{)|href="#(?!\{\{)/);
});

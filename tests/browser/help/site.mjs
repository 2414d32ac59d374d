// The built course, from a folder and from a plain http server that is not on a loopback name.
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { HOST } from "./browsers.mjs";

export const SITE = resolve(process.env.SITE ?? join(import.meta.dirname, "../../../book"));

const MIME = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".webm": "video/webm",
  ".wav": "audio/wav",
};

/** A small course with what the shipped one has no example of, and its next edition (tests/courses/modes). */
export const MODES = resolve(process.env.MODES ?? join(import.meta.dirname, "../../../target/modes"));
/** A small course of question types (tests/courses/types). */
export const TYPES = resolve(process.env.TYPES ?? join(import.meta.dirname, "../../../target/types"));
/** The courses that `init` and `new` make, in each language. */
export const BEGUN = resolve(process.env.BEGUN ?? join(import.meta.dirname, "../../../target/begun"));
/** A small course of exams (tests/courses/exam). */
export const EXAM = resolve(process.env.EXAM ?? join(import.meta.dirname, "../../../target/exam"));
export const MODES_NEXT = `${MODES}-next`;

/** A small course with pictures, stories and one's own words (tests/courses/scenes). */
export const SCENES = resolve(process.env.SCENES ?? join(import.meta.dirname, "../../../target/scenes"));

/** Courses that are made by `cargo test --test laid_out`: a thousand questions on a page, and every type in every state. */
const LAID_OUT = resolve(process.env.LAID_OUT ?? join(import.meta.dirname, "../../../target/laid-out"));
/** The files of the search of a thousand lessons (cargo test --test search). */
export const LARGE = join(LAID_OUT, "large");
export const MANY = join(LAID_OUT, "many-site");
export const STATES = join(LAID_OUT, "states-site");
/** Responses to the questions of the latter. */
export const RESPONSES = join(LAID_OUT, "states/responses.json");
/** A small course of quizzes whose answers are hidden (tests/courses/hidden). */
export const HIDDEN = resolve(process.env.HIDDEN ?? join(import.meta.dirname, "../../../target/hidden"));

/** A small course of blocks (tests/courses/blocks). */
export const BLOCKS = resolve(process.env.BLOCKS ?? join(import.meta.dirname, "../../../target/blocks"));

/** The gallery of blocks and questions (terakoya build --gallery). */
export const GALLERY = resolve(process.env.GALLERY ?? join(import.meta.dirname, "../../../target/gallery"));

/** A small course that asks learners about themselves (tests/courses/people). */
export const PEOPLE = resolve(process.env.PEOPLE ?? join(import.meta.dirname, "../../../target/people"));

/** A small course from its first page to the certificate, and its next edition (tests/courses/record). */
export const RECORD = resolve(process.env.RECORD ?? join(import.meta.dirname, "../../../target/record"));
/** What `package --as single` makes of that course, and of the shipped one. */
export const SINGLE = resolve(process.env.SINGLE ?? join(import.meta.dirname, "../../../target/single"));
export const RECORD_NEXT = `${RECORD}-next`;

/** The same course as `package` makes it. */
export const PACKAGES = resolve(process.env.PACKAGES ?? join(import.meta.dirname, "../../../target/packages"));

/** @returns {Promise<{name: string, base: string, end: () => Promise<void>}>} the site as files: what a USB stick has */
export async function asFiles(root = SITE) {
  return { name: "file://", base: `${pathToFileURL(root).href}/`, end: async () => {} };
}

/** The site as an intranet has it; `missing` says which files did not arrive. */
export async function asHttp(root = SITE, missing = /^$/) {
  const server = createServer(async (request, response) => {
    // Browsers ask for this of their own accord; whether there is one is not the page's doing.
    if (request.url === "/favicon.ico") return void response.writeHead(204).end();
    const path = join(root, decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname));
    const file = path.endsWith(sep) ? join(path, "index.html") : path;
    const found = (file + sep).startsWith(root + sep) && (await stat(file).catch(() => null))?.isFile() && !missing.test(file);
    if (!found) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": MIME[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    name: "plain http",
    base: `http://${HOST}:${server.address().port}/`,
    end: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}

/** Every page, with the quizzes that it holds. */
export async function pages(root = SITE) {
  const found = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".html") || entry.name === "store.html") continue;
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    const html = await readFile(join(root, path), "utf8");
    const quizzes = [...html.matchAll(/<script[^>]*class="quiz-data"[^>]*>(.*?)<\/script>/gs)].map(([, json]) => JSON.parse(json));
    found.push({ path, kind: /data-page="(\w+)"/.exec(html)?.[1] ?? "", quizzes });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

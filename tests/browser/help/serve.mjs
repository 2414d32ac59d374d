// `terakoya serve` on a copy of a course, as an author has it.
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TARGET = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "../../../target");
const TOOL = process.env.TERAKOYA ?? join(TARGET, "debug/terakoya");

/** A copy of `course` (its files and folders by name), served. */
export async function serve(course, names, ...more) {
  const root = await mkdtemp(join(tmpdir(), "terakoya-serve-"));
  for (const name of names) await cp(join(course, name), join(root, name), { recursive: true });
  let child, base;
  const said = [];
  const edit = async (path, change) => writeFile(join(root, path), change(await readFile(join(root, path), "utf8")));
  const server = {
    root,
    said,
    get base() {
      return base;
    },
    /** Replaces words of a file, which must be there. */
    replace: (path, from, to) =>
      edit(path, (text) => {
        if (!text.includes(from)) throw new Error(`no ${from} in ${path}`);
        return text.replace(from, to);
      }),
    write: (path, text) => writeFile(join(root, path), text),
    read: (path) => readFile(join(root, path), "utf8"),
    /** Starts it, again on the same port if it ran before. */
    async start() {
      if (child && child.exitCode === null && child.signalCode === null) return;
      const port = base ? new URL(base).port : "0";
      child = spawn(TOOL, ["serve", "--port", port, ...more, root], { stdio: ["ignore", "pipe", "pipe"] });
      said.length = 0;
      await new Promise((resolve, reject) => {
        const hear = (chunk) => {
          said.push(String(chunk));
          const address = /http:\S+/.exec(said.join(""))?.[0];
          if (address && /ミリ秒|in \d+ ms/.test(said.join(""))) {
            base = address;
            resolve();
          }
        };
        child.stdout.on("data", hear);
        child.stderr.on("data", hear);
        child.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${said.join("")}`)));
      });
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await gone;
    },
    async end() {
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

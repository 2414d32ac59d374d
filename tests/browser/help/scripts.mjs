// Scripts of the record as a page has them, without a page: those that are pure need none.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runInNewContext } from "node:vm";

const RECORD = join(import.meta.dirname, "../../../src/record");

/** A Terakoya with these scripts of `src/record`, in their order. */
export async function load(course, ...paths) {
  const Terakoya = {
    course,
    edition: "1",
    component() {},
    entry: (value) => (typeof value === "object" && value !== null && value.v === 1 ? value : null),
    isId: (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value),
  };
  const context = { Terakoya, TextEncoder, TextDecoder, atob, btoa };
  for (const path of paths) runInNewContext(await readFile(join(RECORD, path), "utf8"), context);
  return Terakoya;
}

/** What came out of the other context, as an object of this one. */
export const own = (value) => JSON.parse(JSON.stringify(value));

/** Numbers by chance that are the same in every run. */
export function dice(seed) {
  return (below) => {
    // xorshift32
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % below;
  };
}

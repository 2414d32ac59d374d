// The published schemas, and what a file has against them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictTuples: false });
const schema = async (name) => ajv.compile(JSON.parse(await readFile(join(import.meta.dirname, "../../../src/record", `${name}.schema.json`), "utf8")));
const schemas = { record: await schema("record"), result: await schema("result") };

/** The canonical form, written anew from docs/record.md. */
const canonical = (value) =>
  typeof value !== "object" || value === null ? JSON.stringify(value)
  : Array.isArray(value) ? `[${value.map(canonical).join(",")}]`
  : `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;

/** Holds a file to its schema and its checksum. */
export function valid(kind, file) {
  schemas[kind](file);
  assert.deepEqual(schemas[kind].errors ?? [], []);
  const { checksum, ...rest } = file;
  assert.equal(checksum, createHash("sha256").update(canonical(rest)).digest("hex"));
  return file;
}

/** What an armoured text holds, as docs/record.md says. */
export function unarmoured(kind, text) {
  const [, lines] = new RegExp(`-----BEGIN TERAKOYA ${kind}-----([^]*?)-----END TERAKOYA ${kind}-----`).exec(text);
  return JSON.parse(Buffer.from(lines, "base64").toString("utf8"));
}

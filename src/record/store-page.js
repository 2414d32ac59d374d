// Runs inside store.html only, in a frame of a page of the same folder of files: answers what store-frame.js asks.
(() => {
  "use strict";
  if (window.parent === window || !location.pathname.endsWith("/store.html")) return;

  /** Entries that one write may have: those of a whole record that comes as a file. */
  const MOST = 20_000;
  const store = Terakoya.stores.idb();
  store.catch(() => {}); // Whoever asks is told.

  /** @type {(value: unknown) => value is string} */
  const isKey = (value) => typeof value === "string" && value.length > 0 && value.length <= 2000;
  /** @type {(value: unknown, most: number) => value is unknown[]} */
  const isList = (value, most) => Array.isArray(value) && value.length <= most;

  /** @type {(value: unknown) => value is [string, unknown][]} */
  const isRows = (value) => isList(value, MOST) && value.every((row) => isList(row, 2) && isKey(row[0]));

  /** Nothing but well-formed questions about the record is answered.
   * @type {(act: unknown, values: unknown[]) => Promise<unknown>} */
  async function answer(act, values) {
    const [first, second, third = []] = values;
    if (act === "read" && isKey(first)) return (await store).read(first);
    if (act === "claim" && isKey(first) && isRows(third)) return (await store).claim(first, second, third);
    if (act === "write" && typeof first === "object" && first) {
      const change = /** @type {{ put?: unknown, delete?: unknown, clear?: unknown }} */ (first);
      const { clear } = change;
      const put = change.put ?? [];
      const gone = change.delete ?? [];
      if ((clear === undefined || isKey(clear)) && isRows(put) && isList(gone, MOST) && gone.every(isKey)) {
        return (await store).write({ put, delete: gone, clear });
      }
    }
    throw new TypeError("not a question for the store");
  }

  window.addEventListener("message", async (event) => {
    const { terakoya, id, act, values } = Object(event.data);
    if (event.source !== window.parent || terakoya !== "ask" || typeof id !== "number" || !isList(values, 3)) return;
    /** @type {{ value?: unknown, error?: string }} */
    const reply = await answer(act, values).then(
      (value) => ({ value }),
      (error) => ({ error: String(error) }),
    );
    window.parent.postMessage({ terakoya: "answer", id, ...reply }, "*");
  });
})();

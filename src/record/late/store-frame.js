// Firefox gives every file:// page a storage of its own. One hidden page at the root of the site, store.html,
// keeps the record for all of them and is asked by messages. Its origin is "null", so the sender is what is checked.
// No other place needs this script, so that only there it is loaded.
(() => {
  "use strict";

  const PATIENCE = 5000;
  /** How much longer each entry that is written may take: a whole record may come as a file. */
  const EACH = 5;

  /** @type {StoreOpener} */
  async function open() {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.tabIndex = -1;
    frame.src = `${Terakoya.root}store.html`;

    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
    const waiting = new Map();
    let count = 0;

    window.addEventListener("message", (event) => {
      const answer = event.data;
      if (event.source !== frame.contentWindow || answer?.terakoya !== "answer") return;
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.error === undefined) asker?.resolve(answer.value);
      else asker?.reject(new Error(String(answer.error)));
    });

    /** @type {(act: "read" | "write" | "claim", ...values: unknown[]) => Promise<any>} */
    const ask = (act, ...values) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        waiting.set(id, { resolve, reject });
        const rows = Object(values[0]).put?.length ?? 0;
        setTimeout(() => waiting.delete(id) && reject(new Error("the store page does not answer")), PATIENCE + EACH * rows);
        frame.contentWindow?.postMessage({ terakoya: "ask", id, act, values }, "*");
      });

    await new Promise((resolve) => {
      frame.onload = resolve;
      setTimeout(resolve, PATIENCE);
      document.body.append(frame);
    });
    await ask("read", "probe/");
    return {
      kept: true,
      read: (prefix) => ask("read", prefix),
      write: (change) => ask("write", change),
      claim: (key, value, rows = []) => ask("claim", key, value, rows),
    };
  }

  Terakoya.stores = { ...Terakoya.stores, frame: open };
})();

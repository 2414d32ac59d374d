// Where there is no database: localStorage, and where that is refused too, this page's memory.
(() => {
  "use strict";

  const PREFIX = "terakoya/";

  /** @type {(get: (key: string) => string | null | undefined, set: (key: string, value: string) => void,
   *   remove: (key: string) => void, keys: () => string[], kept: boolean) => Store} */
  function plain(get, set, remove, keys, kept) {
    return {
      kept,
      async read(prefix) {
        /** @type {[string, unknown][]} */
        const rows = [];
        for (const key of keys().filter((key) => key.startsWith(prefix)).sort()) {
          try {
            rows.push([key, JSON.parse(get(key) ?? "null")]);
          } catch {
            // Not ours, or torn: no entry.
          }
        }
        return rows;
      },
      async write(change) {
        const rows = change.put ?? [];
        const { clear } = change;
        const gone = [...(change.delete ?? []), ...(clear ? keys().filter((key) => key.startsWith(clear)) : [])];
        const before = [...rows.map(([key]) => key), ...gone].map((key) => /** @type {const} */ ([key, get(key)]));
        try {
          gone.forEach(remove);
          for (const [key, value] of rows) set(key, JSON.stringify(value));
        } catch (error) {
          // All or nothing. First away with what is new, so that what was there has room again.
          for (const [key] of before) remove(key);
          for (const [key, value] of before) if (typeof value === "string") set(key, value);
          throw error;
        }
      },
      async claim(key, value, rows = []) {
        const [row] = await this.read(key);
        if (row?.[0] === key) return row[1];
        await this.write({ put: [[key, value], ...rows] });
        return value;
      },
    };
  }

  Terakoya.stores = {
    ...Terakoya.stores,

    async local() {
      const storage = window.localStorage;
      storage.setItem(`${PREFIX}probe`, "1");
      storage.removeItem(`${PREFIX}probe`);
      return plain(
        (key) => storage.getItem(PREFIX + key),
        (key, value) => storage.setItem(PREFIX + key, value),
        (key) => storage.removeItem(PREFIX + key),
        () => Object.keys(storage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)),
        true,
      );
    },

    async memory() {
      /** @type {Map<string, string>} */
      const map = new Map();
      return plain(
        (key) => map.get(key),
        (key, value) => void map.set(key, value),
        (key) => void map.delete(key),
        () => [...map.keys()],
        false,
      );
    },
  };
})();

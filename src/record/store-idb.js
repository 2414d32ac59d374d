// The record's first home: IndexedDB. What it calls written survives the end of the browser a moment later.
(() => {
  "use strict";

  const TABLE = "record";

  /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
  const result = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const under = (/** @type {string} */ prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

  const nothing = () => {};

  /**
   * A page that is left while the database is being made has to go for good: if Chromium keeps it for going back, it
   * never ends what it began, and all later pages wait for it. One that listens to `unload` is not kept. Gecko ends it.
   * @type {() => Promise<IDBDatabase>}
   */
  const connect = () =>
    new Promise((resolve, reject) => {
      if (!CSS.supports("-moz-appearance", "none")) addEventListener("unload", nothing);
      const request = indexedDB.open("terakoya", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => resolve(request.result);
    }).finally(() => removeEventListener("unload", nothing));

  /** @type {StoreOpener} */
  async function open() {
    let database = /** @type {Promise<IDBDatabase> | null} */ (connect());
    await database;

    /** Runs `work` in one transaction and waits until that is complete. A connection that was closed is opened again.
     * @template T
     * @param {IDBTransactionMode} mode
     * @param {(table: IDBObjectStore) => Promise<T> | void} work
     * @returns {Promise<T | void>} */
    async function transact(mode, work) {
      database ??= connect();
      const connection = await database;
      connection.onclose = connection.onversionchange = () => {
        connection.close();
        database = null;
      };
      const transaction = connection.transaction(TABLE, mode, { durability: "strict" });
      const complete = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not written"));
      });
      let working;
      try {
        working = work(transaction.objectStore(TABLE));
      } catch (error) {
        // What cannot be put takes with it what was put before: all or nothing.
        complete.catch(() => {});
        transaction.abort();
        throw error;
      }
      const [value] = await Promise.all([working, complete]);
      return value;
    }

    /** @type {Store} */
    const store = {
      kept: true,

      async read(prefix) {
        const range = under(prefix);
        const rows = await transact("readonly", async (table) => {
          const [keys, values] = await Promise.all([result(table.getAllKeys(range)), result(table.getAll(range))]);
          return keys.map((key, index) => /** @type {[string, unknown]} */ ([String(key), values[index]]));
        });
        return rows ?? [];
      },

      async write(change) {
        await transact("readwrite", (table) => {
          if (change.clear) table.delete(under(change.clear));
          for (const key of change.delete ?? []) table.delete(key);
          for (const [key, value] of change.put ?? []) table.put(value, key);
        });
      },

      claim: (key, value, rows = []) =>
        transact("readwrite", async (table) => {
          const standing = await result(table.get(key));
          if (standing !== undefined) return standing;
          for (const [name, one] of [[key, value], ...rows]) table.put(one, /** @type {string} */ (name));
          return value;
        }),
    };

    await store.read("probe/");
    return store;
  }

  Terakoya.stores = { ...Terakoya.stores, idb: open };
})();

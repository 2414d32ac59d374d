// Where the record is kept: the best store that answers on this machine. All but the first are loaded when needed.
(() => {
  "use strict";

  /** @type {(script: "store-frame" | "store-plain", name: "frame" | "local" | "memory") => StoreOpener} */
  const late = (script, name) => async () => {
    await Terakoya.late(script);
    return Terakoya.stores[name]();
  };
  const frame = late("store-frame", "frame");
  const local = late("store-plain", "local");
  const memory = late("store-plain", "memory");

  // Gecko is the only engine that parts the storage of file:// pages.
  Terakoya.parted = location.protocol === "file:" && CSS.supports("-moz-appearance", "none");

  /** @type {Promise<Store> | undefined} */
  let chosen;
  Terakoya.openStore = () => {
    const { idb } = Terakoya.stores;
    const ladder = Terakoya.parted ? [frame, idb, local, memory] : [idb, local, memory];
    chosen ??= ladder.reduce((found, next) => found.catch(next), /** @type {Promise<Store>} */ (Promise.reject()));
    // Nothing but a script that did not arrive leads here: the next answer may be luckier.
    chosen.catch(() => (chosen = undefined));
    return chosen;
  };
})();

// The look that a learner chose on the page of settings, kept in the record and so the same on all pages.
//
//   <course>/<learner>/look   {v, at, theme, text, ruby, motion, keys}   what differs from what is usual
//
// It stands on the root element, where styles find it. The page's own storage mirrors it for first/look.js.
(() => {
  "use strict";

  const NAMES = ["theme", "text", "ruby", "motion", "keys"];
  const { dataset } = document.documentElement;
  /** How often something was chosen on this page. */
  let chosen = 0;

  /** @type {(kept: Record<string, unknown>) => void} */
  function show(kept) {
    /** @type {Record<string, string>} */
    const look = {};
    for (const name of NAMES) {
      delete dataset[name];
      if (kept[name]) look[name] = dataset[name] = String(kept[name]);
    }
    try {
      localStorage.setItem(`terakoya-look/${Terakoya.course}`, JSON.stringify(look));
    } catch {
      // Only the first paint is the poorer.
    }
  }

  Terakoya.look = {
    async keep(look) {
      chosen++;
      show(look);
      const mine = await Terakoya.learner();
      await mine.put("look", [[mine.key("look"), { at: Date.now(), ...look }]]);
    },
  };

  Terakoya.component("look", "body", () => {
    const follow = async (what = "") => {
      if (what && what !== "look") return;
      const before = chosen;
      const mine = await Terakoya.learner();
      const key = mine.key("look");
      const [, kept] = (await mine.store.read(key)).find(([name]) => name === key) ?? [];
      // Where nothing can be kept, the page's own storage may still do.
      const isKept = kept || (await mine.kept());
      // Who was quicker has chosen something newer than what was read.
      if (isKept && before === chosen) show(Terakoya.entry(kept) ?? {});
    };
    Terakoya.watch(follow);
    return follow();
  });
})();

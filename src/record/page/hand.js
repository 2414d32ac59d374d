// What the sections that give and take have in common: files, the clipboard, questions, and the record as it stands.
(() => {
  "use strict";

  const { make, text } = Terakoya;
  /** How long a browser may take until it has begun to save. */
  const PATIENCE = 60_000;

  Terakoya.hand = {
    part(root, selector) {
      const element = root.querySelector(selector);
      if (!(element instanceof HTMLElement)) throw new TypeError(`no ${selector}`);
      return /** @type {any} */ (element);
    },

    save(name, content) {
      const link = make("a", "");
      link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
    },

    async copy(shown) {
      if (shown instanceof HTMLTextAreaElement) {
        shown.focus();
        shown.select();
      } else {
        getSelection()?.selectAllChildren(shown);
      }
      try {
        await navigator.clipboard.writeText(shown instanceof HTMLTextAreaElement ? shown.value : shown.textContent ?? "");
        return true;
      } catch {
        // Not there on plain http, or not allowed: the old way.
      }
      try {
        return document.execCommand("copy");
      } catch {
        return false;
      }
    },

    async rows() {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      return { outline, learner, rows: Terakoya.recordFile.sound(await learner.read()) };
    },

    warn(root, { store }) {
      if (store.kept || root.querySelector(".not-kept")) return;
      const place = Terakoya.hand.part(root, "h2");
      place.after(make("p", "problem not-kept", text("record_page.hand_not_kept")));
      root.parentElement?.prepend(root);
    },
  };
})();

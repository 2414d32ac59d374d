// Copies the address of a section, and says so beside its heading for a while.
(() => {
  "use strict";

  const LONG_ENOUGH = 8000;
  const { make, text } = Terakoya;
  const told = make("span", "anchor-told");
  told.setAttribute("role", "status");
  let waiting = 0;

  /** The clipboard is not there on plain http, or not allowed: then the old way. @type {(words: string) => Promise<boolean>} */
  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      const area = make("textarea", "visually-hidden");
      /** @type {HTMLTextAreaElement} */ (area).value = words;
      const focused = document.activeElement;
      document.body.append(area);
      /** @type {HTMLTextAreaElement} */ (area).select();
      const done = document.execCommand("copy");
      area.remove();
      if (focused instanceof HTMLElement) focused.focus();
      return done;
    }
  }

  Terakoya.copyAnchor = async (link) => {
    const done = await copy(link.href);
    clearTimeout(waiting);
    link.after(told);
    told.textContent = text(done ? "late_anchor.copied" : "late_anchor.in_bar");
    waiting = window.setTimeout(() => told.remove(), LONG_ENOUGH);
  };
})();

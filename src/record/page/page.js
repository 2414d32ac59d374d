// The frame of the record page: shown where there is a script, with a word on what is not kept, and what its parts share.
(() => {
  "use strict";

  const { text } = Terakoya;
  const PATIENCE = 2000;

  /** @type {(promise: Promise<unknown>) => Promise<unknown>} */
  const soon = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);

  /** @type {() => HTMLElement} */
  const box = () => /** @type {HTMLElement} */ (document.querySelector(".record-notice"));

  Terakoya.notice = (words, again = false) => {
    // What is said after a reload waits in the entry of the history: there it needs no storage.
    if (again) return history.replaceState({ notice: words }, "");
    box().textContent = words;
    box().focus();
  };

  Terakoya.confirm = (dialog) =>
    new Promise((resolve) => {
      dialog.returnValue = "";
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
    });

  /** Asks the browser not to clear the record when room gets short. Gecko would put a question to the learner, who
   * cannot know what it is about, so there it stays unasked. */
  function persist() {
    if (!CSS.supports("-moz-appearance", "none")) navigator.storage?.persist?.().catch(() => {});
  }

  /** Where the page was opened at a part, that is scrolled to once it is there. @type {() => void} */
  function arrive() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
    target?.scrollIntoView();
  }

  Terakoya.component("page", "[data-record]", async (root) => {
    try {
      const learner = await Terakoya.learner();
      await Terakoya.late("who");
      await soon(Terakoya.people());
      Terakoya.follow("page", async () => {
        if (!(await learner.kept())) box().textContent = text("record_page.not_kept");
      });
      persist();
    } catch (error) {
      box().textContent = text("record_page.not_kept");
      Terakoya.report("page", root, error);
    }
    // Its parts are shown together, so that none moves another.
    await soon(Terakoya.followed());
    root.hidden = false;
    arrive();
    const words = history.state?.notice;
    if (typeof words !== "string") return;
    history.replaceState(null, "");
    Terakoya.notice(words);
  });
  window.addEventListener("hashchange", arrive);
})();

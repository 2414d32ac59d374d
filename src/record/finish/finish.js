// In lessons in which no quiz tells that they are done, the learner says so.
(() => {
  "use strict";

  const { text } = Terakoya;

  Terakoya.component("finish", "[data-finish]", (root) => {
    const lesson = root.dataset.finish ?? "";
    const button = /** @type {HTMLButtonElement} */ (root.querySelector("button"));
    const state = /** @type {HTMLElement} */ (root.querySelector(".finish-state"));
    let read = 0;

    Terakoya.follow("finish", async () => {
      const learner = await Terakoya.learner();
      read = (await Terakoya.standing(learner)).read.get(lesson) ?? 0;
      const own = (await learner.read("read")).some(([[name]]) => name === lesson);
      button.textContent = text(read ? "record_finish.unread" : "record_finish.finish");
      button.dataset.kind = read ? "quiet" : "";
      button.disabled = false;
      // What a resume code says cannot be taken back here.
      button.hidden = read > 0 && !own;
      if (read || (await learner.kept())) state.textContent = read ? text("record_finish.read_at", { date: Terakoya.day(read) }) : "";
      else Terakoya.lost(state, "record.not_kept");
      root.dataset.state = read ? "done" : "";
    });
    button.addEventListener("click", async () => {
      try {
        const learner = await Terakoya.learner();
        const key = learner.key("read", lesson);
        await (read ? learner.put("read", [], [key]) : learner.put("read", [[key, { at: Date.now() }]]));
      } catch (error) {
        Terakoya.lost(state, "record.failed");
        Terakoya.report("finish", root, error);
      }
    });
  });
})();

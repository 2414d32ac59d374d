// Deleting one's own record: what goes is named, a file is offered first, and it is asked twice.
(() => {
  "use strict";

  const { make, text } = Terakoya;
  const course = encodeURIComponent(Terakoya.course);

  /** What this browser mirrors for the first paint, or kept when it had no database. @type {(id: string) => void} */
  function clearStorage(id) {
    try {
      for (const key of Object.keys(localStorage)) {
        if ([`terakoya-mirror/${course}/${id}/`, `terakoya/${course}/${id}/`].some((prefix) => key.startsWith(prefix))) localStorage.removeItem(key);
      }
    } catch {
      // Where it is refused there is nothing in it.
    }
  }

  /** Who is at work when somebody has gone: who was never named, unless that is somebody else's record.
   * @type {(gone: string) => Promise<string>} */
  async function successor(gone) {
    const { store } = await Terakoya.learner();
    const taken = gone !== "me" && (await store.read(`${course}/me/`)).length > 0;
    return taken ? Terakoya.newId() : "me";
  }

  /** Removes all of somebody's part in one transaction, and begins anew. @type {() => Promise<void>} */
  async function remove() {
    const learner = await Terakoya.learner();
    const next = await successor(learner.id);
    /** @type {[string, unknown][]} */
    const put = [[`${course}/current`, { v: 1, learner: next }]];
    if (next !== "me") put.push([`${course}/who/${next}`, { v: 1, created: Date.now(), pin: null }]);
    await learner.store.write({ clear: learner.key(""), delete: [`${course}/who/${learner.id}`], put });
    clearStorage(learner.id);
    learner.tell("");
    Terakoya.notice(text("record_page.deleted"), true);
    await Terakoya.switchTo(next);
    location.reload();
  }

  Terakoya.component("delete", '[data-part="delete"]', async (section) => {
    await Terakoya.late("who");
    const start = /** @type {HTMLButtonElement} */ (section.querySelector(".delete-start"));
    const dialog = /** @type {HTMLDialogElement} */ (section.querySelector(".delete-ask"));
    const first = /** @type {HTMLElement} */ (dialog.querySelector(".delete-first"));
    const second = /** @type {HTMLElement} */ (dialog.querySelector(".delete-second"));
    const list = /** @type {HTMLElement} */ (dialog.querySelector(".delete-list"));
    const sure = /** @type {HTMLElement} */ (dialog.querySelector(".delete-sure"));

    /** What goes. */
    async function goods() {
      const [outline, learner, details] = await Promise.all([Terakoya.whole(), Terakoya.learner(), Terakoya.details()]);
      const standing = await Terakoya.standing(learner);
      const { done } = Terakoya.completion(Terakoya.milestones(outline), standing);
      const attempts = await learner.read("a");
      const name = details?.name && !Terakoya.isAway() ? text("record_page.goes_name", { name: details.name }) : text("record_page.goes_unnamed");
      return [name, text("record_page.goes_lessons", { count: done.size }), text("record_page.goes_attempts", { count: attempts.length })];
    }

    start.addEventListener("click", async () => {
      try {
        const { id } = await Terakoya.learner();
        const me = (await Terakoya.people()).find((person) => person.id === id);
        if (me && !(await Terakoya.unlock(me))) return;
        list.replaceChildren(...(await goods()).map((words) => make("li", "", make("bdi", "", words))));
        first.hidden = false;
        second.hidden = true;
        if (await Terakoya.confirm(dialog)) await remove();
      } catch (error) {
        Terakoya.notice(text("record_page.not_deleted"));
        Terakoya.report("delete", section, error);
      }
    });
    dialog.querySelector(".delete-on")?.addEventListener("click", () => {
      first.hidden = true;
      second.hidden = false;
      sure.textContent = text("record_page.delete_sure");
      sure.focus();
    });
    dialog.querySelector(".delete-file")?.addEventListener("click", () => dialog.close());
  });
})();

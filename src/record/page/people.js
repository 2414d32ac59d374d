// Several people on one computer: who there is, handing over to the next, going on as somebody who was here before.
// Names are hidden when nobody has touched anything for a while, and shown to whoever says that they are here.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  /** What somebody is called in a list. @type {(person: Person) => string} */
  const label = ({ name, created }) =>
    name || (created ? text("record_page.unnamed", { date: Terakoya.day(created) }) : text("record_page.unnamed_undated"));

  /** Puts the one at work aside and lets another work; `rows`: what is to be kept before.
   * @type {(id: string, rows: [string, object][], words: string) => Promise<void>} */
  async function change(id, rows, words) {
    const learner = await Terakoya.learner();
    await learner.put("who", rows);
    await Terakoya.back();
    Terakoya.notice(words, true);
    await Terakoya.switchTo(id);
    location.reload();
  }

  Terakoya.component("people", '[data-part="learner"]', async (section) => {
    await Terakoya.late("who");
    const away = /** @type {HTMLElement} */ (section.querySelector(".away"));
    const learner = /** @type {HTMLElement} */ (section.querySelector(".learner"));
    const back = /** @type {HTMLButtonElement} */ (section.querySelector(".away-back"));
    const sharing = /** @type {HTMLDetailsElement} */ (section.querySelector(".sharing"));
    const list = /** @type {HTMLElement} */ (section.querySelector(".people"));
    const next = /** @type {HTMLButtonElement} */ (section.querySelector(".people-next"));
    const ask = /** @type {HTMLDialogElement} */ (section.querySelector(".next-ask"));
    let shown = "";

    /** @type {(work: () => Promise<void>) => () => Promise<void>} */
    const safely = (work) => async () => {
      try {
        await work();
      } catch (error) {
        Terakoya.notice(text("record_page.failed"));
        Terakoya.report("people", section, error);
      }
    };

    /** @type {() => Promise<{ people: Person[], me: Person }>} */
    async function all() {
      const [{ id }, people] = await Promise.all([Terakoya.learner(), Terakoya.people()]);
      const me = people.find((person) => person.id === id);
      if (!me) throw new TypeError("nobody is at work");
      return { people, me };
    }

    /** @type {(person: Person) => Promise<void>} */
    async function goOn(person) {
      if (!(await Terakoya.unlock(person))) return;
      const { me } = await all();
      await change(person.id, [Terakoya.person(me)], text("record_page.switched", { name: label(person) }));
    }

    /** @type {(person: Person, mine: boolean) => HTMLElement} */
    function row(person, mine) {
      const since = person.name && person.created ? make("span", "person-since", text("record_page.since", { date: Terakoya.day(person.created) })) : "";
      const name = make("span", "person-name", make("bdi", "", label(person)));
      if (mine) return make("li", "", name, " ", make("b", "person-here", text("record_page.at_work")), " ", since);
      const button = make("button", "button", text("record_page.switch"));
      button.type = "button";
      button.dataset.kind = "quiet";
      button.dataset.person = person.id;
      button.setAttribute("aria-label", text("record_page.switch_to", { name: label(person) }));
      button.addEventListener("click", safely(() => goOn(person)));
      return make("li", "", name, " ", since, " ", button);
    }

    async function render() {
      const { people, me } = await all();
      const gone = Terakoya.isAway();
      const hadFocus = gone && learner.contains(document.activeElement);
      away.hidden = !gone;
      learner.hidden = gone;
      if (hadFocus) back.focus();
      const now = JSON.stringify(people.map(({ id, name, created }) => [id, name, created]));
      if (now === shown) return;
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.person : undefined;
      if (!shown && people.length > 1) sharing.open = true;
      shown = now;
      list.replaceChildren(...people.map((person) => row(person, person.id === me.id)));
      for (const button of list.querySelectorAll("button")) if (focused && button.dataset.person === focused) button.focus();
    }

    next.addEventListener(
      "click",
      safely(async () => {
        const { me } = await all();
        const own = await (await Terakoya.learner()).read();
        if (!me.name && own.every(([[kind]]) => kind === "seen" || kind === "place" || kind === "look")) return Terakoya.notice(text("record_page.still_new"));
        const unnamed = ask.querySelector(".next-unnamed");
        if (unnamed instanceof HTMLElement) unnamed.hidden = me.name !== "";
        if (!(await Terakoya.confirm(ask))) return;
        const id = Terakoya.newId();
        const fresh = { id, name: "", created: Date.now(), pin: null, wrong: 0, wrongAt: 0 };
        await change(id, [Terakoya.person(me), Terakoya.person(fresh)], text("record_page.new_person"));
      }),
    );
    back.addEventListener(
      "click",
      safely(async () => {
        const { me } = await all();
        if (!(await Terakoya.unlock(me))) return;
        await Terakoya.back();
        await render();
        section.querySelector("h2")?.scrollIntoView({ block: "nearest" });
        const first = learner.querySelector("button:not([hidden], [hidden] *), input:not([hidden] *), summary");
        if (first instanceof HTMLElement) first.focus();
      }),
    );
    Terakoya.follow("people", render);
  });
})();

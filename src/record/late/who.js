// Who shares this browser, and what they said about themselves. Loaded where that is a question: on the record page,
// and where somebody gave a name or began besides another. The header then says whose record is open, until nobody
// has touched anything for a while: what stays on a screen in a ward is read by whoever passes by.
//
//   <course>/who/<learner>        {v, created, pin, wrong, wrongAt}   `pin` is null or {salt, rounds, digest}
//   <course>/<learner>/details    {v, at, fields: {id: value}}
//   <course>/active               {v, at}   when somebody last touched a page, to a minute
(() => {
  "use strict";

  const { make, text } = Terakoya;
  const IDLE = 600_000;
  const MINUTE = 60_000;
  const LONGEST = 200;
  const course = encodeURIComponent(Terakoya.course);
  const activeKey = `${course}/active`;
  const whoKey = `${course}/who/`;

  /** @type {(value: unknown) => number} */
  const number = (value) => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0);
  const hex = (/** @type {unknown} */ value, /** @type {number} */ length) =>
    typeof value === "string" && value.length === length && /^[0-9a-f]+$/.test(value) ? value : "";

  /** One line as somebody typed it. Signs that turn the writing of what follows become a mark. @type {(value: unknown) => string} */
  const line = (value) =>
    typeof value === "string" ? value.slice(0, LONGEST).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "\ufffd") : "";

  /** The entry of one key. @type {(store: Store, key: string) => Promise<Record<string, unknown> | null>} */
  async function only(store, key) {
    const [, value] = (await store.read(key)).find(([found]) => found === key) ?? [];
    return Terakoya.entry(value);
  }

  Terakoya.details = async (learner) => {
    const { store, id } = await Terakoya.learner();
    const entry = await only(store, `${course}/${learner ?? id}/details`);
    if (!entry) return null;
    const fields = new Map(Object.entries(Object(entry.fields)).slice(0, 100).map(([field, value]) => [field, line(value).trim()]));
    return { at: number(entry.at), fields, name: fields.get("name") || [...fields.values()].find(Boolean) || "" };
  };

  /** @type {(value: unknown) => Pin | null} */
  function pin(value) {
    const { salt, rounds, digest } = Object(value);
    const sound = hex(salt, 32) && hex(digest, 64) && Number.isInteger(rounds) && rounds > 0 && rounds <= 100_000;
    return sound ? { salt, rounds, digest } : null;
  }

  Terakoya.people = async () => {
    const { store, id } = await Terakoya.learner();
    const known = new Map((await store.read(whoKey)).map(([key, value]) => [key.slice(whoKey.length), Terakoya.entry(value)]));
    if (!known.get(id)) known.set(id, Object.create(null));
    const sound = [...known].filter(([id, entry]) => entry && (id === "me" || Terakoya.isId(id)));
    const people = await Promise.all(
      sound.map(async ([id, entry]) => ({
        id,
        name: (await Terakoya.details(id))?.name ?? "",
        created: number(entry?.created),
        pin: pin(entry?.pin),
        wrong: number(entry?.wrong),
        wrongAt: number(entry?.wrongAt),
      })),
    );
    return people.sort((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1));
  };

  // ---- Whether somebody is here ----

  let away = false;
  let last = Date.now();
  Terakoya.isAway = () => away;

  /** When somebody last touched anything, here or on another page. */
  async function lastActive() {
    const { store } = await Terakoya.learner();
    const at = number((await only(store, activeKey))?.at);
    return Math.min(Math.max(at, last), Date.now());
  }

  /** @type {(now: boolean) => void} */
  function setAway(now) {
    if (away === now) return;
    away = now;
    document.documentElement.toggleAttribute("data-away", now);
    document.dispatchEvent(new CustomEvent("terakoya", { detail: "away" }));
  }

  async function note() {
    last = Date.now();
    const { store } = await Terakoya.learner();
    await store.write({ put: [[activeKey, { v: 1, at: last }]] });
  }

  async function check() {
    setAway(Date.now() - (await lastActive()) >= IDLE);
  }

  /** Where the clock has stood still, in a laptop that was shut, the check comes first. */
  function stir() {
    const since = Date.now() - last;
    if (away || since >= IDLE) check();
    else if (since >= MINUTE) note();
  }

  Terakoya.back = async () => {
    await note();
    setAway(false);
  };

  async function start() {
    const { store } = await Terakoya.learner();
    const entry = await only(store, activeKey);
    if (entry) last = Math.min(number(entry.at), Date.now());
    await check();
    if (!away) await note();
    for (const event of ["pointerdown", "keydown", "wheel", "touchmove"]) document.addEventListener(event, stir, { capture: true, passive: true });
    setInterval(check, MINUTE / 2);
    Terakoya.watch(() => void check());
  }

  // ---- The header ----

  async function show() {
    const [{ id }, people] = await Promise.all([Terakoya.learner(), Terakoya.people()]);
    const name = people.find((person) => person.id === id)?.name || (people.length > 1 ? text("late_who.unnamed") : "");
    for (const link of document.querySelectorAll("[data-learner]")) {
      const place = link.querySelector(".learner-name") ?? link.appendChild(make("bdi", "learner-name"));
      place.textContent = name && (away ? text("late_who.hidden") : name);
    }
  }

  const report = (/** @type {unknown} */ error) => Terakoya.report("who", null, error);
  const again = () => show().catch(report);
  start().catch(report);
  // With the style of this name, which comes beside the script: without it the header would move.
  Terakoya.late("who")
    .then(() => {
      again();
      Terakoya.watch(again);
      document.addEventListener("terakoya", again);
    })
    .catch(report);
})();

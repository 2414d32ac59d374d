// Whose record is kept. Several people may share one browser: each has a part of the record, and one of them is
// at work. Pages of another learner start anew as soon as they hear of it or are looked at.
//
//   <course>/current   {v, learner}   who is at work; nobody named is "me"
//   <course>/who/<learner>   {v, created, pin}   who there is, as soon as that is a question: late/who.js
(() => {
  "use strict";

  const VERSION = 1;
  const course = encodeURIComponent(Terakoya.course);
  const currentKey = `${course}/current`;
  // For the first paint only. Not where each page has a storage of its own: there it would show who was here once.
  const guessKey = `terakoya-learner/${course}`;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`terakoya/${course}`) : null;

  /** @type {Promise<Learner> | undefined} */
  let found;

  Terakoya.entry = (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const fields = Object.assign(Object.create(null), value);
    return fields.v === VERSION ? fields : null;
  };
  Terakoya.isId = /** @type {(value: unknown) => value is string} */ (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
  Terakoya.newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  Terakoya.guess = () => {
    if (Terakoya.parted) return null;
    try {
      return localStorage.getItem(guessKey) ?? "me";
    } catch {
      return null;
    }
  };

  /** @type {(store: Store) => Promise<string>} */
  async function current(store) {
    const [, standing] = (await store.read(currentKey)).find(([key]) => key === currentKey) ?? [];
    const learner = Terakoya.entry(standing)?.learner;
    return Terakoya.isId(learner) ? learner : "me";
  }

  /** @type {(id: string) => void} */
  function remember(id) {
    try {
      localStorage.setItem(guessKey, id);
    } catch {
      // Only the first paint is the poorer.
    }
  }

  /** @type {(store: Store, id: string) => Learner} */
  function learner(store, id) {
    const prefix = `${course}/${id}`;
    /** @type {Promise<unknown>} */
    let last = Promise.resolve();
    /** @type {Learner} */
    const self = {
      id,
      store,
      key: (...names) => [prefix, ...names.map(encodeURIComponent)].join("/"),

      async read(...names) {
        const under = `${self.key(...names)}/`;
        /** @type {[string[], Record<string, unknown>][]} */
        const rows = [];
        for (const [key, value] of await store.read(under)) {
          const fields = Terakoya.entry(value);
          try {
            if (fields) rows.push([key.slice(under.length).split("/").map(decodeURIComponent), fields]);
          } catch {
            // A key that is none of ours.
          }
        }
        return rows;
      },

      async put(what, rows, gone) {
        last = store.write({ put: rows.map(([key, fields]) => [key, { v: VERSION, ...fields }]), delete: gone });
        try {
          await last;
        } finally {
          self.tell(what);
        }
      },

      kept: () => last.then(() => store.kept, () => false),

      tell(what) {
        channel?.postMessage({ learner: id, what });
        document.dispatchEvent(new CustomEvent("terakoya", { detail: what }));
      },
    };
    return self;
  }

  async function find() {
    const store = await Terakoya.openStore();
    const id = await current(store);
    remember(id);
    return learner(store, id);
  }

  Terakoya.learner = () => {
    found ??= find();
    // A store that did not answer may do so the next time.
    found.catch(() => (found = undefined));
    return found;
  };

  Terakoya.switchTo = async (id) => {
    const store = await Terakoya.openStore();
    await store.write({ put: [[currentKey, { v: VERSION, learner: id }]] });
    remember(id);
    channel?.postMessage({ learner: id, what: "current" });
  };

  /** Looks whether somebody else has sat down, and begins anew for them. */
  async function look() {
    const mine = await found;
    if (mine && (await current(mine.store)) !== mine.id) location.reload();
  }

  Terakoya.watch = (changed) => {
    channel?.addEventListener("message", async (event) => {
      const mine = await found;
      if (Object(event.data).learner === mine?.id) changed(String(event.data.what));
    });
    const again = () => document.hidden || changed("");
    for (const event of ["focus", "pageshow"]) window.addEventListener(event, again);
    document.addEventListener("visibilitychange", again);
  };

  channel?.addEventListener("message", (event) => Object(event.data).what === "current" && look());
  Terakoya.component("learner", "body", () => Terakoya.watch(() => void look()));

  Terakoya.lost = (box, key) => {
    const link = Terakoya.make("a", "", Terakoya.text("record.why"));
    const words = `${Terakoya.text(key)} `;
    link.href = Terakoya.address("record.html#_main-lost");
    if (!box.textContent?.startsWith(words)) box.replaceChildren(words, link);
  };

  Terakoya.component("who", "[data-learner]", async () => {
    const { store } = await Terakoya.learner();
    if ((await store.read(`${course}/who/`)).length) await Terakoya.late("who");
  });

  // When a lesson was opened first and last. A page in the background is nobody's yet.
  Terakoya.component("seen", "[data-reading]", async ({ dataset }) => {
    while (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    const lesson = dataset.reading ?? "";
    const mine = await Terakoya.learner();
    const [, before] = (await mine.read("seen")).find(([[name]]) => name === lesson) ?? [];
    const at = Date.now();
    await mine.put("seen", [[mine.key("seen", lesson), { first: before?.first ?? at, at }]]);

    // In which section somebody stayed, to lead back there. In a single file ids begin with their page's address, which
    // the record does not know.
    const headings = [...document.querySelectorAll(".prose > :is(h2, h3)")];
    let place = "";
    let waiting = 0;
    document.addEventListener("scroll", () => {
      clearTimeout(waiting);
      waiting = window.setTimeout(() => {
        const here = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 2)?.id.replace(/^\/.*?:/, "") ?? "";
        if (here !== place) mine.put("place", [[mine.key("place", lesson), { at: Date.now(), anchor: (place = here) }]]);
      }, 1000);
    });
  });
})();

// The learner's record, version 1: what is kept of a quiz, and what may be believed of what was kept.
//
// One entry an attempt and one an answer, so that several tabs add to each other and nothing is rewritten whole.
// Names in keys are percent-encoded. The learner is "me" until there are several on one browser.
//
//   <course>/<learner>/open/<quiz>                     {v, attempt, started}   the attempt that all tabs share
//   <course>/<learner>/a/<quiz>/<attempt>              {v, started, submitted, questions, edition, earned, possible, passed}
//   <course>/<learner>/q/<quiz>/<attempt>/<question>   {v, revision, response, at, checked}
//
// Times are milliseconds since 1970; `submitted` is null, and the points are 0, in an open attempt. `revision` is
// Rust's digest of all that affects grading: an answer to another revision is set aside, the rest counts.
// localStorage mirrors the attempt last shown, for the first paint only: it loses the last seconds of a killed browser.
(() => {
  "use strict";

  const VERSION = 1;
  const LONGEST = 20000;
  const MOST = 1000;

  /** @type {(value: unknown) => Record<string, unknown> | null} */
  const entry = (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const fields = Object.assign(Object.create(null), value);
    return fields.v === VERSION ? fields : null;
  };
  /** @type {(value: unknown) => value is number} */
  const isTime = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
  /** @type {(value: unknown) => value is string} */
  const isId = (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);

  /** A response as far as it can be one, free of anything else; null where it cannot.
   * @type {(value: unknown, depth?: number) => Given} */
  function clean(value, depth = 0) {
    if (typeof value === "string") return value.length <= LONGEST ? value : null;
    if (typeof value !== "object" || value === null || depth > 2) return null;
    if (Array.isArray(value)) {
      const short = value.length <= MOST && value.every((item) => typeof item === "string" && item.length <= LONGEST);
      return short ? [...value] : null;
    }
    const names = Object.keys(value);
    if (names.length > MOST) return null;
    const copy = Object.create(null);
    for (const name of names) copy[name] = clean(/** @type {any} */ (value)[name], depth + 1);
    return copy;
  }

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  Terakoya.record = (quiz) => {
    const learner = `${encodeURIComponent(Terakoya.course)}/me`;
    const name = encodeURIComponent(quiz.quiz);
    const openKey = `${learner}/open/${name}`;
    const mirrorKey = `terakoya-mirror/${learner}/${name}`;
    const revisions = new Map(quiz.questions.map((question) => [question.id, question.revision]));
    const channel = "BroadcastChannel" in window ? new BroadcastChannel(`terakoya/${learner}`) : null;

    /** @type {(attempt: string) => string} */
    const attemptKey = (attempt) => `${learner}/a/${name}/${attempt}`;
    /** @type {(attempt: string, question: string) => string} */
    const answerKey = (attempt, question) => `${learner}/q/${name}/${attempt}/${encodeURIComponent(question)}`;

    /** @type {(attempt: Attempt, score?: Score) => unknown} */
    const attemptEntry = (attempt, score) => ({
      v: VERSION,
      started: attempt.started,
      submitted: attempt.submitted,
      questions: [...revisions.keys()],
      edition: Terakoya.edition,
      earned: (score?.earned ?? 0) / 100,
      possible: (score?.possible ?? 0) / 100,
      passed: score?.passed ?? false,
    });

    /** @type {(question: string, answer: Answer) => unknown} */
    const answerEntry = (question, answer) => ({ v: VERSION, revision: revisions.get(question), at: Date.now(), ...answer });

    /** @type {(attempt: Attempt, question: string, value: unknown) => void} */
    function addAnswer(attempt, question, value) {
      const fields = entry(value);
      if (!fields || !revisions.has(question) || fields.revision !== revisions.get(question)) return;
      attempt.answers.set(question, { response: clean(fields.response), checked: fields.checked === true });
    }

    /** @type {(id: unknown, value: unknown) => Attempt | null} */
    function readAttempt(id, value) {
      const fields = entry(value);
      if (!isId(id) || !fields || !isTime(fields.started)) return null;
      return { id, started: fields.started, submitted: isTime(fields.submitted) ? fields.submitted : null, answers: new Map() };
    }

    /** @type {(attempt: Attempt) => void} */
    function reflect(attempt) {
      const answers = [...attempt.answers].map(([question, answer]) => [question, answerEntry(question, answer)]);
      const { id, started, submitted } = attempt;
      try {
        localStorage.setItem(mirrorKey, JSON.stringify({ v: VERSION, id, started, submitted, answers }));
      } catch {
        // Only the first paint is the poorer.
      }
    }

    /** Joins the attempt that is open in any tab, or opens this one. @type {(attempt: Attempt) => Promise<Store>} */
    async function begin(attempt) {
      const store = await Terakoya.openStore();
      if (attempt.id) return store;
      const own = { v: VERSION, attempt: newId(), started: Date.now() };
      let standing = entry(await store.claim(openKey, own));
      if (!isId(standing?.attempt) || !isTime(standing.started)) {
        await store.write({ put: [[openKey, own]] });
        standing = own;
      }
      attempt.id = String(standing.attempt);
      attempt.started = Number(standing.started);
      await store.claim(attemptKey(attempt.id), attemptEntry(attempt));
      return store;
    }

    /** @type {(store: Store, change: Parameters<Store["write"]>[0], attempt: Attempt) => Promise<void>} */
    async function keep(store, change, attempt) {
      await store.write(change);
      reflect(attempt);
      channel?.postMessage(quiz.quiz);
    }

    return {
      mirror() {
        try {
          const value = JSON.parse(localStorage.getItem(mirrorKey) ?? "null");
          const attempt = readAttempt(value?.id, value);
          if (!attempt || !Array.isArray(value.answers)) return null;
          for (const [question, answer] of value.answers.slice(0, MOST)) addAnswer(attempt, question, answer);
          return attempt;
        } catch {
          return null;
        }
      },

      async load() {
        const store = await Terakoya.openStore();
        const prefix = attemptKey("");
        const attempts = (await store.read(prefix)).map(([key, value]) => readAttempt(key.slice(prefix.length), value));
        const [, standing] = (await store.read(openKey)).find(([key]) => key === openKey) ?? [];
        const open = entry(standing);
        const attempt =
          attempts.find((one) => one && one.id === open?.attempt) ??
          readAttempt(open?.attempt, open) ??
          attempts.reduce((last, one) => (one?.submitted && one.submitted > (last?.submitted ?? 0) ? one : last), null);
        if (!attempt) return null;
        const answers = answerKey(attempt.id, "");
        for (const [key, value] of await store.read(answers)) {
          try {
            addAnswer(attempt, decodeURIComponent(key.slice(answers.length)), value);
          } catch {
            // A key that is none of ours.
          }
        }
        reflect(attempt);
        return attempt;
      },

      async answer(attempt, question, answer) {
        attempt.answers.set(question, answer);
        const store = await begin(attempt);
        await keep(store, { put: [[answerKey(attempt.id, question), answerEntry(question, answer)]] }, attempt);
      },

      async submit(attempt, score, again) {
        const store = await begin(attempt);
        await keep(store, { put: [[attemptKey(attempt.id), attemptEntry(attempt, score)]], delete: again ? [] : [openKey] }, attempt);
      },

      async restart(attempt) {
        const store = await begin(attempt);
        await keep(store, {}, attempt);
      },

      kept: async () => (await Terakoya.openStore()).kept,

      watch(changed) {
        channel?.addEventListener("message", (event) => event.data === quiz.quiz && changed());
        for (const event of ["focus", "pageshow"]) window.addEventListener(event, changed);
        document.addEventListener("visibilitychange", () => document.hidden || changed());
      },
    };
  };
})();

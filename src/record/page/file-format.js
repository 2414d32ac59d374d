// The record as a file: what may stand in it, and how two records become one without loss. docs/record.md has the
// format and the rules, for readers in other languages. Pure.
(() => {
  "use strict";

  const FORMAT = "terakoya-record";
  const VERSION = 1;
  const MOST_TEXT = 10_000_000;
  const MOST_ENTRIES = 20_000;
  const MOST_ITEMS = 1000;
  const LONGEST_NAME = 300;
  const LONGEST_TEXT = 2000;
  /** Characters of a key: names are percent-encoded, and the store takes keys of 2,000. */
  const LONGEST_KEY = 1800;
  const LAST_TIME = 8.64e15;

  const { isId, given } = Terakoya;

  // ---- What may be believed.

  /** @type {(value: unknown) => value is number} */
  const isTime = (value) => typeof value === "number" && value >= 0 && value <= LAST_TIME;
  /** @type {(value: unknown) => value is number} */
  const isPoints = (value) => typeof value === "number" && value >= 0 && value <= 1e9;
  /** @type {(value: unknown, most?: number) => value is string} */
  const isText = (value, most = LONGEST_TEXT) => typeof value === "string" && value.length <= most;
  /** @type {(value: unknown) => value is string} */
  const isName = (value) => isText(value, LONGEST_NAME) && value !== "" && !/\p{Surrogate}/u.test(value);
  /** @type {(value: unknown) => value is string[]} */
  const isNames = (value) => Array.isArray(value) && value.length <= MOST_ITEMS && value.every(isName);

  /** A map of names without a prototype; null where it is none, or a value does not fit.
   * @type {<T>(value: unknown, fits: (one: unknown) => one is T) => Record<string, T> | null} */
  function map(value, fits) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const names = Object.keys(value);
    const copy = Object.create(null);
    for (const name of names) copy[name] = /** @type {any} */ (value)[name];
    return names.length <= MOST_ITEMS && names.every((name) => isName(name) && fits(copy[name])) ? copy : null;
  }

  /** What attempts of drawn and limited quizzes have besides (`quiz/exam/`); nothing of others.
   * @type {(fields: Record<string, unknown>) => object} */
  const staged = ({ extra, used, expired }) =>
    isExtra(extra) && (used === null || isTime(used)) && typeof expired === "boolean" ? { extra, used, expired } : {};
  const isExtra = (/** @type {unknown} */ value) => [1, 1.25, 1.5, 2].some((one) => one === value);

  /** Each kind of entry: how many names follow its own, and its fields as far as they are sound.
   * @type {Record<string, [number, (fields: Record<string, unknown>, names: string[]) => object | null | false]>} */
  const KINDS = {
    a: [2, ({ started, submitted, questions, edition, earned, possible, passed, ...more }, [, attempt]) =>
      isId(attempt) && isTime(started) && (submitted === null || isTime(submitted)) && isNames(questions) && isText(edition) &&
      isPoints(earned) && isPoints(possible) && typeof passed === "boolean" && { started, submitted, questions: [...questions], edition, earned, possible, passed, ...staged(more) }],
    q: [3, ({ revision, response, at, checked }, [, attempt]) =>
      isId(attempt) && isText(revision) && isTime(at) && typeof checked === "boolean" && { revision, response: given(response), at, checked }],
    open: [1, ({ attempt, started, questions, extra }) =>
      isId(attempt) && isTime(started) && { attempt, started, ...(isNames(questions) && isExtra(extra) && { questions: [...questions], extra }) }],
    time: [2, ({ elapsed, at }, [, attempt]) => isId(attempt) && isTime(elapsed) && isTime(at) && { elapsed, at }],
    mark: [3, ({ at }, [, attempt]) => isId(attempt) && isTime(at) && { at }],
    seen: [1, ({ first, at }) => isTime(first) && isTime(at) && { first, at }],
    read: [1, ({ at }) => isTime(at) && { at }],
    carried: [1, ({ at, edition, read, passed, best }) => {
      const shares = map(best, isPoints);
      return isTime(at) && isText(edition) && isNames(read) && isNames(passed) && shares && { at, edition, read: [...read], passed: [...passed], best: shares };
    }],
    practice: [2, ({ box, due, at, revision }) =>
      typeof box === "number" && [0, 1, 2, 3, 4, 5].includes(box) && isTime(due) && isTime(at) && isText(revision) && { box, due, at, revision }],
    details: [0, ({ at, fields }) => {
      const values = map(fields, (value) => isText(value));
      return isTime(at) && values && { at, fields: values };
    }],
  };

  /** @type {(row: unknown) => Row | null} */
  function believe(row) {
    if (!Array.isArray(row)) return null;
    const [names, fields] = row;
    if (!isNames(names) || typeof fields !== "object" || fields === null) return null;
    const [kind = "", ...rest] = names;
    const rule = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    if (rule?.[0] !== rest.length || names.map(encodeURIComponent).join("/").length > LONGEST_KEY) return null;
    const sound = rule[1](Object.assign(Object.create(null), fields), rest);
    return sound ? [names, sound] : null;
  }

  /** Entries of kinds that this edition does not know are no fault. @type {(row: unknown) => boolean} */
  const isKnown = (row) => Array.isArray(row) && Array.isArray(row[0]) && Object.hasOwn(KINDS, String(row[0][0]));

  /** A row's names as one text that no other names have. @type {(names: string[]) => string} */
  const key = (names) => JSON.stringify(names);

  // ---- Two records into one.

  /** Of two that are equally good, both computers take the same. @type {(mine: object, theirs: object) => object} */
  const either = (mine, theirs) => (Terakoya.archive.canonical(mine) >= Terakoya.archive.canonical(theirs) ? mine : theirs);

  /** Of two submissions of one attempt: passed, then the better share of points, then the earlier one.
   * @type {(mine: Record<string, any>, theirs: Record<string, any>) => boolean} */
  function isBetter(mine, theirs) {
    const share = (/** @type {Record<string, any>} */ { earned, possible }) => (possible ? earned / possible : 0);
    if (!mine.submitted || !theirs.submitted) return Boolean(mine.submitted);
    if (mine.passed !== theirs.passed) return mine.passed;
    if (share(mine) !== share(theirs)) return share(mine) > share(theirs);
    return mine.submitted <= theirs.submitted;
  }

  /** An entry that both have. @type {(kind: string, mine: Record<string, any>, theirs: Record<string, any>) => object} */
  function join(kind, mine, theirs) {
    if (kind === "seen") return { first: Math.min(mine.first, theirs.first), at: Math.max(mine.at, theirs.at) };
    if (mine.at === theirs.at) return either(mine, theirs);
    const earlier = kind === "read" || kind === "carried";
    return mine.at < theirs.at === earlier ? mine : theirs;
  }

  /** @type {RecordFiles["merge"]} */
  function merge(mine, theirs) {
    /** What stands after the merge, as far as it is known; and what of it is new. */
    const standing = new Map(mine.map(([names, fields]) => [key(names), fields]));
    /** @type {Map<string, Row>} */
    const put = new Map();
    /** @type {(names: string[], fields: Record<string, any>) => void} */
    const take = (names, fields) => {
      const before = standing.get(key(names));
      if (before && Terakoya.archive.canonical(before) === Terakoya.archive.canonical(fields)) return;
      standing.set(key(names), fields);
      put.set(key(names), [names, fields]);
    };
    /** Attempts of which one side was submitted and the other not in the same way: that side is taken whole. */
    /** @type {Map<string, "mine" | "theirs">} */
    const whole = new Map();
    const attemptOf = (/** @type {string[]} */ [, quiz = "", attempt = ""]) => key(["a", quiz, attempt]);
    const has = new Set(theirs.map(([names]) => key(names)));

    for (const [names, fields] of theirs.filter(([[kind]]) => kind === "a")) {
      const here = standing.get(key(names));
      if (here && here.submitted !== fields.submitted) whole.set(key(names), isBetter(here, fields) ? "mine" : "theirs");
      if (!here || whole.get(key(names)) === "theirs") take(names, fields);
      else if (!whole.has(key(names))) take(names, either(here, fields));
    }
    for (const [names, fields] of theirs) {
      const [kind = ""] = names;
      const here = standing.get(key(names));
      const side = kind === "q" ? whole.get(attemptOf(names)) : undefined;
      if (kind === "a" || kind === "open" || side === "mine") continue;
      take(names, !here || side === "theirs" ? fields : join(kind, here, fields));
    }
    const gone = mine
      .filter(([names]) => names[0] === "q" && whole.get(attemptOf(names)) === "theirs" && !has.has(key(names)))
      .map(([names]) => names);

    // An attempt is open while it is not submitted. One that is open here stays so; else the file's goes on here,
    // unless the quiz was submitted since it was begun.
    const isOpen = (/** @type {string} */ quiz, /** @type {Record<string, any> | undefined} */ open) =>
      standing.get(key(["a", quiz, open?.attempt ?? ""]))?.submitted === null;
    for (const [names, open] of mine.filter(([[kind]]) => kind === "open")) {
      if (whole.has(key(["a", names[1] ?? "", open.attempt])) && !isOpen(names[1] ?? "", open)) {
        standing.delete(key(names));
        gone.push(names);
      }
    }
    for (const [names, open] of theirs.filter(([[kind]]) => kind === "open")) {
      const quiz = names[1] ?? "";
      const since = [...mine, ...theirs].some(([[kind, of], { submitted }]) => kind === "a" && of === quiz && submitted > open.started);
      if (isOpen(quiz, open) && !isOpen(quiz, standing.get(key(names))) && !since) take(names, open);
    }
    return { put: [...put.values()], gone: gone.filter((names) => !put.has(key(names))) };
  }

  /** @type {RecordFiles["sound"]} */
  const sound = (rows) =>
    rows.map(believe).filter((row) => row !== null).sort(([one], [two]) => (key(one) < key(two) ? -1 : 1));

  Terakoya.recordFile = {
    most: MOST_TEXT,
    sound,
    merge,

    make: (outline, rows, now) => ({
      format: FORMAT,
      version: VERSION,
      course: Terakoya.course,
      title: outline.title,
      edition: outline.edition,
      exported: now,
      entries: sound(rows),
    }),

    read(text) {
      /** @type {(problem: "large" | "torn" | "foreign" | "result" | "newer" | "changed" | "course" | "edited", values?: Record<string, string>) => ReturnType<RecordFiles["read"]>} */
      const refuse = (problem, values = {}) => ({ problem, values });
      if (text.length > MOST_TEXT) return refuse("large");
      try {
        const found = Terakoya.archive.open(text);
        if (found === undefined) return refuse("torn");
        if (typeof found !== "object" || found === null) return refuse("foreign");
        const file = Object.assign(Object.create(null), found);
        if (file.format === "terakoya-result") return refuse("result");
        if (file.format !== FORMAT || typeof file.version !== "number") return refuse("foreign");
        if (file.version > VERSION) return refuse("newer");
        if (!Terakoya.archive.intact(file)) return refuse("changed");
        if (!isText(file.title) || !isText(file.edition) || !isTime(file.exported) || !Array.isArray(file.entries)) return refuse("edited");
        if (file.course !== Terakoya.course) return refuse("course", { title: file.title });
        const known = file.entries.filter(isKnown);
        const entries = sound(known);
        const names = new Set(entries.map(([names]) => key(names)));
        if (file.entries.length > MOST_ENTRIES || entries.length !== known.length || names.size !== entries.length) return refuse("edited");
        return { file: { ...file, entries } };
      } catch {
        // Nested beyond all measure, for instance.
        return refuse("foreign");
      }
    },
  };
})();

// Contracts between the learner's scripts. Checked by `tsc --checkJs --strict`, never shipped.

type Make = <K extends keyof HTMLElementTagNameMap>(name: K, className: string, ...content: (string | Node)[]) => HTMLElementTagNameMap[K];

interface TerakoyaCore {
  /** The relative way from this page to the root of the site: "" or "../". */
  root: string;
  course: string;
  edition: string;
  questions: Map<string, QuestionType>;
  /** An element with a class ("" for none) and content; text stays text. */
  make: Make;
  /** Called by generated data scripts: "strings", "late", "outline". What comes later adds to what is there. */
  define(name: string, value: object): void;
  data(name: string): unknown;
  /** Where a page of the site is, by its path from the root ("part/lesson.html#anchor"). */
  address(url: string): string;
  /** A text of strings/<lang>.toml ("quiz.check"), with `{name}` filled in. */
  text(key: string, values?: Record<string, string | number>): string;
  /** Starts `start` once for each element; one that fails, then or later, takes no other with it. */
  component(name: string, selector: string, start: (element: HTMLElement) => unknown): void;
  /** Starts what is within an element that was added later. */
  begin(within: ParentNode): void;
  question(type: string, rules: QuestionType): void;
  /** The rules of a question, however its answers are kept; undefined where its type is not known. */
  rules(question: QuizData["questions"][number]): QuestionType | undefined;
  /** Loads a script or a style of the site, once. */
  load(address: string): Promise<void>;
  /** What is known of the whole course; loaded when it is first asked for. */
  whole(): Promise<OutlineData>;
  /** Loads a script that few visits need, with its style, once: one of a folder `late`, by its name. */
  late(name: "anchor" | "outline" | "progress" | "store-frame" | "store-plain" | "term" | "who"): Promise<unknown>;
  report(component: string, element: Element | null, error: unknown): void;
}

/** Further scripts add their parts: those of a folder `late` when they are first needed, the others at once. */
interface Terakoya extends TerakoyaCore {
  /** Opens the dialog with the outline, which `load` has brought. */
  showOutline(): void;
  /** Opens the definition of a term beside the word; whether there is one. */
  showTerm(link: HTMLAnchorElement): boolean;
  /** Copies the address of a section and says so. */
  copyAnchor(link: HTMLAnchorElement): Promise<void>;
  /** The look that the learner chose. */
  look: { keep(look: Record<string, string>): Promise<void> };
  /** Those whose scripts are loaded. */
  stores: { idb: StoreOpener; frame: StoreOpener; local: StoreOpener; memory: StoreOpener };
  /** The best store that answers here. */
  openStore(): Promise<Store>;
  /** Whether each page has a storage of its own: Gecko on files. */
  parted: boolean;
  /** The fields of an entry of this version, without a prototype; null for anything else. */
  entry(value: unknown): Record<string, unknown> | null;
  isId(value: unknown): value is string;
  /** A response as far as it can be one, free of anything else; null where it cannot. */
  given(value: unknown): Given;
  /** 32 hexadecimal digits by chance. */
  newId(): string;
  /** Who was at work when something was last shown; null where that cannot be known at once. */
  guess(): string | null;
  /** Who is at work. */
  learner(): Promise<Learner>;
  /** Lets another learner work; pages begin anew for them. */
  switchTo(id: string): Promise<void>;
  /** Calls back when another tab changed the record (with what), or the time away from this one may have (""). */
  watch(changed: (what: string) => void): void;
  /** Shows something now, and again whenever the record changes, here or elsewhere. */
  follow(name: string, show: () => Promise<unknown>): void;
  /** When all that follows the record was shown for the first time. */
  followed(): Promise<unknown>;
  record: (quiz: QuizData) => QuizRecord;
  standing(learner: Learner): Promise<Standing>;
  /** The lessons of the course that count, in order. */
  milestones(outline: OutlineData): Milestone[];
  /** The rule of completion: `course/completion.rs`. */
  completion(milestones: Milestone[], standing: { read: Has; passed: Has; best: Map<string, number> }): Completion;
  /** Marks all lessons in lists. */
  mark(): Promise<Standing>;
  /** Which questions an attempt asks, by their places (`quiz/draw.rs`). `draw`: null for all, a number, or one for each bank. */
  draw(seed: string, candidates: { id: string; bank: string | null }[], draw: null | number | [string, number][], shuffled: boolean, known: Has): number[];
  /** The keys of a question's choices in the order in which an attempt shows them. */
  order(seed: string, question: string, choices: { key: string; last: boolean }[]): string[];
  leitner: Leitner;
  /** The questions that were missed. With an outline: those that the practice page brings back. */
  practised(learner: Learner, outline?: OutlineData): Promise<Practised[]>;
  /** Looks through the answers for what was missed since the last look, and notes it. */
  takeOver(learner: Learner, outline: OutlineData): Promise<void>;
  /** The questions of a quiz that the practice page brings back. */
  shard(quiz: PracticeQuiz): Promise<Shard>;
  /** The elements of a tree (`render/tree.rs`). */
  build(tree: Tree): Node;
  /** Eight characters that stand for what a certificate says. */
  checkCode(fields: string[]): string;
  /** A day as learners write it. */
  day(at: number): string;
  /** Says in `box` that something is not kept (`key`), with a link to why and what to do. */
  lost(box: HTMLElement, key: "record.not_kept" | "record.failed"): void;
  /** What somebody said about themselves, here or of another learner; null before. After `late("who")`. */
  details(learner?: string): Promise<Details | null>;
  /** Who shares this browser, the one at work among them, in the order of coming. After `late("who")`. */
  people(): Promise<Person[]>;
  /** Whether names are hidden, since nobody touched anything for a while. After `late("who")`. */
  isAway(): boolean;
  /** Somebody is here: names are shown. After `late("who")`. */
  back(): Promise<void>;
  /** Says something at the head of the record page, and takes the focus there; `again`: after a reload. */
  notice(words: string, again?: boolean): void;
  /** Shows a dialog that is a form; resolves to whether it was closed by the button whose value is "yes". */
  confirm(dialog: HTMLDialogElement): Promise<boolean>;
  /** Puts what is known of somebody besides their part: an entry `<course>/who/<learner>`. */
  person(person: Person): [string, object];
  /** Asks for somebody's PIN, where they have one; resolves to whether it was given. */
  unlock(person: Person): Promise<boolean>;
  /** The 32 bytes of SHA-256, also on pages from plain http. On pages with the feature "digest" only. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** The rules of a question whose key is hidden: its own, but judged by digests, and told the key in time. On pages with hidden quizzes only. */
  hidden(question: { points: number; hidden?: HiddenData }, rules: QuestionType): QuestionType;
  /** All but the grading of a type with choices; `many`: several may be chosen. */
  choices(many: boolean): Omit<QuestionType, "grade">;
  /** A type whose parts each take one of the same options. */
  assigned: QuestionType;
  /** The parts of a question: their elements, keys and names, and what is noted beside them. */
  parts: {
    rows(root: ParentNode): HTMLElement[];
    key(row: HTMLElement): string;
    name(row: HTMLElement): string;
    note(row: HTMLElement, mark?: string, words?: string): void;
  };
  /** The grading of a type with several right options. */
  several(key: { choices: string[]; correct: string[]; credit: "partial" | "all" }, response: unknown, points: number): Verdict;
  /** All but the grading of a type with fields; `type` names the table of its words. */
  fields(type: string): Omit<QuestionType, "grade" | "missing"> & { missing(root: HTMLElement): { words: string; at: HTMLInputElement | HTMLSelectElement; open: boolean } };
  /** Whether a response is a text that can be kept. */
  typed(response: unknown): response is string;
  /** A text without what does not count: "width", "case", "kana", "space". Empty for nothing but blanks. */
  fold(text: string, how: string[]): string;
  /** What the search page looks with. On that page only. */
  search: {
    /** The words of a query, folded. */
    words(query: string): string[];
    /** A text without what does not count; a gap is one blank or several. */
    fold(text: string): string;
    /** The numbers of pages that may hold all words, those with them in titles and headings first. */
    candidates(words: string[]): Promise<number[]>;
    /** The words of a page. */
    page(number: number): Promise<SearchPage>;
    /** The signs of a text, and which of them belong to one of the words. */
    marks(text: string, words: string[]): { signs: string[]; marked: boolean[] };
  };
  score(verdicts: Verdict[], passMark: number): Score;
  /** What quizzes do that judge all questions at once (`quiz/end/`). */
  submission(frame: QuizFrame): Further;
}

// The files of the search (site/search.rs).

interface SearchIndex {
  shards: number;
  version: string;
}
/** Kind, anchor ("" for the top), heading, other names (one a line), text (one block a line). */
type SearchEntry = ["page" | "section" | "term" | "question", string, string, string, string];
interface SearchPage {
  kind: "lesson" | "page";
  title: string;
  /** The title of its part, "" for none. */
  part: string;
  /** From the root of the site. */
  url: string;
  entries: SearchEntry[];
}

interface Window {
  Terakoya: Terakoya;
  trustedTypes?: { createPolicy(name: string, rules: Partial<TrustedTypePolicy<string>>): TrustedTypePolicy<unknown> };
}
interface TrustedTypePolicy<T> {
  createScriptURL(address: string): T;
  createHTML(name: string): T;
}
declare var Terakoya: Terakoya;

// Questions. Points are counted in hundredths throughout, so that parts of a point stay whole numbers.

type Given = string | string[] | { [name: string]: Given } | null;
type State = "right" | "partial" | "wrong" | "unscored" | "pending";
interface Verdict {
  state: State;
  earned: number;
  possible: number;
  parts: { id: string; state: State }[];
}
interface Score {
  earned: number;
  possible: number;
  percent: number;
  passed: boolean;
}

/** What a question type answers for; everything else is the frame's (`quiz/behaviour.js`). */
interface QuestionType {
  /** Pure: no page, no clock. Rust has the same rules (`src/questions/<type>/mod.rs`). */
  grade(key: any, response: unknown, points: number): Verdict;
  /** Optional: prepares the markup, once. `each`: the quiz judges each question as soon as it is answered. */
  enhance?(root: HTMLElement, each: boolean): void;
  /** Optional: takes over what the answer says to where it belongs, once, as soon as the page has it; nothing of it shows yet. */
  told?(root: HTMLElement): void;
  /** What the learner has given so far; null for nothing. */
  read(root: HTMLElement): Given;
  /** Shows a response that was kept; ignores what does not fit. */
  write(root: HTMLElement, response: Given): void;
  /** Shows what was right and wrong; takes it all back where `verdict` is null. */
  show(root: HTMLElement, verdict: Verdict | null, key: any, response: Given): void;
  lock(root: HTMLElement, locked: boolean): void;
  /** Optional: what is still to be given, in words for the learner, and where. `open`: parts may be left so, but it is
   * told once before the rest is judged. */
  missing?(root: HTMLElement): { words: string; at?: HTMLInputElement | HTMLSelectElement; open?: boolean } | null;
}

/** The JSON block beside a quiz. */
interface QuizData {
  quiz: string;
  kind: "quiz" | "exam";
  counts: boolean;
  passMark: number;
  feedback: "each" | "end" | "none";
  questions: { id: string; type: string; points: number; revision: string; key: unknown; hidden?: HiddenData; bank?: string }[];
  /** What it has besides that draws questions, limits attempts or time, or says more of the result. */
  stage?: Staging;
}

/** A question of a quiz on its page. */
type Asked = QuizData["questions"][number] & { root: HTMLElement; rules: QuestionType; number: number };

/** A quiz on its page, as further scripts see it. */
interface QuizFrame {
  root: HTMLElement;
  data: QuizData;
  record: QuizRecord;
  /** All questions of the file. */
  questions: Asked[];
  /** Those that the attempt asks, in its order. */
  readonly asked: Asked[];
  /** The attempt that is shown, once `render` has brought the page to it. */
  attempt: Attempt;
  isDone(question: Asked): boolean;
  isAnswered(question: Asked): boolean;
  /** A link to a question. */
  jumpTo(question: Asked): HTMLElement;
  /** Says what is still to be given; gives where. */
  showMissing(question: Asked): HTMLElement;
  render(): void;
  /** Takes over what is kept. */
  refresh(): Promise<void>;
  /** Writes when what is being written is, and says how that went. */
  keep(work: () => Promise<void>): void;
  /** Submits the attempt as it is; what `render` sees to before anything else runs is submitted too. */
  finish(): void;
}
/** What not all quizzes do. */
interface Further {
  /** Which questions the attempt asks, in order; brings the page to it. */
  ask?(): Asked[];
  /** Everything is shown. */
  shown(over: boolean): void;
}
/** What stands for a key (`quiz/hidden.rs`), which is then a form. `digests`: null where nothing is right or wrong. */
interface HiddenData {
  salt: string;
  digests: string[] | null;
}
type Form =
  | { form: "one" | "set" | "order"; of: string[] }
  | { form: "map"; of: string[]; to: string[] }
  | { form: "typed"; fold: string[] }
  | { form: "blanks"; blanks: { id: string; choices?: string[] }[]; fold: string[] };

// The record.

interface Store {
  /** False where nothing outlives the page. */
  kept: boolean;
  read(prefix: string): Promise<[string, unknown][]>;
  /** Resolves when everything is kept, all or nothing. `clear`: all keys that begin so are deleted first. */
  write(change: { put?: [string, unknown][]; delete?: string[]; clear?: string }): Promise<void>;
  /** Puts the value, and the rows with it, unless the key has one, in one step; resolves to what stands there now. */
  claim(key: string, value: unknown, rows?: [string, unknown][]): Promise<unknown>;
}
/** Rejects where the store does not work. */
type StoreOpener = () => Promise<Store>;

/** Somebody's part of the record. */
interface Learner {
  /** 32 hexadecimal digits, or "me" for who was never named. */
  id: string;
  store: Store;
  /** The key of an entry: names are percent-encoded. */
  key(...names: string[]): string;
  /** Sound entries under these names: the names that follow, and the fields. */
  read(...names: string[]): Promise<[string[], Record<string, unknown>][]>;
  /** Writes entries (fields without `v`) and deletes keys, all or nothing; then tells `what` has changed. */
  put(what: string, rows: [string, object][], gone?: string[]): Promise<void>;
  /** Whether what is given outlives the page, as far as the last entry showed: known only a moment after the start. */
  kept(): Promise<boolean>;
  /** Tells everybody that shows the record: other tabs by their channel, this page by the event "terakoya". */
  tell(what: string): void;
}

/** What a learner said about themselves, free of what steers the writing of others. */
interface Details {
  at: number;
  /** Values by the id of the field; of at most 200 characters. */
  fields: Map<string, string>;
  /** What they are called; empty for who did not say. */
  name: string;
}
/** A PIN as it is kept; it keeps honest people apart and is no encryption. */
interface Pin {
  /** 32 hexadecimal digits. */
  salt: string;
  rounds: number;
  /** 64 hexadecimal digits. */
  digest: string;
}
interface Person {
  id: string;
  name: string;
  created: number;
  pin: Pin | null;
  /** How often a wrong PIN was given since the last right one, and when that was last. */
  wrong: number;
  wrongAt: number;
}

interface Has {
  has(name: string): boolean;
}
/** What a learner has done; times in milliseconds. */
interface Standing {
  /** Lessons said to have been read, with the first time. */
  read: Map<string, number>;
  /** Quizzes passed, with the first time. */
  passed: Map<string, number>;
  /** The best share of points of each quiz, in hundredths of a per cent. */
  best: Map<string, number>;
  /** Lessons opened, with the last time. */
  seen: Map<string, number>;
  /** Quizzes with an attempt. */
  begun: Set<string>;
}
/** A counted lesson; `exam`: points that can be earned, null for a quiz that is no exam. */
interface Milestone {
  lesson: string;
  quizzes: { quiz: string; exam: number | null }[];
}
interface Completion {
  done: Set<string>;
  of: number;
  complete: boolean;
  /** Whole per cent; null for a course without exam points. */
  score: number | null;
}

/** When a question that was missed comes again; times in milliseconds. */
interface Turn {
  /** 1 to 5; 0 for one that was right often enough. */
  box: number;
  due: number;
  /** When this was decided. */
  at: number;
  revision: string;
}
/** An entry of the record. */
interface Practised extends Turn {
  quiz: string;
  question: string;
}
interface Leitner {
  /** The turn that an entry of the record holds; null for what can be none. */
  read(fields: Record<string, unknown>): Turn | null;
  /** A question that was missed at this time comes at once. */
  missed(at: number, revision: string): Turn;
  /** What follows from an answer on the practice page. */
  next(turn: Turn, right: boolean, now: number): Turn;
  isDue(turn: Turn, now: number): boolean;
  /** How many days from today on the calendar. */
  daysUntil(due: number, now: number): number;
}
/** An element with its attributes and content, or a text. */
type Tree = string | [name: string, attributes: Record<string, string>, ...content: Tree[]];
/** The script of one quiz for the practice page (`site/practice.rs`). */
interface Shard {
  page: { title: string; url: string };
  questions: (QuizData["questions"][number] & { tree: Tree })[];
}
interface PracticeQuiz {
  id: string;
  exam: boolean;
  script: string;
}

interface Answer {
  response: Given;
  checked: boolean;
}
/** What a quiz shows: one attempt. */
interface Attempt {
  /** Empty until the first answer. */
  id: string;
  started: number;
  submitted: number | null;
  answers: Map<string, Answer>;
  /** Only of staged quizzes. */
  more?: StagedAttempt | null;
}
interface QuizRecord {
  /** What the last visit left for the first paint, at once. */
  mirror(): Attempt | null;
  /** The open attempt, else the last one. */
  load(): Promise<Attempt | null>;
  /** Keeps one answer; joins or opens an attempt where this one has no id yet. Resolves when kept. */
  answer(attempt: Attempt, question: string, answer: Answer): Promise<void>;
  /** Keeps the score of an attempt that says when it was submitted; `again` where a judgement of one's own has changed it since. */
  submit(attempt: Attempt, score: Score, again: boolean): Promise<void>;
  /** Opens a new attempt with the answers that it holds, under this id; joins the one that another tab has opened. */
  restart(attempt: Attempt, id?: string): Promise<void>;
  /** Whether answers outlive the page. */
  kept(): Promise<boolean>;
  /** Calls back when the record of this quiz may have changed elsewhere. */
  watch(changed: () => void): void;
}

/** What is known of the whole course (`site/mod.rs`). Addresses are relative to the root. */
interface OutlineData {
  title: string;
  edition: string;
  /** The digest of everything it was made from. */
  digest: string;
  inOrder: boolean;
  /** 2026-03-31 */
  deadline: string | null;
  fields: RecordField[];
  /** Null for a course that brings nothing back. */
  practice: { title: string; url: string; quizzes: PracticeQuiz[] } | null;
  parts: { id: string; title: string; url: string | null; lessons: OutlineLesson[] }[];
}
interface OutlineLesson {
  title: string;
  /** Null for a draft. */
  url: string | null;
  id: string;
  minutes: number | null;
  counts: boolean;
  quizzes: { id: string; title: string; kind: "quiz" | "exam"; counts: boolean; points: number; passMark: number }[];
}
/** What learners are asked about themselves (`[[record.field]]` of book.toml). */
interface RecordField {
  id: string;
  label: string;
  required: boolean;
  pattern: string | null;
  help: string | null;
}

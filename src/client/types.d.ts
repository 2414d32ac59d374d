// Contracts between the learner's scripts. Checked by `tsc --checkJs --strict`, never shipped.

interface TerakoyaCore {
  /** The relative way from this page to the root of the site: "" or "../". */
  root: string;
  course: string;
  edition: string;
  questions: Map<string, QuestionType>;
  /** Called by generated data scripts: "strings", "late", "outline". What comes later adds to what is there. */
  define(name: string, value: object): void;
  data(name: string): unknown;
  /** A text of strings/<lang>.toml ("quiz.check"), with `{name}` filled in. */
  text(key: string, values?: Record<string, string | number>): string;
  /** Starts `start` once for each element, each in its own try. */
  component(name: string, selector: string, start: (element: HTMLElement) => void): void;
  question(type: string, rules: QuestionType): void;
  /** Loads a script of the site, once. */
  load(address: string): Promise<void>;
  /** Loads a script that few visits need, once: one of a folder `late`, by its name. */
  late(name: "outline" | "store-frame" | "store-plain" | "term"): Promise<void>;
  report(component: string, element: Element | null, error: unknown): void;
}

/** Further scripts add their parts: those of a folder `late` when they are first needed, the others at once. */
interface Terakoya extends TerakoyaCore {
  /** Opens the dialog with the outline, which `load` has brought. */
  showOutline(): void;
  /** Opens the definition of a term beside the word; whether there is one. */
  showTerm(link: HTMLAnchorElement): boolean;
  /** Those whose scripts are loaded. */
  stores: { idb: StoreOpener; frame: StoreOpener; local: StoreOpener; memory: StoreOpener };
  /** The best store that answers here. */
  openStore(): Promise<Store>;
  record: (quiz: QuizData) => QuizRecord;
  /** All but the grading of a type with choices; `many`: several may be chosen. */
  choices(many: boolean): Omit<QuestionType, "grade">;
  /** All but the grading of a type with fields; `type` names the table of its words. */
  fields(type: string): Required<Omit<QuestionType, "grade">>;
  /** Whether a response is a text that can be kept. */
  typed(response: unknown): response is string;
  /** A text without what does not count: "width", "case", "kana", "space". Empty for nothing but blanks. */
  fold(text: string, how: string[]): string;
  score(verdicts: Verdict[], passMark: number): Score;
}

interface Window {
  Terakoya: Terakoya;
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown } };
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
  /** Optional: prepares the markup, once. */
  enhance?(root: HTMLElement): void;
  /** What the learner has given so far; null for nothing. */
  read(root: HTMLElement): Given;
  /** Shows a response that was kept; ignores what does not fit. */
  write(root: HTMLElement, response: Given): void;
  /** Shows what was right and wrong; takes it all back where `verdict` is null. */
  show(root: HTMLElement, verdict: Verdict | null, key: any, response: Given): void;
  lock(root: HTMLElement, locked: boolean): void;
  /** Optional: what is still to be given where a response is pending, by the key of its words, and where. */
  missing?(root: HTMLElement): { words: string; at: HTMLInputElement | HTMLSelectElement };
}

/** The JSON block beside a quiz. */
interface QuizData {
  quiz: string;
  kind: "quiz" | "exam";
  counts: boolean;
  passMark: number;
  feedback: "each" | "end" | "none";
  questions: { id: string; type: string; points: number; revision: string; key: unknown }[];
}

// The record.

interface Store {
  /** False where nothing outlives the page. */
  kept: boolean;
  read(prefix: string): Promise<[string, unknown][]>;
  /** Resolves when everything is kept, all or nothing. */
  write(change: { put?: [string, unknown][]; delete?: string[] }): Promise<void>;
  /** Puts the value unless the key has one, in one step; resolves to what stands there now. */
  claim(key: string, value: unknown): Promise<unknown>;
}
/** Rejects where the store does not work. */
type StoreOpener = () => Promise<Store>;

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
}
interface QuizRecord {
  /** What the last visit left for the first paint, at once. */
  mirror(): Attempt | null;
  /** The open attempt, else the last one. */
  load(): Promise<Attempt | null>;
  /** Keeps one answer; joins or opens an attempt where this one has no id yet. Resolves when kept. */
  answer(attempt: Attempt, question: string, answer: Answer): Promise<void>;
  submit(attempt: Attempt, score: Score): Promise<void>;
  /** Opens a new attempt; the old one stays. */
  restart(attempt: Attempt): Promise<void>;
  /** Whether answers outlive the page. */
  kept(): Promise<boolean>;
  /** Calls back when another tab, or the time away from this one, may have changed the record. */
  watch(changed: () => void): void;
}

interface OutlineData {
  parts: { title: string; url: string | null; lessons: { title: string; url: string; id: string; minutes: number | null }[] }[];
}

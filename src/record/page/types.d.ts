// Contracts of what takes a record from one computer to another, or to the office: resume code, record file, result.
// These scripts are on the record page only.

interface Terakoya {
  archive: Archive;
  hand: Hand;
  /** The resume codes of a course; pure. */
  codes(course: string, outline: OutlineData): ResumeCodes;
  recordFile: RecordFiles;
  /** What is handed in, without its checksum; pure. `own` is the standing without resume codes. */
  result(outline: OutlineData, rows: Row[], standing: Standing, own: Standing, now: number): ResultFile;
  /** The learner's particulars, in the order in which the course asks for them. */
  particulars(outline: OutlineData, rows: Row[]): Particular[];
}

/** An entry of the record: its names under the learner, and its fields. */
type Row = [string[], Record<string, any>];
interface Particular {
  id: string;
  label: string;
  required: boolean;
  /** Null for what was left out. */
  value: string | null;
}

interface Archive {
  /** JSON in one way of writing: keys in the order of their UTF-16 units, no blanks. */
  canonical(value: unknown): string;
  /** SHA-256 of the canonical form, in hexadecimal digits: against accidents, not against forgery. */
  checksum(value: unknown): string;
  seal<T extends object>(value: T): T & { checksum: string };
  /** Whether what was sealed is still what it was. */
  intact(value: Record<string, unknown>): boolean;
  /** As lines of 76 letters, digits and signs that mail leaves alone. */
  armour(label: "RECORD" | "RESULT", value: object): string;
  /** What a file or an armoured text holds; undefined where it cannot be read. */
  open(text: string): unknown;
  /** A name that every system takes; parts that are empty are left out. */
  fileName(parts: string[], at: number): string;
  /** Who it is, for a name of a file: the other required particulars, and `name` last. */
  who(particulars: Particular[]): string[];
}

interface Hand {
  part<T extends HTMLElement>(root: ParentNode, selector: string): T;
  /** Offers a file; what becomes of it only the browser knows. */
  save(name: string, text: string): void;
  /** Copies a text that is shown. Where that fails it stays selected, for the learner's own keys. */
  copy(shown: HTMLElement): Promise<boolean>;
  /** Everything of who is at work that is sound. */
  rows(): Promise<{ outline: OutlineData; learner: Learner; rows: Row[] }>;
  /** Tells in its place that nothing is kept here, and brings the section to the top. */
  warn(root: HTMLElement, learner: Learner): void;
}

/** What one digit of a resume code stands for. */
interface CodeDigit {
  kind: "read" | "quiz" | "exam";
  id: string;
}
interface Carried {
  read: string[];
  passed: string[];
  /** Shares in hundredths of a per cent. */
  best: Record<string, number>;
}
/** A likely mistake in typing: what stands where, what was meant, and the whole code. */
interface CodeFix {
  group: string;
  place: number;
  meant: string;
  code: string;
}
type CodeAnswer =
  | { code: string; carried: Carried }
  | { problem: "empty" | "script" | "letter" | "length" | "mistyped" | "newer" | "course" | "lessons"; values: Record<string, string | number>; fix?: CodeFix };
interface ResumeCodes {
  /** The code without hyphens; null while there is nothing to carry. */
  encode(standing: Pick<Standing, "read" | "passed" | "best">): string | null;
  decode(typed: string): CodeAnswer;
  /** In groups of four, with hyphens. */
  grouped(code: string): string;
}

interface RecordFile {
  format: "terakoya-record";
  version: 1;
  course: string;
  title: string;
  edition: string;
  exported: number;
  entries: Row[];
}
interface Merged {
  put: Row[];
  gone: string[][];
}
interface RecordFiles {
  /** Characters that a file may have. */
  most: number;
  /** What can be believed of rows, in order; the rest is left out. */
  sound(rows: Row[]): Row[];
  make(outline: OutlineData, rows: Row[], now: number): RecordFile;
  read(text: string): { file: RecordFile } | { problem: "large" | "torn" | "foreign" | "result" | "newer" | "changed" | "course" | "edited"; values: Record<string, string> };
  /** What has to be written so that nothing of either is lost: docs/record.md has the rules. */
  merge(mine: Row[], theirs: Row[]): Merged;
}

interface ResultFile {
  format: "terakoya-result";
  version: 1;
  course: { id: string; title: string; edition: string; digest: string };
  exported: number;
  learner: Particular[];
  completion: {
    complete: boolean;
    done: number;
    of: number;
    score: number | null;
    lessons: { id: string; title: string; done: boolean; at: number | null; carried: boolean }[];
  };
  quizzes: ResultQuiz[];
  carried: { code: string; at: number; edition: string; read: string[]; passed: string[]; best: Record<string, number> }[];
}
interface ResultQuiz {
  id: string;
  title: string;
  kind: "quiz" | "exam";
  counts: boolean;
  points: number;
  passMark: number;
  passed: boolean;
  percent: number | null;
  carried: boolean;
  best: string | null;
  attempts: ResultAttempt[];
}
interface ResultAttempt {
  id: string;
  started: number;
  submitted: number | null;
  edition: string;
  earned: number;
  possible: number;
  passed: boolean;
  /** Only of drawn and limited quizzes. */
  extra?: number;
  used?: number | null;
  expired?: boolean;
  questions: string[];
  responses: { question: string; revision: string; response: Given; at: number; checked: boolean }[];
}

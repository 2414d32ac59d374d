// Contracts between the scripts of quizzes that draw questions, or limit attempts and time.

interface Terakoya {
  /** What a staged quiz does otherwise. Only on pages that need it, like all that follows. */
  stage(frame: QuizFrame): Further;
  /** What may be believed of the fields that staged attempts add to their entry. */
  more(fields: Record<string, unknown>): StagedAttempt;
  exam: {
    attempts: {
      /** The attempts of a quiz, open or submitted. */
      of(quiz: string): Promise<{ id: string; submitted: boolean; percent: number; passed: boolean; extra: number }[]>;
      /** Questions that were answered right in an attempt that was submitted. */
      known(frame: ExamFrame): Promise<Set<string>>;
      /** Begins an attempt; resolves to the id of the one that stands then: this one, or that of a tab that was quicker. */
      claim(frame: ExamFrame, attempt: Attempt): Promise<string>;
    };
    /** `up`: called when the time of the attempt is over. */
    clock(frame: ExamFrame, up: () => void): ExamClock;
    /** A length of time in words. */
    spell(milliseconds: number): string;
    map(frame: ExamFrame): ExamMap;
    /** Says of a result what other quizzes do not. `left`: attempts that are left; null for any number. */
    result(frame: ExamFrame, left: number | null): void;
  };
}

/** `quiz/settings.rs`. */
interface Staging {
  /** Whether an attempt is begun knowingly, on a panel that says what is to come. */
  gate: boolean;
  draw: null | number | [string, number][];
  /** Whether each attempt has the questions, the choices in an order of its own. */
  shuffle: boolean;
  choices: boolean;
  attempts: number | null;
  /** Seconds. */
  limit: number | null;
}

/** A quiz, as the scripts of exams see it. */
interface ExamFrame extends QuizFrame {
  verdict(question: Asked): Verdict;
  /** Answers that a new attempt over the same questions may carry over: those with which nothing was wrong. */
  right(): Map<string, Answer>;
}

/** What the entry of a staged attempt has besides. */
interface StagedAttempt {
  /** Ids of the questions, in their order. */
  questions: string[];
  /** How much longer than others the learner may take: 1, 1.25, 1.5 or 2. */
  extra: number;
  /** How long it took, in milliseconds; null while it is open. */
  used: number | null;
  /** Whether it was submitted because its time was up. */
  expired: boolean;
}

/** The time of one attempt after the other. */
interface ExamClock {
  /** Takes up the time of an attempt, once; it runs from then on. */
  take(attempt: Attempt): Promise<void>;
  /** Ends the time of an attempt; that of a quiz without limit only rests. */
  stop(): void;
  /** Milliseconds of the attempt so far. */
  elapsed(): number;
  /** Milliseconds that it may take; infinite without a limit. */
  limit(): number;
}

/** The list of questions, and the marks to look at some again. */
interface ExamMap {
  /** Brings it to what is answered. */
  show(): void;
  /** Takes over the marks that are kept. */
  load(): Promise<void>;
  marked(): Asked[];
}

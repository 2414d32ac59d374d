// When a question that was missed comes again: boxes as Leitner proposed them (Sebastian Leitner, So lernt man lernen,
// 1972). A right answer moves a question to the next box, which waits longer; any other takes it back to the first.
// Pure: no page, no clock, no record. Days are days of the calendar here, so that "tomorrow" is tomorrow morning.
//
//   <course>/<learner>/practice/<quiz>/<question>   {v, box, due, at, revision}
(() => {
  "use strict";

  /** How many days a box waits: `WAITS[box]`. */
  const WAITS = [0, 1, 3, 7, 14, 30];
  const LAST = WAITS.length - 1;
  const DAY = 86_400_000;

  /** Midnight of a day from today. @type {(now: number, days: number) => number} */
  function midnight(now, days) {
    const date = new Date(now);
    date.setHours(0, 0, 0, 0);
    date.setDate(date.getDate() + days);
    return date.getTime();
  }

  /** @type {(value: unknown) => value is number} */
  const isTime = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;

  Terakoya.leitner = {
    read({ box, due, at, revision }) {
      const sound = typeof box === "number" && WAITS[box] !== undefined && isTime(due) && isTime(at) && typeof revision === "string";
      return sound ? { box, due, at, revision } : null;
    },

    missed: (at, revision) => ({ box: 1, due: at, at, revision }),

    next(turn, right, now) {
      // Right a second time on one day, in another tab, is no further proof.
      if (right && !Terakoya.leitner.isDue(turn, now)) return turn;
      const box = !right ? 1 : turn.box < LAST ? turn.box + 1 : 0;
      // Never before what it follows from: a clock that was turned back does not undo an answer.
      return { ...turn, box, due: midnight(now, WAITS[box] ?? 0), at: Math.max(now, turn.at) };
    },

    // No box waits longer than the last: what does was written by a clock that was ahead.
    isDue: ({ box, due }, now) => box > 0 && (due <= now || due > midnight(now, (WAITS[LAST] ?? 0) + 1)),

    daysUntil: (due, now) => Math.round((midnight(due, 0) - midnight(now, 0)) / DAY),
  };
})();

// The time of an attempt. While a page is open it is counted by a clock that nobody can set; what has gone by is kept
// every few seconds, so that time goes on from there when the page was closed. A computer's clock that is turned back
// or forward meanwhile is told of and changes nothing.
//
//   <course>/<learner>/time/<quiz>/<attempt>   {v, elapsed, at}   milliseconds that had gone by, and when that was
(() => {
  "use strict";

  const { text } = Terakoya;

  const BEAT = 15_000;
  /** By how much clocks may differ without a word. */
  const SLIP = 2_000;
  const MINUTE = 60_000;

  /** @type {(value: unknown) => value is number} */
  const isTime = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;

  /** Hours, minutes and seconds. @type {(milliseconds: number) => [number, number, number]} */
  function parts(milliseconds) {
    const seconds = Math.ceil(Math.max(0, milliseconds) / 1000);
    return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  }

  /** In words. @type {(milliseconds: number) => string} */
  function spell(milliseconds) {
    const units = ["hours", "minutes", "seconds"];
    const some = parts(milliseconds).flatMap((n, at) => (n > 0 ? [text(`quiz_exam.${units[at]}`, { n })] : []));
    return some.join(text("quiz_exam.between")) || text("quiz_exam.seconds", { n: 0 });
  }

  /** As clocks show it: 1:05:09, 29:12. @type {(milliseconds: number) => string} */
  function digits(milliseconds) {
    const [hours, minutes, seconds] = parts(milliseconds);
    const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }

  /** @type {Terakoya["exam"]["clock"]} */
  function clock({ root, data }, up) {
    const shown = [...root.querySelectorAll(".exam-time")].filter((one) => one instanceof HTMLElement);
    const told = /** @type {HTMLElement} */ (root.querySelector(".exam-told"));
    const allowed = data.stage?.limit ? data.stage.limit * 1000 : Infinity;
    const limited = Number.isFinite(allowed);

    let id = "";
    let limit = allowed;
    /** What had gone by when this page took it up; when that was, by the clock that nobody can set. */
    let base = 0;
    let from = 0;
    /** Both clocks when they were last looked at. */
    let [wall, steady] = [0, 0];
    let beaten = 0;
    let left = Infinity;
    let timer = 0;
    let known = false;

    const elapsed = () => (timer ? base + performance.now() - from : base);

    async function beat() {
      const [attempt, fields] = [id, { v: 1, elapsed: Math.round(elapsed()), at: Date.now() }];
      beaten = performance.now();
      try {
        const learner = await Terakoya.learner();
        await learner.store.write({ put: [[learner.key("time", data.quiz, attempt), fields]] });
      } catch (error) {
        Terakoya.report("clock", root, error);
      }
    }
    const beatNow = () => void (timer && beat());

    /** Said once each: half, five minutes and one minute before the end. @type {(now: number) => void} */
    function warn(now) {
      const marks = [limit / 2, 5 * MINUTE, MINUTE].filter((mark, at) => at === 0 || mark < limit / 2);
      const passed = marks.filter((mark) => left > mark && now <= mark).at(-1);
      if (passed) told.textContent = text(passed === limit / 2 ? "quiz_exam.half" : "quiz_exam.soon", { time: spell(passed) });
    }

    function tick() {
      const [before, now] = [steady, performance.now()];
      const slip = Date.now() - wall - (now - before);
      [wall, steady] = [Date.now(), now];
      if (limited && Math.abs(slip) > SLIP) {
        told.textContent = text("quiz_exam.clock_changed");
        beat();
      } else if (now - beaten >= BEAT) beat();
      if (!limited) return;
      const rest = limit - elapsed();
      warn(rest);
      left = rest;
      for (const one of shown) one.textContent = text("quiz_exam.time", { time: digits(rest) });
      if (rest > 0) return;
      stop();
      up();
    }

    function stop() {
      if (!timer) return;
      beat();
      base = elapsed();
      clearInterval(timer);
      timer = 0;
      for (const one of shown) one.hidden = true;
    }

    function run() {
      from = steady = performance.now();
      wall = Date.now();
      left = limit - base;
      for (const one of shown) one.hidden = !limited;
      timer = window.setInterval(tick, 500);
      beat();
      tick();
    }

    root.addEventListener("change", beatNow);
    window.addEventListener("pagehide", beatNow);
    document.addEventListener("visibilitychange", beatNow);

    return {
      elapsed,
      stop,
      limit: () => limit,

      async take(attempt) {
        if (attempt.id === id) {
          if (known && !timer && !limited) run();
          return;
        }
        stop();
        id = attempt.id;
        base = 0;
        known = false;
        limit = allowed * (attempt.more?.extra ?? 1);
        const learner = await Terakoya.learner();
        const [, kept] = (await learner.read("time", data.quiz)).find(([[name]]) => name === attempt.id) ?? [];
        // Meanwhile another one was taken up.
        if (id !== attempt.id) return;
        const now = Date.now();
        const sound = kept && isTime(kept.elapsed) && isTime(kept.at);
        const away = now - (sound ? Number(kept.at) : attempt.started);
        base = (sound ? Number(kept.elapsed) : 0) + (limited ? Math.max(0, away) : 0);
        told.textContent = limited && away < -SLIP ? text("quiz_exam.clock_changed") : "";
        known = true;
        run();
      },
    };
  }

  Terakoya.exam = { ...Terakoya.exam, clock, spell };
})();

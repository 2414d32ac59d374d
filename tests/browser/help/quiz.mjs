// What a learner does with a quiz, in words. A question is {quiz, ...its entry in the quiz's data}.

/** A quiz of the course by its id, with its page. */
export function quizOf(pages, id) {
  const page = pages.find((page) => page.quizzes.some((quiz) => quiz.quiz === id));
  const quiz = page.quizzes.find((quiz) => quiz.quiz === id);
  return { path: page.path, quiz: id, questions: quiz.questions.map((question) => ({ quiz: id, ...question })) };
}

/** The types of question that are answered by choosing: those that `response` knows. */
const CHOSEN = ["single", "multiple", "judge"];

/** The lesson, the quiz and the questions that the journeys go through. */
export function subject(pages, feedback = "each") {
  for (const page of pages) {
    for (const quiz of page.quizzes) {
      const types = new Set(quiz.questions.map((question) => question.type));
      if (quiz.kind !== "quiz" || quiz.feedback !== feedback || !quiz.counts || !types.has("multiple")) continue;
      if ([...types].some((type) => !CHOSEN.includes(type))) continue;
      return { path: page.path, quiz: quiz.quiz, questions: quiz.questions.map((question) => ({ quiz: quiz.quiz, ...question })) };
    }
  }
  throw new Error(`no counted quiz with feedback ${feedback} and a multiple question in the course`);
}

/** The selector of a question. */
export const at = ({ quiz, id }) => `[data-quiz="${quiz}"] [data-question="${id}"]`;

/** Waits until the quizzes of the page take answers. */
export const ready = (page) =>
  page.waitForFunction(() => {
    const quizzes = [...document.querySelectorAll(".quiz")];
    return quizzes.length > 0 && quizzes.every((quiz) => "live" in quiz.dataset && !quiz.querySelector(".quiz-questions")?.inert);
  });

/** A response that earns all points, or none. */
export function response({ type, key }, right = true) {
  if (type === "judge") return [(key.answer === "ok") === right ? "ok" : "ng"];
  const correct = [key.correct].flat();
  return right ? correct : [key.choices.find((choice) => !correct.includes(choice))];
}

/**
 * Clicks in the middle of the window, away from whatever sticks to its edges: as soon as it can be seen and takes
 * clicks, for what is shown or let in only once the record has answered is in the page before.
 */
export async function click(page, selector) {
  const element = await page.waitForSelector(selector, { visible: true });
  await page.waitForFunction((node) => !node.closest("[inert]"), {}, element);
  await element.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
  await element.click();
}

/** Chooses as a finger does: on the label. */
export async function choose(page, question, keys = response(question)) {
  for (const key of keys) await click(page, `${at(question)} .choice-label:has([value="${key}"])`);
}

/** Presses 「解答する」. */
export async function check(page, question) {
  await click(page, `${at(question)} .question-check`);
  await page.waitForSelector(`${at(question)} .question-verdict[data-state]`);
}

/** Waits until all that was given is kept. */
export const saved = (page) =>
  page.waitForFunction(() => [...document.querySelectorAll(".quiz-bar")].every((bar) => !("saving" in bar.dataset)));

/** What the page shows of a question. */
export const shown = (page, question) =>
  page.$eval(at(question), (root) => ({
    chosen: [...root.querySelectorAll(".choice :checked")].map((input) => input.value).sort(),
    verdict: root.querySelector(".question-verdict").dataset.state ?? null,
    locked: [...root.querySelectorAll(".choice input")].every((input) => input.disabled),
  }));

/** Waits until a question shows this verdict. */
export const shows = (page, question, verdict) =>
  page.waitForFunction(
    (selector, verdict) => (document.querySelector(selector).dataset.state ?? null) === verdict,
    { timeout: 10_000 },
    `${at(question)} .question-verdict`,
    verdict,
  );

/** Where this page's record is: in the hidden store page, where there is one. */
export const store = (page) => page.frames().find((frame) => frame.url().endsWith("/store.html")) ?? page.mainFrame();

/** All entries of the record. */
export const entries = (page) =>
  store(page).evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("terakoya");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const table = request.result.transaction("record").objectStore("record");
          const [keys, values] = [table.getAllKeys(), table.getAll()];
          values.onsuccess = () => {
            request.result.close();
            resolve(keys.result.map((key, index) => [key, values.result[index]]));
          };
        };
      }),
  );

/** Puts entries into the record behind its back. Values are JSON, so that even `__proto__` can be a key of theirs. */
export const plant = (page, rows) =>
  store(page).evaluate(
    (rows) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("terakoya");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const transaction = request.result.transaction("record", "readwrite");
          for (const [key, json] of rows) transaction.objectStore("record").put(JSON.parse(json), key);
          transaction.oncomplete = () => {
            request.result.close();
            resolve();
          };
          transaction.onabort = () => reject(transaction.error);
        };
      }),
    rows,
  );

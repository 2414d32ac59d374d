// What a learner does in an exam, with the keyboard alone; and a clock that a test can turn.
import assert from "node:assert/strict";
import { at, entries, response, saved } from "./quiz.mjs";

/** Moves on by the Tab key until the focus is on `selector`. */
export async function tabTo(page, selector) {
  for (let steps = 0; steps < 250; steps++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Presses a button by the keyboard. */
export async function press(page, selector) {
  await page.waitForSelector(`${selector}:not([disabled])`, { visible: true });
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
}

/** Chooses one of several radio buttons by the keyboard: the group by Tab, the choice by the arrow keys. */
export async function pick(page, question, right = true) {
  const [key] = response(question, right);
  await tabTo(page, `${at(question)} input[type=radio]`);
  await page.keyboard.press(" ");
  const chosen = () => page.$eval(at(question), (root) => root.querySelector(":checked")?.value);
  for (let steps = 0; (await chosen()) !== key; steps++) {
    assert.ok(steps < 10, "the arrow keys do not reach the choice");
    await page.keyboard.press("ArrowDown");
  }
}

/** The ids of the questions that can be seen, in their order, and the order of their choices. */
export const seen = (page, quiz) =>
  page.$eval(`[data-quiz="${quiz}"]`, (root) =>
    [...root.querySelectorAll("[data-question]")]
      .filter((one) => one.checkVisibility())
      .map((one) => [one.dataset.question, [...one.querySelectorAll(".choice input")].map((input) => input.value)]));

/** The entries of one kind, newest names last. */
export const kept = async (page, kind, quiz) => (await entries(page)).filter(([key]) => key.includes(`/${kind}/${quiz}`));

/** The words of the first element that matches, while it can be seen. */
export const words = (page, selector) => page.$eval(selector, (one) => (one.checkVisibility() ? one.innerText.trim() : null));

/** Answers what is asked, by the keyboard; `wrong` names those that are answered wrongly. */
export async function takeAll(page, questions, wrong = []) {
  for (const question of questions) await pick(page, question, !wrong.includes(question.id));
  await saved(page);
}

/** Clocks of a page that a test can turn, from the next visit on. */
export async function clocks(page) {
  const turned = { wall: 0, steady: 0 };
  let script = null;
  const prepare = async () => {
    if (script) await page.removeScriptToEvaluateOnNewDocument(script.identifier);
    script = await page.evaluateOnNewDocument((turned) => {
      const [wall, steady] = [Date.now, performance.now.bind(performance)];
      Date.now = () => wall() + turned.wall;
      performance.now = () => steady() + turned.steady;
      window.turn = (by) => {
        turned.wall += by.wall ?? 0;
        turned.steady += by.steady ?? 0;
      };
    }, turned);
  };
  await prepare();
  return {
    /** Lets time go by; with `wall` alone, the computer's clock is turned. */
    async turn(by) {
      turned.wall += by.wall ?? 0;
      turned.steady += by.steady ?? 0;
      await prepare();
      await page.evaluate((by) => window.turn(by), by);
      // The page looks twice a second.
      await new Promise((done) => setTimeout(done, 1200));
    },
  };
}

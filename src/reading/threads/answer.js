// @ts-check
// The other end of thread.ts, in the thread: takes the questions in turn and gives each answer the number of its
// question. Plain JavaScript, as find-worker.js is.

import { parentPort } from "node:worker_threads";

/** @import { Asked, Said } from "./thread.ts" */

/**
 * An error in one question costs only that one: its answer is null.
 * @template Question, Answer
 * @param {(question: Question) => Answer | Promise<Answer>} answer
 */
export function answerQuestions(answer) {
  /** One after the other: so memory is that of one question. */
  let before = Promise.resolve();
  parentPort?.on("message", (/** @type {Asked<Question>} */ { number, question }) => {
    before = before.then(async () => {
      try {
        say({ number, answer: await answer(question) });
      } catch {
        say({ number, answer: null });
      }
    });
  });
  say({ ready: true });
}

/** @param {Said<unknown>} said */
function say(said) {
  parentPort?.postMessage(said);
}

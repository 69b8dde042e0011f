// @ts-check
// The other end of thread.ts, in the thread: takes the questions in turn and gives each answer the number of its
// question. Plain JavaScript, as find-worker.js is.

import { parentPort } from "node:worker_threads";

/** @import { Asked, Said } from "./thread.ts" */

/**
 * What goes wrong with one question costs that one alone: it is answered with null.
 * @template Question, Answer
 * @param {(question: Question) => Answer | Promise<Answer>} answer
 */
export function answerQuestions(answer) {
  /** One after the other: memory is bounded by what one of them takes. */
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

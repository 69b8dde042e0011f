// A thread that answers the latest question first.

import { parentPort } from "node:worker_threads";
import { answerBatch } from "../../../dist/reading/mail/batch.js";

/** @type {{ number: number, question: import("../../../src/reading/mail/batch.ts").Batch }[]} */
let questions = [];

async function answerAll() {
  const taken = questions.toReversed();
  questions = [];
  for (const { number, question } of taken)
    parentPort?.postMessage({ number, answer: await answerBatch(question) });
}

parentPort?.on("message", (asked) => {
  questions.push(asked);
  setTimeout(answerAll, questions.length > 1 ? 0 : 100);
});
parentPort?.postMessage({ ready: true });

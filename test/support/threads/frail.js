// A thread that reads mail as the program's own does, until it is asked for the second time: then it does what its
// name in `workerData` says.

import { workerData } from "node:worker_threads";
import { answerQuestions } from "../../../dist/reading/threads/answer.js";
import { answerBatch } from "../../../dist/reading/mail/batch.js";

/** @type {Record<string, () => void>} */
const faults = {
  exits: () => process.exit(1),
  throws: () => {
    throw new TypeError("a question too many");
  },
  throwsLater: () => void setImmediate(() => faults.throws?.()),
  runsOutOfMemory: () => {
    for (const all = []; ;) all.push(Array(100_000).fill(all.length));
  },
  saysWhatCannotBeSent: () => {},
};

let asked = 0;
answerQuestions(async (/** @type {import("../../../src/reading/mail/batch.ts").Batch} */ batch) => {
  const answer = answerBatch(batch);
  if (++asked !== 2) return answer;
  faults[workerData]?.();
  return workerData === "saysWhatCannotBeSent" ? () => {} : answer;
});

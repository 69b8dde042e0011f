// @ts-check
// A thread that reads batches of mail for `mail-threads.ts`; it runs from dist only.

import { answerQuestions } from "./input/answer.js";
import { readBatch } from "./mail-batch.js";

answerQuestions(readBatch);

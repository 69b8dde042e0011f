// @ts-check
// A thread that reads batches of mail for threads.ts; it runs from dist only.

import { answerQuestions } from "../threads/answer.js";
import { answerBatch } from "./batch.js";

answerQuestions(answerBatch);

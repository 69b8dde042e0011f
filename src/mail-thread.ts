// A thread that reads batches of mail for `mail-threads.ts`.

import { parentPort } from "node:worker_threads";
import { readBatch, type Batch } from "./mail-batch.ts";

parentPort?.on("message", (batch: Batch) => {
  void readBatch(batch).then((results) => parentPort?.postMessage(results));
});
parentPort?.postMessage("ready");

// A thread that answers questions, one after the other. One that cannot be started or dies answers null, and
// who asked does the work: nobody waits for ever.

import { Worker } from "node:worker_threads";

export interface Thread<Question, Answer> {
  ask: (question: Question) => Promise<Answer | null>;
  /** Questions that wait for their answers; null when there is nobody to answer. */
  waiting: () => number | null;
  close: () => Promise<void>;
}

/** `file` is a module beside this one, plain JavaScript, so that it runs from the sources and from dist. */
export function askThread<Question, Answer>(file: string, workerData: object): Thread<Question, Answer> {
  /** In the order of the questions. */
  const waiting: ((answer: Answer | null) => void)[] = [];
  let isAlive = true;
  // No options of the main thread's, such as a test runner's loader.
  const worker = new Worker(new URL(file, import.meta.url), { workerData, execArgv: [] });
  worker.on("message", (answer: Answer) => waiting.shift()?.(answer));
  worker.on("error", dismiss);
  worker.on("exit", dismiss);

  function dismiss(): void {
    isAlive = false;
    for (const answer of waiting.splice(0)) answer(null);
  }

  async function ask(question: Question): Promise<Answer | null> {
    if (!isAlive) return null;
    return new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(question);
    });
  }

  return {
    ask,
    waiting: () => (isAlive ? waiting.length : null),
    close: async () => void (await worker.terminate()),
  };
}

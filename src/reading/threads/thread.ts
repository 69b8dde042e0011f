// A thread that answers questions. Each answer bears the number of its question, so it does not matter in which order
// they come. A thread that cannot be started, dies or fails at a question answers null, and the caller does the work:
// nobody waits for ever.

import { Worker, type ResourceLimits } from "node:worker_threads";

export interface Thread<Question, Answer> {
  /** Null when the thread could not answer; then it no longer uses anything that the question names. */
  ask: (question: Question) => Promise<Answer | null>;
  /** Questions that wait for their answers; null when there is nobody to answer. */
  waiting: () => number | null;
  /** True from when it has started until it ends. */
  isReady: () => boolean;
  close: () => Promise<void>;
}

export interface Asked<Question> {
  number: number;
  question: Question;
}

/** What a thread says: that it has started, the answer to one question, or that it failed at it. */
export type Said<Answer> = { ready: true } | { number: number; answer: Answer | null };

/** A file, or its text as a script that needs no other file. */
export type ThreadModule = URL | { script: string };

interface ThreadOptions {
  workerData?: object;
  resourceLimits?: ResourceLimits;
}

/** `module` answers through `answerQuestions` of answer.js. */
export function askThread<Question, Answer>(
  module: ThreadModule,
  options: ThreadOptions = {},
): Thread<Question, Answer> {
  const waiting = new Map<number, (answer: Answer | null) => void>();
  let asked = 0;
  let isReady = false;
  let isAlive = true;
  // None of the main thread's options, such as a test runner's loader.
  const settings = { ...options, execArgv: [] };
  const worker =
    module instanceof URL
      ? new Worker(module, settings)
      : new Worker(module.script, { ...settings, eval: true });
  // A thread keeps the process alive only while somebody waits for it.
  worker.unref();
  worker.on("message", (said: Said<Answer>) => {
    if ("ready" in said) isReady = true;
    else end(said.number, said.answer);
  });
  worker.on("error", dismiss);
  worker.on("exit", dismiss);

  function end(number: number, answer: Answer | null): void {
    const resolve = waiting.get(number);
    waiting.delete(number);
    if (waiting.size === 0) worker.unref();
    resolve?.(answer);
  }

  function dismiss(): void {
    isAlive = isReady = false;
    for (const number of waiting.keys()) end(number, null);
  }

  async function ask(question: Question): Promise<Answer | null> {
    if (!isAlive) return null;
    return new Promise((resolve) => {
      const number = asked++;
      waiting.set(number, resolve);
      worker.ref();
      worker.postMessage({ number, question } satisfies Asked<Question>);
    });
  }

  return {
    ask,
    waiting: () => (isAlive ? waiting.size : null),
    isReady: () => isReady,
    close: async () => void (await worker.terminate()),
  };
}

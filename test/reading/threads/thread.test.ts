// Questions to a thread and its answers: by number, never by order.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askThread } from "../../../src/reading/threads/thread.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-thread-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const answerModule = new URL("../../../src/reading/threads/answer.js", import.meta.url).href;

/** A thread with this text, in which `answerQuestions` and `parentPort` are known. */
function threadOf(name: string, text: string) {
  const path = join(folder, `${name}.mjs`);
  const head = `import { parentPort } from "node:worker_threads";\nimport { answerQuestions } from "${answerModule}";\n`;
  writeFileSync(path, head + text);
  return askThread<number, string>(pathToFileURL(path));
}

test("answers in any order reach who asked", async () => {
  const thread = threadOf(
    "backwards",
    `const asked = [];
     parentPort.on("message", ({ number, question }) => {
       asked.push({ number, answer: "of " + question });
       if (asked.length === 5) for (const one of asked.reverse()) parentPort.postMessage(one);
     });`,
  );
  const answers = await Promise.all([10, 11, 12, 13, 14].map((question) => thread.ask(question)));
  expect(answers).toEqual(["of 10", "of 11", "of 12", "of 13", "of 14"]);
  expect(thread.waiting()).toBe(0);
  await thread.close();
});

test("an answer to nothing that was asked is passed over", async () => {
  const thread = threadOf(
    "talkative",
    `parentPort.on("message", ({ number }) => {
       for (const one of [number + 7, number, number]) parentPort.postMessage({ number: one, answer: "of " + one });
     });`,
  );
  expect(await thread.ask(1)).toBe("of 0");
  expect(await thread.ask(1)).toBe("of 1");
  await thread.close();
});

test("a question that fails costs itself alone", async () => {
  const thread = threadOf(
    "failing",
    `answerQuestions(async (question) => {
       if (question === 2) throw new Error("not two");
       return "of " + question;
     });`,
  );
  const answers = await Promise.all([1, 2, 3].map((question) => thread.ask(question)));
  expect(answers).toEqual(["of 1", null, "of 3"]);
  expect(thread.isReady()).toBe(true);
  await thread.close();
});

test("a thread that dies answers null to all that wait, and to all that come", async () => {
  const thread = threadOf(
    "dying",
    `parentPort.on("message", ({ question }) => question === 2 && process.exit(3));`,
  );
  expect(await Promise.all([1, 2, 3].map((question) => thread.ask(question)))).toEqual([null, null, null]);
  expect(thread.waiting()).toBeNull();
  expect(thread.isReady()).toBe(false);
  expect(await thread.ask(4)).toBeNull();
  await thread.close();
});

test("a thread that cannot be started answers null", async () => {
  const thread = askThread<number, string>(pathToFileURL(join(folder, "missing.mjs")));
  expect(await thread.ask(1)).toBeNull();
  expect(thread.isReady()).toBe(false);
});

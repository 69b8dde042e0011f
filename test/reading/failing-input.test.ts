// What goes wrong with one input costs that input alone: it is reported, a mistake of the program's own as such, and the
// report of all else is made. Also where threads read: they run what was built only, so all of the reading is taken from there.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createObservationCount } from "../../src/counting/count-observations.ts";
import type { Rejection } from "../../src/model/events.ts";
import * as findInputsModule from "../../src/reading/find-inputs.ts";
import * as readInputsModule from "../../src/reading/read-inputs.ts";
import { createReadingRecord } from "../../src/reading/record.ts";
import { queueIds, refusalLine } from "../hostile/program.ts";

const [first = "", second = "", third = "", fourth = ""] = queueIds(4);
const bounce = (id: string) =>
  `Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.com\nX-Postfix-Queue-ID: ${id}\n\nFinal-Recipient: rfc822; user@gmail.com\nAction: failed\nStatus: 5.7.25\nRemote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup. ${id}52e-3b2a1c4si93755ad.12 - gsmtp\n--b--\n`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-failing-"));
  writeFileSync(join(folder, "a.log"), refusalLine(first, "Feb 22 10:11:12"));
  writeFileSync(join(folder, "b.log"), refusalLine(second));
  writeFileSync(join(folder, "c.eml"), bounce(third));
  for (const part of ["cur", "new", "tmp"]) mkdirSync(join(folder, "Maildir", part), { recursive: true });
  writeFileSync(join(folder, "Maildir/cur/1.mx1:2,S"), bounce(third));
  writeFileSync(join(folder, "Maildir/cur/2.mx1:2,S"), bounce(fourth));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Throws where it is counted. */
function spoiled(event: Rejection, error: Error): Rejection {
  return Object.defineProperty({ ...event }, "id", {
    get: () => {
      throw error;
    },
  });
}

interface Reading {
  threads: number;
  findInputs: typeof findInputsModule.findInputs;
  readInputs: typeof readInputsModule.readInputs;
}

const built = async <Module>(file: string): Promise<Module> =>
  (await import(new URL(`../../dist/reading/${file}`, import.meta.url).href)) as Module;

const alone: Reading = { threads: 0, ...findInputsModule, ...readInputsModule };
const withThreads: Reading = {
  threads: 2,
  ...(await built<typeof findInputsModule>("find-inputs.js")),
  ...(await built<typeof readInputsModule>("read-inputs.js")),
};

/** The threads that are started; who waits for them goes on when they are ready. */
function watchThreads() {
  const started: Promise<unknown>[] = [];
  const seen = {
    answers: 0,
    ready: () => Promise.all(started),
    stop: () => void process.off("worker", watch),
  };
  function watch(worker: Worker): void {
    worker.on("message", (said: object) => void (seen.answers += "number" in said ? 1 : 0));
    started.push(new Promise((resolve) => worker.once("message", resolve)));
  }
  process.on("worker", watch);
  return seen;
}

/** What is read when the refusals of one message make the counting stumble. */
async function read(
  { threads, findInputs, readInputs }: Reading,
  names: readonly string[],
  stumblesAt: string,
  error: Error,
) {
  const seen = new Set<string>();
  const paths = names.map((name) => join(folder, name));
  const search = { paths, stdin: null, timezone: "UTC", output: null, signal: undefined };
  const record = createReadingRecord(() => {});
  const found = await findInputs({ ...search, adviceOnMissing: () => "" }, record);
  const period = { from: null, to: null };
  const counting = createObservationCount({ period, before: null, timezone: "UTC", keepEvents: true });
  const options = { ...search, threads, onProgress: () => {} };
  const watched = watchThreads();
  for await (const batches of readInputs(found, options, record)) {
    await watched.ready();
    for (const batch of batches)
      batch.observations = batch.observations.map((observation) => {
        if (!("schema" in observation) || observation.schema !== "whybounce.rejection/1") return observation;
        if (observation.queueId === stumblesAt) return spoiled(observation, error);
        seen.add(observation.queueId ?? "");
        return observation;
      });
    counting.add(batches);
  }
  watched.stop();
  const { inputs, warnings, failed } = record;
  const told = [...warnings, ...inputs.flatMap((input) => input.warnings)];
  const refusals = inputs.map(({ rejections }) => rejections);
  return {
    seen: [...seen],
    told: told.map((line) => line.replaceAll(`${folder}/`, "")),
    failed,
    refusals,
    answers: watched.answers,
  };
}

const bug = /this is a bug in whybounce, please report it: TypeError: oh at /;

describe.each([
  { name: "without threads", reading: alone },
  { name: "with threads", reading: withThreads },
])("$name", ({ reading }) => {
  test.each([
    {
      name: "a log",
      stumblesAt: first,
      left: [second, third, fourth],
      refusals: [0, 1, 1, 1],
      told: /^a\.log: this is a bug/,
    },
    {
      name: "a message",
      stumblesAt: fourth,
      left: [first, second, third],
      refusals: [1, 1, 1, 0],
      told: /^Maildir\/cur\/2\.mx1:2,S: message 1 could not be parsed \(this is a bug/,
    },
  ])(
    "$name that makes the program stumble ended it without a report",
    async ({ stumblesAt, left, refusals, told }) => {
      const result = await read(
        reading,
        ["a.log", "b.log", "c.eml", "Maildir"],
        stumblesAt,
        new TypeError("oh"),
      );
      expect(result.seen).toEqual(left);
      expect(result.refusals).toEqual(refusals);
      expect(result.told).toHaveLength(1);
      expect(result.told[0]).toMatch(told);
      expect(result.told[0]).toMatch(bug);
      expect(result.failed).toBe(true);
    },
  );

  test("a message in a mailbox of many costs that message alone", async () => {
    // Threads come with the 3,000th.
    const ids = queueIds(3_400);
    writeFileSync(
      join(folder, "many"),
      ids.map((id) => `From MAILER-DAEMON Mon Nov 23 04:02:15 2026\n${bounce(id)}\n`).join(""),
    );
    const result = await read(reading, ["many"], ids[3_300] ?? "", new TypeError("oh"));
    expect(result.answers > 0).toBe(reading.threads > 0);
    expect(result.seen).toEqual(ids.filter((_, number) => number !== 3_300));
    expect(result.told).toHaveLength(1);
    expect(result.told[0]).toMatch(/^many: message 3301 could not be parsed \(this is a bug/);
    expect(result.refusals).toEqual([3_399]);
  });

  test("what the system says is no mistake of the program's", async () => {
    const error = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
    const { seen, told } = await read(reading, ["a.log", "b.log"], first, error);
    expect(seen).toEqual([second]);
    expect(told).toEqual(["a.log: input/output error"]);
  });
});

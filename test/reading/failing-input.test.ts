// What goes wrong with one input costs that input alone: it is reported, a mistake of the program's own as such, and the
// report of all else is made.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import { readInputs } from "../../src/reading/read-inputs.ts";
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

/** What is read when the refusals of one message make the program stumble. */
async function read(names: readonly string[], stumblesAt: string, error: Error) {
  const seen = new Set<string>();
  const emit = (event: AnalysisEvent) => {
    if (event.schema !== "whybounce.rejection/1") return true;
    if (event.queueId === stumblesAt) throw error;
    seen.add(event.queueId ?? "");
    return true;
  };
  const listeners = { emitFact: () => {}, onWarning: () => {}, onProgress: () => {} };
  const paths = names.map((name) => join(folder, name));
  const options = {
    stdin: null,
    timezone: "UTC",
    output: null,
    adviceOnMissing: () => "",
    threads: 0,
    signal: undefined,
  };
  const { inputs, warnings, failed } = await readInputs({ paths, emit, ...listeners, ...options });
  const told = [...warnings, ...inputs.flatMap((input) => input.warnings)];
  return { seen: [...seen], told: told.map((line) => line.replaceAll(`${folder}/`, "")), failed };
}

const bug = /this is a bug in whybounce, please report it: TypeError: oh at /;

test.each([
  { name: "a log", stumblesAt: first, left: [second, third, fourth], told: /^a\.log: this is a bug/ },
  {
    name: "a message",
    stumblesAt: fourth,
    left: [first, second, third],
    told: /^Maildir\/cur\/2\.mx1:2,S: message 1 could not be parsed \(this is a bug/,
  },
])("$name that makes the program stumble ended it without a report", async ({ stumblesAt, left, told }) => {
  const result = await read(["a.log", "b.log", "c.eml", "Maildir"], stumblesAt, new TypeError("oh"));
  expect(result.seen).toEqual(left);
  expect(result.told).toHaveLength(1);
  expect(result.told[0]).toMatch(told);
  expect(result.told[0]).toMatch(bug);
  expect(result.failed).toBe(true);
});

test("what the system says is no mistake of the program's", async () => {
  const error = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  const { seen, told } = await read(["a.log", "b.log"], first, error);
  expect(seen).toEqual([second]);
  expect(told).toEqual(["a.log: input/output error"]);
});

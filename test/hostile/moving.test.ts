// Files that change while they are read: logs that grow, are rotated or cut, mail that is moved or deleted.

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queueIds, refusalLine } from "./program.ts";
import { analyzeFiles } from "../support/analyze.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-moving-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `meanwhile` is called once, when the first bytes have been read: by then all files have been found. */
async function read(paths: string[], meanwhile: () => void) {
  let called = false;
  const onProgress = (status: string) => {
    if (called || !status.startsWith("reading")) return;
    called = true;
    meanwhile();
  };
  const { report, inputFailed } = await analyzeFiles(paths, { onProgress });
  expect(called).toBe(true);
  const warnings = [...report.warnings, ...report.inputs.flatMap((input) => input.warnings)];
  const told = warnings.map((warning) => warning.replaceAll(`${folder}/`, ""));
  return { attempts: report.totals.attempts, told, inputFailed };
}

function logOf(name: string, ids: readonly string[], stamp?: string): string {
  const path = join(folder, name);
  writeFileSync(path, ids.map((id) => refusalLine(id, stamp)).join(""));
  return path;
}

const [first = "", second = "", third = ""] = queueIds(3);

describe("a log", () => {
  test("that grows: what has been added by then is read too", async () => {
    const path = logOf("mail.log", [first]);
    const seen = await read([path], () => appendFileSync(path, refusalLine(second)));
    expect(seen).toEqual({ attempts: 2, told: [], inputFailed: false });
  });

  test("whose last line is not yet whole", async () => {
    const path = logOf("mail.log", [first]);
    appendFileSync(path, refusalLine(second).slice(0, 60));
    expect(await read([path], () => {})).toEqual({ attempts: 1, told: [], inputFailed: false });
  });

  test("that is cut while it is read ends there", async () => {
    const path = logOf("mail.log", [first]);
    const line = "Feb 23 10:11:13 mx1 postfix/qmgr[1]: 4NQh2b5xKdz9rxX: removed\n";
    appendFileSync(path, line.repeat((32 << 20) / line.length));
    appendFileSync(path, refusalLine(second));
    const seen = await read([path], () => truncateSync(path, 1 << 20));
    expect(seen).toEqual({ attempts: 1, told: [], inputFailed: false });
  });

  const rotated = (name: string) =>
    `${name}: was rotated before it was read, and what stood in it may be missing; run again`;

  test("that is rotated between finding and reading went missing without a word", async () => {
    const early = logOf("a.log", [first], "Feb 22 10:11:12");
    const path = logOf("mail.log", [second]);
    const seen = await read([early, path], () => {
      renameSync(path, join(folder, "mail.log.1"));
      logOf("mail.log", [third]);
    });
    expect(seen).toEqual({ attempts: 2, told: [rotated("mail.log")], inputFailed: true });
  });

  test("that is copied and cut (copytruncate) likewise", async () => {
    const early = logOf("a.log", [first], "Feb 22 10:11:12");
    const path = logOf("mail.log", [second]);
    const seen = await read([early, path], () => truncateSync(path, 0));
    expect(seen).toMatchObject({ attempts: 1, inputFailed: true });
    expect(seen.told).toContain(rotated("mail.log"));
  });

  test("that vanishes is told, and the rest is read", async () => {
    const early = logOf("a.log", [first], "Feb 22 10:11:12");
    const path = logOf("mail.log", [second]);
    const seen = await read([early, path], () => rmSync(path));
    expect(seen).toEqual({ attempts: 1, told: ["mail.log: no such file or directory"], inputFailed: true });
  });
});

describe("a Maildir", () => {
  const bounce = (id: string) =>
    `Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nMessage-ID: <${id}@mx1.example.com>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.com\nX-Postfix-Queue-ID: ${id}\n\nFinal-Recipient: rfc822; user@gmail.com\nAction: failed\nStatus: 5.7.25\nRemote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup. ${id}52e-3b2a1c4si93755ad.12 - gsmtp\n--b--\n`;

  /** New is listed before cur, and a list of names is read ahead: so the early ones are in new. */
  function maildir(): (part: string, name: string) => string {
    for (const part of ["cur", "new", "tmp"]) mkdirSync(join(folder, "Maildir", part), { recursive: true });
    return (part, name) => join(folder, "Maildir", part, name);
  }

  test("whose mail is read, flagged and deleted meanwhile: each message once, the deleted one none, no fault", async () => {
    const path = maildir();
    for (const id of [first, second, third]) writeFileSync(path("new", `${id}.mx1`), bounce(id));
    let moved = 0;
    const seen = await read([join(folder, "Maildir")], () => {
      for (const id of [first, second]) {
        renameSync(path("new", `${id}.mx1`), path("cur", `${id}.mx1:2,S`));
        moved++;
      }
    });
    expect(moved).toBe(2);
    expect(seen).toEqual({ attempts: 3, told: [], inputFailed: false });
  });

  test("that is emptied meanwhile", async () => {
    const path = maildir();
    for (const id of [first, second, third]) writeFileSync(path("new", `${id}.mx1`), bounce(id));
    const seen = await read([join(folder, "Maildir")], () => rmSync(path("new", ""), { recursive: true }));
    expect(seen).toEqual({ attempts: 1, told: [], inputFailed: false });
  });
});

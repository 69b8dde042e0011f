// From the bytes of a log, a bounce and their names to every format: nothing that a terminal acts upon or hides, that a
// browser takes for markup, or that a spreadsheet computes comes out as it went in.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkFormatNames, formatNames } from "../../src/report/formats.ts";
import { refusalLine, runProgram } from "./program.ts";

const ESCAPE = "\u001b[2J";
const HOSTILE = [
  ESCAPE,
  "\u009b31m",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u007f",
  "<img/src=x>",
  "=1+1",
  "|",
  "`",
  "$(reboot)",
];
/** What must not come out: control bytes other than line ends, and what is invisible. */
const raw = /(?![\r\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

let folder = "";
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), "whybounce-printed-")), `logs${ESCAPE}\u202e`);
  mkdirSync(folder);
  const lines = HOSTILE.map((word, number) =>
    refusalLine(`4NQh2b5xKdz9r${number}`)
      .replace("user@gmail.com", `us${word}er@gmail.com`)
      .replace(" mx1 ", ` mx${word}1 `)
      .replace("PTR record", `PTR ${word} record`),
  );
  const arrival = HOSTILE.map(
    (word, number) =>
      `Feb 23 10:11:11 mx1 postfix/qmgr[1]: 4NQh2b5xKdz9r${number}: from=<ne${word}ws@exam${word}ple.com>, size=1, nrcpt=1 (queue active)\n`,
  );
  writeFileSync(join(folder, `mail${ESCAPE}.log`), [...arrival, ...lines].join(""));
  writeFileSync(
    join(folder, `broken${ESCAPE}.gz`),
    Buffer.from([0x1f, 0x8b, 0x08, 0xff, 0, 0, 0, 0, 0, 0, 0xff]),
  );
  const bounce = `Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nMessage-ID: <x${HOSTILE.join("")}@x>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n${HOSTILE.join("\n")}\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx${HOSTILE.join("")}\n\nFinal-Recipient: rfc822; us${HOSTILE.join("")}er@gmail.com\nAction: failed\nStatus: 5.7.25\nRemote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 550-5.7.25 [203.0.113.7] The IP address ${HOSTILE.join("")} does not have a PTR record. d75a77b69052e-3b2a1c4si93755ad.99 - gsmtp\n--b--\n`;
  writeFileSync(join(folder, `bounce${ESCAPE}.eml`), bounce);
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true }));

describe("a directory of hostile files", () => {
  test.each(formatNames)("%s", (format) => {
    const paths = [`mail${ESCAPE}.log`, `broken${ESCAPE}.gz`, `bounce${ESCAPE}.eml`, `missing${ESCAPE}.log`];
    const given = ["--no-dns", "--timezone", "UTC", "-f", format, ...paths.map((name) => join(folder, name))];
    const { code, stdout, stderr } = runProgram(given, { env: { ...process.env, LC_ALL: "C.UTF-8" } });
    // A plugin's "unknown".
    expect(code).toBe(format === "nagios" ? 3 : 2);
    expect(stderr).toContain("missing\\x1b[2J.log: no such file or directory");
    expect(stderr).not.toMatch(raw);
    expect(stdout.length).toBeGreaterThan(100);
    expect(stdout).not.toMatch(raw);
    if (format === "html") expect(stdout).not.toContain("<img");
    if (format === "csv") expect(stdout).not.toMatch(/(?:^|[,;] ?"?)[=@+]/m);
  });

  test.each(checkFormatNames)("%s of addresses that are none", (format) => {
    const { stdout, stderr } = runProgram(["check", "-f", format, `192.0.2.1${ESCAPE}`, ESCAPE]);
    expect(stdout + stderr).not.toMatch(raw);
    expect(stderr).toContain("192.0.2.1\\x1b[2J");
  });
});

// What Exim splits for syslog is one entry again, wherever it was cut and whatever stands before its parts.

import { describe, expect, test } from "vitest";
import { createKeptParts } from "../../../src/reading/logs/kept-parts.ts";
import { entryAround } from "../../../src/reading/search/entry.ts";
import { frameLine } from "../../../src/reading/logs/frame.ts";
import { exim } from "../../../src/reading/logs/mailers/exim.ts";
import { judge } from "../../../src/refusals/judge.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };
const PART_LENGTH = 870;
const entry = (padding: string) =>
  `2026-11-23 04:01:41 1xVLFN-0000Nt-1x ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=${padding} CV=yes: SMTP error from remote mail server after pipelined end of data: 550-5.7.25 [203.0.113.8] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\\n550-5.7.25 match the sending IP. 550-5.7.25  https://support.google.com/a?p=sender-guidelines-ip\\n550 5.7.25  https://support.google.com/a?p=sender-guidelines. 5b1f17b1804b1-ae4a668c1a8si967.28 - gsmtp`;

/** As log.c's write_syslog does. */
function split(text: string): string[] {
  const pieces = text.match(new RegExp(`.{1,${PART_LENGTH}}`, "g")) ?? [];
  return pieces.map((piece, i) => `[${i + 1}/${pieces.length}] ${piece}`);
}

const forms: readonly [string, (message: string) => string][] = [
  ["RFC 3164", (message) => `Nov 23 04:01:41 mx1 exim[4711]: ${message}`],
  ["RFC 5424", (message) => `<22>1 2026-11-23T04:01:41.5Z mx1 exim 4711 - - ${message}`],
  ["RFC 5424, rsyslog's", (message) => `<22>1 2026-11-23T04:01:41.5Z mx1 exim 4711 - -  ${message}`],
  ["RFC 5424, data", (message) => `<22>1 2026-11-23T04:01:41Z mx1 exim 4711 - [meta id="3"] ${message}`],
  ["RFC 5424, mark", (message) => `<22>1 2026-11-23T04:01:41Z mx1 exim 4711 - - \uFEFF${message}`],
  ["the journal's JSON", (message) => JSON.stringify({ SYSLOG_IDENTIFIER: "exim", MESSAGE: message })],
  ["the journal, without headers", (message) => message],
  [
    "the journal, blanks at the end lost",
    (message) => `Nov 23 04:01:41 mx1 exim[4711]: ${message.trimEnd()}`,
  ],
  [
    "a container's JSON",
    (message) => JSON.stringify({ log: `Nov 23 04:01:41 mx1 exim[4711]: ${message}\n` }),
  ],
  ["grep", (message) => `/var/log/mail.log.1:Nov 23 04:01:41 mx1 exim[4711]: ${message}`],
  ["grep -n", (message) => `/var/log/mail.log:12:Nov 23 04:01:41 mx1 exim[4711]: ${message}`],
  ["grep -C", (message) => `12-Nov 23 04:01:41 mx1 exim[4711]: ${message}`],
  ["docker compose", (message) => `mail-1  | Nov 23 04:01:41 mx1 exim[4711]: ${message}`],
];

describe.each(forms)("%s", (_form, frame) => {
  test("cut anywhere", () => {
    const shortest = PART_LENGTH - entry("").length + 1;
    for (let length = shortest; length < shortest + 600; length++) {
      const lines = split(entry("x".repeat(length))).map(frame);
      expect(lines).toHaveLength(2);
      const log = Buffer.from(`${frame("a b")}\n${lines.join("\n")}\n${frame("Completed")}\n`);
      const position = ["gsmtp", "PTR", "5.7.25"].map((needle) => log.indexOf(needle)).find((at) => at > 0)!;
      const found = entryAround(log, 0, position);
      const text = log.toString("utf8", found.start, found.end).trimEnd();
      expect(text).toBe(lines.join("\n"));
      const record = exim.read(frameLine(text, context)!, createKeptParts());
      if (record?.kind !== "attempt") throw new Error(`not read when cut behind ${length}`);
      const reply = judge(record.attempt)?.reply;
      expect(reply).toMatchObject({
        code: "550-5.7.25",
        bracketedIp: "203.0.113.8",
        replyId: "5b1f17b1804b1-ae4a668c1a8si967.28",
      });
      expect(record.attempt).toMatchObject({ recipient: "user@gmail.com", queueId: "1xVLFN-0000Nt-1x" });
    }
  });
});

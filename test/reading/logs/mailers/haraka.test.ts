// Haraka says how many recipients were accepted, and not which: the lines before it tell.

import { expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";

const id = "C1DC4EB7-A301-442E-8FE2-9B648502787C.1";
const GMAIL =
  "[203.0.113.5] The IP address sending this message does not have a 5.7.25 PTR record setup, or the corresponding forward DNS entry does not 5.7.25 match the sending IP. 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
let second = 0;
const line = (level: string, uuid: string, origin: string, text: string) =>
  `2026-11-23T04:${String(Math.floor(++second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}.394Z [${level}] [${uuid}] [${origin}] ${text}\n`;
const came = (recipient: string) =>
  line("NOTICE", id, "core", `recipient <${recipient}> code=OK msg="" sender=news@example.com`);
const rejected = (recipient: string) =>
  line("NOTICE", `${id}.1`, "outbound", `recipient <${recipient}> rejected: 550 5.7.25 ${GMAIL}`);
const deferred = (recipient: string) =>
  line(
    "NOTICE",
    `${id}.1`,
    "outbound",
    `recipient <${recipient}> deferred: 421 4.7.23 ${GMAIL.replaceAll("5.7.25", "4.7.23")}`,
  );
const sent = (counts: string, domain = "gmail.com") =>
  line(
    "NOTICE",
    `${id}.1`,
    "outbound",
    ` delivered file=1796038311527_1_vm domain=${domain} host=gmail-smtp-in.l.google.com ip=192.0.2.26 port=25 mode=SMTP tls=Y auth=N response="OK  1795406540 d75a77b69052e-65bbda49ccsi803114569lbh.255 - gsmtp" delay=5.349 fails=0 rcpts=${counts}`,
  );
const failed = (...recipients: string[]) =>
  line(
    "INFO",
    `${id}.1`,
    "outbound",
    `bouncing mail: Some recipients failed: ${recipients.map((one) => `<${one}>`).join(", ")}`,
  );
const [a, b, c] = ["anna@gmail.com", "ben@gmail.com", "cleo@gmail.com"];

test.each([
  ["one is deferred, and accepted later", [deferred(b), sent("1/1/0"), sent("1/0/0")], [1, 0, 0, 1]],
  [
    "one is deferred twice, and accepted at last",
    [deferred(b), sent("1/1/0"), deferred(b), sent("1/0/0")],
    [1, 0, 0, 1],
  ],
  ["one is still in the queue", [deferred(b), sent("1/1/0")], [1, 0, 1, 0]],
  ["one is rejected", [rejected(b), sent("1/0/1"), failed(b)], [1, 1, 0, 0]],
  [
    "one is rejected, one is deferred and accepted later",
    [rejected(c), deferred(b), sent("1/1/1"), failed(c), sent("1/0/0")],
    [2, 1, 0, 1],
  ],
  [
    "two are deferred, and one of them again",
    [deferred(b), deferred(c), sent("1/2/0"), deferred(c), sent("1/1/0"), sent("1/0/0")],
    [2, 0, 0, 2],
  ],
])("of several recipients %s", async (_name, outbound, want) => {
  const arrivals = [a, b, ...(outbound.join("").includes(c) ? [c] : []), "lena@example.net"].map(came);
  const stdin = [...arrivals, ...outbound].join("");
  const { report } = await analyzeFiles(["-"], { stdin });
  const { affected, lost, retrying, delivered } = report.totals;
  expect([affected, lost, retrying, delivered]).toEqual(want);
});

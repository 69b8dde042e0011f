// How fast a history in a folder is: a year of refusals pushed, and its reports, each by a process of its own.
//
//   npm run build && node bench/history.js [--refusals 200000]
//
// One refusal in three is temporary, and delivered an hour later. Seconds on the clock, and of the processors.

import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { refusals: { type: "string", default: "200000" } } });
const refusals = Number(values.refusals);
const START = Date.UTC(2025, 11, 1);
const YEAR = 364 * 86_400_000;
const HOUR = 3_600_000;
const program = new URL("../bin/whybounce.js", import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), "whybounce-bench-history-"));
try {
  const events = join(folder, "year.ndjson");
  const history = join(folder, "history");
  await writeEvents(events);
  measure("push of a year", ["store", "push", "--quiet", "--to", history, events]);
  const week = ["--from", history, "--no-dns", "--format", "csv", "--week"];
  for (const number of ["2026-W05", "2026-W20", "2026-W47"])
    measure(`weekly CSV of ${number}`, [...week, number]);
  measure("CSV of the year", ["--from", history, "--no-dns", "--format", "csv"]);
} finally {
  rmSync(folder, { recursive: true });
}

/** The best of three: the others met the noise of the machine. @param {string} name @param {string[]} args */
function measure(name, args) {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    const { status, stderr } = spawnSync(
      "/usr/bin/time",
      ["-f", "%U %S %M", process.execPath, program, ...args],
      {
        encoding: "utf8",
        maxBuffer: 1 << 30,
      },
    );
    if (status !== 0) throw new Error(stderr);
    const [user = 0, system = 0, kilobytes = 0] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
    return {
      seconds: (performance.now() - start) / 1000,
      processor: user + system,
      megabytes: kilobytes / 1000,
    };
  });
  const [best] = times.toSorted((a, b) => a.seconds - b.seconds);
  console.log(
    `${name}: ${best.seconds.toFixed(2)} s, of the processors ${best.processor.toFixed(2)} s, ${best.megabytes.toFixed(0)} MB`,
  );
}

/** @param {string} path */
async function writeEvents(path) {
  const out = createWriteStream(path);
  for (let number = 0; number < refusals; number++) if (!out.write(linesOf(number))) await once(out, "drain");
  out.end();
  await once(out, "finish");
}

/** @param {number} number */
function linesOf(number) {
  const at = START + Math.floor((number / refusals) * YEAR);
  const isTemporary = number % 3 === 0;
  const queueId = `4N${number.toString(36).padStart(10, "0")}`;
  const recipient = `user${number}@gmail.com`;
  const replyId = `d75a77b69052e-ae7893ee80dsi${number}.${number % 97}`;
  const refusal = {
    schema: "whybounce.rejection/1",
    id: (number * 2_654_435_761).toString(16).padStart(20, "0"),
    time: new Date(at).toISOString(),
    receiver: "gmail",
    code: isTemporary ? "421-4.7.23" : "550-5.7.25",
    replyCode: isTemporary ? 421 : 550,
    enhancedStatusCode: isTemporary ? "4.7.23" : "5.7.25",
    temporary: isTemporary,
    action: isTemporary ? "delayed" : "failed",
    sendingIp: `203.0.113.${number % 200}`,
    sender: `news@m${number % 50}.example.com`,
    recipient,
    queueId,
    messageId: `<${number}@app.example.com>`,
    reportingMta: "mx1",
    remoteMta: "gmail-smtp-in.l.google.com",
    remoteIp: "192.0.2.26",
    localIp: null,
    mta: "postfix",
    via: "log",
    source: { path: "/var/log/mail.log", line: number + 1 },
    replyId,
    reply: `The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. https://support.google.com/a?p=sender-guidelines-ip ${replyId} - gsmtp`,
  };
  const end = {
    schema: "whybounce.outcome/1",
    outcome: "delivered",
    time: new Date(at + HOUR).toISOString(),
    queueId,
    reportingMta: "mx1",
    recipient,
  };
  return [refusal, ...(isTemporary ? [end] : [])].map((event) => `${JSON.stringify(event)}\n`).join("");
}

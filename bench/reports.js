// How long a report takes to be written, in each format, for a thousand and for ten thousand addresses that need four
// actions. Each report is written by a process of its own; reading and the DNS are not in the figures.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { actionsOf } from "../dist/diagnosis/actions.js";
import { formatNames, render } from "../dist/index.js";
import { filled } from "./page.js";

/** @import { Results, SendingIpReport, Timeline } from "../dist/model/report.js" */
/** @import { FormatName } from "../dist/report/formats.js" */

const AMOUNTS = [1000, 10_000];
const ACTIONS = 4;
const ROUNDS = 3;
const HOURS = 168;

/** @param {number} number @returns {SendingIpReport} */
function sender(number) {
  const parts = [100, number >> 16, (number >> 8) & 255, number & 255];
  const ip = parts.join(".");
  const apex = `${number % ACTIONS}.100.in-addr.arpa`;
  const owner = `${parts.toReversed().join(".")}.in-addr.arpa`;
  return {
    ip,
    family: 4,
    attempts: 3,
    messages: 3,
    affected: 3,
    lost: number % 5,
    retrying: 0,
    delivered: 0,
    byCode: { "550-5.7.25": 3 },
    firstSeen: "2026-02-16T08:01:12.000Z",
    lastSeen: "2026-02-22T23:58:40.000Z",
    senderDomains: [{ domain: "example.com", affected: 3 }],
    reportingMtas: [`mx${number}.example.com`],
    iprev: "permerror",
    ptr: [],
    reverseZone: { apex, nameServers: ["ns1.example.net"], contact: null, hoster: null },
    cause: { id: "ptr_nxdomain", class: "fail", title: "No PTR record", summary: `${ip} has no PTR record.` },
    findings: [],
    evidence: [
      `PTR ${owner}: NXDOMAIN from ns1.example.net (authoritative)`,
      `SOA ${apex}: TTL 3600, MINIMUM 3600`,
    ],
    fix: [
      {
        who: "hoster",
        action: "create the PTR record",
        record: `${owner}. 3600 IN PTR mx${number}.example.com.`,
        where: `zone ${apex} (name servers ns1.example.net)`,
        main: true,
      },
    ],
    stopgap: null,
    visibleAfterSeconds: 3600,
    ticket: null,
    commands: [],
    heloCommands: [],
    presentation: {
      problem: "it has no PTR record",
      advice: "ask your provider to create one",
      hasRecord: true,
      remedyPlace: 1,
    },
  };
}

/** @param {number} amount @returns {Results} */
function results(amount) {
  const sendingIps = Array.from({ length: amount }, (_, number) => sender(number));
  const counts = Array.from({ length: HOURS }, (_, hour) => hour % 3);
  /** @type {Timeline} */
  const timeline = {
    from: "2026-02-15T23:00:00.000Z",
    bucketSeconds: 3600,
    bucketCount: HOURS,
    sendingIps: sendingIps.map(({ ip }) => ({ ip, counts })),
  };
  const many = amount * 3;
  return {
    report: {
      schema: "whybounce.report/1",
      generatedAt: "2026-02-23T06:00:00.000Z",
      generator: { name: "whybounce", version: "0.2.0" },
      period: { from: null, to: null },
      inputs: [{ path: "mail.log", kind: "log", bytes: 1, records: many, rejections: many, warnings: [] }],
      totals: {
        attempts: many,
        messages: many,
        affected: many,
        lost: amount * 2,
        retrying: 0,
        delivered: amount,
        unattributed: 0,
      },
      sendingIps,
      actions: actionsOf(sendingIps),
      otherGmailRejections: [],
      warnings: [],
      comparison: null,
    },
    inputFailed: false,
    weeks: [],
    timeline,
    recipients: [],
    events: [],
  };
}

/** @param {FormatName} format @param {number} amount */
async function measureHere(format, amount) {
  const found = results(amount);
  const start = performance.now();
  const before = process.cpuUsage();
  const text = await render(found, format);
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const lines = text.split("\n").length - 1;
  const megabytes = process.resourceUsage().maxRSS / 1000;
  console.log(JSON.stringify({ milliseconds, processor: (user + system) / 1000, lines, megabytes }));
}

/** The fastest of several: what else the machine does only adds to the time. @param {FormatName} format @param {number} amount */
function measure(format, amount) {
  const runs = Array.from({ length: ROUNDS }, () => {
    const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), format, String(amount)], {
      encoding: "utf8",
    });
    return /** @type {{ milliseconds: number, processor: number, lines: number, megabytes: number }} */ (
      JSON.parse(stdout)
    );
  });
  return runs.reduce((best, run) => (run.milliseconds < best.milliseconds ? run : best));
}

/** Those that show addresses or actions: events and recipients are copied as they are. */
const shown = formatNames.filter((name) => !["ndjson", "recipients", "csv"].includes(name));

function tableOfAll() {
  const heads = [
    "format",
    ...AMOUNTS.flatMap((amount) => [
      `${amount.toLocaleString("en")} addresses`,
      "processor",
      "lines",
      "memory",
    ]),
  ];
  const rows = shown.map((format) => {
    const cells = AMOUNTS.flatMap((amount) => {
      const { milliseconds, processor, lines, megabytes } = measure(format, amount);
      const times = [milliseconds, processor].map((time) => `${Math.round(time)} ms`);
      return [...times, lines.toLocaleString("en"), `${Math.round(megabytes)} MB`];
    });
    return [format, ...cells];
  });
  const rule = heads.map((_, index) => (index === 0 ? "---" : "---:"));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const [format, amount] = process.argv.slice(2);
if (format !== undefined && amount !== undefined) {
  await measureHere(/** @type {FormatName} */ (format), Number(amount));
} else {
  const page = new URL("../docs/performance.md", import.meta.url);
  const table = tableOfAll();
  console.log(table);
  writeFileSync(page, filled(readFileSync(page, "utf8"), "reports", table));
}

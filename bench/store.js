// How fast the store is: a push of new and of known events, a push without news, and a report over a whole week of many
// refusals, on ClickHouse 18.16 and on a current one.
//
//   npm run build && node bench/store.js [--events 200000] [--hosts 300] [--refusals 10000000] [--engine old|current] [--cut] [--copied]
//
// It starts servers of its own and removes them afterwards. The refusals of the report are written by the engine, and
// counted by this program, host by host, as pushes do: each message is refused twice, one in four is delivered after all,
// and the others bounce. With --copied one host is counted, and its snapshot is given to the others with their names and
// addresses: the report is the same, and millions of refusals need not be counted first. The report is measured in this process,
// and as a process of its own by GNU time.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { analyze } from "../dist/run.js";
import { openStore } from "../dist/store/connection.js";
import { countWeek } from "../dist/store/count-week.js";
import { initStore } from "../dist/store/init.js";
import { openWriter } from "../dist/store/push.js";
import { recordRun } from "../dist/store/runs.js";
import { snapshotRow } from "../dist/store/snapshot-text.js";
import * as chdb from "../test/support/chdb-server.js";
import * as clickhouse from "../test/support/clickhouse-server.js";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "200000" },
    hosts: { type: "string", default: "300" },
    refusals: { type: "string", default: "10000000" },
    engine: { type: "string", default: "old" },
    cut: { type: "boolean", default: false },
    copied: { type: "boolean", default: false },
  },
});
const [events, hosts, refusals] = [values.events, values.hosts, values.refusals].map(Number);
const isOld = values.engine === "old";
const WEEK_START = Date.UTC(2026, 1, 16);
const WEEK = "2026-02-16";
const PROGRAM = join(import.meta.dirname, "../bin/whybounce.js");
const OPEN = { from: null, to: null };
const silent = { onWarning: () => {}, onProgress: () => {} };
const said = (number) => Math.round(number).toLocaleString("en");

/** Seconds on the clock, and of the processors: by this process, and by the server. */
async function timed(work) {
  const [start, own, engine] = [performance.now(), process.cpuUsage(), engineSeconds()];
  const result = await work();
  const client = process.cpuUsage(own);
  const used = (client.user + client.system) / 1e6;
  const seconds = (performance.now() - start) / 1000;
  const cpu = `client ${used.toFixed(2)} s, engine ${(engineSeconds() - engine).toFixed(2)} s of processor`;
  return { result, seconds, cpu };
}

/** Linux: user and system time of a process, in hundredths of a second. */
function engineSeconds() {
  const fields = readFileSync(`/proc/${server.pid()}/stat`, "utf8").split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

// ---------------------------------------------------------------- pushing

function* madeEvents(amount) {
  for (let number = 0; number < amount; number++)
    yield {
      schema: "whybounce.rejection/1",
      id: number.toString(16).padStart(20, "0"),
      time: new Date(WEEK_START + ((number * 7919) % 604_800) * 1000).toISOString(),
      receiver: "gmail",
      code: "550-5.7.25",
      replyCode: 550,
      enhancedStatusCode: "5.7.25",
      temporary: false,
      action: "failed",
      sendingIp: `203.0.113.${number % 4}`,
      sender: `news@example${number % 50}.com`,
      recipient: `user${number}@gmail.com`,
      queueId: `4Q${number.toString(36).padStart(10, "0")}`,
      messageId: null,
      reportingMta: "mx1.example.com",
      remoteMta: "gmail-smtp-in.l.google.com",
      remoteIp: "192.0.2.26",
      localIp: null,
      mta: "postfix",
      via: "log",
      source: { path: "/var/log/mail.log", line: number + 1 },
      replyId: `d75a77b69052e-${number.toString(16)}si93755ad.12`,
      reply:
        "The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP.",
    };
}

async function pushed(where, amount) {
  let peak = 0;
  const onProgress = () => (peak = Math.max(peak, process.memoryUsage().rss));
  const measured = await timed(async () => {
    const writer = await openWriter(where, { ...silent, onProgress, pusher: "mx1", period: OPEN });
    let batch = [];
    for (const event of madeEvents(amount)) {
      batch.push(event);
      if (batch.length < 1000) continue;
      await writer.add(batch);
      batch = [];
    }
    await writer.add(batch);
    const stored = (performance.now() - started) / 1000;
    await writer.finish();
    const run = { host: "mx1", results: { report: { inputs: [] }, newest: null }, period: OPEN, warnings: 0 };
    await recordRun(writer.store, run);
    await writer.close();
    return stored;
  });
  return { ...measured, peak };
}
/** When the push began. */
let started = 0;

async function pushRates({ where }) {
  for (const [name, amount] of [
    ["all new", events],
    ["all known", events],
    ["nothing", 0],
  ]) {
    started = performance.now();
    const { seconds, cpu, peak, result } = await pushed(where, amount);
    const rate =
      amount === 0
        ? `${seconds.toFixed(3)} s`
        : `${said(amount / seconds)} events/s (${said(amount / result)} before the week is counted)`;
    console.log(`push, ${name.padEnd(9)} ${rate}; ${cpu}; ${said(peak / 2 ** 20)} MiB`);
  }
}

// ---------------------------------------------------------------- a report

/** Two refusals and the end of each message. */
async function fill(store) {
  const perHost = Math.round(refusals / hosts / 2);
  for (let host = 0; host < hosts; host++) {
    const home = `mx${host}`;
    const at = "(number * 7919) % 590000";
    const time = (seconds) => `${WEEK_START} + (${at} + ${seconds}) * 1000`;
    const iso = (seconds) =>
      `concat(replaceOne(toString(toDateTime(intDiv(${WEEK_START}, 1000) + ${at} + ${seconds}, 'UTC')), ' ', 'T'), '.000Z')`;
    const ip = `concat('198.51.${100 + Math.floor(host / 80)}.', toString(${(host % 80) * 3} + number % 3 + 1))`;
    // Only of a host that is counted is the text read.
    const textOf = (words) => (values.copied && host > 0 ? "''" : words);
    const id = `concat('4Q${host.toString(36)}x', lower(hex(number)))`;
    const queue = `cityHash64('queue', '${home}', number) % 4503599627370496`;
    const refusal = (
      seconds,
    ) => `SELECT '${home}', toDate('${WEEK}'), concat('${seconds}r', hex(number)), 0, ${time(seconds)},
      'whybounce.rejection/1', 'log', ${queue}, 0, cityHash64('${seconds}', '${home}', number) % 4503599627370496, ${ip}, '421-4.7.23', 'example.com', ${id},
      ${textOf(`concat('{"schema":"whybounce.rejection/1","id":"${seconds}', ${id}, '","time":"', ${iso(seconds)},
        '","receiver":"gmail","code":"421-4.7.23","replyCode":421,"enhancedStatusCode":"4.7.23","temporary":true,"action":"delayed","sendingIp":"', ${ip},
        '","sender":"news@example', toString(number % 50), '.com","recipient":"user', toString(number), '@gmail.com","queueId":"', ${id},
        '","messageId":null,"reportingMta":"${home}","remoteMta":"gmail-smtp-in.l.google.com","remoteIp":"192.0.2.26","localIp":null,"mta":"postfix","via":"log","source":{"path":"mail.log","line":1},"replyId":"${seconds}-', ${id},
        '","reply":"The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP."}')`)}, now()
      FROM numbers(${perHost})`;
    const end = `SELECT '${home}', toDate('${WEEK}'), concat('e', hex(number)), 0, ${time(7201)}, 'whybounce.outcome/1', 'log', ${queue}, 0, 0, '', '', '', ${id},
      ${textOf(`concat('{"schema":"whybounce.outcome/1","outcome":"', if(number % 4 = 0, 'delivered', 'failed'), '","time":"', ${iso(7201)},
        '","queueId":"', ${id}, '","reportingMta":"${home}","recipient":"user', toString(number), '@gmail.com"}')`)}, now()
      FROM numbers(${perHost})`;
    for (const select of [refusal(0), refusal(7200), end])
      await store.run(`INSERT INTO whybounce_events ${select}`);
  }
}

async function countAll(store) {
  for (let host = 0; host < hosts; host++) {
    const at = { home: `mx${host}`, week: WEEK };
    await store.insert("whybounce_snapshots", [snapshotRow(await countWeek(store, at, "UTC"))]);
  }
}

const addressOf = (host, number) => `198.51.${100 + Math.floor(host / 80)}.${(host % 80) * 3 + number + 1}`;

async function copyCounts(store) {
  await store.insert("whybounce_snapshots", [
    snapshotRow(await countWeek(store, { home: "mx0", week: WEEK }, "UTC")),
  ]);
  for (let host = 1; host < hosts; host++) {
    const names = [0, 1, 2].map((number) => [addressOf(0, number), addressOf(host, number)]);
    const counted = [["mx0", `mx${host}`], ...names].reduce(
      (text, [from, to]) => `replaceAll(${text}, '"${from}"', '"${to}"')`,
      "counted",
    );
    await store.run(
      `INSERT INTO whybounce_snapshots SELECT 'mx${host}', week, version, ${counted}, newest, told, told_first, told_last
        FROM whybounce_snapshots WHERE home = 'mx0'`,
    );
  }
}

/** As a user starts it. */
function reportAlone({ where, name }) {
  const words = ["--no-config", "--no-dns", "--from", name, "--week", "2026-W08", "--format", "json"];
  const env = {
    ...process.env,
    WHYBOUNCE_STORE_USER: where.user,
    WHYBOUNCE_STORE_PASSWORD: where.password,
  };
  const args = ["-f", "%e %U %S %M", process.execPath, PROGRAM, ...words, "--output", "/dev/null"];
  const { stderr } = spawnSync("/usr/bin/time", args, { env, encoding: "utf8" });
  const [clock, user, system, kilobytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  console.log(
    `report as a process of its own: ${clock} s, ${(user + system).toFixed(2)} s of processor, ${said((kilobytes * 1024) / 1e6)} MB`,
  );
}

async function reportTimes({ where }) {
  const store = await openStore(where);
  const filling = await timed(() => fill(store));
  console.log(`${said(refusals)} refusals made in ${filling.seconds.toFixed(0)} s`);
  const counting = await timed(() => (values.copied ? copyCounts(store) : countAll(store)));
  console.log(
    `counted, ${hosts} hosts: ${(counting.seconds / hosts).toFixed(2)} s for each; ${counting.cpu}`,
  );
  await store.close();
  const periods = { "the week": 0, ...(values.cut ? { "the week from its Wednesday noon on": 2.5 } : {}) };
  for (const [name, days] of Object.entries(periods)) {
    const period = { from: WEEK_START + days * 86_400_000, to: WEEK_START + 7 * 86_400_000 };
    const asked = {
      paths: [],
      period,
      timezone: "UTC",
      dns: null,
      keepEvents: false,
      keepRecipients: false,
      ...silent,
    };
    global.gc?.();
    const before = process.memoryUsage().rss;
    const { result, seconds, cpu } = await timed(() => analyze({ ...asked, store: where }, null));
    const { totals, sendingIps } = result.report;
    console.log(
      `report of ${name}: ${seconds.toFixed(2)} s; ${cpu}; memory ${said(before / 2 ** 20)} MiB before, ${said(process.memoryUsage().rss / 2 ** 20)} after`,
    );
    console.log(JSON.stringify({ ...totals, addresses: sendingIps.length }));
  }
  for (let run = 0; run < 3; run++) reportAlone(server);
  console.log(`load: ${loadavg()[0].toFixed(1)}`);
}

// ---------------------------------------------------------------- the run

const server = isOld ? (await clickhouse.createServers(1))[0] : await chdb.createChdbServer();
try {
  await server.start();
  const tables = { cluster: null, thisServerOnly: false, ttlDays: null, timezone: "UTC" };
  await initStore(server.where, tables);
  if (events > 0) await pushRates(server);
  const store = await openStore(server.where);
  for (const { name } of await store.query("SHOW TABLES")) await store.run(`DROP TABLE ${name}`);
  await store.close();
  await initStore(server.where, tables);
  if (refusals > 0) await reportTimes(server);
} finally {
  await server.remove();
}

// How fast the store is: rows inserted by the client in a second, and the time of a report from ten million
// refusals of a thousand addresses, on one server and on two.
//
//   npm run build && node bench/store.js [--rows 10000000] [--insert 200000]
//
// It starts ClickHouse servers of its own (Debian: clickhouse-server) and removes them afterwards. The rows of the
// reports are made inside the engine: each message is refused twice, one in four is delivered after all.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { analyze } from "../dist/run.js";
import { openStore } from "../dist/store/connection.js";
import { initStore } from "../dist/store/init.js";
import { pushEvents } from "../dist/store/push.js";
import { createServers, isInstalled } from "../test/support/clickhouse-server.js";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "10000000" }, insert: { type: "string", default: "200000" } },
});
const rows = Number(values.rows);
const WEEK_START = Date.UTC(2026, 1, 16);
const silent = { onWarning: () => {}, onProgress: () => {} };
if (!isInstalled) throw new Error("clickhouse-server is not installed");

function tables(cluster) {
  return { cluster, thisServerOnly: cluster !== null, ttlDays: null };
}

/** Seconds on the clock, and of the processors: by this process, and by the servers. */
async function timed(work) {
  const [start, own, engine] = [performance.now(), process.cpuUsage(), engineSeconds()];
  const result = await work();
  const client = process.cpuUsage(own);
  return {
    result,
    seconds: (performance.now() - start) / 1000,
    cpu: `processor: client ${((client.user + client.system) / 1e6).toFixed(1)} s, engine ${(engineSeconds() - engine).toFixed(1)} s`,
  };
}

/** Linux: user and system time of a process, in hundredths of a second. */
function engineSeconds() {
  const times = servers.map((server) => readFileSync(`/proc/${server.pid()}/stat`, "utf8").split(" "));
  return times.reduce((sum, fields) => sum + (Number(fields[13]) + Number(fields[14])) / 100, 0);
}

// ---------------------------------------------------------------- inserting through the client

function madeEvents(amount) {
  return Array.from({ length: amount }, (_, number) => ({
    schema: "whybounce.rejection/1",
    id: number.toString(16).padStart(20, "0"),
    time: new Date(WEEK_START + ((number * 7919) % 604_800) * 1000).toISOString(),
    receiver: "gmail",
    code: "550-5.7.25",
    replyCode: 550,
    enhancedStatusCode: "5.7.25",
    temporary: false,
    action: "failed",
    sendingIp: `203.0.113.${number % 250}`,
    sender: `news@example${number % 50}.com`,
    recipient: `user${number}@gmail.com`,
    queueId: `4Q${number.toString(36).padStart(10, "0")}`,
    messageId: null,
    reportingMta: `mx${number % 200}.example.com`,
    remoteMta: "gmail-smtp-in.l.google.com",
    remoteIp: "192.0.2.26",
    localIp: null,
    mta: "postfix",
    via: "log",
    source: { path: "/var/log/mail.log", line: number + 1 },
    replyId: `d75a77b69052e-${number.toString(16)}si93755ad.12`,
    reply:
      "The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP.",
  }));
}

async function insertRate({ where }) {
  const events = madeEvents(Number(values.insert));
  const before = process.memoryUsage().rss;
  let peak = before;
  const onProgress = () => (peak = Math.max(peak, process.memoryUsage().rss));
  const push = () => timed(() => pushEvents(where, events, { ...silent, onProgress }));
  const [first, again] = [await push(), await push()];
  const rate = (seconds) => `${Math.round(events.length / seconds).toLocaleString("en")} events/s`;
  console.log(`push, all new      ${rate(first.seconds)} (${first.cpu})`);
  console.log(`push, all known    ${rate(again.seconds)} (${again.cpu})`);
  console.log(`client's memory    ${Math.round((peak - before) >> 20)} MiB beyond the events themselves`);
}

// ---------------------------------------------------------------- reports

const EVENT = `concat('{"schema":"whybounce.rejection/1","id":"', lower(hex(number)), '","receiver":"gmail","reply":"The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP."}')`;

async function fill(store) {
  const message = "concat('4Q', lower(hex(intDiv(number, 2))))";
  const recipient = "concat('user', toString(intDiv(number, 2)), '@gmail.com')";
  const sent = `(intDiv(number, 2) * 7919) % 597600`;
  await store.run(`INSERT INTO whybounce_refusals
    SELECT ${message}, lower(hex(number)), toDate('2026-02-16') + intDiv(at, 86400), ${WEEK_START} + at * 1000,
      'whybounce.rejection/1', ${EVENT}, now(), lower(hex(number)), '421-4.7.23', 'delayed', 'log', ip, sender,
      substring(sender, 6), ${recipient}, ${recipient}, ${message}, '',
      concat('mx', toString(intDiv(number, 2) % 200), '.example.com'), 'gmail-smtp-in.l.google.com', 'gmail-smtp-in', '', '',
      concat('d75a77b69052e-', lower(hex(number)), 'si.12')
    FROM (SELECT number, ${sent} + (number % 2) * 7200 AS at,
        concat('news@example', toString(intDiv(number, 2) % 50), '.com') AS sender,
        concat('198.51.', toString(100 + intDiv(intDiv(number, 2) % 1000, 250)), '.', toString(intDiv(number, 2) % 250)) AS ip
      FROM numbers(${rows}))`);
  await store.run(`INSERT INTO whybounce_outcomes
    SELECT ${message}, lower(hex(number)), toDate('2026-02-16') + intDiv(${sent} + 7201, 86400),
      ${WEEK_START} + (${sent} + 7201) * 1000, 'whybounce.outcome/1', '{}', now(), 'delivered', ${recipient},
      ${recipient}, 'gmail-smtp-in', ''
    FROM numbers(${rows}) WHERE number % 8 = 0`);
}

async function reportTimes(servers, label) {
  const [{ where }] = servers;
  const store = await openStore(where);
  const filling = await timed(() => fill(store));
  console.log(`${label}: ${rows.toLocaleString("en")} refusals made in ${filling.seconds.toFixed(0)} s`);
  const period = { from: WEEK_START, to: WEEK_START + 7 * 86_400_000 };
  const asked = { paths: [], period, timezone: "UTC", dns: null, keepEvents: false, ...silent, store: where };
  const { result, seconds, cpu } = await timed(() => analyze(asked, null));
  const { totals, sendingIps } = result.report;
  console.log(
    `${label}: report of the week in ${seconds.toFixed(1)} s (${cpu})`,
    JSON.stringify({ ...totals, addresses: sendingIps.length }),
  );
  console.log(`${label}: memory of the client ${process.memoryUsage().rss >> 20} MiB`);
  const size = `SELECT formatReadableSize(sum(bytes)) AS size, sum(rows) AS amount FROM system.parts WHERE active AND table LIKE 'whybounce_refusals%'`;
  for (const server of servers) {
    const own = await openStore(server.where);
    console.log(`${label}: on disk`, JSON.stringify(await own.query(size)));
    await own.close();
  }
  await store.close();
}

// ---------------------------------------------------------------- the run

const servers = await createServers(2);
try {
  await Promise.all(servers.map((server) => server.start()));
  const [one] = servers;
  await initStore(one.where, tables(null));
  await insertRate(one);
  const store = await openStore(one.where);
  for (const { name } of await store.query("SHOW TABLES")) await store.run(`DROP TABLE ${name}`);
  await initStore(one.where, tables(null));
  await reportTimes([one], "one server");
  for (const { name } of await store.query("SHOW TABLES")) await store.run(`DROP TABLE ${name}`);
  await store.close();
  for (const { where } of servers) await initStore(where, tables("fleet"));
  await reportTimes(servers, "two servers");
} finally {
  await Promise.all(servers.map((server) => server.remove()));
}

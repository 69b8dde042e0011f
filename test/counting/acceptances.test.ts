// What Gmail accepted of mail that it had refused, and what is said of it where the DNS is in order.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createObservationCount } from "../../src/counting/count-observations.ts";
import { render as renderEvents } from "../../src/report/ndjson.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

const soa = (apex: string) => `${apex} 600 IN SOA ns1.example.com. hostmaster.example.com. 7 7200 3 4 300`;
const zones = `
${soa("in-addr.arpa.")}
in-addr.arpa. 600 IN NS ns1.example.com.
${soa("ip6.arpa.")}
ip6.arpa. 600 IN NS ns1.example.com.
10.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.
${soa("example.com.")}
mx1.example.com. 3600 IN A 203.0.113.10
`;

const servers: ZoneServer[] = [];
beforeAll(async () => {
  servers.push(await startZoneServer(zones), await startZoneServer(zones));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

const text = (ip: string) =>
  `[${ip}      23] The sending IP address for this message doesn't have a PTR record, or the PTR record's forward DNS entry doesn't match the sending IP address. token${Math.random()} - gsmtp`;

interface Delivery {
  minute: number;
  id: string;
  relay?: string;
  /** The sending address that was refused; else accepted. */
  refused?: string;
  local?: string;
}

const stamp = (minute: number) => `2026-02-23T10:${String(minute).padStart(2, "0")}:00Z`;
const V4 = "192.0.2.26";
const V6 = "2001:db8:64::1a";

function postfix({ minute, id, relay = V4, refused }: Delivery): string {
  const host = "gmail-smtp-in.l.google.com";
  const how = refused
    ? `dsn=4.7.23, status=deferred (host ${host}[${relay}] said: 421-4.7.23 ${text(refused)} (in reply to end of DATA command))`
    : `dsn=2.0.0, status=sent (250 2.0.0 OK  1771841000 token${Math.random()} - gsmtp)`;
  return `${stamp(minute)} mx1.example.com postfix/smtp[174]: ${id}: to=<user@gmail.com>, relay=${host}[${relay}]:25, delay=1, delays=0/0/0/1, ${how}`;
}

function exim({ minute, id, relay = V4, refused, local }: Delivery): string {
  const own = local ? ` I=[${local}]:54321` : "";
  const host = `R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [${relay}]${own}`;
  const time = stamp(minute).replace("T", " ").replace("Z", "");
  return refused
    ? `${time} ${id} == user@gmail.com ${host} defer (-46): SMTP error from remote mail server after end of data: 421-4.7.23 ${text(refused)}`
    : `${time} ${id} => user@gmail.com ${host} C="250 2.0.0 OK  1771841000 token - gsmtp"`;
}

const ip = "203.0.113.10";
const ids = Array.from({ length: 9 }, (_, index) => `4NQh2b5xK${index}z9rxK`);
const eximIds = Array.from({ length: 9 }, (_, index) => `1xVLG0-0000e${index}-2b`);
/** Refused and accepted later, each message before the next. */
const byTurns = (
  messages: number,
  more: Partial<Delivery> = {},
  accepted: Partial<Delivery> = {},
  all = ids,
) =>
  all.slice(0, messages).flatMap((id, index): Delivery[] => [
    { minute: 4 * index, id, refused: ip, ...more },
    { minute: 4 * index + 2, id, ...more, ...accepted },
  ]);

async function read(log: string) {
  return analyzeFiles(["-"], {
    stdin: log,
    dns: {
      resolvers: servers.map(({ resolver }) => resolver),
      authoritative: false,
      timeoutMilliseconds: 1000,
      concurrency: 4,
    },
  });
}

/** What is found, by the log and by the events that were made of it. */
async function findings(log: string) {
  const results = await read(log);
  const events = [...renderEvents(results, { width: 80, color: false, unicode: true })].join("");
  const told = ({ report }: typeof results) =>
    report.sendingIps.map(({ ip: address, findings: found }) => [
      address,
      found.flatMap(({ id, summary }) =>
        /^(?:ipv6|ip_source)/.test(id)
          ? []
          : [id, summary.match(/accepted mail from here .*?UTC/)?.[0] ?? ""],
      ),
    ]);
  expect(told(await read(events))).toEqual(told(results));
  return Object.fromEntries(told(results)) as Record<string, string[]>;
}

const log = (lines: string[]) => `${lines.join("\n")}\n`;
const accepted = "accepted mail from here 2026-02-23 10:02 UTC";

describe("with healthy DNS", () => {
  test("mail that was refused is accepted later", async () => {
    expect(await findings(log(byTurns(1).map(postfix)))).toEqual({ [ip]: ["fixed_since", accepted] });
    expect(await findings(log(byTurns(1, {}, {}, eximIds).map(exim)))).toEqual({
      [ip]: ["fixed_since", accepted],
    });
  });

  test("refused and accepted by turns: a failure of Gmail's lookups, no repair", async () => {
    expect(await findings(log(byTurns(3).map(postfix)))).toEqual({ [ip]: ["gmail_transient", ""] });
    expect(await findings(log(byTurns(3, {}, {}, eximIds).map(exim)))).toEqual({
      [ip]: ["gmail_transient", ""],
    });
  });

  test("one refusal amid 200 deliveries that Gmail accepted: nobody is said to have repaired anything", async () => {
    const healthy = Array.from({ length: 200 }, (_, index) =>
      postfix({ minute: Math.floor(index / 4), id: `4NQh2b5${String(index).padStart(4, "0")}xK` }),
    );
    const refusal = postfix({ minute: 20, id: ids[0]!, refused: ip })
      .replaceAll("421-4.7.23", "550-5.7.25")
      .replace("dsn=4.7.23, status=deferred", "dsn=5.7.25, status=bounced");
    const { report } = await read(log([...healthy.slice(0, 81), refusal, ...healthy.slice(81)]));
    const [sender] = report.sendingIps;
    expect(sender?.cause?.id).toBe("ok");
    expect(sender?.findings.map(({ summary }) => summary).join()).toContain(
      "Either it was repaired since, or Gmail's lookup failed in passing.",
    );
    expect(JSON.stringify(report)).not.toMatch(/in order now/i);
  });
});

describe("what was accepted is not taken for the address's own", () => {
  const proofs = (found: Record<string, string[]>) =>
    Object.values(found)
      .flat()
      .filter((words) => words.startsWith("accepted"));

  test.each([
    ["over the other family", byTurns(1, {}, { relay: V6 }).map(postfix)],
    [
      "by another host than Gmail's",
      byTurns(1)
        .map(postfix)
        .map((line, index) =>
          index === 1 ? line.replace("gmail-smtp-in.l.google.com", "relay.example.net") : line,
        ),
    ],
    [
      "from another address of the host (Exim's I=)",
      byTurns(1, { local: "203.0.113.10" }, { local: "203.0.113.11" }, eximIds).map(exim),
    ],
    ["before the last refusal", [...byTurns(1), { minute: 20, id: ids[5]!, refused: ip }].map(postfix)],
    [
      "where the mailer names no host",
      byTurns(1)
        .map(postfix)
        .map((line, index) => (index === 1 ? line.replace(/relay=.*?, /, "relay=none, ") : line)),
    ],
  ])("%s", async (_, lines) => {
    expect(proofs(await findings(log(lines)))).toEqual([]);
  });

  test("from the same address (Exim's I=) it is", async () => {
    const lines = byTurns(1, { local: "203.0.113.10" }, {}, eximIds).map(exim);
    expect(proofs(await findings(log(lines)))).toEqual([accepted]);
  });
});

test("refused and accepted by turns for a fault that all servers show", async () => {
  const other = "203.0.113.12";
  const lines = byTurns(3).map((delivery) =>
    postfix(delivery.refused ? { ...delivery, refused: other } : delivery),
  );
  expect(Object.keys(await findings(log(lines)))).toEqual([other]);
  expect((await findings(log(lines)))[other]).toEqual([]);
});

test("the address of accepted mail is assumed, unless the mailer tells its own", async () => {
  const told = async (lines: string[]) => {
    const counting = createObservationCount({
      period: { from: null, to: null },
      before: null,
      timezone: "UTC",
      keepEvents: true,
    });
    const { events } = await read(log(lines));
    counting.add([{ observations: events, newRefusals: 0 } as never]);
    return counting.finish(null).acceptances.get(ip);
  };
  expect(await told(byTurns(1).map(postfix))).toMatchObject({ addressAssumed: true });
  const own = await told(byTurns(1, { local: "203.0.113.10" }, {}, eximIds).map(exim));
  expect(own).toMatchObject({ alternations: 1 });
  expect(own).not.toHaveProperty("addressAssumed");
});

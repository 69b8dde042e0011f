// Every form in which a refusal stands in a log, from the bytes to the counts: how many attempts a fixture
// holds, how many are found, and how many are found that are none. The lines that only quote a refusal all
// name 198.51.100.250.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Rejection } from "../../../src/model/events.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const QUOTED_ADDRESS = "198.51.100.250";

interface Row {
  form: string;
  fixture: string;
  expected: number;
  found: number;
  false: number;
}
const table: Row[] = [];

const read = (fixture: string) => analyzeFiles([join(fixtures, fixture)]);

/** `attempts/messages/affected lost/retrying/delivered`, and the addresses. */
async function counts(form: string, fixture: string, expected: number): Promise<string> {
  const { report } = await read(fixture);
  const { attempts, messages, affected, lost, retrying, delivered, unattributed } = report.totals;
  const quoted = report.sendingIps.find(({ ip }) => ip === QUOTED_ADDRESS)?.attempts ?? 0;
  const found = Math.min(attempts - quoted, expected);
  table.push({ form, fixture, expected, found, false: attempts - found });
  expect(report.warnings).toEqual([]);
  const ips = report.sendingIps.map(({ ip }) => ip);
  const addresses = unattributed > 0 ? [...ips, "unattributed"] : ips;
  return `${attempts}/${messages}/${affected} ${lost}/${retrying}/${delivered} ${addresses.join(" ")}`;
}

async function rejections(fixture: string): Promise<Rejection[]> {
  return rejectionsIn(await read(fixture));
}

/** A bounce, a deferral and its delivery, and what only quotes a refusal. */
describe("framing", async () => {
  test.each(await readdir(join(fixtures, "framing")))("%s", async (name) => {
    const fixture = `framing/${name}`;
    expect(await counts(name.replace(/\.log$/, ""), fixture, 2)).toBe("2/2/2 1/0/1 203.0.113.40");
    const found = await rejections(fixture);
    expect(found.map(({ sender }) => sender ?? "").toSorted()).toEqual([
      "news@example.com",
      "shop@example.org",
    ]);
    const day = /rfc3164-(?:zero|blank)-padded/.test(name) ? "2026-02-03" : "2026-02-23";
    const times = found.map(({ time }) => time?.slice(0, 19) ?? "").toSorted();
    const want = /monotonic|delta|journal-cat|mailcow/.test(name)
      ? ["", ""]
      : [`${day}T10:11:12`, `${day}T10:11:13`];
    expect(times).toEqual(want);
  });
});

describe("Postfix", () => {
  test.each([
    [
      "instance with a name of its own",
      "gmail-550-5.7.25-instance-named-mta1.log",
      "1/1/1 1/0/0 203.0.113.41",
    ],
    ["only dsn= tells the code", "gmail-421-4.7.23-rate-limited-only.log", "1/1/1 0/1/0 unattributed"],
    ["cut within the address", "gmail-550-5.7.25-cut-in-bracket.log", "1/1/1 1/0/0 unattributed"],
    ["cut within the text", "gmail-550-5.7.25-cut-in-text.log", "1/1/1 1/0/0 203.0.113.43"],
    ["451, typographic apostrophes", "gmail-451-4.7.23.log", "1/1/1 0/1/0 203.0.113.44"],
    ["550-5.7.1 until 2019", "gmail-550-5.7.1-until-2019.log", "1/1/1 1/0/0 203.0.113.45"],
    ["550-5.7.1 IPv6 since 2024", "gmail-550-5.7.1-ipv6-since-2024.log", "1/1/1 1/0/0 2001:db8:25::46"],
    [
      "handed through by a smarthost",
      "gmail-550-5.7.25-handed-through-by-smarthost.log",
      "1/1/1 1/0/0 203.0.113.47",
    ],
    ["Workspace", "gmail-550-5.7.25-workspace-single-mx.log", "1/1/1 1/0/0 203.0.113.48"],
    ["verification probe", "gmail-550-5.7.25-verification-probe.log", "1/1/1 1/0/0 203.0.113.49"],
    ["force-expired", "gmail-421-4.7.23-force-expired.log", "1/1/1 1/0/0 203.0.113.50"],
    [
      "lost connection, then sent",
      "gmail-421-4.7.23-lost-connection-then-sent.log",
      "1/1/1 0/0/1 203.0.113.51",
    ],
    ["IPv4-mapped address", "gmail-550-5.7.25-ipv4-mapped.log", "1/1/1 1/0/0 203.0.113.52"],
    ["greeting with 550: no bounce", "gmail-550-5.7.25-in-greeting.log", "1/1/1 0/1/0 203.0.113.55"],
    ["postqueue -p", "queue-listing-gmail-421-4.7.23.log", "1/2/3 0/3/0 203.0.113.53"],
    ["postqueue -p without its heading", "queue-listing-without-heading.log", "1/2/3 0/3/0 203.0.113.93"],
    [
      "postqueue -p, its command in front",
      "queue-listing-behind-its-command.log",
      "1/2/3 0/3/0 203.0.113.94",
    ],
    ["postqueue -j", "queue-listing-json-gmail-421-4.7.23.log", "1/1/2 0/2/0 203.0.113.54"],
  ])("%s", async (form, name, want) => {
    expect(await counts(`Postfix, ${form}`, `postfix/${name}`, 1)).toBe(want);
  });

  test.each([
    ["requeued and delivered", "gmail-requeued-and-delivered.log", 1, "1/1/1 0/0/1 203.0.113.81"],
    ["requeued and refused", "gmail-requeued-and-refused.log", 2, "2/1/1 1/0/0 203.0.113.82"],
    [
      "a queue id that comes again",
      "gmail-queue-id-comes-again.log",
      2,
      "2/2/2 1/0/1 203.0.113.83 203.0.113.84",
    ],
    ["deleted by the administrator", "gmail-deleted-by-the-administrator.log", 1, "1/1/1 1/0/0 203.0.113.85"],
    ["cut in front of the token", "gmail-cut-in-front-of-the-token.log", 1, "1/1/2 0/2/0 203.0.113.86"],
  ])("%s", async (form, name, expected, want) => {
    expect(await counts(`Postfix, ${form}`, `postfix/${name}`, expected)).toBe(want);
  });

  test("message repeated: the copy counts where it is the only one", async () => {
    const fixture = "postfix/gmail-421-4.7.23-message-repeated.log";
    expect(await counts("Postfix, message repeated", fixture, 2)).toBe("2/2/2 0/2/0 203.0.113.92");
  });

  test("a reply that was handed through is marked: the address is the smarthost's", async () => {
    const [found] = await rejections("postfix/gmail-550-5.7.25-handed-through-by-smarthost.log");
    expect(found).toMatchObject({ relayed: true, remoteMta: "smarthost.example.net" });
    expect((await rejections("postfix/gmail-550-5.7.25-bounced.log"))[0]).not.toHaveProperty("relayed");
  });

  test("the IPv6 text is marked: it may be authentication that is missing", async () => {
    for (const name of ["5.7.1-ipv6-since-2024", "5.7.1-ipv6-ptr-and-authentication"]) {
      const [found] = await rejections(`postfix/gmail-550-${name}.log`);
      expect(found).toMatchObject({ ptrOrAuthentication: true });
    }
    const [found] = await rejections("postfix/gmail-550-5.7.1-until-2019.log");
    expect(found).not.toHaveProperty("ptrOrAuthentication");
  });
});

describe("Exim", () => {
  test.each([
    ["-v in a container", "gmail-550-5.7.25-container-verbose.log", 1, "1/1/1 1/0/0 203.0.113.90"],
    ["-v on a terminal", "gmail-421-4.7.23-verbose-terminal.log", 2, "2/1/1 0/1/0 203.0.113.91"],
    ["host in the message", "gmail-550-5.7.25-old-host-in-message.log", 2, "2/1/1 1/0/0 203.0.113.61"],
    [
      "given up with the last reply",
      "gmail-550-5.7.25-retry-timeout-with-reply.log",
      1,
      "1/1/1 1/0/0 203.0.113.62",
    ],
    ["cutthrough delivery", "gmail-421-4.7.23-cutthrough-next-host.log", 1, "1/1/1 0/0/1 203.0.113.63"],
    [
      "syslog, split within the token",
      "gmail-550-5.7.25-syslog-split-within-token.log",
      1,
      "1/1/1 1/0/0 203.0.113.65",
    ],
    [
      "syslog, split within the address",
      "gmail-550-5.7.25-syslog-split-within-address.log",
      1,
      "1/1/1 1/0/0 203.0.113.66",
    ],
    ["syslog, a reply over lines", "gmail-421-4.7.23-syslog-lines-split.log", 1, "1/1/0 0/0/0 203.0.113.67"],
    [
      "syslog with milliseconds and pid",
      "gmail-550-5.7.25-old-syslog-millis-pid.log",
      1,
      "1/1/1 1/0/0 203.0.113.64",
    ],
  ])("%s", async (form, name, expected, want) => {
    expect(await counts(`Exim, ${form}`, `exim/${name}`, expected)).toBe(want);
  });
});

describe("Sendmail", () => {
  test.each([
    ["failed", "gmail-550-5.7.25-failed.log", "1/1/1 1/0/0 203.0.113.71"],
    ["failed as User unknown", "gmail-550-5.7.25-user-unknown.log", "1/1/1 1/0/0 203.0.113.72"],
    ["deferred, then sent", "gmail-421-4.7.23-deferred-then-sent.log", "1/1/1 0/0/1 203.0.113.73"],
    ["deferred, then given up", "gmail-421-4.7.23-given-up.log", "1/1/1 1/0/0 203.0.113.74"],
    ["deferred, then given up with a DSN", "gmail-421-4.7.23-given-up-dsn.log", "1/1/1 1/0/0 203.0.113.81"],
    [
      "handed over on the host: no brackets",
      "gmail-421-4.7.23-handed-over-on-the-host.log",
      "1/1/1 0/0/1 203.0.113.77",
    ],
    [
      "421-4.7.0, whose first line says little",
      "gmail-421-4.7.0-first-line-only.log",
      "1/1/1 0/1/0 203.0.113.78",
    ],
    [
      "550-5.7.1, whose first line says little",
      "gmail-550-5.7.1-first-line-only.log",
      "1/1/1 1/0/0 203.0.113.79",
    ],
    ["a reply= that is stale", "gmail-550-5.7.25-stale-reply.log", "1/1/1 1/0/0 203.0.113.75"],
    ["no reply=", "gmail-5.7.25-without-reply-field.log", "1/1/1 1/0/0 unattributed"],
  ])("%s", async (form, name, want) => {
    expect(await counts(`Sendmail, ${form}`, `sendmail/${name}`, 1)).toBe(want);
  });

  test("the sender of a message that was handed over on the host itself has no brackets", async () => {
    const [found] = await rejections("sendmail/gmail-421-4.7.23-handed-over-on-the-host.log");
    expect(found).toMatchObject({ sender: "news@example.com", recipient: "user@gmail.com" });
  });

  test("three hosts in one second are three attempts, though no reply has its token", async () => {
    const fixture = "sendmail/gmail-451-4.7.23-three-hosts-in-one-second.log";
    expect(await counts("Sendmail, three hosts in one second", fixture, 3)).toBe("3/1/1 0/1/0 203.0.113.80");
  });

  test("several recipients in one line: without a token each counts", async () => {
    const fixture = "sendmail/gmail-550-5.7.25-several-recipients.log";
    expect(await counts("Sendmail, several recipients", fixture, 3)).toBe("3/1/3 3/0/0 203.0.113.76");
  });
});

describe("OpenSMTPD", () => {
  test.each([
    ["failed", "gmail-550-5.7.25-failed.log", "1/1/1 1/0/0 203.0.113.81"],
    ["deferred, then sent", "gmail-421-4.7.23-then-sent.log", "1/1/1 0/0/1 203.0.113.82"],
    ["deferred, then expired", "gmail-421-4.7.23-expired.log", "1/1/1 1/0/0 203.0.113.83"],
    ["host named by its PTR record", "gmail-550-5.7.25-named-by-ptr-record.log", "1/1/1 1/0/0 203.0.113.84"],
    [
      "refused in the greeting: no message is named",
      "gmail-421-4.7.23-in-greeting.log",
      "1/1/0 0/0/0 203.0.113.85",
    ],
    ["until 5.9: the reply's last line only", "gmail-550-5.7.25-until-5.9.log", "1/1/1 1/0/0 unattributed"],
  ])("%s", async (form, name, want) => {
    expect(await counts(`OpenSMTPD, ${form}`, `opensmtpd/${name}`, 1)).toBe(want);
  });
});

describe("look-alikes", async () => {
  const names = (await readdir(join(fixtures, "not-ptr"))).filter((name) => !name.endsWith(".eml"));
  test.each(names)("%s", async (name) => {
    expect(await counts(`look-alike, ${name.replace(/\.(?:log|txt)$/, "")}`, `not-ptr/${name}`, 0)).toBe(
      "0/0/0 0/0/0 ",
    );
  });

  test("there are enough of them", async () => {
    expect((await readdir(join(fixtures, "not-ptr"))).length).toBeGreaterThanOrEqual(40);
  });
});

afterAll(() => {
  const width = Math.max(...table.map(({ form }) => form.length));
  const line = (form: string, ...numbers: (number | string)[]) =>
    `${form.padEnd(width)} ${numbers.map((number) => String(number).padStart(8)).join(" ")}`;
  const sum = (key: "expected" | "found" | "false") => table.reduce((total, row) => total + row[key], 0);
  const rows = table.map((row) => line(row.form, row.expected, row.found, row.false));
  const total = line(`${table.length} forms`, sum("expected"), sum("found"), sum("false"));
  console.log([line("form", "expected", "found", "false"), ...rows, total].join("\n"));
});

import { describe, expect, test } from "vitest";
import { candidatesOf, chooseName } from "../../src/diagnosis/host-names.ts";
import { fullNamesIn, givenHints, groupByHost, hintsFor } from "../../src/diagnosis/hints.ts";
import type { SendingIpCounts } from "../../src/model/report.ts";
import { checkResults } from "../report/sample.ts";
import { processorTime } from "../support/processor-time.ts";

const [sample] = checkResults.report.sendingIps;
const from = (ip: string, ...reportingMtas: string[]) =>
  ({ ...sample, ip, reportingMtas }) as SendingIpCounts;
const others = (count: SendingIpCounts, counts: SendingIpCounts[]) =>
  groupByHost(counts)(count).map(({ ip }) => ip);

test("the other addresses of a host", () => {
  const [a, b, c] = [
    from("203.0.113.5", "mx1"),
    from("203.0.113.6", "mx1", "mx2"),
    from("203.0.113.7", "mx2"),
  ];
  expect(others(a, [a, b, c])).toEqual(["203.0.113.6"]);
  expect(others(b, [a, b, c])).toEqual(["203.0.113.5", "203.0.113.7"]);
});

test("without a log, a short list is one host's, a long one is not", () => {
  const list = Array.from({ length: 40 }, (_, index) => from(`203.0.113.${index}`));
  expect(others(list[0]!, list.slice(0, 2))).toEqual(["203.0.113.1"]);
  expect(others(list[0]!, list)).toEqual([]);
});

test("ten thousand addresses of one host cost no more than a few", () => {
  const list = Array.from({ length: 10_000 }, (_, index) => from(`2001:db8::${index.toString(16)}`, "mx1"));
  const find = groupByHost(list);
  const time = processorTime(() => {
    expect(Math.max(...list.map((count) => find(count).length))).toBeLessThanOrEqual(17);
  });
  expect(time).toBeLessThan(1000);
});

test("the full name of a host, and the times of the log", () => {
  const count = {
    ...from("203.0.113.5", "mx1", "mx1.example.com"),
    attempts: 3,
    lastSeen: "2026-02-16T09:00:00Z",
  };
  const nothing = { localIps: new Map(), sightings: new Map(), machine: null };
  const name = { name: "mx1.example.com", source: "log", domain: null, leadsHere: null } as const;
  expect(hintsFor(count, nothing, name)).toMatchObject({
    hostName: "mx1.example.com",
    attempts: 3,
    lastSeen: "2026-02-16T09:00:00Z",
  });
});

describe("a host that an address' own log calls by its short name", () => {
  const hostName = (counts: SendingIpCounts[], confirmed: string[] = []) => {
    const known = {
      given: null,
      fullNames: fullNamesIn(counts, confirmed),
      sightings: new Map(),
      machine: null,
    };
    const [first] = counts;
    return chooseName(candidatesOf(first!, known), first!.ip, () => undefined)?.name ?? "mx1";
  };
  const [short, full, foreign] = [
    from("203.0.113.5", "mx1"),
    from("203.0.113.6", "mx1.example.com"),
    from("203.0.113.7", "MX1.example.org"),
  ];

  test("gets the full one from another address, or from a PTR record", () => {
    expect(hostName([short, full])).toBe("mx1.example.com");
    expect(hostName([short], ["mail.example.com", "mx1.example.net"])).toBe("mx1.example.net");
    expect(hostName([short, full], ["mx1.example.net"])).toBe("mx1.example.com");
  });

  test("keeps the short one where there are two, or none", () => {
    expect(hostName([short, full, foreign, full])).toBe("mx1");
    expect(hostName([short], ["mail.example.com"])).toBe("mx1");
  });
});

test("the greeting and the domain that the caller names", () => {
  const helo = { name: "mail", kind: "single label", ipv4: null, ipv6: null } as const;
  expect(givenHints({ from: "example.com" }, helo)).toEqual({ helo, from: "example.com" });
  expect(givenHints({ from: null }, null)).toEqual({});
});

test("this machine's own names come after those of the log, for its own addresses only", () => {
  const names = [
    { name: "out.example.com", source: "mailer configuration" as const, domain: null },
    { name: "other.example.com", source: "mailer configuration" as const, domain: null },
    { name: "vm.localdomain", source: "system" as const, domain: null },
    // What is told twice stands where it was told first.
    { name: "out.example.com", source: "system" as const, domain: null },
  ];
  const machine = {
    names,
    outgoing: ["10.0.0.5"],
    warnings: [],
    isOwn: ({ ip }: SendingIpCounts) => ip === "203.0.113.5",
  };
  const known = { given: null, fullNames: new Map(), sightings: new Map(), machine };
  const sourcesOf = (count: SendingIpCounts) => candidatesOf(count, known).map(({ name }) => name);
  expect(sourcesOf(from("203.0.113.5", "mx1.example.com"))).toEqual([
    "mx1.example.com",
    "out.example.com",
    "other.example.com",
  ]);
  expect(sourcesOf(from("203.0.113.6", "mx1.example.com"))).toEqual(["mx1.example.com"]);
});

test("private addresses alone are told of this machine as what its mail leaves from", () => {
  const machine = (...outgoing: string[]) => ({ names: [], outgoing, warnings: [], isOwn: () => true });
  const local = (given: ReturnType<typeof machine> | null, count = from("203.0.113.5", "mx1")) =>
    hintsFor(count, { localIps: new Map(), sightings: new Map(), machine: given }, null).localIps;
  expect(local(machine("10.0.0.5", "2001:db8::5"))).toEqual(["10.0.0.5"]);
  expect(local(machine("10.0.0.5", "198.51.100.5"))).toEqual([]);
  expect(local(machine())).toEqual([]);
  expect(local(null)).toEqual([]);
});

describe("what a probe saw of this machine", () => {
  const DAY = 24 * 3_600_000;
  const sighting = (own: string, seenIp = "203.0.113.5", days = 1) => ({
    from: own,
    seenIp,
    at: new Date(Date.now() - days * DAY).toISOString(),
    result: "answered" as const,
    code: null,
  });
  const hints = (probed: ReturnType<typeof sighting>[], { isOwn = true, log = [] as string[] } = {}) => {
    const outgoing = ["10.0.0.5", "10.0.0.6", "198.51.100.5"];
    const machine = { names: [], outgoing, warnings: [], isOwn: () => isOwn, probed };
    const localIps = new Map(log.length === 0 ? [] : [["203.0.113.5", new Set(log)]]);
    return hintsFor(from("203.0.113.5", "mx1"), { localIps, sightings: new Map(), machine }, null);
  };

  test("tells which of several addresses is behind the one that Gmail refused", () => {
    expect(hints([sighting("10.0.0.6")]).localIps).toEqual(["10.0.0.6"]);
    expect(hints([]).localIps).toEqual([]);
  });

  test("of another address, or of another host's, tells nothing", () => {
    expect(hints([sighting("10.0.0.6", "203.0.113.9")])).toMatchObject({ localIps: [], probed: [] });
    expect(hints([sighting("10.0.0.6")], { isOwn: false })).toMatchObject({ localIps: [], probed: [] });
  });

  test("gives way to what the log says of its own mail", () => {
    expect(hints([sighting("10.0.0.6")], { log: ["10.0.0.5"] }).localIps).toEqual(["10.0.0.5"]);
  });

  test("longer ago than a week proves nothing, and is told with its date alone", () => {
    const old = hints([sighting("10.0.0.6", "203.0.113.5", 8)]);
    expect(old.localIps).toEqual([]);
    expect(old.probed).toHaveLength(1);
  });
});

test("a name that was only put together comes after this machine's own, unless it leads to the address", () => {
  const made = { name: "mx1.example.com", source: "short name", domain: "example.com" } as const;
  const own = { name: "out.example.net", source: "mailer configuration", domain: null } as const;
  const choose = (answers: Record<string, { status: "answer" | "nxdomain"; addresses: string[] }>) =>
    chooseName([made, own], "203.0.113.5", (name) => answers[name])?.name;
  expect(
    choose({
      [made.name]: { status: "answer", addresses: ["198.51.100.9"] },
      [own.name]: { status: "nxdomain", addresses: [] },
    }),
  ).toBe(own.name);
  expect(choose({})).toBe(own.name);
  expect(choose({ [made.name]: { status: "answer", addresses: ["203.0.113.5"] } })).toBe(made.name);
});

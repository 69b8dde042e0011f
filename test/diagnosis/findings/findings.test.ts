import { describe, expect, test } from "vitest";
import type { DiagnosisHints } from "../../../src/diagnosis/causes/cause.ts";
import { diagnose } from "../../support/diagnose.ts";
import { checkHelo } from "../../../src/dns/check/helo.ts";
import { checkAddress } from "../../../src/dns/check/iprev.ts";
import type { Ask } from "../../../src/dns/ask/resolver.ts";
import type { ProbeSighting } from "../../../src/model/machine.ts";
import type { DnsAnswer } from "../../../src/model/dns.ts";

/** `type name` to data; a name that stands nowhere does not exist. */
type World = Record<string, string[]>;

const askIn =
  (world: World, ttl = 600): Ask =>
  async (name, type): Promise<DnsAnswer> => {
    const data = world[`${type} ${name}`];
    return {
      name,
      type,
      status: data ? "answer" : "nxdomain",
      detail: null,
      server: "127.0.0.1",
      authoritative: false,
      truncated: false,
      records: (data ?? []).map((text) => ({ data: text, ttl })),
      aliases: [],
      soa: null,
      extendedErrors: [],
    };
  };

const healthy: World = {
  "PTR 5.113.0.203.in-addr.arpa": ["mail.example.com"],
  "A mail.example.com": ["203.0.113.5"],
  "A other.example.com": ["203.0.113.9"],
};

const probed: ProbeSighting = {
  from: "10.0.0.5",
  seenIp: "203.0.113.5",
  at: "2026-02-21T09:00:00.000Z",
  result: "answered",
  code: null,
};

/** As two resolvers say it, unless only one is to be heard. */
async function findingsOf(
  hints: DiagnosisHints,
  ip = "203.0.113.5",
  world = healthy,
  { ttl = 600, secondResolver = "192.0.2.54" }: { ttl?: number; secondResolver?: string | null } = {},
) {
  const facts = await checkAddress(ip, askIn(world, ttl));
  return diagnose({ ...facts, secondResolver }, hints).findings;
}

const now = "2026-02-23T12:00:00.000Z";
const lastSeen = (time: string) => ({ now, lastSeen: `2026-02-23T${time}:00.000Z` });

test("of twelve PTR names the one that leads back is the first evidence after them", async () => {
  const names = Array.from({ length: 11 }, (_, index) => `a${index}.example.com`);
  const others = Object.fromEntries(names.map((name) => [`A ${name}`, ["203.0.113.9"]]));
  const world = { ...healthy, ...others, "PTR 5.113.0.203.in-addr.arpa": [...names, "mail.example.com"] };
  const { cause, evidence } = diagnose(await checkAddress("203.0.113.5", askIn(world)));
  expect(cause?.id).toBe("ptr_too_many");
  expect(evidence.find((line) => line.startsWith("A "))).toMatch(/^A mail\.example\.com: 203\.0\.113\.5 /);
});

test("nothing is in order, nor was it repaired, where one of two PTR names does not lead back", async () => {
  const world = { ...healthy, "PTR 5.113.0.203.in-addr.arpa": ["mail.example.com", "other.example.com"] };
  const ids = (await findingsOf(lastSeen("10:59"), "203.0.113.5", world)).map(({ id }) => id);
  expect(ids).not.toContain("fixed_since");
});

describe("what the log knows", () => {
  test.each<{ what: string; hints: DiagnosisHints; want: string[] }>([
    { what: "nothing", hints: {}, want: [] },
    { what: "a refusal 61 minutes ago", hints: lastSeen("10:59"), want: ["fixed_since"] },
    { what: "a refusal 59 minutes ago", hints: lastSeen("11:01"), want: ["fixed_cache_may_hold"] },
    {
      what: "a delivery after the refusal",
      hints: { ...lastSeen("11:59"), lastDelivered: "2026-02-23T11:59:30.000Z" },
      want: ["fixed_since"],
    },
    {
      what: "a delivery before the refusal",
      hints: { ...lastSeen("11:59"), lastDelivered: "2026-02-23T11:58:30.000Z" },
      want: ["fixed_cache_may_hold"],
    },
    { what: "one turn", hints: { alternations: 1 }, want: [] },
    { what: "many turns", hints: { ...lastSeen("10:59"), alternations: 5 }, want: ["gmail_transient"] },
    { what: "other own addresses", hints: { localIps: ["198.51.100.5"] }, want: ["ip_source_mismatch"] },
    { what: "a private address of its own", hints: { localIps: ["172.31.5.6"] }, want: ["ip_behind_nat"] },
    { what: "the own address", hints: { localIps: ["10.0.0.5", "203.0.113.5"] }, want: [] },
    { what: "a probe", hints: { probed: [probed] }, want: ["seen_by_probe"] },
    { what: "another spelling", hints: { writtenAs: "::ffff:203.0.113.5" }, want: ["ip_mapped"] },
    { what: "mail of the same domain", hints: { from: "news.example.com" }, want: [] },
    { what: "mail of another domain", hints: { from: "example.org" }, want: ["ptr_unaligned"] },
  ])("$what: $want", async ({ hints, want }) => {
    expect((await findingsOf(hints)).map(({ id }) => id)).toEqual(want);
  });

  test("tells when a probe was seen as the address, and how it ended", async () => {
    const words = async (given: Partial<typeof probed>) =>
      (await findingsOf({ probed: [{ ...probed, ...given }] }))[0]?.summary;
    expect(await words({})).toBe(
      "A probe from 10.0.0.5 at 2026-02-21 09:00 UTC was seen by Gmail as 203.0.113.5.",
    );
    expect(await words({ from: "203.0.113.5", result: "accepted" })).toBe(
      "A probe from 203.0.113.5 at 2026-02-21 09:00 UTC was seen by Gmail as itself: nothing on the way translated it. Its test message was accepted.",
    );
    expect(await words({ result: "refused", code: "550-5.7.25" })).toContain(
      " It was refused with 550-5.7.25.",
    );
  });

  test("tells until when caches may hold the old answer", async () => {
    const [finding] = await findingsOf({ ...lastSeen("11:59"), lost: 3 });
    expect(finding?.summary).toBe(
      "The DNS is in order; last refused 2026-02-23 11:59 UTC. If it was repaired since, caches may hold an older answer until 2026-02-23 12:59 UTC; if not, Gmail's lookup failed in passing. After that send the mail of the 3 lost deliveries again.",
    );
  });

  test("tells times as people do", async () => {
    const [finding] = await findingsOf({ ...lastSeen("10:00"), lost: 1 });
    expect(finding?.summary).toBe(
      "The DNS is in order; last refused 2026-02-23 10:00 UTC, longer ago than caches keep an answer (1 hour). Either it was repaired since, or Gmail's lookup failed in passing. Send the mail of the one lost delivery again.",
    );
  });

  test.each([
    { what: "fixed_since", hints: lastSeen("10:00") },
    { what: "fixed_cache_may_hold", hints: lastSeen("11:59") },
    { what: "gmail_transient", hints: { ...lastSeen("10:59"), alternations: 5 } },
  ])("$what asks nobody to send again what was delivered later", async ({ what, hints }) => {
    const [finding] = await findingsOf({ ...hints, lost: 0 });
    expect(finding?.id).toBe(what);
    expect(finding?.summary).not.toMatch(/again(?! by itself)/);
  });

  test("says nothing of a repair while the cause stands", async () => {
    expect(await findingsOf({ ...lastSeen("11:00"), attempts: 1 }, "203.0.113.6")).toEqual([]);
  });

  test("a fault that all servers show explains by itself that mail is refused and accepted by turns", async () => {
    const turns = { ...lastSeen("11:00"), alternations: 5 };
    expect(await findingsOf(turns, "203.0.113.6")).toEqual([]);
    const facts = await checkAddress("203.0.113.6", async (name, type) => ({
      ...(await askIn({})(name, type)),
      status: "servfail",
    }));
    expect(diagnose(facts, turns).findings.map(({ id }) => id)).toEqual(["flapping"]);
    const words = (hints: DiagnosisHints) => diagnose(facts, hints).findings[0]?.summary;
    expect(words(turns)).toMatch(
      /^Gmail changed 5 times between refusing and accepting mail from 203\.0\.113\.6\./,
    );
    expect(words({ ...turns, addressAssumed: true })).toContain(
      "The inputs do not tell which address the accepted mail left from.",
    );
  });

  test("what may have been accepted from another address of the host proves no repair of this one", async () => {
    const hints = { ...lastSeen("11:59"), lastDelivered: "2026-02-23T11:59:30.000Z" };
    const idsWith = async (more: DiagnosisHints) =>
      (await findingsOf({ ...hints, ...more })).map(({ id }) => id);
    const others = [{ ip: "203.0.113.9", iprev: "pass" as const }];
    expect(await idsWith({ others })).toEqual(["fixed_since"]);
    expect(await idsWith({ addressAssumed: true, others: [] })).toEqual(["fixed_since"]);
    expect(await idsWith({ addressAssumed: true, others })).toEqual(["fixed_cache_may_hold"]);
  });

  test.each([
    { hints: lastSeen("09:00"), want: ["one_witness"] },
    { hints: { ...lastSeen("11:59"), lastDelivered: "2026-02-23T11:59:30.000Z" }, want: ["one_witness"] },
    { hints: { ...lastSeen("11:59"), alternations: 5 }, want: ["one_witness", "flapping"] },
    { hints: { now }, want: [] },
  ])("one resolver alone proves no repair: $want", async ({ hints, want }) => {
    const findings = await findingsOf(hints, "203.0.113.5", healthy, { secondResolver: null });
    expect(findings.map(({ id }) => id)).toEqual(want);
  });

  test("a TTL of 0 is no proof that caches have forgotten", async () => {
    const found = await findingsOf(lastSeen("11:50"), "203.0.113.5", healthy, { ttl: 0 });
    expect(found.map(({ id }) => id)).toEqual(["fixed_cache_may_hold"]);
  });
});

describe("the HELO name", () => {
  test.each([
    { name: "mail.example.com", want: [] },
    { name: "Mail.Example.com.", want: [] },
    { name: "other.example.com", want: ["helo_mismatch"] },
    { name: "gone.example.com", want: ["helo_unresolvable"] },
    { name: "mx1", want: ["helo_not_fqdn"] },
    { name: "[203.0.113.5]", want: ["helo_ip_literal"] },
    { name: "[IPv6:2001:db8::5]", want: ["helo_ip_literal"] },
    { name: "203.0.113.5", want: ["helo_ip_literal"] },
    { name: "mail example", want: ["helo_unresolvable"] },
  ])("$name: $want", async ({ name, want }) => {
    const helo = await checkHelo(name, askIn(healthy));
    expect((await findingsOf({ helo })).map(({ id }) => id)).toEqual(want);
  });

  test("that could not be asked for is no finding", async () => {
    const failing: Ask = async (name, type) => ({ ...(await askIn({})(name, type)), status: "servfail" });
    expect(await findingsOf({ helo: await checkHelo("mail.example.com", failing) })).toEqual([]);
  });
});

describe("an IPv6 address", () => {
  test.each([
    { ip: "2001:db8::5", want: [] },
    { ip: "2001:db8:1:2:3:4:5:6", want: [] },
    { ip: "2001:db8::216:3eff:fe12:3456", want: ["ipv6_eui64"] },
    { ip: "2001:db8::9c1f:7be2:a45d:31f8", want: ["ipv6_random_iid"] },
  ])("$ip: $want", async ({ ip, want }) => {
    expect((await findingsOf({}, ip)).map(({ id }) => id)).toEqual(want);
  });

  test("without PTR beside a healthy IPv4 address of the same host", async () => {
    const others = [
      { ip: "203.0.113.6", iprev: "fail" as const },
      { ip: "203.0.113.5", iprev: "pass" as const },
    ];
    const [finding] = await findingsOf({ others }, "2001:db8::5");
    expect(finding).toMatchObject({ id: "ipv6_no_ptr_v4_ok" });
    expect(finding?.summary).toContain("203.0.113.5 passes, but others of this host fail");
    const [alone] = await findingsOf({ others: others.slice(1) }, "2001:db8::5");
    expect(alone?.summary).toMatch(/203\.0\.113\.5 passes: mail that leaves over IPv4 is taken/);
  });
});

test("addresses of private networks behind the PTR name", async () => {
  const world = { ...healthy, "A mail.example.com": ["192.168.1.5"] };
  expect((await findingsOf({}, "203.0.113.5", world)).map(({ id }) => id)).toEqual(["fwd_private"]);
});

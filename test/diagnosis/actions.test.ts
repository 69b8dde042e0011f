// Which addresses are one action, in which order, and what it says.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionsOf } from "../../src/diagnosis/actions.ts";
import { undiagnosed } from "../../src/model/undiagnosed.ts";
import { checkCommand } from "../../src/diagnosis/words/check-command.ts";
import type { Step } from "../../src/model/cause.ts";
import type { SendingIpReport } from "../../src/model/report.ts";
import type { TicketNeed, TicketRequest } from "../../src/model/ticket.ts";
import { reverseName } from "../../src/base/standards/ip.ts";

const noSightings = { byCode: {}, firstSeen: null, lastSeen: null, senderDomains: [], reportingMtas: [] };
const noCounts = { attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };

function zoneOf(ip: string): string {
  return ip.includes(":") ? "8.b.d.0.1.0.0.2.ip6.arpa" : reverseName(ip).split(".").slice(1).join(".");
}

const setPtr = (ip: string, who: Step["who"] = "hoster"): Step => ({
  kind: "set-ptr",
  who,
  task: "create the PTR record",
  record: { owner: reverseName(ip), type: "PTR", target: "mx.example.com" },
  where: `zone ${zoneOf(ip)}`,
  main: true,
});

const setAddress = (ip: string, owner: string): Step => ({
  kind: "set-address",
  who: "you",
  task: `create the address record of ${owner}`,
  record: { owner, type: "A", target: ip },
  where: null,
});

const verify: Step = { kind: "verify", who: "you", task: "ask", where: null, record: null, command: "dig" };

interface Given {
  steps?: Step[];
  hoster?: string | null;
  changes?: Partial<SendingIpReport>;
  request?: TicketRequest;
}

function sender(ip: string, given: Given = {}): SendingIpReport {
  const { steps = [setPtr(ip), verify], hoster = null, changes = {}, request } = given;
  return {
    ...undiagnosed({ ip, family: ip.includes(":") ? 6 : 4, ...noCounts, ...noSightings }),
    reverseZone: { apex: zoneOf(ip), nameServers: ["ns.example.net"], contact: null, hoster },
    cause: { id: "ptr_nxdomain", class: "fail", title: "No PTR record", summary: `${ip} has no PTR record.` },
    presentation: {
      problem: "it has no PTR record",
      advice: null,
      hasRecord: true,
      remedyPlace: 1,
      steps,
      ...(request ? { request } : {}),
    },
    ...changes,
  };
}

const told = (senders: SendingIpReport[]) => actionsOf(senders).map(({ id, ips }) => [id, ips.length]);

describe("one action", () => {
  test("is one cause in one zone", () => {
    const other = {
      changes: { cause: { id: "ptr_nodata", class: "fail", title: "", summary: "" } as const },
    };
    expect(
      told([
        sender("203.0.113.1"),
        sender("203.0.113.2"),
        sender("198.51.100.1"),
        sender("203.0.113.3", other),
      ]),
    ).toEqual([
      ["ptr_nxdomain/100.51.198.in-addr.arpa", 1],
      ["ptr_nxdomain/113.0.203.in-addr.arpa", 2],
      ["ptr_nodata/113.0.203.in-addr.arpa", 1],
    ]);
  });

  test("is done by one person", () => {
    const own = sender("203.0.113.2", { steps: [setPtr("203.0.113.2", "you")] });
    expect(told([sender("203.0.113.1"), own])).toEqual([
      ["ptr_nxdomain/113.0.203.in-addr.arpa", 1],
      ["ptr_nxdomain/113.0.203.in-addr.arpa/2", 1],
    ]);
  });

  test("has all zones of a hoster with one console", () => {
    const ips = ["203.0.113.1", "198.51.100.1", "192.0.2.1"];
    const actions = actionsOf(ips.map((ip) => sender(ip, { hoster: "hetzner" })));
    expect(actions).toMatchObject([{ id: "ptr_nxdomain/hetzner", keeper: "Hetzner", zone: null }]);
  });

  test("has all names of a domain, whatever the reverse zone", () => {
    const ips = ["203.0.113.1", "198.51.100.1"];
    const senders = ips.map((ip, index) =>
      sender(ip, { steps: [{ ...setAddress(ip, `mx${index}.example.org`), main: true }] }),
    );
    expect(actionsOf(senders)).toMatchObject([{ zone: "example.org", who: "you" }]);
  });

  test("where no zone is known, stands for a network", () => {
    const unknown = (ip: string) => sender(ip, { changes: { reverseZone: null }, steps: [] });
    expect(told([unknown("203.0.113.1"), unknown("203.0.113.9"), unknown("192.0.2.1")])).toEqual([
      ["ptr_nxdomain/192.0.2.0/24", 1],
      ["ptr_nxdomain/203.0.113.0/24", 2],
    ]);
  });

  test("has the steps of all, those of some with their number, and no look at the result", () => {
    const [first, second] = ["203.0.113.1", "203.0.113.2"] as const;
    const [action] = actionsOf([
      sender(first),
      sender(second, { steps: [setAddress(second, "mx.example.com"), setPtr(second), verify] }),
    ]);
    expect(action?.steps.map((step) => [step.action, step.records])).toEqual([
      [
        "for 203.0.113.2 alone, let mx.example.com lead to it: ADD 1 A record, and keep those that the name has",
        ["mx.example.com. 3600 IN A 203.0.113.2"],
      ],
      [
        "create 2 PTR records",
        [
          "1.113.0.203.in-addr.arpa. 3600 IN PTR mx.example.com.",
          "2.113.0.203.in-addr.arpa. 3600 IN PTR mx.example.com.",
        ],
      ],
    ]);
    expect(action?.check).toBe("whybounce check --wait 203.0.113.1 203.0.113.2");
    expect(action?.problem).toBe("Each of these 2 addresses has the same fault: it has no PTR record.");
  });

  test("of more addresses than are named, says for how many a step is", () => {
    const ips = [1, 2, 3, 4, 5].map((last) => `203.0.113.${last}`);
    const [action] = actionsOf(
      ips.map((ip, index) =>
        sender(ip, index === 0 ? {} : { steps: [setAddress(ip, `mx${index}.example.com`), setPtr(ip)] }),
      ),
    );
    expect(action?.steps[0]?.action).toBe(
      "for 4 of the 5 addresses, let each name lead to its address: ADD 4 A records, and keep those that are there",
    );
  });

  test("counts the records of a name that many addresses share, and not the names", () => {
    const ips = ["203.0.113.1", "203.0.113.2", "203.0.113.3"];
    const [action] = actionsOf(
      ips.map((ip) => sender(ip, { steps: [setAddress(ip, "mx.example.com"), setPtr(ip)] })),
    );
    expect(action?.steps.map((step) => [step.action, step.records.length])).toEqual([
      [
        "let mx.example.com lead to each of these addresses: ADD 3 A records, and keep those that are there",
        3,
      ],
      ["create 3 PTR records", 3],
    ]);
  });
});

describe("order", () => {
  const lost = (amount: number) => ({ ...noCounts, affected: amount, lost: amount });

  test("is by mail lost, then affected, then address; what does not stand and what is others' come last", () => {
    const server = { whose: "other" as const, hosts: ["mx.example.net"], relay: null, bouncesOnly: true };
    const warn = { id: "ptr_too_many", class: "warn", title: "", summary: "" } as const;
    const senders = [
      sender("203.0.113.1", { changes: { ...lost(90), server } }),
      sender("192.0.2.1", { changes: { ...lost(50), cause: warn } }),
      sender("198.51.100.1", { changes: { affected: 5 } }),
      sender("198.51.101.1"),
      sender("9.0.0.1"),
      sender("203.0.114.1", { changes: lost(7) }),
    ];
    expect(actionsOf(senders).map(({ ips }) => ips[0])).toEqual([
      "203.0.114.1",
      "198.51.100.1",
      "9.0.0.1",
      "198.51.101.1",
      "192.0.2.1",
      "203.0.113.1",
    ]);
  });

  test("and ids are the same whatever the order of the addresses", () => {
    const senders = Array.from({ length: 24 }, (_, index) =>
      sender(`203.0.${index % 5}.${index}`, {
        changes: lost(index % 3),
        ...(index % 2 === 0 ? { hoster: "hetzner" } : {}),
        ...(index % 4 === 0 ? { steps: [setPtr(`203.0.${index % 5}.${index}`, "you")] } : {}),
      }),
    );
    const want = actionsOf(senders);
    const ids = want.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(want.flatMap(({ ips }) => ips)).toHaveLength(senders.length);
    fc.assert(
      fc.property(fc.shuffledSubarray(senders, { minLength: senders.length }), (shuffled) => {
        expect(actionsOf(shuffled)).toEqual(want);
      }),
    );
  });

  test("what passes, and what nobody knows, is no action", () => {
    const passing = { id: "ok", class: "pass", title: "", summary: "" } as const;
    const senders = [
      sender("203.0.113.1", { changes: { cause: passing } }),
      sender("203.0.113.2", { changes: { cause: null } }),
    ];
    expect(actionsOf(senders)).toEqual([]);
  });
});

function requestOf(ip: string, hoster: string, need: TicketNeed = "needed"): TicketRequest {
  return {
    need,
    hoster,
    zone: null,
    contact: null,
    check: { nameServers: [], expected: "answer" as const },
    undelegated: null,
    item: {
      ip,
      reverseName: reverseName(ip),
      record: { owner: reverseName(ip), name: "mx.example.com" },
      leadsBack: true,
      task: null,
      evidence: [],
      reply: null,
      explainsRefusal: true,
    },
  };
}

describe("one letter", () => {
  const asked = (ip: string, hoster: string, need: TicketNeed = "needed") =>
    sender(ip, { request: requestOf(ip, hoster, need) });
  const lettersOf = (senders: SendingIpReport[]) =>
    new Map(actionsOf(senders).map(({ ips, ticket }) => [ips[0], ticket]));

  test("goes to whoever is asked in two actions, about both", () => {
    const byIp = lettersOf([
      asked("203.0.113.1", "One"),
      asked("198.51.100.1", "One"),
      asked("192.0.2.1", "Two"),
    ]);
    expect(byIp.get("203.0.113.1")).toBe(byIp.get("198.51.100.1"));
    expect(byIp.get("203.0.113.1")).toContain("1.100.51.198.in-addr.arpa. PTR mx.example.com.");
    expect(byIp.get("192.0.2.1")).not.toContain("203.0.113.1");
  });

  test("asks for what is needed, and not for what is chosen in another action or may be left alone", () => {
    const ips = ["203.0.113.1", "198.51.100.1", "192.0.2.1", "192.0.3.1", "192.0.4.1"] as const;
    const byIp = lettersOf([
      asked(ips[0], "One"),
      asked(ips[1], "One"),
      asked(ips[2], "One", "if chosen"),
      asked(ips[3], "One", "if chosen"),
      asked(ips[4], "One", "optional"),
    ]);
    const askedFor = (ip: string) => ips.filter((other) => byIp.get(ip)?.includes(` for ${other};`));
    expect(ips.map(askedFor)).toEqual([[ips[0], ips[1]], [ips[0], ips[1]], [ips[2]], [ips[3]], [ips[4]]]);
  });
});

test("the ticket of an action names all addresses of a zone that is still to be delegated", () => {
  const addresses = ["203.0.113.27", "203.0.113.28", "203.0.113.30"];
  const zone = { contact: null, zone: null, hoster: null, undelegated: "113.0.203.in-addr.arpa" };
  const asked = addresses.map((ip) => sender(ip, { request: { ...requestOf(ip, ""), ...zone } }));
  const [action, ...others] = actionsOf(asked);
  expect(others).toEqual([]);
  for (const ip of addresses) expect(action?.ticket).toContain(`    for ${ip}; `);
});

describe("the command that tells when it is done", () => {
  test.each<[string, string[], string]>([
    ["neighbors as a range", ["203.0.113.9", "203.0.113.10", "203.0.113.11"], "203.0.113.9-11"],
    ["two as they are", ["203.0.113.10", "203.0.113.9"], "203.0.113.9 203.0.113.10"],
    [
      "no range over a gap",
      ["203.0.113.1", "203.0.113.2", "203.0.113.4"],
      "203.0.113.1 203.0.113.2 203.0.113.4",
    ],
    [
      "no range over two networks",
      ["203.0.112.254", "203.0.112.255", "203.0.113.0"],
      "203.0.112.254 203.0.112.255 203.0.113.0",
    ],
    ["IPv6 one by one", ["2001:db8::2", "2001:db8::1", "203.0.113.1"], "203.0.113.1 2001:db8::1 2001:db8::2"],
  ])("%s", (_, ips, want) => {
    expect(checkCommand(ips, true)).toBe(`whybounce check --wait ${want}`);
  });

  test("does not wait where nothing stands", () => {
    expect(checkCommand(["203.0.113.1"], false)).toBe("whybounce check 203.0.113.1");
  });
});

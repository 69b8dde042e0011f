import { describe, expect, test } from "vitest";
import { shareTickets } from "../../src/diagnosis/tickets.ts";
import type { CauseSummary } from "../../src/model/cause.ts";
import { ticketWords } from "../../src/diagnosis/words/ticket.ts";
import type { TicketRequest } from "../../src/model/ticket.ts";

const request = (last: number, changes: Partial<TicketRequest> = {}): TicketRequest => ({
  need: "needed",
  hoster: null,
  zone: "113.0.203.in-addr.arpa",
  contact: "hostmaster@example.net",
  check: { nameServers: ["ns1.example.net"], expected: "answer" },
  undelegated: null,
  item: {
    ip: `203.0.113.${last}`,
    reverseName: `${last}.113.0.203.in-addr.arpa`,
    record: { owner: `${last}.113.0.203.in-addr.arpa`, name: "mail.example.com" },
    leadsBack: last === 5,
    task: null,
    evidence: [`PTR ${last}.113.0.203.in-addr.arpa: NXDOMAIN from ns1.example.net (192.0.2.1)`],
    reply: "550-5.7.25 The IP address sending this message does not have a PTR record setup",
    explainsRefusal: true,
  },
  ...changes,
});
const asking = (asked: TicketRequest) => ({
  cause: { id: "ptr_nxdomain", class: "fail", title: "", summary: "" } as CauseSummary,
  ticket: ticketWords([asked]) as string | null,
  presentation: { problem: "", advice: null, hasRecord: true, remedyPlace: 0, request: asked },
});

test("a ticket is a mail", () => {
  expect(ticketWords([request(5)])).toBe(`To: hostmaster@example.net
Subject: Please set the reverse DNS of 203.0.113.5
Customer: YOUR CUSTOMER NUMBER

Hello,

Please set this PTR record, as the only one of the address:

  5.113.0.203.in-addr.arpa. PTR mail.example.com.
    for 203.0.113.5; mail.example.com already has A 203.0.113.5

Gmail refuses our mail because of this, and says:

  550-5.7.25 The IP address sending this message does not have a PTR record
  setup

What the DNS says now:

  - PTR 5.113.0.203.in-addr.arpa: NXDOMAIN from ns1.example.net (192.0.2.1)

To check that it is done:

  dig +short @ns1.example.net -x 203.0.113.5
    must answer mail.example.com.

Thank you.`);
});

test("a ticket about a fault beside the refusal does not call it the reason, unless another address in it is refused for that", () => {
  const warning = request(6);
  warning.item.explainsRefusal = false;
  const because = "Gmail refuses our mail because of this, and says:";
  expect(ticketWords([warning])).not.toContain(because);
  expect(ticketWords([warning])).toContain("Gmail refused our mail, perhaps for another reason, and said:");
  expect(ticketWords([warning, request(5)])).toContain(because);
});

describe("whom it is for", () => {
  test.each([
    [{ hoster: "Example Hosting" }, "To: Example Hosting support, or hostmaster@example.net"],
    [{ hoster: "Example Hosting", contact: null }, "To: Example Hosting support"],
    [{ contact: null }, "To: whoever runs the zone 113.0.203.in-addr.arpa"],
    [{ contact: null, zone: null }, "To: whoever runs the reverse zone"],
  ])("%j", (changes, line) => {
    expect(ticketWords([request(5, changes)]).split("\n")[0]).toBe(line);
  });
});

test("no line is longer than a mail's, but for a record", () => {
  const trouble = request(6);
  trouble.item.record = null;
  trouble.item.task = `make the name servers answer${" over UDP and TCP port 53".repeat(9)}`;
  trouble.item.evidence = [`PTR x: ${"no answer from ns1.example.net, ".repeat(9)}`];
  const lines = ticketWords([trouble]).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
});

describe("one ticket for each reader", () => {
  test("with all addresses", () => {
    const diagnoses = [5, 6, 7].map((last) => asking(request(last)));
    shareTickets(diagnoses);
    expect(new Set(diagnoses.map(({ ticket }) => ticket)).size).toBe(1);
    const [{ ticket } = { ticket: null }] = diagnoses;
    expect(ticket).toContain("\nSubject: Please set the reverse DNS of 3 addresses\n");
    for (const last of [5, 6, 7]) {
      expect(ticket).toContain(`  ${last}.113.0.203.in-addr.arpa. PTR mail.example.com.\n`);
      expect(ticket).toContain(`dig +short @ns1.example.net -x 203.0.113.${last}\n`);
    }
    expect(ticket?.match(/Gmail refuses/g)).toHaveLength(1);
  });

  test("by hoster, else by contact, else by zone", () => {
    const unknown = { contact: null, zone: "2.0.192.in-addr.arpa" };
    const asked = [
      request(5, { hoster: "One" }),
      request(6, { hoster: "One", contact: "other@example.net" }),
      request(7),
      request(8, { zone: "112.0.203.in-addr.arpa" }),
      request(9, unknown),
      request(10, { contact: null }),
    ];
    const diagnoses = asked.map(asking);
    shareTickets(diagnoses);
    const [a, b, c, d, e, f] = diagnoses.map(({ ticket }) => ticket);
    expect([a === b, c === d, a === c, c === e, e === f]).toEqual([true, true, false, false, false]);
  });

  test.each([
    ["is still to be delegated", "113.0.203.in-addr.arpa"],
    ["nobody told", null],
  ])("with all addresses of a zone that %s, and no other zone's", (_, zone) => {
    const nobody = {
      contact: null,
      zone: null,
      check: { nameServers: [], expected: "answer" as const },
      undelegated: zone,
    };
    const other = request(7, { ...nobody, undelegated: zone && "112.0.203.in-addr.arpa" });
    Object.assign(other.item, { ip: "203.0.112.7", reverseName: "7.112.0.203.in-addr.arpa" });
    const asked = [request(5, nobody), request(6, nobody), other];
    const diagnoses = asked.map(asking);
    shareTickets(diagnoses);
    const [first, second, third] = diagnoses.map(({ ticket }) => ticket);
    expect([first === second, second === third]).toEqual([true, false]);
    for (const ip of ["203.0.113.5", "203.0.113.6"]) expect(first).toContain(`    for ${ip}; `);
    expect(third).not.toContain("203.0.113.5");
  });

  test("a long list in parts, none left out", () => {
    const diagnoses = Array.from({ length: 45 }, (_, index) => asking(request(index + 1)));
    shareTickets(diagnoses);
    const tickets = [...new Set(diagnoses.map(({ ticket }) => ticket))];
    expect(tickets).toHaveLength(3);
    expect(tickets[2]).toContain("\nSubject: Please set the reverse DNS of 5 addresses (3 of 3)\n");
    for (const [index, { ticket }] of diagnoses.entries())
      expect(ticket).toContain(`for 203.0.113.${index + 1};`);
  });

  test("what is a choice, or may be left alone, does not stand in the letter of what is needed", () => {
    const needs = [
      "needed",
      "if chosen",
      "optional",
      "needed",
      "if chosen",
      "if chosen",
      "optional",
    ] as const;
    const diagnoses = needs.map((need, index) => asking(request(index + 1, { need })));
    const other = diagnoses[5]!;
    other.cause = { ...other.cause, id: "fwd_mismatch" };
    shareTickets(diagnoses);
    const told = diagnoses.map(({ ticket }) => [...(ticket ?? "").matchAll(/for 203\.0\.113\.(\d+);/g)]);
    expect(told.map((found) => found.map(([, last]) => Number(last)))).toEqual([
      [1, 4],
      [2, 5],
      [3, 7],
      [1, 4],
      [2, 5],
      [6],
      [3, 7],
    ]);
  });

  test("an address alone gets its own: no ticket is put into words before", () => {
    const alone = { ...asking(request(5)), ticket: null };
    shareTickets([alone]);
    expect(alone.ticket).toBe(ticketWords([request(5)]));
  });

  test("of which nothing but the text stays", () => {
    const diagnoses = [asking(request(5))];
    shareTickets(diagnoses);
    expect(diagnoses[0]?.presentation?.request).toBeUndefined();
  });
});

describe("the check", () => {
  const checkOf = (changes: Partial<TicketRequest>) =>
    ticketWords([request(5, changes)])
      .split("\n")
      .find((line) => line.startsWith("  dig "));
  const trouble = { ...request(5).item, record: null, task: "load the zone" };

  test("asks a zone's server what that knows: at the end of CNAME records not the reverse name", () => {
    expect(checkOf({ item: trouble })).toBe("  dig +short @ns1.example.net -x 203.0.113.5");
    for (const zone of ["0/28.113.0.203.in-addr.arpa", "example.com", "3.113.0.203.in-addr.arpa"])
      expect(checkOf({ item: trouble, zone })).toBe("  dig +short -x 203.0.113.5");
  });

  test("asks everybody where the zone is still to be delegated", () => {
    const undelegated = "113.0.203.in-addr.arpa";
    const asked = request(5, {
      contact: null,
      zone: null,
      check: { nameServers: [], expected: "answer" as const },
      undelegated,
    });
    const text = ticketWords([asked]);
    expect(text).toMatch(/^To: whoever holds the address block$/m);
    expect(text).toMatch(
      /^This zone is not delegated yet, and must be delegated first:\n\n {2}113\.0\.203\.in-addr\.arpa\.$/m,
    );
    expect(text).toMatch(/^ {2}dig \+short -x 203\.0\.113\.5$/m);
  });
});

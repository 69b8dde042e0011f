// Which addresses the mail for Gmail leaves from, by what real mail servers that are set up in different ways say: the
// transcripts in `fixtures/probe` are theirs.

import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { describeMachine } from "../../src/machine/index.ts";
import { addressesOn, type Interfaces } from "../../src/machine/network.ts";
import { tablesIn } from "../../src/machine/postfix-route.ts";
import { routeIn } from "../../src/machine/exim-route.ts";
import { routesTo } from "../../src/machine/route.ts";
import type { RunProgram } from "../../src/machine/programs.ts";
import { mailerFacts } from "../../src/probe/facts.ts";
import { sourcesOf } from "../../src/probe/sources.ts";
import { inWords } from "../../src/probe/words/index.ts";
import { transcript } from "../machine/transcripts.ts";

const address = (text: string) =>
  ({ address: text, internal: false, family: text.includes(":") ? "IPv6" : "IPv4" }) as NonNullable<
    Interfaces[string]
  >[number];
const interfaces: Interfaces = { eth0: ["10.0.0.5", "198.51.100.17", "2001:db8:25::99"].map(address) };

/** The system takes the private IPv4 address, and an IPv6 address of its own. */
function routed(run: RunProgram): RunProgram {
  return async (program, given) => {
    if (program === "hostname") return { text: "host.example.com\n" };
    if (program !== "ip") return run(program, given);
    const source = given.includes("192.0.2.1") ? "10.0.0.5" : "2001:db8:25::99";
    return { text: `[{"dst":"${given.at(-1)}","dev":"eth0","prefsrc":"${source}","flags":[]}]` };
  };
}

async function lookAt(name: string, given: string[] = []) {
  const run = routed(transcript(name, "probe"));
  const machine = await describeMachine({ run, hostName: "host", interfaces });
  const routes = await routesTo("gmail.com", machine, run);
  const mailers = machine.mailers.map((setup, index) => ({ setup, route: routes[index]! }));
  const { sources } = sourcesOf(machine, mailers, { given, onHost: addressesOn(interfaces), helo: null });
  return { mailers, sources, facts: mailerFacts(mailers) };
}

/** `address sends HELO setting`, and the findings about the host. */
const cases: Record<string, { sources: string[]; findings?: string[] }> = {
  "postfix-default": {
    sources: ["10.0.0.5 yes mail.example.com -", "2001:db8:25::99 yes mail.example.com -"],
  },
  "postfix-bound": {
    sources: [
      "198.51.100.17 yes mx1.example.com smtp_bind_address",
      "2001:db8:25::17 absent yes mx1.example.com smtp_bind_address6",
    ],
  },
  "postfix-ipv4-only": { sources: ["10.0.0.5 yes out.example.com -"] },
  "postfix-one-interface": {
    sources: [
      "198.51.100.20 absent yes mx2.example.com inet_interfaces",
      "2001:db8:25::20 absent yes mx2.example.com inet_interfaces",
    ],
  },
  "postfix-relay-host": {
    sources: ["10.0.0.5 no web7.example.com -", "2001:db8:25::99 no web7.example.com -"],
    findings: ["probe_relay warn"],
  },
  // The relay host is for all others.
  "postfix-transport-for-gmail": {
    sources: [
      "198.51.100.31 absent yes a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent no b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent no b.example.com outB: smtp_bind_address6",
      "10.0.0.5 no mx.example.com -",
      "2001:db8:25::99 yes a.example.com -",
    ],
  },
  "postfix-transport-for-all": {
    sources: [
      "198.51.100.31 absent no a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent no b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent no b.example.com outB: smtp_bind_address6",
      "10.0.0.5 no mx.example.com -",
      "2001:db8:25::99 no mx.example.com -",
    ],
    findings: ["probe_relay warn"],
  },
  "postfix-transport-by-pattern": {
    sources: [
      "198.51.100.30 yes mx.example.com smtp_bind_address",
      "198.51.100.31 no a.example.com outA: smtp_bind_address",
      "198.51.100.32 no b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 no b.example.com outB: smtp_bind_address6",
      "2001:db8:25::99 no mx.example.com -",
    ].map((line) => line.replace(" ", " absent ").replace("::99 absent", "::99")),
  },
  // `:[gmail-smtp-in.l.google.com]` names a server of Gmail's: no relay host.
  "postfix-transport-keeps": {
    sources: [
      "198.51.100.30 absent yes mx.example.com smtp_bind_address",
      "198.51.100.31 absent no a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent no b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent no b.example.com outB: smtp_bind_address6",
      "2001:db8:25::99 yes mx.example.com -",
    ],
  },
  "postfix-transport-error": {
    sources: ["10.0.0.5 no mx.example.com -", "2001:db8:25::99 no mx.example.com -"],
    findings: ["probe_not_sent fail"],
  },
  "postfix-transport-parent": {
    sources: [
      "198.51.100.31 absent no a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent yes b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent yes b.example.com outB: smtp_bind_address6",
      "10.0.0.5 no mx.example.com -",
      "2001:db8:25::99 no mx.example.com -",
    ],
  },
  "postfix-table-missing": {
    sources: ["10.0.0.5 maybe mx.example.com -", "2001:db8:25::99 maybe mx.example.com -"],
    findings: ["probe_route_unknown unknown"],
  },
  "postfix-sender-dependent": {
    sources: [
      "198.51.100.30 absent maybe news.example.com smtp_bind_address",
      "198.51.100.31 absent maybe a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent maybe b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent maybe b.example.com outB: smtp_bind_address6",
      "2001:db8:25::99 maybe news.example.com -",
    ],
    findings: ["probe_depends note"],
  },
  "postfix-sender-dependent-relay": {
    sources: ["10.0.0.5 maybe mx.example.com -", "2001:db8:25::99 maybe mx.example.com -"],
    findings: ["probe_depends note"],
  },
  "postfix-by-chance": {
    sources: [
      "198.51.100.31 absent maybe a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent maybe b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent maybe b.example.com outB: smtp_bind_address6",
      "10.0.0.5 no bulk.example.com -",
      "2001:db8:25::99 maybe a.example.com -",
    ],
    findings: ["probe_depends note"],
  },
  "postfix-default-transport": {
    sources: [
      "198.51.100.31 absent yes a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent no b.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent no b.example.com outB: smtp_bind_address6",
      "10.0.0.5 no bulk.example.com -",
      "2001:db8:25::99 yes a.example.com -",
    ],
  },
  // The first instance hands on to the second, which sends.
  "postfix-multi-instance": {
    sources: [
      "198.51.100.50 absent yes out.example.com smtp_bind_address",
      "198.51.100.51 absent no in.example.com smtp_bind_address",
      "10.0.0.5 no null.example.com -",
      "2001:db8:25::99 no null.example.com -",
    ],
    findings: ["probe_relay note", "probe_relay note"],
  },
  "exim-unbound": { sources: ["10.0.0.5 yes mx3.example.com -", "2001:db8:25::99 yes mx3.example.com -"] },
  "exim-bound": {
    sources: [
      "198.51.100.17 yes out.example.com remote_smtp: interface",
      "2001:db8:25::5 absent yes out.example.com remote_smtp: interface",
    ],
  },
  "exim-computed": { sources: [], findings: ["probe_computed unknown"] },
  "exim-smarthost": {
    sources: ["10.0.0.5 no mx3.example.com -", "2001:db8:25::99 no mx3.example.com -"],
    findings: ["probe_relay warn"],
  },
  "exim-gmail-apart": {
    sources: [
      "198.51.100.21 absent no mx3.example.com remote_smtp: interface",
      "198.51.100.22 absent yes gmail-out.example.com remote_smtp_gmail: interface",
      "2001:db8:25::99 yes gmail-out.example.com -",
    ],
  },
  "exim-relay-for-gmail": {
    sources: ["10.0.0.5 no mx3.example.com -", "2001:db8:25::99 no mx3.example.com -"],
    findings: ["probe_relay warn"],
  },
  // A router before the one that answers takes the mail of some senders.
  "exim-by-sender": {
    sources: [
      "198.51.100.21 absent maybe mx3.example.com remote_smtp: interface",
      "198.51.100.22 absent maybe news.example.com remote_smtp_news: interface",
      "2001:db8:25::22 absent maybe news.example.com remote_smtp_news: interface",
      "2001:db8:25::99 maybe mx3.example.com -",
    ],
    findings: ["probe_depends note"],
  },
  "exim-computed-by-sender": {
    sources: [
      "198.51.100.22 absent maybe news.example.com remote_smtp_news: interface",
      "2001:db8:25::22 absent maybe news.example.com remote_smtp_news: interface",
    ],
    findings: ["probe_depends note", "probe_computed unknown"],
  },
  "postfix-by-sender": {
    sources: [
      "198.51.100.30 absent maybe news.example.com smtp_bind_address",
      "198.51.100.31 absent maybe a.example.com outA: smtp_bind_address",
      "198.51.100.32 absent maybe news.example.com outB: smtp_bind_address",
      "2001:db8:25::32 absent maybe news.example.com outB: smtp_bind_address6",
      "2001:db8:25::99 maybe news.example.com -",
    ],
    findings: ["probe_depends note"],
  },
  // The way to the filter is bound to the loopback address, and no mail leaves by it; brackets are no part of an address.
  "postfix-filter-on-loopback": {
    sources: [
      "198.51.100.17 yes mail.example.com smtp_bind_address",
      "2001:db8:25::99 yes mail.example.com smtp_bind_address6",
    ],
  },
  // `localhost` binds nothing, as `loopback-only`.
  "postfix-instance-for-each-interface": {
    sources: [
      "10.1.11.43 absent yes s43.example.com inet_interfaces",
      "10.1.11.45 absent yes s45.example.com inet_interfaces",
      "10.0.0.5 yes main.example.com -",
      "2001:db8:25::99 yes main.example.com -",
    ],
  },
  "postfix-chance-for-senders": {
    sources: [
      "198.51.100.17 maybe mta1.example.com ip1: smtp_bind_address",
      "198.51.100.18 absent maybe mta2.example.com ip2: smtp_bind_address",
      "10.0.0.5 maybe bulk.example.com -",
      "2001:db8:25::99 maybe bulk.example.com -",
    ],
    findings: ["probe_depends note"],
  },
  // As hosting panels set Exim.
  "exim-mailips": {
    sources: [],
    findings: ["probe_depends note", "probe_computed unknown", "probe_computed unknown"],
  },
  // Exim refuses to bind it: the system's choice is none.
  "exim-interface-no-address": { sources: [], findings: ["probe_computed unknown"] },
  "exim-undeliverable": {
    sources: ["10.0.0.5 no mx3.example.com -", "2001:db8:25::99 no mx3.example.com -"],
    findings: ["probe_not_sent fail"],
  },
};

test.each(Object.entries(cases))("%s", async (name, { sources, findings = [] }) => {
  const told = await lookAt(name);
  const lines = told.sources.map(({ ip, onHost, sends, helo, configuredBy }) =>
    [ip, ...(onHost === true ? [] : ["absent"]), sends, helo, configuredBy[0]?.setting ?? "-"].join(" "),
  );
  expect(lines).toEqual(sources);
  expect(told.facts.map(({ id, state }) => `${id} ${state}`)).toEqual(findings);
});

test("every transcript has a case", () => {
  const names = readdirSync(new URL("../../fixtures/probe", import.meta.url)).map((file) =>
    file.replace(".txt", ""),
  );
  expect(names.toSorted()).toEqual(Object.keys(cases).toSorted());
});

test("a relay host is named, with the setting that says so and the next step", async () => {
  const { facts } = await lookAt("postfix-relay-host");
  expect(facts.map(inWords)).toMatchObject([
    {
      summary:
        "Postfix does not send this mail itself: [smtp.example.net]:587 does (relayhost). Gmail judges the addresses of that host.",
      action: "run whybounce probe on [smtp.example.net]:587, or ask whoever runs it",
    },
  ]);
});

test("an interface that is no address is told as that, with the next step", async () => {
  const { facts } = await lookAt("exim-interface-no-address");
  expect(facts.map(inWords)).toMatchObject([
    {
      summary: expect.stringMatching(
        /^remote_smtp: interface of Exim is <; 2001:db8:25::10>, and that is no address/,
      ) as string,
      action: "write the address into remote_smtp: interface",
    },
  ]);
});

test("addresses that are named take the place of those that are configured", async () => {
  const { sources } = await lookAt("postfix-bound", ["2001:db8:25::17", "203.0.113.77"]);
  expect(sources).toMatchObject([
    { ip: "2001:db8:25::17", source: "given", sends: "yes", onHost: false, helo: "mx1.example.com" },
    { ip: "203.0.113.77", source: "given", sends: "maybe", onHost: false, helo: "mx1.example.com" },
  ]);
});

test.each([
  ["", []],
  ["hash:/etc/postfix/transport", ["hash:/etc/postfix/transport"]],
  ["hash:/a, regexp:/b\tpcre:/c", ["hash:/a", "regexp:/b", "pcre:/c"]],
  ["inline:{ a=b, {c d} = e } hash:/x", ["inline:{ a=b, {c d} = e }", "hash:/x"]],
  ["static:{ }} }, hash:/x", ["static:{ }}", "}", "hash:/x"]],
  ["{".repeat(100_000), ["{".repeat(100_000)]],
])("the tables in %j", (value, tables) => {
  expect(tablesIn(value)).toEqual(tables);
});

test.each([
  ["", "unknown"],
  ["postmaster@gmail.com\n  router = r, transport = t\n", "direct"],
  ["postmaster@gmail.com\n  router = r, transport = t\n  host mx.example.net [192.0.2.1] MX=10\n", "direct"],
  ["postmaster@gmail.com\n  router = r, transport = t\n  host mx.example.net [192.0.2.1]\n", "relay"],
  [
    "postmaster@gmail.com\n  router = r, transport = t\n  host gmail-smtp-in.l.google.com [192.0.2.26]\n",
    "direct",
  ],
])("exim -bt: %j", (text, kind) => {
  expect(routeIn(text, "gmail.com").kind).toBe(kind);
});

// What mail servers are set to send from, read from what real ones print about themselves.

import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { describeMachine, problemWords } from "../../src/machine/index.ts";
import { eximList } from "../../src/machine/exim.ts";
import { transcript } from "./transcripts.ts";

interface Case {
  name: string;
  hostNames: (string | null)[];
  heloNames?: string[][];
  /** `address setting` */
  bound: string[];
  unbound: (4 | 6)[][];
  relayHost?: (string | null)[];
  computed?: string[];
}

const cases: Case[] = [
  { name: "postfix-debian-default", hostNames: ["mail.example.com"], bound: [], unbound: [[4, 6]] },
  {
    name: "postfix-one-bound-address",
    hostNames: ["mx1.example.com"],
    bound: ["198.51.100.17 smtp_bind_address", "2001:db8:25::17 smtp_bind_address6"],
    unbound: [[]],
  },
  {
    name: "postfix-ipv4-only",
    hostNames: ["mx.example.com"],
    heloNames: [["out.example.com"]],
    bound: [],
    unbound: [[4]],
  },
  // 127.0.0.1 is a second IPv4 address: only the IPv6 one is alone.
  {
    name: "postfix-one-interface-address",
    hostNames: ["mx2.example.com"],
    bound: ["2001:db8:25::20 inet_interfaces"],
    unbound: [[4]],
  },
  { name: "postfix-two-interface-addresses", hostNames: ["mx2.example.com"], bound: [], unbound: [[4]] },
  {
    name: "postfix-loopback-satellite",
    hostNames: ["web7.example.com"],
    bound: [],
    unbound: [[4]],
    relayHost: ["[smtp.example.net]:587"],
  },
  {
    name: "postfix-sender-dependent-transports",
    hostNames: ["news.example.com"],
    heloNames: [["news.example.com", "a.example.com", "b.example.com"]],
    bound: [
      "198.51.100.30 smtp_bind_address",
      "198.51.100.31 outA: smtp_bind_address",
      "198.51.100.32 outB: smtp_bind_address",
      "2001:db8:25::32 outB: smtp_bind_address6",
    ],
    unbound: [[6]],
  },
  {
    name: "postfix-pool-by-default-transport",
    hostNames: ["bulk.example.com"],
    heloNames: [["bulk.example.com", "ip1.example.com", "ip2.example.com", "ip3.example.com"]],
    bound: [1, 2, 3].map((number) => `203.0.113.4${number} ip${number}: smtp_bind_address`),
    unbound: [[4, 6]],
  },
  {
    name: "postfix-multi-instance",
    hostNames: ["null.example.com", "out.example.com", "in.example.com"],
    heloNames: [["null.example.com"], ["out.example.com"], ["in.example.com"]],
    bound: ["198.51.100.50 smtp_bind_address", "198.51.100.51 smtp_bind_address"],
    unbound: [[4, 6], [], [6]],
    relayHost: ["[127.0.0.1]:10026", null, null],
  },
  {
    name: "postfix-indirect-values",
    hostNames: ["mx.example.com"],
    bound: ["198.51.100.60 smtp_bind_address", "198.51.100.60 mine: smtp_bind_address"],
    unbound: [[6]],
  },
  // 0.0.0.0 and :: undo what the only interface address would bind.
  { name: "postfix-bind-any", hostNames: ["mx.example.com"], bound: [], unbound: [[4, 6]] },
  {
    name: "exim-bound-addresses",
    hostNames: ["mx3.example.com"],
    heloNames: [["out.example.com"]],
    bound: ["198.51.100.17 remote_smtp: interface", "2001:db8:25::5 remote_smtp: interface"],
    unbound: [[]],
  },
  {
    name: "exim-other-separator",
    hostNames: ["mx3.example.com"],
    bound: ["198.51.100.18 remote_smtp: interface", "2001:db8:25::6 remote_smtp: interface"],
    unbound: [[]],
  },
  {
    name: "exim-computed-interface",
    hostNames: ["mx3.example.com"],
    heloNames: [[]],
    bound: [],
    unbound: [[]],
    computed: ["remote_smtp: interface", "remote_smtp: helo_data"],
  },
  { name: "exim-unbound", hostNames: ["mx3.example.com"], bound: [], unbound: [[4, 6]] },
  {
    name: "exim-smarthost",
    hostNames: ["web8.example.com"],
    bound: [],
    unbound: [[4, 6]],
    relayHost: ["smtp.example.net"],
  },
  {
    name: "exim-several-transports",
    hostNames: ["mx3.example.com"],
    heloNames: [["mx3.example.com", "news.example.com"]],
    bound: ["198.51.100.21 remote_smtp: interface", "198.51.100.22 remote_smtp_news: interface"],
    unbound: [[6]],
  },
];

test.each(cases)(
  "$name",
  async ({ name, hostNames, heloNames, bound, unbound, relayHost, computed = [] }) => {
    const { mailers, problems } = await describeMachine({
      run: transcript(name),
      hostName: "here",
      interfaces: {},
    });
    expect({
      hostNames: mailers.map((mailer) => mailer.hostName),
      heloNames: mailers.map((mailer) => mailer.heloNames),
      bound: mailers.flatMap((mailer) => mailer.bound.map(({ ip, setting }) => `${ip} ${setting}`)),
      unbound: mailers.map((mailer) => mailer.unbound),
      relayHost: mailers.map((mailer) => mailer.relayHost),
      computed: mailers.flatMap((mailer) => mailer.computed.map(({ setting }) => setting)),
      problems,
    }).toEqual({
      hostNames,
      heloNames: heloNames ?? hostNames.map((hostName) => [hostName]),
      bound,
      unbound,
      relayHost: relayHost ?? hostNames.map(() => null),
      computed,
      problems: [],
    });
  },
);

test("what a computed setting gives, and to which way out, was read back out of its name", async () => {
  const { mailers } = await describeMachine({
    run: transcript("exim-computed-interface"),
    hostName: "here",
    interfaces: {},
  });
  const computed = mailers.flatMap((mailer) => mailer.computed.map(({ gives, way }) => [gives, way]));
  expect(computed).toEqual([
    ["address", "remote_smtp"],
    ["greeting", "remote_smtp"],
  ]);
});

test("a configuration that Postfix refuses is told as that, once, and not as one without settings", async () => {
  const machine = await describeMachine({
    run: transcript("postfix-interface-by-name"),
    hostName: "here",
    interfaces: {},
  });
  expect(machine.mailers).toEqual([]);
  expect(machine.problems).toEqual([
    {
      command: expect.stringMatching(/^postconf -x /) as string,
      reason: "failed",
      detail: "postconf: fatal: config variable inet_interfaces: host not found: mx2.example.com",
    },
  ]);
});

test("such a problem is a warning that names the command, the reason and the next step", () => {
  const words = problemWords({ command: "postconf -M", reason: "time is over", detail: null });
  expect(words).toMatch(/^postconf -M: time is over; .*--no-local.*--helo/);
});

test("every transcript has a case", () => {
  const names = readdirSync(new URL("../../fixtures/machine", import.meta.url)).map((file) =>
    file.replace(".txt", ""),
  );
  expect(names.toSorted()).toEqual(
    [...cases.map(({ name }) => name), "postfix-interface-by-name"].toSorted(),
  );
});

test.each([
  ["198.51.100.1", ["198.51.100.1"]],
  ["198.51.100.1:2001::db8::::1", ["198.51.100.1", "2001:db8::1"]],
  ["<, 198.51.100.1 , 2001:db8::1", ["198.51.100.1", "2001:db8::1"]],
  ["", []],
])("Exim's list %s", (value, want) => {
  expect(eximList(value)).toEqual(want);
});

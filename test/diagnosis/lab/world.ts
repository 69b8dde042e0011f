// The laboratory's DNS: a registry, a hoster with two name servers, a customer with one, and servers
// that misbehave. Every zone lives at the servers named here; delegations follow from that.

import { firstStepZones } from "./first-step-zones.ts";

export const hosts = {
  registry: "127.0.53.1",
  one: "127.0.53.2",
  two: "127.0.53.3",
  customer: "127.0.53.4",
  resolver: "127.0.53.5",
  silent: "127.0.53.6",
  notcp: "127.0.53.7",
  upward: "127.0.53.8",
  denier: "127.0.53.9",
  closed: "127.0.53.10",
  slow: "127.0.53.11",
  modest: "127.0.53.12",
  proud: "127.0.53.13",
};

export type Host = keyof typeof hosts;

export interface Zone {
  apex: string;
  /** The name servers it is delegated to; `nowhere` has no address. */
  to: (Host | "nowhere")[];
  /** Who really holds it; the same when left out. */
  at?: Host[];
  records: string;
  /** What one of them holds instead, when they disagree. */
  otherwise?: { at: Host; records: string };
  /** `SOA TTL, MINIMUM`. */
  negative?: [number, number];
  /** The responsible person in the SOA record, if another than the laboratory's. */
  contact?: string;
  /** Signed; `expired` with signatures of the past. */
  signed?: "good" | "expired";
  /** Where the resolver looks for it instead, with the records it finds there. */
  mirage?: { at: Host; records: string };
  /** Who holds a zone of this name, too, though nobody delegated it there. */
  uninvited?: { at: Host; records: string };
  /** Configured at its servers, but without data. */
  unloaded?: boolean;
}

const many = (owner: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${owner} 60 PTR n${index}.customer.example.`).join("\n");

/** `5.0.0...` of an address `2001:db8:XX::N`. */
export const nibbles = (last: string) => `${last}${".0".repeat(19)}`;

const single = (last: number) => `${last}.100.51.198.in-addr.arpa`;
const pointer = (last: number) => `${single(last)}. 7200 PTR mail${last}.customer.example.`;
const singleZone = (last: number, to: Zone["to"], more: Partial<Zone> = {}): Zone => ({
  apex: single(last),
  to,
  records: pointer(last),
  ...more,
});

export const zones: Zone[] = [
  ...firstStepZones,
  { apex: ".", to: ["registry"], records: "" },
  {
    apex: "in-addr.arpa",
    to: ["registry"],
    // Without glue: nobody can find the name server of the first, nor those of the others, each in the other's zone.
    records: `
95.100.51.198.in-addr.arpa. 7200 NS ns.95.100.51.198.in-addr.arpa.
96.100.51.198.in-addr.arpa. 7200 NS ns.97.100.51.198.in-addr.arpa.
97.100.51.198.in-addr.arpa. 7200 NS ns.96.100.51.198.in-addr.arpa.`,
    negative: [3600, 1800],
  },
  { apex: "ip6.arpa", to: ["registry"], records: "" },
  { apex: "example", to: ["registry"], records: "", negative: [900, 86400] },
  {
    apex: "lab.example",
    to: ["one"],
    records: Object.entries(hosts)
      .map(([host, address]) => `${host}.lab.example. 3600 A ${address}`)
      .join("\n"),
  },
  {
    apex: "customer.example",
    to: ["one", "two"],
    negative: [600, 86400],
    records: `
mail.customer.example. 300 A 203.0.113.5
only6.customer.example. 300 AAAA 2001:db8:25::77
text.customer.example. 300 TXT hello
other.customer.example. 300 A 203.0.113.99
swap.customer.example. 300 A 203.0.113.21
v6.customer.example. 300 A 203.0.113.5
ent.customer.example. 300 AAAA 2001:db8:26::5
under_score.customer.example. 300 A 203.0.113.17
classless.customer.example. 300 A 203.0.113.21
multi.customer.example. 300 A 203.0.113.25
n0.customer.example. 300 A 203.0.113.26
n1.customer.example. 300 A 203.0.113.27
203-0-113-30.customer.example. 300 A 203.0.113.30
host31.customer.example. 300 A 203.0.113.31
alias.customer.example. 300 CNAME host31.customer.example.
private.customer.example. 300 A 192.168.0.5
stale.customer.example. 300 A 203.0.113.40
circle.customer.example. 900 CNAME round.customer.example.
round.customer.example. 900 CNAME circle.customer.example.
mail46.customer.example. 300 A 203.0.113.46
mail43.customer.example. 300 A 203.0.113.43
mail44.customer.example. 300 A 203.0.113.44
${[88, 89, 90, 91, 92, 93].map((last) => `mail${last}.customer.example. 300 A 198.51.100.${last}`).join("\n")}
mail94.customer.example. 300 A 198.51.98.94`,
  },
  {
    apex: "113.0.203.in-addr.arpa",
    to: ["one", "two"],
    negative: [1200, 900],
    // A customer set up a zone for all addresses of the block in place of the part that is delegated.
    uninvited: { at: "customer", records: "75 7200 PTR mail.customer.example." },
    records: `
$ORIGIN 113.0.203.in-addr.arpa.
5 7200 PTR mail.customer.example.
7 7200 TXT hello
8 7200 PTR gone.customer.example.
9 7200 PTR text.customer.example.
10 7200 PTR only6.customer.example.
11 7200 PTR other.customer.example.
12 7200 PTR swap.customer.example.
13 7200 PTR mail.nosuch.example.
14 7200 PTR mailserver.
15 7200 PTR mail.customer.example
16 7200 PTR mail\\.customer.example.
17 7200 PTR under_score.customer.example.
18 7200 CNAME 19
19 7200 CNAME 18
20 7200 CNAME 20.16-31
104 7200 PTR 203-0-113-104-revip-jp1-default
21 7200 CNAME 21.16-31
22 7200 PTR 203.0.113.22.
23 7200 PTR mail.local.
24 7200 CNAME mail.customer.example.
25 7200 PTR multi.customer.example.
25 7200 PTR gone.customer.example.
${many("26", 12)}
${many("27", 90)}
30 7200 PTR 203-0-113-30.customer.example.
31 7200 PTR alias.customer.example.
32 7200 PTR private.customer.example.
33 7200 PTR mail.refused.example.
34 7200 PTR mail.quiet.example.
35 7200 PTR mail.bogus.example.
36 7200 PTR mail.split.example.
42 7200 PTR inner.quiet.example.
43 7200 PTR mail43.customer.example.
44 7200 PTR mail44.customer.example.
38 7200 PTR circle.customer.example.
46 7200 PTR circle.customer.example.
46 7200 PTR mail46.customer.example.
39 7200 PTR localhost.
70 7200 CNAME 70.64-71
75 7200 CNAME 75.72-79
37 7200 PTR mail.astray.example.`,
  },
  {
    apex: "16-31.113.0.203.in-addr.arpa",
    to: ["customer"],
    negative: [450, 400],
    records: "21.16-31.113.0.203.in-addr.arpa. 7200 PTR classless.customer.example.",
  },
  { apex: "64-71.113.0.203.in-addr.arpa", to: ["nowhere"], at: [], records: "" },
  { apex: "72-79.113.0.203.in-addr.arpa", to: ["customer"], at: [], records: "" },
  { apex: "refused.example", to: ["one"], at: [], records: "" },
  { apex: "quiet.example", to: ["silent"], at: [], records: "" },
  { apex: "astray.example", to: ["upward"], at: [], records: "" },
  {
    apex: "bogus.example",
    to: ["one"],
    signed: "expired",
    records: "mail.bogus.example. 300 A 203.0.113.35",
  },
  {
    apex: "split.example",
    to: ["one", "two"],
    records: "mail.split.example. 300 A 203.0.113.36",
    otherwise: { at: "two", records: "mail.split.example. 300 A 203.0.113.136" },
  },
  singleZone(80, ["silent"], { at: [] }),
  singleZone(81, ["one"], { at: [] }),
  singleZone(82, ["one"], { unloaded: true }),
  singleZone(83, ["notcp"], { at: [] }),
  singleZone(84, ["upward"], { at: [] }),
  singleZone(85, ["nowhere"], { at: [] }),
  singleZone(86, ["closed"], { at: [] }),
  singleZone(87, ["one"], { signed: "expired" }),
  singleZone(88, ["one", "silent"], { at: ["one"] }),
  singleZone(89, ["slow"], { at: [] }),
  singleZone(90, ["one", "two"], { otherwise: { at: "two", records: "" } }),
  singleZone(91, ["one"], { signed: "good" }),
  singleZone(93, ["modest"], { at: [] }),
  { apex: "98.51.198.in-addr.arpa", to: ["proud"], at: [], records: "" },
  {
    apex: "94.98.51.198.in-addr.arpa",
    to: ["one"],
    records: "94.98.51.198.in-addr.arpa. 60 PTR mail94.customer.example.",
  },
  singleZone(92, ["one"], { records: "", mirage: { at: "customer", records: pointer(92) } }),
  {
    apex: "5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    to: ["one", "two"],
    negative: [1200, 900],
    records: `${nibbles("6")}.5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 7200 PTR v6.customer.example.`,
  },
  { apex: "6.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa", to: ["denier"], at: [], records: "" },
  {
    apex: "7.7.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    to: ["one"],
    records: "*.7.7.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 7200 PTR other.customer.example.",
  },
];

const soa = (apex: string) =>
  `${apex}. 600 IN SOA denier.lab.example. dns\\.admin.lab.example. 1 7200 900 604800 600`;
const enclosed = "6.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa";

/** Zones of the servers that no real software would be. */
export const misbehaving: Partial<Record<Host, string>> = {
  notcp: `${soa(single(83))}\n${pointer(83).replace("7200", "7200 IN")}\n;! * truncate`,
  upward: ";! * upward",
  denier: `${soa(enclosed)}\n${enclosed}. 600 IN NS denier.lab.example.
${nibbles("5")}.${enclosed}. 7200 IN PTR ent.customer.example.
;! * deny-empty`,
  slow: `${soa(single(89))}\n${pointer(89).replace("7200", "7200 IN")}\n;! * delay=700`,
  silent: ";! * silent",
  // As load balancers do: the record without the AA bit, and a delegation with it.
  modest: `${soa(single(93))}\n${pointer(93).replace("7200", "7200 IN")}\n;! * no-aa`,
  proud: `${soa("98.51.198.in-addr.arpa")}\n94.98.51.198.in-addr.arpa. 7200 IN NS one.lab.example.\n;! * aa-referral`,
};

/** What is added to 113.0.203.in-addr.arpa while the laboratory runs: the resolver has denied it before. */
export const LATE_RECORD = "40 7200 PTR stale.customer.example.";

/** What the resolver claims of its own accord. */
export const localData = [
  "41.113.0.203.in-addr.arpa. PTR inside.customer.example.",
  "inside.customer.example. A 203.0.113.41",
  "inner.quiet.example. 3600 A 10.0.0.42",
  // Split horizon: the inner address of a host whose public records are right.
  "mail43.customer.example. 3600 A 10.0.0.43",
  // /etc/hosts of a rented machine: its first name, and a loopback address.
  "44.113.0.203.in-addr.arpa. 0 PTR kvmvps",
  "kvmvps. 0 A 127.0.1.1",
  "mail44.customer.example. 0 A 127.0.1.1",
  // No such record in the public DNS: the machine's own name for itself.
  "45.113.0.203.in-addr.arpa. 0 PTR mail45.customer.example.",
  "mail45.customer.example. 0 A 203.0.113.45",
];

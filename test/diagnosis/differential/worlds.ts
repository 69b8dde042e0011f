// Small random worlds, all served by the same few servers: each has an address, perhaps a reverse zone of its own,
// perhaps a CNAME, a name and that name's zone; and servers that do their work in one of many ways.

import type { Random } from "./random.ts";

/** Servers of the worlds by name, and the last byte of their addresses. */
export const servers = { root: 1, s1: 11, s2: 12, s3: 13, s4: 14, quiet: 20 };
export type ServerName = keyof typeof servers;
const holders = ["s1", "s2", "s3", "s4"] as const;
type Holder = (typeof holders)[number];

export interface Worlds {
  ips: string[];
  texts: Record<Exclude<ServerName, "quiet">, string>;
  /** How each world came about, for the message of a failure. */
  stories: Map<string, string>;
}

/** How a server does its work; the first ones are the usual ones. */
const manners = [
  ...Array.from({ length: 10 }, () => ""),
  "no-aa",
  "no-aa",
  "no-aa bare",
  "bare",
  "ns-for-soa",
  "no-aa ns-for-soa",
  "upward aa-referral",
  "recursive",
  "upward",
  "REFUSED",
  "SERVFAIL",
  "drop-EDNS",
  "FORMERR-EDNS",
  "truncate",
  "delay=60",
  "missing",
  "quiet",
  "nameless",
] as const;

interface Text {
  add: (server: ServerName, ...lines: string[]) => void;
}

/** The address of a server, when those of this run begin so: `127.3.4.`. */
export function worldsFrom(random: Random, count: number, network: string): Worlds {
  const lines = new Map<ServerName, string[]>();
  const text: Text = {
    add: (server, ...more) => {
      const own = lines.get(server) ?? [];
      own.push(...more);
      lines.set(server, own);
    },
  };
  common(text, network);
  const stories = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const { ip, story } = addWorld(random, index, text, network);
    stories.set(ip, story);
  }
  const textOf = (server: ServerName) => (lines.get(server) ?? []).join("\n");
  const [root, s1, s2, s3, s4] = (["root", ...holders] as const).map(textOf) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return { ips: [...stories.keys()], texts: { root, s1, s2, s3, s4 }, stories };
}

const soa = (apex: string, minimum = 300) =>
  `${apex}. 300 IN SOA s1.lab.example. dns.lab.example. 1 7200 900 604800 ${minimum}`;
const ns = (apex: string, target: string, ttl = 3600) => `${apex}. ${ttl} IN NS ${target}.`;

/** Blocks of addresses, and how the servers of their zones refer to those below. */
const blocks = [
  { apex: "113.0.203.in-addr.arpa", manner: "" },
  { apex: "100.51.198.in-addr.arpa", manner: "aa-referral" },
  { apex: "2.0.192.in-addr.arpa", manner: "no-aa" },
  { apex: "8.b.d.0.1.0.0.2.ip6.arpa", manner: "" },
];

function common(text: Text, network: string): void {
  const tops = ["in-addr.arpa", "ip6.arpa", "example"];
  text.add(
    "root",
    ". 300 IN SOA root.lab.example. dns.lab.example. 1 7200 900 604800 300",
    ". 3600 IN NS root.lab.example.",
  );
  text.add("root", ...tops.flatMap((apex) => [soa(apex), ns(apex, "root.lab.example")]));
  text.add("root", ...blocks.flatMap(({ apex }) => [ns(apex, "s1.lab.example"), ns(apex, "s2.lab.example")]));
  const addresses = Object.entries(servers).map(
    ([name, last]) => `${name}.lab.example. 3600 IN A ${network}${last}`,
  );
  const hosts = [ns("lab.example", "s1.lab.example"), ns("lab.example", "s2.lab.example")];
  text.add("root", ...hosts, ...addresses);
  for (const server of ["s1", "s2"] as const) {
    text.add(server, soa("lab.example"), ...hosts, ...addresses);
    for (const { apex, manner } of blocks) {
      text.add(server, soa(apex), ns(apex, "s1.lab.example"), ns(apex, "s2.lab.example"));
      if (manner !== "") text.add(server, `;! *.${apex}. ${manner}`);
    }
  }
}

interface World {
  index: number;
  ip: string;
  reverse: string;
  /** The zone of the block. */
  block: string;
  network: string;
  story: string[];
}

function addWorld(random: Random, index: number, text: Text, network: string): { ip: string; story: string } {
  const world = placeOf(index, network);
  const name = addForward(random, world, text);
  addReverse(random, world, name, text);
  return { ip: world.ip, story: world.story.join("; ") };
}

function placeOf(index: number, network: string): World {
  const block = blocks[index % blocks.length]!.apex;
  const last = Math.floor(index / blocks.length) + 1;
  const story = [`in ${block}`];
  if (block.endsWith("ip6.arpa")) {
    const digits = last.toString(16).padStart(24, "0").split("").toReversed();
    const reverse = `${digits.join(".")}.${block}`;
    return { index, ip: `2001:db8::${last.toString(16)}`, reverse, block, network, story };
  }
  const [c, b, a] = block.split(".");
  return { index, ip: `${a}.${b}.${c}.${last}`, reverse: `${last}.${block}`, block, network, story };
}

/** The zone of the world's name; tells the name that the PTR record shall have. */
function addForward(random: Random, world: World, text: Text): string {
  const apex = `w${world.index}.example`;
  const kind = random.pick([
    "right",
    "right",
    "right",
    "right",
    "wrong",
    "none",
    "alias",
    "away",
    "below",
  ] as const);
  world.story.push(`name: ${kind}`);
  const ttl = random.pick([0, 30, 300, 3600]);
  const type = world.ip.includes(":") ? "AAAA" : "A";
  const right = (name: string) => `${name}. ${ttl} IN ${type} ${world.ip}`;
  const records = {
    right: [right(`m.${apex}`)],
    wrong: [`m.${apex}. ${ttl} IN ${type} ${type === "A" ? "192.0.2.250" : "2001:db8::ffff"}`],
    none: [`m.${apex}. ${ttl} IN TXT none`],
    alias: [`m.${apex}. ${ttl} IN CNAME n.${apex}.`, right(`n.${apex}`)],
    away: [`m.${apex}. ${ttl} IN CNAME n${world.index}.lab.example.`],
    below: [],
  }[kind];
  if (kind === "away")
    for (const server of ["s1", "s2"] as const) text.add(server, right(`n${world.index}.lab.example`));
  const places = placesFor(random, world, apex);
  hold(random, text, { apex, parent: "example", at: ["root"] }, places, records);
  if (kind !== "below") return `m.${apex}`;
  const sub = `sub.${apex}`;
  const parents = places.filter(({ manner }) => isHeld(manner)).map(({ server }) => server);
  if (random.chance(0.5)) for (const server of parents) text.add(server, `;! m.${sub}. aa-referral`);
  hold(random, text, { apex: sub, parent: apex, at: parents }, placesFor(random, world, sub), [
    right(`m.${sub}`),
  ]);
  return `m.${sub}`;
}

function addReverse(random: Random, world: World, name: string, text: Text): void {
  const { reverse, block, index } = world;
  const both: Holder[] = ["s1", "s2"];
  const kind = random.pick(["here", "zone", "zone", "zone", "zone", "alias", "alias", "out", "none"]);
  world.story.push(`reverse: ${kind}`);
  const ttl = random.pick([0, 60, 3600, 86_400]);
  const pointer = (owner: string) => `${owner}. ${ttl} IN PTR ${name}.`;
  const second = random.chance(0.1) ? [`${reverse}. ${ttl} IN PTR gone${index}.lab.example.`] : [];
  if (kind === "here") for (const server of both) text.add(server, pointer(reverse), ...second);
  if (kind === "zone")
    hold(random, text, { apex: reverse, parent: block, at: both }, placesFor(random, world, reverse), [
      pointer(reverse),
      ...second,
    ]);
  if (kind === "alias") {
    const apex = `c${index}.${block}`;
    for (const server of both) text.add(server, `${reverse}. ${ttl} IN CNAME 1.${apex}.`);
    const records = random.chance(0.85) ? [pointer(`1.${apex}`)] : [];
    hold(random, text, { apex, parent: block, at: both }, placesFor(random, world, apex), records);
  }
  if (kind === "out") {
    const target = `r${index}.lab.example`;
    for (const server of both) text.add(server, `${reverse}. ${ttl} IN CNAME ${target}.`, pointer(target));
  }
}

interface Place {
  server: Holder;
  manner: (typeof manners)[number];
  /** The name in the NS record. */
  nameServer: string;
  /** The address record beside the NS record, of a name inside the zone. */
  glue: string | null;
}

function placesFor(random: Random, world: World, apex: string): Place[] {
  const count = random.pick([1, 1, 2, 2, 3]);
  const start = random.below(holders.length);
  const hasGlue = random.chance(0.3);
  return Array.from({ length: count }, (_, index) => {
    const server = holders[(start + index) % holders.length]!;
    const manner = random.pick(manners);
    world.story.push(`${apex} at ${server} ${manner}`);
    if (manner === "quiet") return { server, manner, nameServer: "quiet.lab.example", glue: null };
    if (manner === "nameless") return { server, manner, nameServer: "nowhere.lab.example", glue: null };
    if (!hasGlue) return { server, manner, nameServer: `${server}.lab.example`, glue: null };
    const nameServer = `ns-${server}.${apex}`;
    return {
      server,
      manner,
      nameServer,
      glue: `${nameServer}. 3600 IN A ${world.network}${servers[server]}`,
    };
  });
}

function isHeld(manner: Place["manner"]): boolean {
  return manner !== "missing" && manner !== "quiet" && manner !== "nameless";
}

interface Cut {
  apex: string;
  parent: string;
  at: ServerName[];
}

/** Delegates a zone and puts it on the servers that hold it. */
function hold(random: Random, text: Text, { apex, at }: Cut, places: Place[], records: string[]): void {
  const delegation = places.flatMap(({ nameServer, glue }) => [
    ns(apex, nameServer),
    ...(glue ? [glue] : []),
  ]);
  for (const server of at) text.add(server, ...delegation);
  for (const { server, manner } of places.filter((place) => isHeld(place.manner))) {
    const isStale = random.chance(0.04);
    text.add(server, soa(apex, random.pick([0, 300])), ...delegation, ...(isStale ? [] : records));
    if (manner !== "") text.add(server, `;! *.${apex}. ${manner}`);
  }
}

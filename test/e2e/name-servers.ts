// The DNS of the test's Internet: NSD for a registry and a hoster, unbound as everybody's resolver, all on
// port 53 of documentation addresses, so that the tool can go the whole way from the root.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { Resolver } from "node:dns/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nsdConfiguration, unboundConfiguration } from "../support/server-settings.ts";
import { reverseName } from "./iprev.ts";
import { googleHosts, nameServers } from "./network.ts";

/** Short, so that a repair is seen soon. */
const TTL = 5;

/** At the registry. The tool begins its way at one of them. */
const upperZones = [".", "com", "example", "in-addr.arpa", "ip6.arpa"];

/** Domains of senders, as Gmail's replies name them: what is wrong with each is what the replies say. */
const senderRecords: Record<string, string[]> = {
  "sender.example": ['@ IN TXT "v=spf1 ip4:198.51.100.250 -all"'],
  "author.example": ['_dmarc IN TXT "v=DMARC1; p=reject"'],
};
/** Everybody may send for the machines' own domains; they have neither key nor policy. */
const ofMachines = ['@ IN TXT "v=spf1 +all"'];
/** Its only server is not there. */
const SILENT = "silent.example. 3600 IN NS ns.silent.example.\nns.silent.example. 3600 IN A 192.0.2.99";

/** At the hoster. */
const usualZones = [
  ...Object.keys(senderRecords),
  "gmail.com",
  "google.com",
  "customer.example",
  "hosts.example",
  "113.0.203.in-addr.arpa",
  "100.51.198.in-addr.arpa",
  "5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
];

export interface NameServers {
  /** Creates the PTR record and the address record of these addresses. */
  mend: (ips: string[]) => Promise<void>;
}

/** `machines`: the domains in which the mail servers send. */
export async function startNameServers(machines: string[]): Promise<NameServers> {
  const zones = [...usualZones, ...machines];
  const folder = join(process.env["WHYBOUNCE_E2E_FOLDER"]!, "dns");
  mkdirSync(folder);
  for (const zone of upperZones) writeFileSync(join(folder, `${zone}.zone`), upperZone(zone, zones));
  const write = (mended: string[]) => {
    for (const zone of zones) writeFileSync(join(folder, `${zone}.zone`), zoneText(zone, mended));
  };
  write([]);
  const start = (host: "registry" | "hoster", served: string[]) => {
    const file = join(folder, `${host}.conf`);
    writeFileSync(file, nsdConfiguration(serverOptions(folder, host, served)));
    return run("nsd", ["-d", "-c", file]);
  };
  const startHoster = () => start("hoster", zones);
  start("registry", upperZones);
  let hoster = startHoster();
  writeFileSync(
    join(folder, "hints"),
    `. 3600 NS registry.lab.\nregistry.lab. 3600 A ${nameServers.registry}\n`,
  );
  writeFileSync(join(folder, "unbound.conf"), unboundConfiguration(resolverOptions(folder)));
  run("unbound", ["-d", "-p", "-c", join(folder, "unbound.conf")]);
  await untilFound(nameServers.resolver, "gmail.com");
  return {
    // Restarted, because a reload takes NSD an uncertain time.
    async mend(ips) {
      write(ips);
      const ended = new Promise((done) => hoster.once("exit", done));
      hoster.kill("SIGTERM");
      await ended;
      hoster = startHoster();
      await untilFound(nameServers.hoster, "gmail.com");
    },
  };
}

/** They end with the namespaces of the run. */
function run(program: string, words: string[]): ChildProcess {
  return spawn(program, words, { stdio: "ignore", env: { PATH: "/usr/sbin:/usr/bin" } });
}

async function untilFound(server: string, name: string): Promise<void> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([server]);
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await resolver.resolveMx(name).catch(() => []);
    if (found.length > 0) return;
    await sleep(100);
  }
  throw new Error(`the name server ${server} did not start`);
}

const soa = (server: string) => `@ ${TTL} IN SOA ${server}. hostmaster.hoster.lab. 1 7200 900 604800 ${TTL}`;

function upperZone(zone: string, zones: string[]): string {
  const origin = zone === "." ? "." : `${zone}.`;
  const upper = upperZones.slice(1).map((below) => `${below}. 3600 IN NS registry.lab.`);
  const servers = [
    `registry.lab. 3600 IN A ${nameServers.registry}`,
    `ns.hoster.lab. 3600 IN A ${nameServers.hoster}`,
  ];
  const below = zones
    .filter((one) => one.endsWith(`.${zone}`))
    .map((one) => `${one}. 3600 IN NS ns.hoster.lab.`);
  const unheard = zone === "example" ? [SILENT] : [];
  const own = zone === "." ? [...servers, ...upper] : [...below, ...unheard];
  return [`$ORIGIN ${origin}`, soa("registry.lab"), "@ 3600 IN NS registry.lab.", ...own, ""].join("\n");
}

function zoneText(zone: string, mended: string[]): string {
  const head = [`$ORIGIN ${zone}.`, `$TTL ${TTL}`, soa("ns.hoster.lab"), "@ IN NS ns.hoster.lab."];
  return [...head, ...records(zone, mended), ""].join("\n");
}

function records(zone: string, mended: string[]): string[] {
  if (zone === "gmail.com")
    return googleHosts.slice(0, -1).map(({ name }, index) => `@ IN MX ${index * 10 + 5} ${name}.`);
  if (zone === "customer.example") return [`@ IN MX 1 ${googleHosts.at(-1)!.name}.`];
  if (zone === "google.com")
    return googleHosts.flatMap(({ name, ipv4, ipv6 }) => [
      `${name}. IN A ${ipv4}`,
      `${name}. IN AAAA ${ipv6}`,
    ]);
  if (zone in senderRecords) return senderRecords[zone]!;
  const isReverse = zone.endsWith(".arpa");
  if (!isReverse && zone !== "hosts.example") return ofMachines;
  return mended.flatMap((ip, index) => {
    const name = `mail${index}.hosts.example`;
    if (zone === "hosts.example") return [`${name}. IN ${ip.includes(":") ? "AAAA" : "A"} ${ip}`];
    return reverseName(ip).endsWith(`.${zone}`) ? [`${reverseName(ip)}. IN PTR ${name}.`] : [];
  });
}

function serverOptions(folder: string, name: "registry" | "hoster", served: string[]) {
  const zones = served.map((apex) => ({ apex, file: `${apex}.zone` }));
  return { folder, name, address: nameServers[name], zones };
}

function resolverOptions(folder: string) {
  const settings = [
    // Questions come from everywhere in the network of the test.
    "access-control: 0.0.0.0/0 allow",
    `root-hints: "${folder}/hints"`,
    // Else unbound itself denies the reverse zones of the documentation addresses.
    "unblock-lan-zones: yes",
    "insecure-lan-zones: yes",
  ];
  return { folder, address: nameServers.resolver, settings };
}

// Real resolvers are the judge of what the walk follows: in random worlds the verdict "there is a PTR record, and it
// leads back" must be that of unbound and BIND, wherever these two agree. It needs Debian's packages unbound and bind9,
// and leave to open port 53 on loopback addresses; without them it is skipped.
//
// Other worlds: DIFFERENTIAL_SEED=7 DIFFERENTIAL_WORLDS=400 npx vitest run ... test/diagnosis/differential

import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recognize } from "../../../src/diagnosis/diagnose.ts";
import { createResolver } from "../../../src/dns/ask/resolver.ts";
import type { Ask } from "../../../src/dns/ask/resolver.ts";
import { checkAddresses } from "../../../src/dns/check/check.ts";
import type { DnsServer } from "../../../src/dns/exchange/servers.ts";
import type { AddressFacts } from "../../../src/model/dns.ts";
import { isDefinite } from "../../../src/model/dns.ts";
import { reverseName } from "../../../src/base/standards/ip.ts";
import { mustSkip } from "../../support/servers.ts";
import { startZoneServer } from "../../support/zone-server.js";
import type { ZoneServer } from "../../support/zone-server.js";
import { randomFrom } from "./random.ts";
import { missingParts, startResolvers } from "./resolvers.ts";
import type { Resolvers } from "./resolvers.ts";
import { servers, worldsFrom } from "./worlds.ts";
import type { ServerName, Worlds } from "./worlds.ts";

const SEED = Number(process.env["DIFFERENTIAL_SEED"] ?? 1);
const WORLDS = Number(process.env["DIFFERENTIAL_WORLDS"] ?? 200);
/** What takes longer than that fails as a rule, and does not count. */
const PATIENCE = 5_000;

type Verdict = "yes" | "no" | "unknown";

/** What a receiver behind this resolver makes of the address. */
async function verdictThrough(ask: Ask, ip: string): Promise<Verdict> {
  const pointers = await ask(reverseName(ip), "PTR");
  if (!isDefinite(pointers)) return "unknown";
  const type = ip.includes(":") ? "AAAA" : "A";
  const answers = await Promise.all(pointers.records.map(({ data }) => ask(data, type)));
  if (answers.some(({ records }) => records.some(({ data }) => data === ip))) return "yes";
  return answers.every(isDefinite) ? "no" : "unknown";
}

/** Null where own servers contradict each other, so that resolvers get the one or the other by chance. */
function ownVerdict(facts: AddressFacts): Verdict | null {
  const recognized = recognize(facts);
  if (!recognized) return "unknown";
  const { id, class: kind } = recognized.summary;
  if (id === "reverse_ns_inconsistent" || id === "fwd_ns_inconsistent") return null;
  if (kind === "temp" || kind === "not_checkable") return "unknown";
  return kind === "fail" ? "no" : "yes";
}

/**
 * An empty answer without AA bit and SOA record is "no such record" to real resolvers. Here it proves nothing: the
 * answer stays unknown, or is that of the other servers.
 */
function isBareEmptiness(facts: AddressFacts): boolean {
  const answers = [facts.servers, ...facts.names.map((name) => name.servers)].flatMap(
    (view) => view?.answers ?? [],
  );
  return answers.some(({ status, detail }) => status === "lame" && detail === EMPTY);
}
const EMPTY = "an empty answer without authority";

describe.skipIf(mustSkip("the comparison with unbound and BIND", await missingParts()))(
  "random worlds",
  () => {
    const network = `127.${randomInt(60, 250)}.${randomInt(1, 250)}.`;
    const worlds: Worlds = worldsFrom(randomFrom(SEED), WORLDS, network);
    const started: ZoneServer[] = [];
    let resolvers: Resolvers;
    let facts: Map<string, AddressFacts>;
    const seen = new Map<string, { unbound: Verdict; bind: Verdict }>();

    beforeAll(async () => {
      for (const [name, last] of Object.entries(servers)) {
        const text = name === "quiet" ? ";! * silent" : worlds.texts[name as Exclude<ServerName, "quiet">];
        started.push(await startZoneServer(text, { host: `${network}${last}`, port: 53 }));
      }
      resolvers = await startResolvers(network);
      const ask = (server: DnsServer) => createResolver([server], PATIENCE).ask;
      const [unbound, bind] = [ask(resolvers.unbound), ask(resolvers.bind)];
      const asked = worlds.ips.map(async (ip) => {
        const [first, second] = await Promise.all([verdictThrough(unbound, ip), verdictThrough(bind, ip)]);
        seen.set(ip, { unbound: first, bind: second });
      });
      await Promise.all(asked);
      const options = {
        resolvers: [resolvers.unbound.address],
        authoritative: true,
        authoritativePort: 53,
        timeoutMilliseconds: 2500,
        concurrency: 40,
      };
      ({ facts } = await checkAddresses(worlds.ips, options));
    }, 120_000);

    afterAll(async () => {
      await resolvers?.stop();
      await Promise.all(started.map((server) => server.close()));
    });

    test(`of seed ${SEED}: the verdict is that of unbound and BIND wherever these agree`, () => {
      const compared = worlds.ips.flatMap((ip) => {
        const { unbound, bind } = seen.get(ip)!;
        const own = ownVerdict(facts.get(ip)!);
        return own === null || unbound !== bind || unbound === "unknown" ? [] : [{ ip, real: unbound, own }];
      });
      const wrong = compared.filter(({ ip, real, own }) => {
        const isCautious = real === "no" && isBareEmptiness(facts.get(ip)!);
        return real !== own && !isCautious;
      });
      const told = wrong.map(({ ip, real, own }) => {
        const cause = recognize(facts.get(ip)!)?.summary.id;
        return `${ip}: really ${real}, here ${own} (${cause}); ${worlds.stories.get(ip)}`;
      });
      expect(told).toEqual([]);
      // Else the worlds prove nothing. On a busy machine real resolvers give up more often.
      expect(compared.filter(({ real }) => real === "yes").length).toBeGreaterThan(worlds.ips.length / 20);
      expect(compared.filter(({ real }) => real === "no").length).toBeGreaterThan(worlds.ips.length / 20);
    });
  },
);

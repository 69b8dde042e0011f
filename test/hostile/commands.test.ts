// Commands are there to be pasted into a shell. Whatever strangers put into the DNS or into a log, no word of
// theirs that a shell could act upon stands in one.

import fc from "fast-check";
import { expect, test } from "vitest";
import { judge, recognize } from "../../src/diagnosis/diagnose.ts";
import { newBudget } from "../../src/dns/ask/budget.ts";
import { toAnswer } from "../../src/dns/ask/answer.ts";
import { checkAddress } from "../../src/dns/check/iprev.ts";
import type { DnsMessage, MessageRecord } from "../../src/dns/wire/message.ts";
import { createNameServers } from "../../src/dns/ask/name-servers.ts";
import { createWalks } from "../../src/dns/walk/walk.ts";
import type { DnsRecordType } from "../../src/model/dns.ts";
import { withRemedy } from "../../src/diagnosis/remedy.ts";

const ip = "203.0.113.25";

const hostile = [
  "$(reboot)",
  "`reboot`",
  "x;reboot;",
  "x&reboot",
  "x|reboot",
  "x>reboot",
  '"reboot',
  "'reboot'",
  "-reboot",
];
const spoilt = [
  "x reboot",
  "x\nreboot",
  "#reboot",
  "%reboot%",
  "!reboot",
  "${reboot}",
  "\\reboot",
  "re\\.boot",
];
const labels = fc.constantFrom(...hostile, ...spoilt);
const domain = fc.constantFrom(
  "example.com",
  "hstgr.cloud",
  "linode.com",
  "awsdns-01.org",
  "113.0.203.in-addr.arpa",
);
const anyName = fc.tuple(labels, domain).map(([label, rest]) => `${label}.${rest}`);
const plainName = fc.tuple(fc.constantFrom("mx1", "ns1", "mail"), domain).map((parts) => parts.join("."));
const name = fc.oneof(anyName, plainName);

const record = (owner: string, type: DnsRecordType, data: string): MessageRecord => {
  const zone = owner;
  const soa = { zone, ttl: 60, minimum: 60, refresh: 60, serial: 1, mname: data, contact: "x@example.com" };
  return { name: owner, type, ttl: 60, data, soa: type === "SOA" ? soa : null };
};

interface World {
  ptr: string[];
  nameServers: string[];
  apex: string;
  addresses: string[];
  responseCode: number;
}

/** The same to the resolver and to every server that is asked. */
function reply(world: World, question: { name: string; type: DnsRecordType }): DnsMessage {
  const data = { PTR: world.ptr, NS: world.nameServers, A: world.addresses, SOA: ["ns1.example.com"] };
  const values = (data as Partial<Record<DnsRecordType, string[]>>)[question.type] ?? [];
  const isMissing = question.type === "PTR" && values.length === 0;
  return {
    id: 0,
    isResponse: true,
    responseCode: isMissing ? world.responseCode : 0,
    authoritative: true,
    truncated: false,
    recursionAvailable: true,
    question: null,
    answers: values.map((value) => record(question.name, question.type, value)),
    authorities: [record(world.apex, "SOA", "ns1.example.com")],
    additionals: [],
    extendedErrors: [],
  };
}

const world: fc.Arbitrary<World> = fc.record({
  ptr: fc.array(name, { maxLength: 3 }),
  nameServers: fc.array(name, { minLength: 1, maxLength: 3 }),
  apex: fc.constantFrom("113.0.203.in-addr.arpa", "203.in-addr.arpa", "in-addr.arpa"),
  addresses: fc.constantFrom([], [ip], ["203.0.113.9"]),
  responseCode: fc.constantFrom(0, 3, 2, 5),
});

const copied = /^dig /;

test("no command holds a word that a stranger could choose", async () => {
  let commandsSeen = 0;
  await fc.assert(
    fc.asyncProperty(world, name, name, async (made, hostName, from) => {
      const ask = async (asked: string, type: DnsRecordType) =>
        toAnswer({ name: asked, type }, "127.0.0.1", { message: reply(made, { name: asked, type }) });
      const servers = createNameServers(100, async ({ question }) => ({ message: reply(made, question) }));
      const facts = await checkAddress(ip, ask, createWalks(servers, 53)(ask, newBudget()));
      const hints = { hostName, from, helo: { name: hostName, addresses: [] } as never };
      const { commands, heloCommands, fix } = withRemedy(ip, judge(recognize(facts)!, hints), hints);
      const records = fix.flatMap(({ record: text }) => (text !== null && copied.test(text) ? [text] : []));
      for (const command of [...commands, ...heloCommands, ...records]) {
        commandsSeen++;
        expect(command).not.toContain("boot");
      }
      for (const digs of records) expect(digs).toMatch(/^dig [\w.:@+ -]+$/);
    }),
    { numRuns: 300 },
  );
  expect(commandsSeen).toBeGreaterThan(100);
});

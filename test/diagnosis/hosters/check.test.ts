import { afterAll, beforeAll, expect, test } from "vitest";
import type { CheckTask } from "../../../src/model/options.ts";
import { check } from "../../../src/run.ts";
import { startZoneServer } from "../../support/zone-server.js";

const ZONES = `
. 3600 IN SOA ns.example. root.example. 1 7200 3600 1209600 60
. 3600 IN NS ns.example.
113.0.203.in-addr.arpa. 3600 IN SOA ns1.linode.com. hostmaster.example.net. 1 7200 3600 1209600 600
113.0.203.in-addr.arpa. 3600 IN NS ns1.linode.com.
113.0.203.in-addr.arpa. 3600 IN NS ns2.linode.com.
100.51.198.in-addr.arpa. 3600 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 20
100.51.198.in-addr.arpa. 3600 IN NS ns1.example.net.
example.com. 3600 IN SOA ns1.example.com. hostmaster.example.com. 1 7200 3600 1209600 900
mail.example.com. 3600 IN A 198.51.100.99
`;

let server: Awaited<ReturnType<typeof startZoneServer>>;
beforeAll(async () => {
  server = await startZoneServer(ZONES);
});
afterAll(() => server.close());

const ask = (changes: Partial<CheckTask>) =>
  check({
    ips: ["203.0.113.5"],
    problems: [],
    helo: null,
    from: null,
    dns: { resolvers: [server.resolver], authoritative: false, timeoutMilliseconds: 1000, concurrency: 4 },
    onWarning: () => {},
    ...changes,
  });

test("the hoster, its panel and its command", async () => {
  const { report } = await ask({});
  expect(report.sendingIps[0]).toMatchObject({
    cause: { id: "ptr_nxdomain" },
    reverseZone: { hoster: "linode" },
    ticket: null,
    commands: ["linode-cli networking ip-update 203.0.113.5 --rdns YOUR.MAIL.HOST"],
  });
  expect(report.sendingIps[0]?.fix[1]?.action).toContain("or run again with --helo NAME");
});

test("a ticket where nobody knows the hoster, with the greeting's name", async () => {
  const { report } = await ask({ ips: ["198.51.100.7"], helo: "mail.example.com" });
  const [sender] = report.sendingIps;
  expect(sender?.ticket).toMatch(/^Subject: Please set the reverse DNS of 198\.51\.100\.7$/m);
  expect(sender?.findings.map(({ id }) => id)).toContain("helo_mismatch");
  // The host greets with that name already.
  expect(sender?.heloCommands).toEqual([]);
  expect(sender?.ticket).toMatch(/; its A record will be in place when you read this$/m);
  expect(sender?.fix[0]?.action).toBe(
    "let the mail host's name lead to this address: mail.example.com now has A 198.51.100.99: ADD this record, keep the other",
  );
});

test("what the DNS says of the proposed name is told as a fact", async () => {
  const { report } = await ask({ ips: ["198.51.100.99"], helo: "mail.example.com" });
  const [sender] = report.sendingIps;
  expect(sender?.ticket).toMatch(/mail\.example\.com already has A 198\.51\.100\.99$/m);
  expect(sender?.fix.map(({ who, record }) => [who, record])).toEqual([
    ["hoster", "99.100.51.198.in-addr.arpa. 3600 IN PTR mail.example.com."],
    ["you", "dig +norec @ns1.example.net -x 198.51.100.99"],
  ]);
});

test("bad lines are warnings, and the input failed", async () => {
  const { report, inputFailed } = await ask({ problems: ["list line 2: bad"] });
  expect({ inputFailed, warnings: report.warnings }).toEqual({
    inputFailed: true,
    warnings: ["list line 2: bad"],
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { CheckTask } from "../../../src/model/options.ts";
import { render } from "../../../src/report/print/table.ts";
import { check } from "../../../src/run.ts";
import { startZoneServer } from "../../support/zone-server.js";

const ZONES = `
. 3600 IN SOA ns.example. root.example. 1 7200 3600 1209600 60
. 3600 IN NS ns.example.
in-addr.arpa. 3600 IN NS ns.example.
ip6.arpa. 3600 IN NS ns.example.
113.0.203.in-addr.arpa. 3600 IN SOA ns1.linode.com. hostmaster.example.net. 1 7200 3600 1209600 600
113.0.203.in-addr.arpa. 3600 IN NS ns1.linode.com.
113.0.203.in-addr.arpa. 3600 IN NS ns2.linode.com.
2.0.192.in-addr.arpa. 60 IN SOA prd1.azuredns-cloud.net. msnhst.microsoft.com. 1 900 300 604800 60
2.0.192.in-addr.arpa. 3600 IN NS prd1.azuredns-cloud.net.
8.b.d.0.1.0.0.2.ip6.arpa. 3600 IN SOA ns-gce-public1.googledomains.com. cloud-dns-hostmaster.example.net. 1 7200 3600 1209600 60
8.b.d.0.1.0.0.2.ip6.arpa. 3600 IN NS ns-gce-public1.googledomains.com.
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
  expect(report.sendingIps[0]?.fix[0]?.action).toContain("or run again with --helo NAME");
});

test("Azure's reverse zones of the other kind, and what is the reader's to replace", async () => {
  const results = await ask({ ips: ["192.0.2.25"], helo: "mail.example.com" });
  expect(results.report.sendingIps[0]).toMatchObject({
    reverseZone: { hoster: "azure" },
    commands: [
      "az network public-ip update --resource-group GROUP --name IP_NAME --reverse-fqdn mail.example.com. --dns-name LABEL",
    ],
  });
  const table = render(results, { width: 80, color: false, unicode: true });
  expect(table.replaceAll(/\s+/g, " ")).toContain(
    "this does it (words in CAPITALS are yours to replace: GROUP is the resource group; IP_NAME is the name",
  );
});

test("Google's IPv6 addresses have a call of their own", async () => {
  const { report } = await ask({ ips: ["2001:db8::25"], helo: "mail.example.com" });
  expect(report.sendingIps[0]?.reverseZone?.hoster).toBe("gcp");
  expect(report.sendingIps[0]?.commands).toEqual([expect.stringContaining(" --ipv6-public-ptr-domain=")]);
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
    "let the mail host's name lead to this address: ADD this record and keep the other (mail.example.com now has A 198.51.100.99)",
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

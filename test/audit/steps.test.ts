// What an audit says of the way out of an address: every step of each way, and the command that tells the rest.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wholeDiagnosis } from "../../src/audit/whole-diagnosis.ts";
import { audit, dnsDefaults, renderAudit } from "../../src/index.ts";
import { isLook } from "../../src/model/action.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const SOA = "ns1.example.com. hostmaster.example.com. 1 3600 600 604800 300";
const ZONE = `113.0.203.in-addr.arpa 3600 IN SOA ${SOA}
example.com 3600 IN SOA ${SOA}
old.example.com 3600 IN A 203.0.113.77
9.113.0.203.in-addr.arpa 3600 IN PTR old.example.com.
`;

describe("the steps of an address in an audit", () => {
  let server: ZoneServer;
  beforeAll(async () => {
    server = await startZoneServer(ZONE);
  });
  afterAll(() => server.close());

  const reportOf = async (targets: string[]) => {
    const dns = { ...dnsDefaults, resolvers: [server.resolver], authoritative: false };
    return (await audit(targets, { dns, only: ["iprev"] })).report;
  };

  test.each(["table", "markdown", "html"] as const)("are told for each way out in %s", async (format) => {
    for (const targets of [["203.0.113.9"], ["example.com", "203.0.113.9"]]) {
      const text = await renderAudit(await reportOf(targets), format, { width: 100 });
      expect(text).toMatch(/Either a\) if old\.example\.com/);
      expect(text).toMatch(/Or b\) if old\.example\.com/);
      expect(text).toContain("old.example.com. 3600 IN A 203.0.113.9");
      expect(text).toContain("9.113.0.203.in-addr.arpa. 3600 IN PTR YOUR.MAIL.HOST.");
    }
  });

  test("were told from commands by their text alone: they say which they are, and in whose zone", async () => {
    const [address] = (await reportOf(["example.com", "203.0.113.9"])).addresses;
    const kinds = address?.reverseDns?.fix.map(({ record, holds, zone }) => [
      record?.split(" ")[3] ?? null,
      holds ?? null,
      zone ?? null,
    ]);
    expect(kinds).toContainEqual(["A", "record", "example.com"]);
    expect(kinds).toContainEqual(["PTR", "record", "113.0.203.in-addr.arpa"]);
    for (const step of address?.reverseDns?.fix ?? [])
      expect(step.holds === "command").toBe(step.record !== null && !step.record.includes(" IN "));
  });

  test("the CSV had the main one only: `fix` has all", async () => {
    const report = await reportOf(["203.0.113.9"]);
    const [head, row] = (await renderAudit(report, "csv")).split("\r\n");
    expect(head).toMatch(/^target,kind,check,state,finding,ip,summary,action,record,fix$/);
    for (const { record } of report.addresses[0]?.reverseDns?.fix ?? []) expect(row).toContain(record ?? "");
    expect(row).toContain("either a) if old.example.com");
    expect(row).toContain("or b) if old.example.com");
  });

  test("a report of an earlier version leaves it to the text", () => {
    expect(isLook({ record: "dig example.com A" })).toBe(true);
    expect(isLook({ record: "mail.example.com. 3600 IN A 203.0.113.9" })).toBe(false);
    expect(isLook({ record: null })).toBe(false);
  });

  test("have the command that tells the rest, with what the audit was asked with", async () => {
    const [address] = (await reportOf(["example.com", "203.0.113.9"])).addresses;
    expect(address?.command).toBe(
      `whybounce check --resolver ${server.resolver} --no-authoritative --from example.com 203.0.113.9`,
    );
  });
});

describe("the command that tells all of an address", () => {
  const asked = { domains: [], paths: [], helo: null, dns: dnsDefaults, timezone: "system" };
  const log = { ...asked, paths: ["/var/log/mail.log"] };
  const refused = { ip: "203.0.113.5", attempts: 3 };
  test.each([
    ["is a check where no log was named", asked, refused, "whybounce check 203.0.113.5"],
    ["is a report of the log that tells of refusals", log, refused, "whybounce /var/log/mail.log"],
    [
      "is a check where the log tells of none",
      { ...log, helo: "mx.example.com" },
      { ...refused, attempts: 0 },
      "whybounce check --helo mx.example.com 203.0.113.5",
    ],
    [
      "keeps what a shell would read as more than a name",
      { ...log, paths: ["it's $HOME.log", "-x"], timezone: "Europe/Berlin" },
      refused,
      String.raw`whybounce --timezone Europe/Berlin -- 'it'\''s $HOME.log' -x`,
    ],
  ])("%s", (_, task, address, command) => {
    expect(wholeDiagnosis(task, address)).toBe(command);
  });
});

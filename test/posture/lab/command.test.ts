// `whybounce audit` from the command line to the exit code, against real servers. Whole outputs are in fixtures/audits;
// `npm run golden` writes them anew.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main, type Io } from "../../../src/cli/main.ts";
import { audit } from "../../../src/index.ts";
import { watchAudit } from "../../../src/cli/watch-audit.ts";
import { mustSkip } from "../../support/servers.ts";
import { missingPrograms, startInternet, type Internet } from "./start.ts";

/** A key of 1024 bits that nobody has the other half of. */
const KEY =
  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC+W2gJfJRzQ1zvDfBLPwvLzh8+f8PyzPO4sBYoJZ2a6SfbJm2o4PqgqLYmRUW2PTUE7vNo0BVcWLMVBNdCHt+0qnXkJX8nMNPNvzzj6MWfkS1SdNb1yo0EXGm4cl0nCrT8G+9Bfw7sR0ZzZ2aMtdUgJ0nKDRUK8x8pkT3U1vYcPQIDAQAB";

const RECORDS = `
example.com. 600 IN TXT "v=spf1 include:_spf.example.net ip4:203.0.113.0/28 -all"
_spf.example.net. 600 IN TXT "v=spf1 a:out1.example.net a:out2.example.net ~all"
out1.example.net. 600 IN A 198.51.100.1
out2.example.net. 600 IN A 198.51.100.2
example.com. 600 IN MX 10 mail.example.com.
mail.example.com. 600 IN A 203.0.113.5
s1._domainkey.example.com. 600 IN TXT "v=DKIM1; p=${KEY}"
_dmarc.example.com. 600 IN TXT "v=DMARC1; p=reject; pct=100; rua=mailto:reports@example.net"
5.113.0.203.in-addr.arpa. 600 IN PTR mail.example.com.
xn--bcher-kva.example.com. 600 IN A 203.0.113.5
_under.score.example.com. 600 IN MX 0 .
good.example.org. 600 IN TXT "v=spf1 ip4:203.0.113.5 -all"
good.example.org. 600 IN MX 10 mail.example.com.
_dmarc.good.example.org. 600 IN TXT "v=DMARC1; p=none"
s1._domainkey.good.example.org. 600 IN TXT "v=DKIM1; p=${KEY}"
`;

const refusal = (sender: string, text: string) =>
  `2026-02-23T13:00:09.345000+00:00 mx1 postfix/qmgr[1]: A0000000001: from=<${sender}>, size=1, nrcpt=1 (queue active)\n` +
  `2026-02-23T13:00:10.345000+00:00 mx1 postfix/smtp[900]: A0000000001: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.7.26, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${text} d75a77b69052e-1b2a1c4si93755ad.12 - gsmtp (in reply to end of DATA command))\n`;
const LOG = refusal(
  "news@example.com",
  "550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.7.26 SPF [example.com] with ip: [203.0.113.99] = did not pass 550 5.7.26",
);

describe.skipIf(mustSkip("the audit command", missingPrograms()))("whybounce audit", () => {
  let internet: Internet;
  const folder = mkdtempSync(join(tmpdir(), "whybounce-audit-"));
  beforeAll(async () => {
    internet = await startInternet(RECORDS, ["dead.example"]);
    writeFileSync(join(folder, "mail.log"), LOG);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await internet?.stop();
  });

  async function run(
    line: string,
    columns?: number,
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const written = { stdout: "", stderr: "" };
    const output = (stream: "stdout" | "stderr") => ({
      write: async (text: string) => void (written[stream] += text),
      isTerminal: columns !== undefined && stream === "stdout",
      columns,
    });
    const io: Io = {
      stdout: output("stdout"),
      stderr: output("stderr"),
      stdin: () => {
        throw new Error("standard input is not read");
      },
      stdinIsPiped: false,
      env: { LANG: "C.UTF-8" },
      now: Date.now,
      sleep: (milliseconds) => new Promise((done) => setTimeout(done, Math.min(milliseconds, 1500))),
    };
    const dns = `--resolver ${internet.resolver} --no-authoritative --no-config`;
    const words = `audit ${dns} ${line.replaceAll("FOLDER", folder)}`.split(" ");
    const args = words.filter((word) => word !== "");
    const code = await main(args, io);
    return { code, ...written };
  }

  /** The port is any, and in the resolver's memory TTLs run down. */
  const withoutChance = (text: string) =>
    text
      .replace(/"generatedAt": "[^"]*"/, '"generatedAt": "2026-02-23T06:15:00.000Z"')
      .replace(/"version": "[^"]*"/, '"version": "0.0.0"')
      .replace(/^(; whybounce) \S+, \S+ \S+ UTC/, "$1 0.0.0, 2026-02-23 06:15 UTC")
      .replaceAll(internet.resolver, "127.0.0.1:53053")
      .replaceAll(/"ttl": \d+|(?<=TTL )\d+|(?<="visibleAfterSeconds": )\d+/g, (found) =>
        found.replace(/\d+/, "600"),
      );

  test.each([
    ["table.txt", "--selector s1 example.com 203.0.113.5 203.0.113.99"],
    ["report.json", "-f json --selector s1 example.com 203.0.113.5"],
    ["report.ndjson", "-f ndjson --selector s1 example.com"],
    ["report.csv", "-f csv --selector s1 example.com 203.0.113.5"],
    ["report.md", "-f markdown --selector s1 example.com 203.0.113.5"],
    ["report.zone", "-f zone --selector s1 example.com 203.0.113.5 203.0.113.99"],
    ["report.html", "-f html --selector s1 example.com 203.0.113.5"],
  ])("%s", async (name, line) => {
    const { stdout, stderr } = await run(line);
    expect(stderr).toBe("");
    await expect(withoutChance(stdout)).toMatchFileSnapshot(`../../../fixtures/audits/${name}`);
  });

  test.each([
    ["all is well", "--exit-code --selector s1 good.example.org 203.0.113.5", 0],
    ["something fails", "--exit-code --only spf example.com 192.0.2.9", 1],
    ["the same, and nobody asks for the exit code", "--only spf example.com 192.0.2.9", 0],
    ["the reverse DNS fails", "--exit-code --only iprev 203.0.113.99", 1],
    ["the DNS could not be asked", "--exit-code --only mx dead.example", 2],
    ["a log that is not there", "--only mx FOLDER/none.log", 2],
  ])("the exit code when %s", async (_name, line, code) => {
    expect((await run(line)).code).toBe(code);
  });

  test("--wait asks again until nothing fails, and tells what has changed", async () => {
    let now = 0;
    const pauses: number[] = [];
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        pauses.push(milliseconds / 1000);
        now += milliseconds;
      },
    };
    const domains = ["example.com", "good.example.org"];
    const changed: string[] = [];
    const options = { clock, onChange: (text: string) => void changed.push(text), onWaiting: () => {} };
    const dns = { resolvers: [internet.resolver], authoritative: false };
    // The record is repaired after the second time.
    const repairing = (times: number) => async () => {
      const { report, inputFailed } = await audit(
        [domains[0]!, pauses.length < times ? "192.0.2.9" : "203.0.113.5"],
        {
          dns,
          only: ["spf"],
        },
      );
      return { report, inputFailed };
    };
    const repaired = await watchAudit(repairing(2), { ...options, maximumMilliseconds: 3_600_000 });
    expect({ passed: repaired.passed, pauses }).toEqual({ passed: true, pauses: [30, 45] });
    expect(changed).toEqual(["example.com: spf pass (before: fail)"]);
    const late = await watchAudit(repairing(99), { ...options, maximumMilliseconds: 100_000 });
    expect({ passed: late.passed, pauses: pauses.slice(2) }).toEqual({ passed: false, pauses: [30, 45, 25] });
  });

  test("--wait ends at once when nothing fails, and with 1 when the time is over", async () => {
    expect((await run("--wait=1s --only mx example.com")).code).toBe(0);
    expect((await run("--wait=1s --only mx nowhere.example.com")).code).toBe(1);
  });

  test("after --wait a domain, an address or a path is no time", async () => {
    expect(await run("--wait --only mx example.com")).toMatchObject({ code: 0, stderr: "" });
    for (const target of ["example.com", "203.0.113.5", "FOLDER/mail.log"])
      expect((await run(`--only mx --wait ${target}`)).code, target).toBe(0);
    expect((await run("--wait soon example.com")).stderr).toContain("--wait soon: write a time such as 90s");
  });

  test("a log gives the domain and the address that Gmail's reply names", async () => {
    const { stdout } = await run("-f json --only spf FOLDER/mail.log");
    const report = JSON.parse(stdout) as import("../../../src/index.ts").AuditReport;
    expect(report.domains.map(({ domain, source }) => ({ domain, source }))).toEqual([
      { domain: "example.com", source: "input" },
    ]);
    expect(report.domains[0]?.findings).toMatchObject([{ id: "spf_ip_not_listed", ip: "203.0.113.99" }]);
    expect(report.domains[0]?.findings[0]?.fix?.record).toBe(
      'example.com. 3600 IN TXT "v=spf1 ip4:203.0.113.99 include:_spf.example.net ip4:203.0.113.0/28 -all"',
    );
    expect(report.addresses.map(({ ip }) => ip)).toEqual(["203.0.113.99"]);
  });

  /** Two messages of a domain, which Gmail took. */
  const taken = (domain: string, number: number) => {
    const id = `4NQh${String(number).padStart(6, "0")}z9rxK`;
    const line = "2026-02-23T13:00:10.345000+00:00 mx1 postfix/";
    return [
      `${line}qmgr[1]: ${id}: from=<news@${domain}>, size=1, nrcpt=2 (queue active)`,
      ...["anna", "liam"].map(
        (name) =>
          `${line}smtp[900]: ${id}: to=<${name}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK  1771851610 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)\n`,
      ),
    ].join("\n");
  };

  test("a log gives the senders whose mail Gmail took, too, with the address of their host", async () => {
    writeFileSync(
      join(folder, "taken.log"),
      LOG + taken("good.example.org", 1) + taken("BÜCHER.example.com", 2),
    );
    const { stdout } = await run("-f json --only spf FOLDER/taken.log");
    const report = JSON.parse(stdout) as import("../../../src/index.ts").AuditReport;
    expect(report.found).toEqual({
      domains: 3,
      addresses: 1,
      accepted: 4,
      withoutSender: 0,
      ofFurtherDomains: 0,
    });
    const told = report.domains.map(({ domain, spf }) => [domain, spf?.verdicts.map(({ ip }) => ip) ?? null]);
    expect(told).toEqual([
      ["good.example.org", ["203.0.113.99"]],
      ["xn--bcher-kva.example.com", ["203.0.113.99"]],
      ["example.com", ["203.0.113.99"]],
    ]);
    const table = (await run("--only mx FOLDER/taken.log")).stdout;
    expect(table).toContain("Found in the inputs: 3 domains and 1 address; Gmail took 4 deliveries.");
    for (const format of ["markdown", "html"])
      expect((await run(`-f ${format} --only mx FOLDER/taken.log`)).stdout).toContain(
        "Gmail took 4 deliveries",
      );
  });

  test("of many domains those with most mail are audited, and the others are counted", async () => {
    const many = Array.from({ length: 120 }, (_, number) => taken(`d${number}.example.com`, number));
    writeFileSync(join(folder, "many.log"), LOG + many.join("") + taken("good.example.org", 500).repeat(2));
    const { stdout } = await run("-f json --only mx FOLDER/many.log");
    const report = JSON.parse(stdout) as import("../../../src/index.ts").AuditReport;
    expect(report.found).toMatchObject({ domains: 122, accepted: 244 });
    expect(report.domains).toHaveLength(100);
    expect(report.domains[0]?.domain).toBe("good.example.org");
    expect(report.domains.map(({ domain }) => domain)).not.toContain("example.com");
    expect(report.warnings).toEqual([
      "only the 100 domains with most mail are audited, of 122; name others to audit them",
    ]);
  });

  test("names with umlauts and underscores, and whole mailboxes", async () => {
    const { stdout } = await run(
      "-f json --only mx BÜCHER.example.com _under.score.example.com news@example.com",
    );
    const report = JSON.parse(stdout) as import("../../../src/index.ts").AuditReport;
    expect(report.domains.map(({ domain, name, checks: { mx } }) => [domain, name, mx])).toEqual([
      ["xn--bcher-kva.example.com", "bücher.example.com", "pass"],
      ["_under.score.example.com", "_under.score.example.com", "fail"],
      ["example.com", "example.com", "pass"],
    ]);
  });

  test("the file that --output names is written, and its ending picks the format", async () => {
    const path = join(folder, "report.csv");
    expect((await run(`-o ${path} --only mx example.com`)).stdout).toBe("");
    expect(readFileSync(path, "utf8")).toMatch(/^target,kind,check,state,/);
  });

  test("several outputs of one audit, and what is wrong with one stops no other", async () => {
    const [csv, json] = [join(folder, "both.csv"), join(folder, "both.json")];
    const outputs = `-o ${csv} -o ${json} -o FOLDER/none/report.md -o week.eml`;
    const { code, stdout, stderr } = await run(`${outputs} --only mx example.com`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("--output week.eml: its ending names no format; use .txt, .json, ");
    expect(stderr).toContain("none/report.md: ");
    expect(readFileSync(csv, "utf8")).toMatch(/^target,kind,check,state,/);
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ schema: "whybounce.audit/1" });
  });

  test("a log that an output would replace is no output, and stays", async () => {
    const before = readFileSync(join(folder, "mail.log"), "utf8");
    const { code, stderr } = await run("-o FOLDER/mail.log -f json --only mx FOLDER/mail.log");
    expect(code).toBe(2);
    expect(stderr).toContain("mail.log");
    expect(readFileSync(join(folder, "mail.log"), "utf8")).toBe(before);
  });

  test("--json is --format json", async () => {
    const { stdout } = await run("--json --only mx example.com");
    expect(JSON.parse(stdout)).toMatchObject({ schema: "whybounce.audit/1" });
  });

  test.each([
    ["", "audit: nothing to audit; name a domain such as example.com, an address, or a log"],
    [
      "bogus",
      "audit bogus: neither a domain, an address nor a file that is there; write example.com, 203.0.113.5 or the path of a log",
    ],
    ["-", "audit -: audit does not read standard input; name a file"],
    [
      "--only spf,bogus example.com",
      "--only spf,bogus is invalid; write some of iprev,spf,dkim,dmarc,mx,blocklists, with commas between",
    ],
    ["--selector a;b example.com", "--selector a;b is invalid"],
    ["--sender bogus example.com", "--sender bogus is invalid; write a domain such as bounces.example.com"],
    ["--blocklist dnsbl.sorbs.net 203.0.113.5", "that list is gone"],
    [
      "--blocklist dnsbl.example.net 203.0.113.5",
      "--blocklist dnsbl.example.net is invalid; write one of zen.spamhaus.org",
    ],
    [
      "-f prometheus example.com",
      "--format prometheus is invalid; write one of table, json, ndjson, csv, html, markdown",
    ],
    ["--since 7d example.com", "unknown option '--since'"],
  ])("a mistake: %s", async (line, message) => {
    const { code, stderr } = await run(line.trim());
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("an option of reports before the word audit", async () => {
    const stderr: string[] = [];
    const io = { stderr: { write: async (text: string) => void stderr.push(text) }, now: Date.now, env: {} };
    expect(await main("--week last audit example.com --no-config".split(" "), io as unknown as Io)).toBe(2);
    expect(stderr.join("")).toBe("whybounce: audit has no option --week; leave it out\n");
  });

  test("nobody asks a blocklist who was not told to", async () => {
    const { stdout } = await run("-f json 203.0.113.5");
    const report = JSON.parse(stdout) as import("../../../src/index.ts").AuditReport;
    expect(report.addresses[0]).toMatchObject({ listings: [], checks: { iprev: "pass" } });
    expect(report.addresses[0]?.checks).not.toHaveProperty("blocklists");
  });
});

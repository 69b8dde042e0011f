import { describe, expect, test } from "vitest";
import { readRequest } from "../../src/cli/read-request.ts";
import { mistakeIn } from "../support/mistake.ts";

const NOW = Date.parse("2026-02-23T10:30:00Z");
const parse = (line: string) =>
  readRequest(
    line.split(" ").filter((word) => word !== ""),
    NOW,
  );
const DNS = { resolvers: [], authoritative: true, timeoutMilliseconds: 2000, concurrency: 32 };

describe("what is asked for", () => {
  test("nothing at all: analyze, with every default", async () => {
    expect(await parse("")).toEqual({
      command: "analyze",
      source: { kind: "paths", paths: [] },
      state: null,
      host: null,
      period: { from: null, to: null },
      compare: false,
      timezone: "system",
      dns: DNS,
      helo: null,
      local: true,
      format: "table",
      output: null,
      mail: null,
      exitCode: false,
      quiet: false,
      progress: true,
      color: null,
    });
  });

  test.each([
    ["mail.log - --format json", { source: { kind: "paths", paths: ["mail.log", "-"] }, format: "json" }],
    [
      "--week last -o week.csv mail.log",
      { format: "csv", output: "week.csv", source: { kind: "paths", paths: ["mail.log"] } },
    ],
    ["--week last --compare", { compare: true }],
    ["--timezone UTC --week", { period: { from: Date.parse("2026-02-16"), to: Date.parse("2026-02-23") } }],
    ["--timezone UTC --since 2026-02-16", { period: { from: Date.parse("2026-02-16"), to: null } }],
    ["-o events.jsonl", { format: "ndjson" }],
    ["-o REPORT.JSON", { format: "json" }],
    ["-o report.txt", { format: "table" }],
    ["-o report", { format: "table" }],
    ["-o ../out/report", { format: "table" }],
    ["-o .hidden", { format: "table" }],
    ["-o report.html -f json", { format: "json", output: "report.html" }],
    ["-o -", { output: null }],
    ["--no-dns", { dns: null }],
    ["--no-authoritative", { dns: { ...DNS, authoritative: false } }],
    [
      "--resolver 192.0.2.53 --resolver [2001:db8::53]:5353",
      { dns: { ...DNS, resolvers: ["192.0.2.53", "[2001:db8::53]:5353"] } },
    ],
    [
      "--dns-timeout 500ms --dns-concurrency 4",
      { dns: { ...DNS, timeoutMilliseconds: 500, concurrency: 4 } },
    ],
    ["--dns-timeout 1.5", { dns: { ...DNS, timeoutMilliseconds: 1500 } }],
    ["--exit-code --quiet --no-progress", { exitCode: true, quiet: true, progress: false }],
    ["--color", { color: true }],
    ["--no-color", { color: false }],
    ["-- --format", { source: { kind: "paths", paths: ["--format"] } }],
    ["./check", { command: "analyze", source: { kind: "paths", paths: ["./check"] } }],
    ["check 203.0.113.5 2001:DB8::25", { command: "check", ips: ["203.0.113.5", "2001:db8::25"], dns: DNS }],
    ["check [203.0.113.5] ::ffff:203.0.113.5", { ips: ["203.0.113.5"] }],
    ["check --format json 203.0.113.5", { format: "json" }],
    ["--no-color --format json check 203.0.113.5", { format: "json", color: false }],
    ["--no-authoritative check 203.0.113.5", { dns: { ...DNS, authoritative: false } }],
    ["check -", { ips: [], input: null, readsStdin: true, helo: null, from: null, waitMilliseconds: null }],
    ["check --input -", { ips: [], input: null, readsStdin: true }],
    ["check -i list.txt 203.0.113.5", { ips: ["203.0.113.5"], input: "list.txt", readsStdin: false }],
    ["check --helo Mail.Example.com. 203.0.113.5", { helo: "mail.example.com" }],
    ["check --helo [203.0.113.5] 203.0.113.5", { helo: "[203.0.113.5]" }],
    ["check --helo localhost 203.0.113.5", { helo: "localhost" }],
    ["check --from news@Example.com 203.0.113.5", { from: "example.com" }],
    ["check --wait=30m 203.0.113.5", { waitMilliseconds: 1_800_000 }],
    ["check --wait 90s 203.0.113.5", { waitMilliseconds: 90_000 }],
    ["check 203.0.113.5 --wait", { waitMilliseconds: 3_600_000 }],
    ["check --wait 203.0.113.5", { ips: ["203.0.113.5"], waitMilliseconds: 3_600_000 }],
    ["check --wait -", { ips: [], readsStdin: true, waitMilliseconds: 3_600_000 }],
    ["-f mail", { mail: null }],
    [
      "-f mail --mail-to a@example.com --mail-to b --mail-from c@example.com",
      { mail: { to: ["a@example.com", "b"], from: "c@example.com" } },
    ],
    ["-o week.eml --mail-from c@example.com", { mail: { to: ["root"], from: "c@example.com" } }],
    ["check -f mail --mail-to a@example.com 203.0.113.5", { mail: { to: ["a@example.com"], from: null } }],
    ["-f ndjson", { dns: null }],
    ["-f recipients", { dns: null }],
    ["-f recipients --exit-code", { dns: DNS }],
    ["check 203.0.113.5 --no-authoritative", { dns: { ...DNS, authoritative: false } }],
  ])("%s", async (line, want) => {
    expect(await parse(line)).toMatchObject(want);
  });
});

describe("mistakes name the value and the next step", () => {
  test.each([
    ["--formt json", "unknown option '--formt' (Did you mean --format?); see whybounce --help"],
    [
      "--format xml",
      "--format xml is invalid; write one of table, json, ndjson, csv, recipients, html, markdown, prometheus, mail; see whybounce --help",
    ],
    ["--since", "option '--since <when>' argument missing; see whybounce --help"],
    [
      "--week mail.log",
      "--week mail.log: write last, this or an ISO week such as 2026-W08; before a path, --week=last",
    ],
    ["--week last --since 7d", /^--week last does not go with --since; leave one of them out$/],
    ["--week 2026-W60", "2026 has the weeks 2026-W01 to 2026-W53"],
    ["--compare", "--compare needs a period with a beginning; add --week last or --since 7d"],
    ["--timezone Nowhere", "--timezone Nowhere: no such time zone"],
    ["-f mail --mail-to Ann<a@example.com>", "write one address such as postmaster@example.com"],
    ["-f mail --mail-to a@example.com,b@example.com", "write one address such as"],
    ["-f mail --mail-from -oQ/tmp", "write one address such as"],
    [
      "-o week.html --mail-to a@example.com",
      "--mail-to a@example.com: the format is html; add --format mail, or leave the address out",
    ],
    ["--mail-from a@example.com", "--mail-from a@example.com: the format is table; add --format mail"],
    ["--resolver dns.example.com", "write an address such as 192.0.2.53"],
    ["--resolver 192.0.2.53:0", "write an address such as 192.0.2.53"],
    ["--resolver [192.0.2.53", "write an address such as 192.0.2.53"],
    ["--dns-timeout 90s", "write 100ms to 30s"],
    ["--dns-timeout soon", "write 100ms to 30s"],
    ["--dns-concurrency 0", "write 1 to 256"],
    ["--dns-concurrency 1e3", "write 1 to 256"],
    [
      "-o report.pdf",
      "--output report.pdf: its ending names no format; use .txt, .json, .ndjson, .jsonl, .csv, .recipients, .html, ",
    ],
    ["--no-dns --exit-code", "--exit-code needs the DNS"],
    ["check", "check: no address given; write one such as 203.0.113.5, - for a list on standard input"],
    ["check --helo mail.example.com", "check: no address given"],
    ["check --helo mail/example 203.0.113.5", "write the name as the server says it"],
    ["check --from example 203.0.113.5", "write a domain such as example.com"],
    ["check --wait=soon 203.0.113.5", "--wait soon: write a time such as 90s, 30m or 2h, at most 7d"],
    ["check --wait=8d 203.0.113.5", "--wait 8d: write a time"],
    ["check --wait=0m 203.0.113.5", "--wait 0m: write a time"],
    ["explain --format json 5.7.25", "unknown option '--format'"],
    ["--format json explain 5.7.25", "explain has no options"],
    ["check not-an-ip", "check not-an-ip: not an IP address; write one such as 203.0.113.5 or 2001:db8::25"],
    ["check not\u00a0an\u00a0ip", 'check "not\u00a0an\u00a0ip": not an IP address'],
    ["check 203.0.113.500", "check 203.0.113.500: not an IP address"],
    [
      "check --format csv 203.0.113.5",
      "--format csv is invalid; write one of table, json, html, markdown, prometheus, mail;",
    ],
    ["--format csv check 203.0.113.5", "check has no format csv; it has table, json"],
    ["check -o week.csv 203.0.113.5", "use .txt, .json, .html, "],
    ["--week last check 203.0.113.5", "check reads no input, so --week means nothing to it"],
    ["--no-dns check 203.0.113.5", "check reads no input, so --no-dns means nothing to it"],
  ])("%s", async (line, message) => {
    expect(await mistakeIn(parse(line))).toMatch(message);
  });
});

describe("help and version", () => {
  test.each(["--help", "-h", "check --help", "help", "help check", "help explain", "explain -h"])(
    "%s fits 80 columns and shows examples",
    async (line) => {
      const request = await parse(line);
      const text = request.command === "text" ? request.text : "";
      expect(text).toContain("Examples:\n");
      expect(text.split("\n").filter((textLine) => textLine.length > 80)).toEqual([]);
    },
  );

  test("--version is the version of the package", async () => {
    expect(await parse("--version")).toEqual({
      command: "text",
      text: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
    });
  });
});

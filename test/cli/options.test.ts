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

/** One output. */
const to = (format: string, path: string | null = null) => ({ outputs: [{ path, format }] });

/** Several outputs: `week.csv csv`. */
const both = (...outputs: string[]) => ({
  outputs: outputs.map((text) => {
    const [path, format] = text.split(" ");
    return { path: path === "-" ? null : path, format };
  }),
});

describe("what is asked for", () => {
  test("--no-local goes with an audit as with a report and a check", async () => {
    for (const line of ["mail.log", "check 203.0.113.5", "audit example.com"])
      expect(await parse(line.replace(/^(check |audit |)/, "$1--no-local "))).toMatchObject({
        command: /^(check|audit)?/.exec(line)?.[0] || "analyze",
      });
  });

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
      ...to("table"),
      outputMistakes: [],
      mail: null,
      exitCode: false,
      quiet: false,
      progress: true,
      color: null,
      details: false,
    });
  });

  test.each([
    ["mail.log - --format json", { source: { kind: "paths", paths: ["mail.log", "-"] }, ...to("json") }],
    [
      "--week last -o week.csv mail.log",
      { ...to("csv", "week.csv"), source: { kind: "paths", paths: ["mail.log"] } },
    ],
    ["--week last --compare", { compare: true }],
    ["--timezone UTC --week", { period: { from: Date.parse("2026-02-16"), to: Date.parse("2026-02-23") } }],
    ["--timezone UTC --since 2026-02-16", { period: { from: Date.parse("2026-02-16"), to: null } }],
    ["-o events.jsonl", to("ndjson", "events.jsonl")],
    ["-o REPORT.JSON", to("json", "REPORT.JSON")],
    ["-o report.txt", to("table", "report.txt")],
    ["-o report", to("table", "report")],
    ["-o ../out/report", to("table", "../out/report")],
    ["-o .hidden", to("table", ".hidden")],
    ["-o report.html -f json", to("json", "report.html")],
    ["-o -", to("table")],
    ["-o week.csv -o week.html -o week.json", both("week.csv csv", "week.html html", "week.json json")],
    ["-f csv -o a.html -o b.txt -o c -o d.pdf", both("a.html html", "b.txt csv", "c csv", "d.pdf csv")],
    ["-o - -o week.csv", both("- table", "week.csv csv")],
    ["-f json -o week.csv -o -", both("week.csv csv", "- json")],
    ["-f ndjson -o a.jsonl -o b.csv", { dns: DNS }],
    ["-o a.jsonl -o b.recipients", { dns: null }],
    ["-o a.html -o b.eml --mail-to a@example.com", { mail: { to: ["a@example.com"], from: null } }],
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
    [
      "check 203.0.113.5 2001:DB8::25",
      { command: "check", targets: ["203.0.113.5", "2001:db8::25"], dns: DNS },
    ],
    ["check [203.0.113.5] ::ffff:203.0.113.5", { targets: ["203.0.113.5"] }],
    [
      "check mx1.example.com example.com. 203.0.113.0/28 203.0.113.5-20",
      { targets: ["mx1.example.com", "example.com.", "203.0.113.0/28", "203.0.113.5-20"], lists: [] },
    ],
    ["check package.json 203.0.113.5", { targets: ["203.0.113.5"], lists: ["package.json"] }],
    ["check ./none.txt", { targets: [], lists: ["./none.txt"], standardInput: "no" }],
    ["check", { targets: [], lists: [], standardInput: "if piped" }],
    ["check --helo mail.example.com", { targets: [], helo: "mail.example.com" }],
    ["check --json 203.0.113.5", to("json")],
    ["--json mail.log", { ...to("json"), source: { kind: "paths", paths: ["mail.log"] } }],
    ["--json -f json mail.log", to("json")],
    ["--json check 203.0.113.5 -o a", to("json", "a")],
    ["check -f csv 203.0.113.5", to("csv")],
    ["check -o a.ndjson 203.0.113.5", to("ndjson", "a.ndjson")],
    ["check --format json 203.0.113.5", to("json")],
    ["--no-color --format json check 203.0.113.5", { ...to("json"), color: false }],
    ["--no-authoritative check 203.0.113.5", { dns: { ...DNS, authoritative: false } }],
    [
      "check -",
      { targets: [], lists: [], standardInput: "yes", helo: null, from: null, waitMilliseconds: null },
    ],
    ["check --input -", { targets: [], lists: [], standardInput: "yes" }],
    ["check -i list.txt 203.0.113.5", { targets: ["203.0.113.5"], lists: ["list.txt"], standardInput: "no" }],
    ["check --helo Mail.Example.com. 203.0.113.5", { helo: "mail.example.com" }],
    ["check --helo [203.0.113.5] 203.0.113.5", { helo: "[203.0.113.5]" }],
    ["check --helo localhost 203.0.113.5", { helo: "localhost" }],
    ["check --from news@Example.com 203.0.113.5", { from: "example.com" }],
    ["check --wait=30m 203.0.113.5", { waitMilliseconds: 1_800_000 }],
    ["check --wait 90s 203.0.113.5", { waitMilliseconds: 90_000 }],
    ["check --wait=1h30min 203.0.113.5", { waitMilliseconds: 5_400_000 }],
    ["--dns-timeout 2sec", { dns: { ...DNS, timeoutMilliseconds: 2000 } }],
    ["--dns-timeout 1.5", { dns: { ...DNS, timeoutMilliseconds: 1500 } }],
    ["--timezone UTC --since yesterday", { period: { from: Date.parse("2026-02-22"), to: null } }],
    ["--timezone UTC --since=-2hours --until now", { period: { from: NOW - 7_200_000, to: NOW } }],
    ["check 203.0.113.5 --wait", { waitMilliseconds: 3_600_000 }],
    ["check --wait 203.0.113.5", { targets: ["203.0.113.5"], waitMilliseconds: 3_600_000 }],
    ["check --wait mx1.example.com", { targets: ["mx1.example.com"], waitMilliseconds: 3_600_000 }],
    ["check --wait package.json", { lists: ["package.json"], waitMilliseconds: 3_600_000 }],
    ["check --wait -", { targets: [], standardInput: "yes", waitMilliseconds: 3_600_000 }],
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
      "--format xml is invalid; write one of table, json, ndjson, csv, zone, recipients, html, markdown, prometheus, nagios, mail; see whybounce --help",
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
      "--output report.pdf: its ending names no format; use .txt, .json, .ndjson, .jsonl, .csv, .zone, .recipients, .html, ",
    ],
    ["-o a.html -o b.csv --mail-to a@example.com", "the format is html, csv; add --format mail"],
    ["--no-dns --exit-code", "--exit-code needs the DNS"],
    [
      "audit --no-local --host-selectors example.com",
      "--host-selectors reads this machine's own configuration; leave out --no-local",
    ],
    ["check --helo mail/example 203.0.113.5", "write the name as the server says it"],
    ["check --from example 203.0.113.5", "write a domain such as example.com"],
    ["check --wait=soon 203.0.113.5", "--wait soon: write a time such as 90s, 30m or 2h, at most 7d"],
    ["check --wait=8d 203.0.113.5", "--wait 8d: write a time"],
    ["check --wait=0m 203.0.113.5", "--wait 0m: write a time"],
    ["explain --format json 5.7.25", "unknown option '--format'"],
    ["--format json explain 5.7.25", "explain has no options"],
    [
      "check --format recipients 203.0.113.5",
      "--format recipients is invalid; write one of table, json, ndjson, csv, zone, html, markdown, prometheus, nagios, mail;",
    ],
    ["--format recipients check 203.0.113.5", "check has no format recipients; it has table, json"],
    ["check -o lost.recipients 203.0.113.5", "use .txt, .json, .ndjson, "],
    ["--json -f csv mail.log", "--json does not go with --format csv; leave one out"],
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

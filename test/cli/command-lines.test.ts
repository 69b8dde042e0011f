// The documented command lines, whole: what each writes to which stream, and how it ends. The transcripts in
// fixtures/command-lines are compared to the byte; `npm run golden` writes them anew, and the difference is to
// be read. Inputs, name server and clock are the demo's, so that everybody sees the same.

import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const DEMO = "fixtures/demo/mail.log fixtures/demo/bounces.mbox";
/** The Monday after the week of the demo. */
const NOW = Date.parse("2026-02-23T06:15:00Z");

interface Setting {
  /** The width of the terminal in columns; left out, the output is a file. */
  columns?: number;
  /** A file on standard input. */
  input?: string;
  env?: Record<string, string>;
}

/** `ZONE`: the demo's name server is asked. */
const ZONE = "--timezone UTC --resolver RESOLVER";
const ascii = { LANG: "C" };
const cases: [name: string, line: string, setting?: Setting][] = [
  // The table.
  ["table-80", `${DEMO} ${ZONE}`],
  ["table-80-ascii", `${DEMO} ${ZONE}`, { env: ascii }],
  ["table-80-colour", `${DEMO} ${ZONE}`, { columns: 80 }],
  ["table-120", `${DEMO} ${ZONE} --no-color`, { columns: 120 }],
  ["table-120-ascii-colour", `${DEMO} ${ZONE}`, { columns: 120, env: ascii }],
  [
    "table-no-color",
    `fixtures/demo/mail.log ${ZONE} --since 2026-02-20`,
    { columns: 80, env: { NO_COLOR: "1" } },
  ],
  ["table-no-dns", "fixtures/demo/mail.log --timezone UTC --no-dns"],
  ["since-7d", `--since 7d fixtures/demo/bounces.mbox ${ZONE}`],
  ["nothing-found", `fixtures/postfix/gmail-other-refusals.log ${ZONE}`],
  ["nothing-found-in-period", `fixtures/demo/mail.log --week this ${ZONE}`],
  ["missing-input", `fixtures/demo/none.log fixtures/postfix/gmail-550-5.7.25-bounced.log ${ZONE}`],
  ["other-receivers", "fixtures/other-receivers --timezone UTC --no-dns"],
  ["piped-mailbox", `- ${ZONE}`, { input: "fixtures/demo/bounces.mbox" }],
  ["week-compare", `--week 2026-W08 --compare ${DEMO} ${ZONE}`],
  ["days-compare", `--since 2026-02-19 --compare ${DEMO} ${ZONE}`],
  // The other formats.
  ["week-csv", `${DEMO} --week last --format csv -o week.csv ${ZONE}`],
  ["week-html", `--week last -o week.html ${DEMO} ${ZONE}`],
  ["week-markdown", `--week=last -o week.md ${DEMO} ${ZONE}`],
  ["week-mail", `--week=last --compare -f mail --mail-to postmaster@example.com ${DEMO} ${ZONE}`],
  ["prometheus", `--since 7d --quiet -o whybounce.prom ${DEMO} ${ZONE}`],
  ["json", `--format json ${DEMO} ${ZONE}`],
  ["recipients", `--format recipients ${DEMO} --timezone UTC`],
  [
    "ndjson",
    "--no-dns --format ndjson fixtures/postfix/gmail-421-4.7.23-delivered-after-repair.log fixtures/dsn/postfix-550-5.7.25-failed.eml --timezone UTC",
  ],
  // The exit code.
  ["exit-code-stands", `--exit-code --since 2026-02-20T12:00 fixtures/demo/mail.log ${ZONE}`],
  ["exit-code-in-order", `check --exit-code 203.0.113.5 --resolver RESOLVER`],
  // The other commands.
  ["check", "check 203.0.113.5 203.0.113.25 2001:db8:25::5 --resolver RESOLVER"],
  ["check-colour", "check 203.0.113.25 --resolver RESOLVER", { columns: 80 }],
  ["check-json", "check --json 198.51.100.18 --resolver RESOLVER"],
  ["check-csv", "check -f csv 203.0.113.4-6 198.51.100.18 --resolver RESOLVER"],
  ["check-ndjson", "check -f ndjson 203.0.113.5 --resolver RESOLVER"],
  ["check-host", "check mail.example.com 10.0.0.0/8 --resolver RESOLVER"],
  ["check-wait", "check --wait 2h 203.0.113.5 --resolver RESOLVER"],
  ["explain", "explain"],
  ["explain-code", "explain 550-5.7.25"],
  ["explain-cause", "explain ptr_nxdomain"],
  ["help", "--help"],
  ["help-check", "check --help"],
  ["help-explain", "explain --help"],
  ["help-store", "store --help"],
  ["help-watch", "help watch"],
  ["help-audit", "help audit"],
  ["help-doctor", "doctor --help"],
  ["help-completion", "completion --help"],
  ["help-probe", "probe --help"],
  // Mistakes.
  ["mistake-option", "--formt csv mail.log"],
  ["mistake-format", "--format cvs mail.log"],
  ["mistake-compare", "--compare mail.log"],
  ["mistake-address", "check 203.0.113.500"],
  ["mistake-range", "check 10.0.0.0/8"],
  ["mistake-shell", "completion tcsh"],
  ["mistake-topic", "explain ptr_nxdomian"],
  ["mistake-config-key", "--config fixtures/config/unknown-key.json mail.log"],
];

let server: ZoneServer;
const folder = mkdtempSync(join(tmpdir(), "whybounce-"));

beforeAll(async () => {
  server = await startZoneServer(readFileSync("fixtures/demo/zone.txt", "utf8"));
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterAll(async () => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
  await server.close();
});

describe("fixtures/command-lines", () => {
  test.each(cases)("%s", async (name, line, setting = {}) => {
    const transcript = await transcriptOf(line, setting);
    await expect(transcript).toMatchFileSnapshot(`../../fixtures/command-lines/${name}.txt`);
  });
});

test.each([["--help"], ["check --help"], ["audit --help"], ["explain --help"], ["store --help"]])(
  "%s fits 80 columns",
  async (line) => {
    for (const shown of (await transcriptOf(line, {})).split("\n"))
      expect(shown.length).toBeLessThanOrEqual(80);
  },
);

/** The words after `-o` that name a file: it is written elsewhere, and shown after the streams. */
const outputFile = /(?<=-o )\S+/;

async function transcriptOf(line: string, { columns, input, env }: Setting): Promise<string> {
  const written = { stdout: "", stderr: "" };
  const output = (stream: "stdout" | "stderr") => ({
    write: async (text: string) => void (written[stream] += text),
    isTerminal: columns !== undefined && stream === "stdout",
    columns,
  });
  const io: Io = {
    stdout: output("stdout"),
    stderr: output("stderr"),
    stdin: () => createReadStream(input ?? "/dev/null"),
    stdinIsPiped: input !== undefined,
    env: { LANG: "C.UTF-8", ...env },
    now: () => NOW,
    sleep: async () => {},
  };
  const file = outputFile.exec(line)?.[0];
  const path = file === undefined ? "" : join(folder, file);
  const args = line.replace("RESOLVER", server.resolver).replace(outputFile, () => path);
  const code = await main(args.split(" "), io);
  const parts = [
    `$ whybounce ${line}${input === undefined ? "" : ` < ${input}`}`,
    ...(columns === undefined ? [] : [`(a terminal of ${columns} columns)`]),
    ...Object.entries(env ?? {}).map(([variable, value]) => `(${variable}=${value})`),
    ...section("standard output", written.stdout),
    ...section("standard error", written.stderr),
    ...(file === undefined ? [] : section(file, readFileSync(path, "utf8"))),
    `==> exit code ${code}\n`,
  ];
  return withoutChance(parts.join("\n"));
}

function section(title: string, text: string): string[] {
  return text === "" ? [] : [`==> ${title}`, text.endsWith("\n") ? text.slice(0, -1) : text];
}

/** The name server's port and what is hashed from it; a mail may break its lines within either. */
function withoutChance(text: string): string {
  const shown = "127.0.0.1:53053";
  const pattern = server.resolver.split("").join("(?:=\\n)?").replaceAll(".", "\\.");
  const inPlaceOf = (found: string) => {
    let position = 0;
    return found.replaceAll(/[\d.:]/g, () => shown.charAt(position++));
  };
  return text.replaceAll(new RegExp(pattern, "g"), inPlaceOf).replaceAll(/[0-9a-f]{32}/g, "0".repeat(32));
}

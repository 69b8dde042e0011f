// A probe as data: JSON (the contract whybounce.probe/1), NDJSON (a line for each address) and CSV (a row for each address).

import { escapeJson } from "../../base/words/escape.ts";
import type { ProbedAddress, ProbeReport } from "../../model/probe.ts";
import { csv as csvOf, list, type Columns } from "../csv-cells.ts";

/** Without what only reports for people need. */
function contractOf(address: ProbedAddress): ProbedAddress {
  const { reverseDns } = address;
  if (reverseDns === null) return address;
  const { presentation: _forPeople, ...diagnosis } = reverseDns;
  return { ...address, reverseDns: diagnosis };
}

export function json(report: ProbeReport): string {
  return `${escapeJson(JSON.stringify({ ...report, addresses: report.addresses.map(contractOf) }, null, 2))}\n`;
}

export function ndjson({ addresses, generatedAt, domain }: ProbeReport): string {
  const head = { schema: "whybounce.probe-address/1", probedAt: generatedAt, domain };
  return addresses
    .map((address) => `${escapeJson(JSON.stringify({ ...head, ...contractOf(address) }))}\n`)
    .join("");
}

const columns: Columns<ProbedAddress> = {
  ip: ({ ip }) => ip,
  ip_family: ({ family }) => family,
  set_by: ({ configuredBy }) => list(configuredBy.map(({ setting }) => setting)),
  source: ({ source }) => source,
  on_host: ({ onHost }) => (onHost === null ? "" : onHost ? "yes" : "no"),
  sends: ({ sends }) => sends,
  seen_as: ({ seen, judgedIp }) => (seen.length === 0 ? "" : (judgedIp ?? "")),
  cause: ({ reverseDns }) => reverseDns?.cause?.id ?? "",
  helo: ({ helo }) => helo ?? "",
  state: ({ state }) => state,
  findings: ({ findings }) => list(findings.map(({ id }) => id)),
  connection: ({ connection }) =>
    connection === null ? "" : (connection.failure ?? connection.verdict?.code ?? "answered"),
  delivery: ({ delivery }) => delivery?.outcome ?? "",
  reply: ({ connection }) => connection?.reply ?? "",
};

export function csv({ addresses }: ProbeReport): string {
  return csvOf(columns, addresses);
}

// A probe as data: JSON (the contract whybounce.probe/1), NDJSON (a line for each address) and CSV (a row for each address).

import { stringify } from "csv-stringify/sync";
import { escapeFormula, escapeJson, escapeText } from "../../base/words/escape.ts";
import type { ProbedAddress, ProbeReport } from "../../model/probe.ts";

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

const columns: Record<string, (address: ProbedAddress) => string> = {
  ip: ({ ip }) => ip,
  ip_family: ({ family }) => String(family),
  set_by: ({ configuredBy }) => configuredBy.map(({ setting }) => setting).join("; "),
  source: ({ source }) => source,
  on_host: ({ onHost }) => (onHost === null ? "" : onHost ? "yes" : "no"),
  sends: ({ sends }) => sends,
  seen_as: ({ seen, judgedIp }) => (seen.length === 0 ? "" : (judgedIp ?? "")),
  cause: ({ reverseDns }) => reverseDns?.cause?.id ?? "",
  helo: ({ helo }) => helo ?? "",
  state: ({ state }) => state,
  findings: ({ findings }) => findings.map(({ id }) => id).join("; "),
  connection: ({ connection }) =>
    connection === null ? "" : (connection.failure ?? connection.verdict?.code ?? "answered"),
  delivery: ({ delivery }) => delivery?.outcome ?? "",
  reply: ({ connection }) => connection?.reply ?? "",
};

export function csv({ addresses }: ProbeReport): string {
  const rows = addresses.map((address) =>
    Object.values(columns).map((column) => escapeFormula(escapeText(column(address), true))),
  );
  return stringify([Object.keys(columns), ...rows], { record_delimiter: "windows" });
}

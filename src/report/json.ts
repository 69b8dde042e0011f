// The report as one JSON object: the contract `whybounce.report/1`, with the fields of the model. It is written
// address by address: as one string, the report of a long list of hosts does not fit into a small memory.

import type { RenderTarget, Results, SendingIpReport } from "../model/report.ts";
import { escapeJson } from "../base/words/escape.ts";

/** As `JSON.stringify(report, null, 2)` writes it. */
export function* render({ report }: Results, _target: RenderTarget): Iterable<string> {
  let start = "{";
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${start}\n  ${JSON.stringify(key)}: `;
    yield* key === "sendingIps" ? addresses(report.sendingIps) : listed(value);
    start = ",";
  }
  yield "\n}\n";
}

function listed(value: unknown): Iterable<string> {
  return Array.isArray(value) && value.length > 0 ? items(value) : [nested(value)];
}

function* items(values: readonly unknown[]): Iterable<string> {
  let start = "[";
  for (const value of values) {
    yield `${start}\n    ${deeplyNested(value)}`;
    start = ",";
  }
  yield "\n  ]";
}

/** Without what only reports for people need. */
type WrittenAddress = Omit<SendingIpReport, "presentation">;

/** One by one: all of them without that field would be ten thousand objects more. */
function* addresses(senders: readonly SendingIpReport[]): Iterable<string> {
  if (senders.length === 0) yield "[]";
  const tickets = new Map<string, string>();
  let start = "[";
  for (const sender of senders) {
    yield `${start}\n    `;
    yield* sender.ticket === null ? [deeplyNested(withoutPresentation(sender))] : ticketed(sender, tickets);
    start = ",";
  }
  if (senders.length > 0) yield "\n  ]";
}

function withoutPresentation(sender: SendingIpReport): WrittenAddress {
  return { ...sender, presentation: undefined } as WrittenAddress;
}

/**
 * The same, with the ticket put in where it stands: a ticket is longer than all the rest, and twenty addresses have the
 * same one.
 */
function* ticketed(sender: SendingIpReport, tickets: Map<string, string>): Iterable<string> {
  const [before, after] = aroundTicket(sender);
  yield deeplyNested(before).slice(0, -"\n    }".length);
  yield `,\n      "ticket": ${ticketText(sender.ticket ?? "", tickets)}`;
  const rest = deeplyNested(after).slice("{".length);
  yield rest === "}" ? "\n    }" : `,${rest}`;
}

/** The fields before it, of which an address is one, and those after it. */
function aroundTicket(sender: SendingIpReport): [before: object, after: object] {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  let fields = before;
  for (const [key, value] of Object.entries(sender)) {
    if (key === "ticket") fields = after;
    else if (key !== "presentation") fields[key] = value;
  }
  return [before, after];
}

/** Those of a zone stand together or by turns: a few are remembered. */
const MAX_TICKETS = 64;

function ticketText(ticket: string, known: Map<string, string>): string {
  const written = known.get(ticket);
  if (written !== undefined) return written;
  if (known.size >= MAX_TICKETS) known.clear();
  const text = escapeJson(JSON.stringify(ticket));
  known.set(ticket, text);
  return text;
}

/** A field of the report, indented as there: the brackets that JSON.stringify writes around it are cut off. */
function nested(value: unknown): string {
  return escapeJson(JSON.stringify([value], null, 2).slice("[\n  ".length, -"\n]".length));
}

/** An item of a list of the report, indented as there. */
function deeplyNested(value: unknown): string {
  return escapeJson(JSON.stringify([[value]], null, 2).slice("[\n  [\n    ".length, -"\n  ]\n]".length));
}

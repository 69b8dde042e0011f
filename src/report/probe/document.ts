// What a probe says to people, and in which order: the table, the Markdown and the page print it.

import type { ProbedAddress, ProbeReport } from "../../model/probe.ts";
import type { ProbeId } from "../../model/probe-topics.ts";
import type { ProbeFinding, ProbeState } from "../../model/probe-findings.ts";

export interface ProbeRemark {
  state: ProbeState | "note";
  text: string;
  action: string | null;
  /** The record to be copied; null where there is none. */
  record: string | null;
  /** The topic of `whybounce explain`. */
  topic: string;
}

export interface ProbeSection {
  title: string;
  state: ProbeState | null;
  remarks: ProbeRemark[];
}

export interface ProbeRow {
  state: ProbeState;
  cells: string[];
}

export interface ProbeDocument {
  headline: string;
  /** What to do first; null where nothing is to be done. */
  first: string | null;
  columns: readonly string[];
  rows: ProbeRow[];
  sections: ProbeSection[];
  warnings: string[];
}

export function probeDocument(report: ProbeReport): ProbeDocument {
  const addresses = worstFirst(report.addresses);
  const host = hostSection(report);
  const sections = [...host, ...addresses.map(addressSection)].filter(({ remarks }) => remarks.length > 0);
  return {
    headline: headlineOf(report),
    first: firstAction(addresses, host),
    columns: columns.map(({ head }) => (head === SEEN ? seenHead(report) : head)),
    rows: addresses.map((address) => ({
      state: address.state,
      cells: columns.map(({ cell }) => cell(address)),
    })),
    sections,
    warnings: report.warnings,
  };
}

const stateOrder: readonly ProbeState[] = ["fail", "warn", "unknown", "pass"];
const sendsOrder: readonly ProbedAddress["sends"][] = ["yes", "maybe", "no"];

/** Addresses that send before those that do not, and among them the worst first. */
function worstFirst(addresses: readonly ProbedAddress[]): ProbedAddress[] {
  const rank = ({ sends, state }: ProbedAddress) =>
    (sends === "no" ? stateOrder.length : 0) + stateOrder.indexOf(state) + sendsOrder.indexOf(sends) / 10;
  return addresses.toSorted((one, other) => rank(one) - rank(other));
}

// ---------------------------------------------------------------- the headline

/** Names in a headline; the rest is counted. */
const MAX_NAMES = 4;

function listed(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join("; ");
}

function headlineOf({ addresses, findings, domain, server }: ProbeReport): string {
  const receiver = domain ?? server?.host ?? "the server";
  const senders = addresses.filter(({ sends }) => sends !== "no");
  const relay = findings.find(({ id, state }) => id === "probe_relay" && state === "warn");
  const trouble = findings.find(({ state }) => state === "fail") ?? relay;
  if (trouble) return trouble.summary;
  if (senders.length === 0) return `No address is known that mail for ${receiver} leaves from.`;
  const withState = (state: ProbeState) => senders.filter((address) => address.state === state);
  const failing = withState("fail");
  if (failing.length > 0)
    return `To repair before ${receiver} takes mail: ${listed(failing.map(troubleOf))}.`;
  const warned = withState("warn");
  if (warned.length > 0) return `${receiver} may take mail, but look at ${listed(warned.map(troubleOf))}.`;
  const unknown = withState("unknown");
  if (unknown.length > 0) return `Not known yet: ${listed(unknown.map(troubleOf))}.`;
  return senders.length === 1
    ? `The address that mail for ${receiver} leaves from is in order.`
    : `All ${senders.length} addresses that mail for ${receiver} may leave from are in order.`;
}

function troubleOf(address: ProbedAddress): string {
  const { ip, judgedIp, reverseDns, findings, state } = address;
  const name = judgedIp === null || judgedIp === ip ? ip : `${ip} (seen as ${judgedIp})`;
  const finding = findings.find((one) => one.state === state);
  if (finding) return `${name}: ${shortWords[finding.id] ?? "see below"}`;
  if (judgedIp === null) return `${name}: what others see of it`;
  return reverseDns?.cause ? `${name}: ${reverseDns.cause.title}` : `${name}: its reverse DNS`;
}

/** Of the findings that an address may fail for. */
const shortWords: Partial<Record<ProbeId, string>> = {
  probe_not_on_host: "not on this host",
  probe_other_address: "seen as another address",
  probe_random_ipv6: "a random IPv6 address",
  probe_port_blocked: "port blocked",
  probe_connection_refused: "connection refused",
  probe_no_route: "no route",
  probe_not_permitted: "forbidden by this host",
  probe_connection_lost: "connection lost",
  probe_no_greeting: "silence after connecting",
  probe_another_server: "another server answers",
  probe_not_smtp: "no mail server answers",
  probe_greeting_refused: "refused at once",
  probe_refused: "the message was refused",
  probe_deferred: "the message was refused for now",
};

function firstAction(addresses: readonly ProbedAddress[], host: readonly ProbeSection[]): string | null {
  const senders = addresses.filter(({ sends }) => sends !== "no");
  const remarks = [...host, ...senders.map(addressSection)].flatMap((section) => section.remarks);
  for (const state of stateOrder) {
    const open = remarks.filter((one) => one.state === state && one.action !== null);
    const remark = open.find(({ topic }) => !refusals.includes(topic)) ?? open[0];
    if (remark) return remark.record === null ? remark.action : `${remark.action}: ${remark.record}`;
  }
  if (senders.length === 0 && host.length === 0) return NAME_ONE;
  return senders.some(({ judgedIp }) => judgedIp === null) ? CONNECT : null;
}

/** They send the reader to another remark, which says what to do, or have nothing but the reply. */
const refusals: readonly string[] = ["probe_refused", "probe_deferred", "probe_greeting_refused"];

const NAME_ONE = "name the addresses of this host that send: whybounce probe 203.0.113.5";
const CONNECT =
  "see which address others see: whybounce probe --connect (EHLO and QUIT, nothing else), or --received with a delivered copy";

// ---------------------------------------------------------------- the table

interface Column {
  head: string;
  cell: (address: ProbedAddress) => string;
}

const SEEN = "seen by receiver";
/** A dash says that nobody told. */
const NOTHING = "-";

const columns: readonly Column[] = [
  { head: "address", cell: ({ ip }) => ip },
  { head: "set by", cell: setBy },
  { head: "on host", cell: ({ onHost }) => (onHost === null ? NOTHING : onHost ? "yes" : "no") },
  { head: "sends", cell: ({ sends }) => sends },
  { head: SEEN, cell: ({ seen, judgedIp }) => (seen.length === 0 ? NOTHING : (judgedIp ?? NOTHING)) },
  {
    head: "reverse DNS",
    cell: ({ reverseDns }) => reverseDns?.cause?.id ?? (reverseDns ? "not known" : NOTHING),
  },
  { head: "HELO", cell: ({ helo }) => helo ?? NOTHING },
  { head: "verdict", cell: ({ state }) => state },
];

function seenHead({ domain }: ProbeReport): string {
  return domain === "gmail.com" ? "seen by Gmail" : SEEN;
}

function setBy({ configuredBy, source }: ProbedAddress): string {
  const [first, ...others] = configuredBy;
  if (first) return others.length === 0 ? first.setting : `${first.setting} +${others.length}`;
  return { setting: NOTHING, system: "the system", given: "you", seen: "nobody" }[source];
}

// ---------------------------------------------------------------- remarks

function hostSection({ findings }: ProbeReport): ProbeSection[] {
  return findings.length === 0 ? [] : [{ title: "This host", state: null, remarks: findings.map(remarkOf) }];
}

function addressSection({ ip, judgedIp, state, findings, reverseDns }: ProbedAddress): ProbeSection {
  const seen = judgedIp === null || judgedIp === ip ? "" : `, seen as ${judgedIp}`;
  const own = reverseDns === null ? [] : reverseDnsRemarks(reverseDns);
  // A record for an address that changes tomorrow helps nobody: a fixed one comes first.
  const isRandom = findings.some(({ id }) => id === "probe_random_ipv6");
  const shown = isRandom ? own.map((remark) => ({ ...remark, action: null, record: null })) : own;
  return { title: `${ip}${seen}`, state, remarks: [...findings.map(remarkOf), ...shown] };
}

function remarkOf({ id, state, summary, action }: ProbeFinding): ProbeRemark {
  return { state, text: summary, action, record: null, topic: id };
}

/** The cause with its main step, and what stands beside it: `whybounce check` tells all of it. */
function reverseDnsRemarks(sender: NonNullable<ProbedAddress["reverseDns"]>): ProbeRemark[] {
  const { ip, cause, fix, findings, dnsCutOff } = sender;
  const beside = findings
    .filter(({ id }) => id !== "ip_behind_nat" && id !== "ipv6_random_iid")
    .map(({ id, summary }): ProbeRemark => ({
      state: "note",
      text: summary,
      action: null,
      record: null,
      topic: id,
    }));
  if (cause === null) {
    const text = `the DNS could not be asked about ${ip}`;
    const topic = dnsCutOff ? "audit_cut_off" : "audit_no_answer";
    return [{ state: "unknown", text, action: null, record: null, topic }, ...beside];
  }
  if (cause.class === "pass") return beside;
  const step = fix.find(({ main }) => main === true) ?? fix[0];
  const action = step === undefined ? null : `${step.action} (all steps: whybounce check ${ip})`;
  const state = cause.class === "warn" || cause.class === "not_checkable" ? "warn" : "fail";
  return [{ state, text: cause.summary, action, record: step?.record ?? null, topic: cause.id }, ...beside];
}

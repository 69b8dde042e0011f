// What is to be said of each address, and of the host as a whole, before anybody has put it into words.

import { isRandomAddress } from "../diagnosis/facts/interface-id.ts";
import type { ComputedSetting } from "../model/machine.ts";
import type { ProbeConnection, ProbeDelivery } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { connectionFacts, deliveryFacts } from "./connection-facts.ts";
import type { SeenSource } from "./attribute.ts";
import type { RoutedMailer } from "./sources.ts";
import type { Server } from "./server.ts";

export interface Outcome {
  connection: ProbeConnection | null;
  delivery: ProbeDelivery | null;
}

interface Context {
  seconds: number;
  server: Server | null;
  /** Whether Gmail would refuse the address for its reverse DNS. */
  stands: boolean;
}

export function addressFacts(
  source: SeenSource,
  judged: string | null,
  { connection, delivery }: Outcome,
  { seconds, server, stands }: Context,
): ProbeFact[] {
  return [
    ...hostFacts(source, connection),
    ...translationFacts(source, judged, stands),
    ...(connection === null ? [] : connectionFacts(connection, { seconds, server })),
    ...(delivery === null ? [] : deliveryFacts(source.ip, delivery, connection)),
  ];
}

/** One that no interface has makes the mail wait. */
function hostFacts(
  { ip, onHost, configuredBy, source, sends }: SeenSource,
  connection: ProbeConnection | null,
): ProbeFact[] {
  const isAbsent = connection?.failure === "not on host" || (onHost === false && connection === null);
  if (!isAbsent || source === "seen") return [];
  const settings = configuredBy.map(({ setting }) => setting);
  const unusable = onHost === true ? { unusable: true as const } : {};
  const data = { settings, ...unusable };
  return [{ id: "probe_not_on_host", state: sends === "no" ? "warn" : "fail", ip, data }];
}

/** Others see another address, or one that may be another tomorrow. */
function translationFacts(
  { ip, family, inner, source, sends }: SeenSource,
  judged: string | null,
  stands: boolean,
): ProbeFact[] {
  if (sends === "no") return [];
  const isOther = judged !== null && judged !== ip;
  const id = inner ? ("probe_nat" as const) : ("probe_other_address" as const);
  const other: ProbeFact[] = isOther
    ? [{ id, state: inner ? "note" : "warn", ip, data: { seen: judged } }]
    : [];
  const seen = judged ?? ip;
  // One that a setting names was chosen by somebody.
  const isChance = family === 6 && source !== "setting" && isRandomAddress(seen);
  const state = stands ? "fail" : "warn";
  return isChance ? [...other, { id: "probe_random_ipv6", state, ip, data: { seen } }] : other;
}

// ---------------------------------------------------------------- the host

export function mailerFacts(mailers: readonly RoutedMailer[]): ProbeFact[] {
  // A mail server that hands on to another one of this host is no relay host outside.
  const isAnyDirect = mailers.some(({ route }) => route.kind === "direct" || route.kind === "depends");
  return mailers.flatMap((mailer) => [...routeFacts(mailer, isAnyDirect), ...computedFacts(mailer)]);
}

const ip = null;

function routeFacts({ setup, route }: RoutedMailer, isAnyDirect: boolean): ProbeFact[] {
  const { mailer, instance } = setup;
  const { kind, relayHost, setting, problems } = route;
  const who = { mailer, instance };
  switch (kind) {
    case "relay": {
      const state = isAnyDirect ? "note" : "warn";
      return [{ id: "probe_relay", state, ip, data: { ...who, relayHost: relayHost ?? "", setting } }];
    }
    case "none":
      return [{ id: "probe_not_sent", state: isAnyDirect ? "note" : "fail", ip, data: { ...who, setting } }];
    case "depends":
      return [{ id: "probe_depends", state: "note", ip, data: { ...who, setting } }];
    case "unknown": {
      const [problem] = problems;
      const words = problem ? `${problem.command}: ${problem.detail ?? problem.reason}` : null;
      return [{ id: "probe_route_unknown", state: "unknown", ip, data: { ...who, problem: words } }];
    }
    case "direct":
      return [];
  }
}

function isOfRoute({ way }: ComputedSetting, { kind, ways }: RoutedMailer["route"]): boolean {
  return way === null || kind === "unknown" || ways.includes(way);
}

/** Which address an expression gives is not known here. */
function computedFacts({ setup, route }: RoutedMailer): ProbeFact[] {
  if (route.kind === "relay" || route.kind === "none") return [];
  const { mailer, instance, computed } = setup;
  return computed
    .filter((one) => one.gives === "address" && isOfRoute(one, route))
    .map(({ setting, value }): ProbeFact => ({
      id: "probe_computed",
      state: "unknown",
      ip,
      data: { mailer, instance, setting, value },
    }));
}

// ---------------------------------------------------------------- the server

/** `renamed`: the address that the hosts file gives it; `inner`: a private one that the DNS gives it. */
export function serverFacts(
  host: string,
  { renamed, inner }: { renamed: string | null; inner: string | null },
): ProbeFact[] {
  return [
    ...(renamed === null
      ? []
      : [{ id: "probe_hosts_file" as const, state: "warn" as const, ip, data: { host, address: renamed } }]),
    ...(inner === null
      ? []
      : [{ id: "probe_inner_server" as const, state: "fail" as const, ip, data: { host, address: inner } }]),
  ];
}

export function limitFact(limit: number, leftOut: number): ProbeFact[] {
  return leftOut === 0 ? [] : [{ id: "probe_limit", state: "unknown", ip, data: { limit, leftOut } }];
}

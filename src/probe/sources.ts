// The addresses that mail for the receiver leaves from: by the settings of the mail servers, by the system's choice, or as
// they were named on the command line.

import { ipFamily, isInnerIp, isLoopbackIp } from "../base/standards/ip.ts";
import type { Machine, MailerSetup, OutgoingAddress, Route } from "../model/machine.ts";
import type { ProbedAddress } from "../model/probe.ts";

/** A machine of a hoster may have a whole network. */
export const MAX_ADDRESSES = 200;

/** A mail server with the way that the receiver's mail takes out of it. */
export interface RoutedMailer {
  setup: MailerSetup;
  route: Route;
}

/** What is known of an address before anybody outside was asked. */
export type Source = Pick<
  ProbedAddress,
  "ip" | "family" | "source" | "configuredBy" | "ways" | "onHost" | "sends" | "inner" | "helo"
>;

export interface Sources {
  sources: Source[];
  leftOut: number;
}

/** `given`: addresses that are to be looked at in place of those that are configured. */
export function sourcesOf(
  machine: Machine | null,
  mailers: readonly RoutedMailer[],
  { given, onHost, helo }: { given: readonly string[]; onHost: readonly string[]; helo: string | null },
): Sources {
  const outgoing = (machine?.outgoing ?? []).map((one) => configuredSource(one, mailers));
  const configured = outgoing.filter((source) => !isInward(source));
  const all = given.length === 0 ? configured : given.map((ip) => givenSource(ip, configured, onHost));
  const named = all.map((source): Source => ({ ...source, helo: helo ?? source.helo ?? nameOf(machine) }));
  return { sources: named.slice(0, MAX_ADDRESSES), leftOut: Math.max(0, named.length - MAX_ADDRESSES) };
}

/** A way to a filter on the same host is bound to the loopback address, so that it cannot leave. */
function isInward({ ip, sends }: Source): boolean {
  return sends === "no" && isLoopbackIp(ip);
}

function configuredSource(outgoing: OutgoingAddress, mailers: readonly RoutedMailer[]): Source {
  const { ip, family, configuredBy, onHost, isInner } = outgoing;
  return {
    ip,
    family,
    source: configuredBy.length > 0 ? "setting" : "system",
    configuredBy,
    ways: mailers.flatMap((mailer) => waysBy(outgoing, mailer)),
    onHost,
    sends: mailers.length === 0 ? "maybe" : sendsFrom(outgoing, mailers),
    inner: isInner,
    helo: greetingOf(outgoing, mailers),
  };
}

function givenSource(ip: string, configured: readonly Source[], onHost: readonly string[]): Source {
  const known = configured.find((source) => source.ip === ip);
  if (known) return { ...known, source: "given", sends: known.sends === "no" ? "maybe" : known.sends };
  const blank = { configuredBy: [], ways: [], sends: "maybe" as const, helo: null };
  const isThere = onHost.includes(ip) || isLoopbackIp(ip);
  return { ip, family: ipFamily(ip), source: "given", onHost: isThere, inner: isInnerIp(ip), ...blank };
}

// ---------------------------------------------------------------- whose mail leaves from it

type Sends = ProbedAddress["sends"];

function sendsFrom(outgoing: OutgoingAddress, mailers: readonly RoutedMailer[]): Sends {
  const told = mailers.map((mailer) => sendsBy(outgoing, mailer));
  return told.find((sends) => sends === "yes") ?? told.find((sends) => sends === "maybe") ?? "no";
}

function sendsBy(outgoing: OutgoingAddress, mailer: RoutedMailer): Sends {
  if (waysBy(outgoing, mailer).length === 0) return "no";
  return mailer.route.kind === "direct" ? "yes" : "maybe";
}

/** The ways of a mail server that take the receiver's mail, or may, and leave from this address. */
function waysBy(outgoing: OutgoingAddress, { setup, route }: RoutedMailer): string[] {
  if (route.kind === "relay" || route.kind === "none") return [];
  const names = route.kind === "unknown" ? setup.ways.map(({ name }) => name) : route.ways;
  const using = setup.ways.filter((way) => names.includes(way.name) && usesAddress(way, outgoing));
  return using.map(({ name }) => `${setup.mailer} ${name}`);
}

function usesAddress({ bound, unbound }: MailerSetup["ways"][number], outgoing: OutgoingAddress): boolean {
  const { ip, family, isSystemsChoice } = outgoing;
  return bound.some((one) => one.ip === ip) || (isSystemsChoice && unbound.includes(family));
}

// ---------------------------------------------------------------- what it greets with

/** The name of the first way that sends from there. */
function greetingOf(outgoing: OutgoingAddress, mailers: readonly RoutedMailer[]): string | null {
  const ranked = (["yes", "maybe", "no"] as const).flatMap((sends) =>
    mailers.filter((mailer) => sendsBy(outgoing, mailer) === sends),
  );
  for (const { setup, route } of ranked) {
    const ways = setup.ways.filter((way) => usesAddress(way, outgoing));
    const way = ways.find(({ name }) => route.ways.includes(name)) ?? ways[0];
    const name = way && (way.heloName ?? (isComputedFor(way.name, setup) ? null : setup.hostName));
    if (name) return name;
  }
  return null;
}

function isComputedFor(name: string, { computed }: MailerSetup): boolean {
  return computed.some(({ gives, way }) => gives === "greeting" && (way === null || way === name));
}

function nameOf(machine: Machine | null): string | null {
  const [mailer] = machine?.mailers ?? [];
  return mailer?.hostName ?? machine?.fullHostName ?? null;
}

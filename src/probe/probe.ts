// A probe: from which addresses does this host send, what does the receiver see of each, and is it in order? Without being
// told to, it sends nothing but DNS questions.

import { packageVersion } from "../base/version.ts";
import type { Machine } from "../model/machine.ts";
import type { ProbedAddress, ProbedMailer, ProbeReport, ProbeResults, ProbeTask } from "../model/probe.ts";
import {
  worstProbeState,
  type ProbeFact,
  type ProbeFinding,
  type ProbeState,
} from "../model/probe-findings.ts";
import type { SendingIpReport } from "../model/report.ts";
import { stateOf } from "../model/standing.ts";
import { addressesOn, describeMachine } from "../machine/index.ts";
import { routesTo } from "../machine/route.ts";
import { isInnerIp } from "../base/standards/ip.ts";
import { attribute, judgedIp, seenBy, type SeenSource, type Sighting } from "./attribute.ts";
import { sendByMailer, type ByMailer } from "./by-mailer.ts";
import { placeCalls, type Placed } from "./calls.ts";
import { deliveryFacts } from "./connection-facts.ts";
import { addressFacts, limitFact, mailerFacts, serverFacts, type Outcome } from "./facts.ts";
import { renamedIn } from "./hosts-file.ts";
import { seenInCopies } from "./received.ts";
import { diagnose } from "./reverse-dns.ts";
import { seenInLogs } from "./seen-in-logs.ts";
import { findServer, type Server } from "./server.ts";
import { MAX_ADDRESSES, sourcesOf, type RoutedMailer, type Sources } from "./sources.ts";
import { inWords } from "./words/index.ts";
import { witnesses, type ProbeWitnesses } from "./witnesses.ts";

export async function probe(task: ProbeTask, own: ProbeWitnesses = witnesses): Promise<ProbeResults> {
  const { onProgress = () => {} } = task;
  const warnings = createWarnings(task);
  onProgress("asking this machine what it sends from");
  const { machine, mailers } = await askMachine(task, own, warnings.add);
  const found = sourcesOf(machine, mailers, {
    given: task.ips,
    onHost: addressesOn(own.interfaces),
    helo: task.helo,
  });
  const logs = await seenInLogs(task);
  const copies = await seenInCopies(task.received, task.domain);
  for (const problem of copies.problems) warnings.add(problem);
  onProgress("asking the DNS for the receiver's server");
  const server = await findServer(task);
  const about = await serverProblems(server, own);
  if (server === null)
    warnings.add(
      `the server of ${task.server?.host ?? task.domain} is not known: the DNS could not be asked`,
    );
  const placed = await placeCalls(found.sources, about.isUsable ? server : null, task);
  for (const warning of placed.warnings) warnings.add(warning);
  const byMailer = await letMailerSend(task, found);
  const sightings = [...sightingsIn(placed, byMailer), ...copies.seen, ...logs.seen];
  const addresses = await judge(
    attribute(found.sources, sightings),
    placed,
    { task, server, machine },
    warnings.add,
  );
  const facts = [
    ...mailerFacts(mailers),
    ...about.facts,
    ...limitFact(MAX_ADDRESSES, found.leftOut),
    ...placed.facts,
    ...(byMailer === null ? [] : [...byMailer.facts, ...deliveryFacts(null, byMailer.delivery, null)]),
  ];
  const report: ProbeReport = {
    schema: "whybounce.probe/1",
    generatedAt: new Date().toISOString(),
    generator: { name: "whybounce", version: packageVersion() },
    domain: task.server === null ? task.domain : null,
    server: server && {
      host: server.host,
      port: server.port,
      addresses: server.addresses.map(({ ip }) => ip),
    },
    mailers: mailers.map(mailerOf),
    addresses,
    delivery: byMailer?.delivery ?? null,
    findings: facts.map(inWords),
    warnings: [...new Set([...logs.warnings, ...warnings.all()])],
  };
  return { report, inputFailed: logs.inputFailed || copies.problems.length > 0 };
}

function createWarnings({ onWarning }: ProbeTask): { add: (text: string) => void; all: () => string[] } {
  const texts: string[] = [];
  return {
    add(text) {
      texts.push(text);
      onWarning(text);
    },
    all: () => texts,
  };
}

// ---------------------------------------------------------------- this machine

interface Asked {
  machine: Machine | null;
  mailers: RoutedMailer[];
}

async function askMachine(
  { local, domain }: ProbeTask,
  own: ProbeWitnesses,
  warn: (text: string) => void,
): Promise<Asked> {
  if (!local) return { machine: null, mailers: [] };
  const machine = await describeMachine(own);
  for (const { command, reason, detail } of machine.problems)
    warn(`${command}: ${detail ?? reason}; from where this host sends is known in part only`);
  const routes = await routesTo(domain, machine, own.run);
  return { machine, mailers: machine.mailers.map((setup, index) => ({ setup, route: routes[index]! })) };
}

function mailerOf({ setup, route }: RoutedMailer): ProbedMailer {
  const { mailer, instance, hostName } = setup;
  const { problems: _told, ...way } = route;
  return { mailer, instance, hostName, route: way };
}

// ---------------------------------------------------------------- the receiver

/** A private address of a public receiver is somebody's invention: nobody is called there. */
async function serverProblems(
  server: Server | null,
  { hostsFile }: ProbeWitnesses,
): Promise<{ facts: ProbeFact[]; isUsable: boolean }> {
  if (server === null || !server.isMx) return { facts: [], isUsable: true };
  const inner = server.addresses.find(({ ip }) => isInnerIp(ip))?.ip ?? null;
  const renamed = await renamedIn(server.host, hostsFile);
  return { facts: serverFacts(server.host, { renamed, inner }), isUsable: inner === null };
}

async function letMailerSend(
  { send, helo, paths, timezone, timeoutMilliseconds, signal }: ProbeTask,
  { sources }: Sources,
): Promise<ByMailer | null> {
  if (send === null || !send.viaMailer) return null;
  const name = helo ?? sources.find(({ sends }) => sends !== "no")?.helo ?? "localhost";
  const { recipient, sender } = send;
  return sendByMailer({
    sender: sender ?? `postmaster@${name}`,
    recipient,
    helo: name,
    logs: paths,
    timezone,
    patienceMilliseconds: timeoutMilliseconds * MAILER_PATIENCE,
    signal,
  });
}

/** Mail servers wait themselves, for several hosts one after the other. */
const MAILER_PATIENCE = 6;

function sightingsIn({ outcomes }: Placed, byMailer: ByMailer | null): Sighting[] {
  const direct = [...outcomes].flatMap(([ip, { connection }]) =>
    seenBy(connection).map((seen): Sighting => ({ ...seen, local: ip })),
  );
  const named = byMailer?.delivery.verdict?.namedIp ?? null;
  return named === null ? direct : [...direct, { ip: named, source: "reply", at: new Date().toISOString() }];
}

// ---------------------------------------------------------------- each address

interface Context {
  task: ProbeTask;
  server: Server | null;
  machine: Machine | null;
}

async function judge(
  sources: readonly SeenSource[],
  { outcomes }: Placed,
  { task, server, machine }: Context,
  warn: (text: string) => void,
): Promise<ProbedAddress[]> {
  const judged = sources.map((source) => ({ source, ip: judgedIp(source) }));
  const diagnoses = await diagnose(judged, machine, task, warn);
  const seconds = Math.round(task.timeoutMilliseconds / 1000);
  return judged.map(({ source, ip }) => {
    const outcome = outcomes.get(source.ip) ?? { connection: null, delivery: null };
    const findings = addressFacts(source, ip, outcome, { seconds, server }).map(inWords);
    return probedAddress(source, ip, outcome, findings, (ip === null ? null : diagnoses.get(ip)) ?? null);
  });
}

function probedAddress(
  source: SeenSource,
  judged: string | null,
  outcome: Outcome,
  findings: ProbeFinding[],
  reverseDns: SendingIpReport | null,
): ProbedAddress {
  const own: ProbeState = reverseDns === null ? "unknown" : stateOf(reverseDns);
  const state = worstProbeState([own, ...findings.map((finding) => finding.state)]);
  return { ...source, judgedIp: judged, reverseDns, ...outcome, state, findings };
}

// A probe: from which addresses does this host send, what does the receiver see of each, and is it in order? Without being
// told to, it sends nothing but DNS questions.

import { isInnerIp } from "../base/standards/ip.ts";
import { packageVersion } from "../base/version.ts";
import { onHostAmong } from "../machine/index.ts";
import type { ProbedAddress, ProbeReport, ProbeResults, ProbeTask } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { auditFacts } from "./audit-hint.ts";
import { attribute, seenBy, type Sighting } from "./attribute.ts";
import { placeCalls, type Placed } from "./calls.ts";
import { limitFact, mailerFacts, serverFacts } from "./facts.ts";
import { renamedIn } from "./hosts-file.ts";
import { judge } from "./judge.ts";
import { letMailerSend, type MailerLetters } from "./mailer-letters.ts";
import { askMachine, mailerOf, type OwnMailers } from "./own-mailers.ts";
import { seenInCopies } from "./received.ts";
import { seenInLogs } from "./seen-in-logs.ts";
import { findServer, isAnotherServer, type Server } from "./server.ts";
import { MAX_ADDRESSES, sourcesOf } from "./sources.ts";
import { inWords } from "./words/index.ts";
import { witnesses, type ProbeWitnesses } from "./witnesses.ts";

export async function probe(task: ProbeTask, own: ProbeWitnesses = witnesses): Promise<ProbeResults> {
  const { onProgress = () => {} } = task;
  const warnings = createWarnings(task);
  onProgress("asking this machine what it sends from");
  const self = await askMachine(task, own, warnings.add);
  const onHost = await onHostAmong(task.ips.slice(0, MAX_ADDRESSES), own.interfaces);
  const given = { given: task.ips, onHost, helo: task.helo };
  const found = sourcesOf(self.machine, self.mailers, given);
  const told = await readSightings(task, warnings.add);
  onProgress("asking the DNS for the receiver's server");
  const server = await findServer(task);
  const about = await serverProblems(server, task, own, warnings.add);
  const placed = await placeCalls(found.sources, about.isUsable ? server : null, task);
  for (const warning of placed.warnings) warnings.add(warning);
  const byMailer = await letMailerSend(task, found.sources, self, own);
  const sightings = [...sightingsIn(placed, server, byMailer), ...told.sightings];
  const context = { task, server, machine: self.machine, warn: warnings.add };
  const outcomes = new Map([...placed.outcomes, ...byMailer.outcomes]);
  const addresses = await judge(attribute(found.sources, sightings), outcomes, context);
  const facts = [...mailerFacts(self.mailers), ...about.facts, ...limitFact(MAX_ADDRESSES, found.leftOut)];
  facts.push(...placed.facts, ...byMailer.facts, ...auditFacts(task, addresses, told.domains));
  const report = reportOf(task, { self, server, addresses, facts, byMailer });
  return {
    report: { ...report, warnings: [...new Set([...told.warnings, ...warnings.all()])] },
    inputFailed: told.inputFailed,
  };
}

interface Parts {
  self: OwnMailers;
  server: Server | null;
  addresses: ProbedAddress[];
  facts: ProbeFact[];
  byMailer: MailerLetters;
}

function reportOf(
  task: ProbeTask,
  { self, server, addresses, facts, byMailer }: Parts,
): Omit<ProbeReport, "warnings"> {
  const ips = server?.addresses.map(({ ip }) => ip) ?? [];
  return {
    schema: "whybounce.probe/1",
    generatedAt: new Date().toISOString(),
    generator: { name: "whybounce", version: packageVersion() },
    domain: task.server === null ? task.domain : null,
    server: server && { host: server.host, port: server.port, addresses: ips },
    mailers: self.mailers.map(mailerOf),
    addresses,
    delivery: byMailer.deliveries[0] ?? null,
    deliveries: byMailer.deliveries,
    findings: facts.map(inWords),
  };
}

interface Warnings {
  add: (text: string) => void;
  all: () => string[];
}

function createWarnings({ onWarning }: ProbeTask): Warnings {
  const texts: string[] = [];
  return {
    add(text) {
      texts.push(text);
      onWarning(text);
    },
    all: () => texts,
  };
}

// ---------------------------------------------------------------- what the receiver wrote before

interface Told {
  sightings: Sighting[];
  domains: string[];
  /** That were shown already. */
  warnings: string[];
  inputFailed: boolean;
}

async function readSightings(task: ProbeTask, warn: (text: string) => void): Promise<Told> {
  const logs = await seenInLogs(task);
  const copies = await seenInCopies(task.received, task.domain);
  for (const problem of copies.problems) warn(problem);
  const inputFailed = logs.inputFailed || copies.problems.length > 0;
  const { domains } = logs;
  return { sightings: [...copies.seen, ...logs.seen], domains, warnings: logs.warnings, inputFailed };
}

// ---------------------------------------------------------------- the receiver

/** A private address of a public receiver is somebody's invention: nobody is called there. */
async function serverProblems(
  server: Server | null,
  { server: named, domain }: ProbeTask,
  { hostsFile }: ProbeWitnesses,
  warn: (text: string) => void,
): Promise<{ facts: ProbeFact[]; isUsable: boolean }> {
  if (server === null)
    warn(`the server of ${named?.host ?? domain} is not known: the DNS could not be asked`);
  if (server === null || !server.isMx) return { facts: [], isUsable: true };
  const inner = server.addresses.find(({ ip }) => isInnerIp(ip))?.ip ?? null;
  const renamed = await renamedIn(server.host, hostsFile);
  return { facts: serverFacts(server.host, { renamed, inner }), isUsable: inner === null };
}

function sightingsIn({ outcomes }: Placed, server: Server | null, { deliveries }: MailerLetters): Sighting[] {
  const direct = [...outcomes].flatMap(([ip, { connection }]) =>
    // What another server saw is not what the receiver sees.
    connection !== null && isAnotherServer(connection, server)
      ? []
      : seenBy(connection).map((seen): Sighting => ({ ...seen, local: ip })),
  );
  const at = new Date().toISOString();
  const named = deliveries.flatMap(({ verdict, from }): Sighting[] => {
    const seen = verdict?.namedIp ?? null;
    return seen === null ? [] : [{ ip: seen, source: "reply", at, local: from }];
  });
  return [...direct, ...named];
}

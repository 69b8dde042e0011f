// A probe: from which addresses does this host send, what does the receiver see of each, and is it in order? Without being
// told to, it sends nothing but DNS questions.

import { isInnerIp } from "../base/standards/ip.ts";
import { packageVersion } from "../base/version.ts";
import { onHostAmong } from "../machine/index.ts";
import type { ProbedAddress, ProbeReport, ProbeResults, ProbeTask } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { attribute, seenBy, type Sighting } from "./attribute.ts";
import { sendByMailer, type ByMailer } from "./by-mailer.ts";
import { placeCalls, type Placed } from "./calls.ts";
import { deliveryFacts } from "./connection-facts.ts";
import { limitFact, mailerFacts, serverFacts } from "./facts.ts";
import { renamedIn } from "./hosts-file.ts";
import { judge } from "./judge.ts";
import { askMachine, mailerOf, type OwnMailers } from "./own-mailers.ts";
import { seenInCopies } from "./received.ts";
import { seenInLogs } from "./seen-in-logs.ts";
import { findServer, isAnotherServer, type Server } from "./server.ts";
import { MAX_ADDRESSES, sourcesOf, type Sources } from "./sources.ts";
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
  const byMailer = await letMailerSend(task, found);
  const sightings = [...sightingsIn(placed, server, byMailer), ...told.sightings];
  const context = { task, server, machine: self.machine, warn: warnings.add };
  const addresses = await judge(attribute(found.sources, sightings), placed, context);
  const facts = [...mailerFacts(self.mailers), ...about.facts, ...limitFact(MAX_ADDRESSES, found.leftOut)];
  facts.push(...placed.facts, ...factsOf(byMailer));
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
  byMailer: ByMailer | null;
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
    delivery: byMailer?.delivery ?? null,
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
  /** That were shown already. */
  warnings: string[];
  inputFailed: boolean;
}

async function readSightings(task: ProbeTask, warn: (text: string) => void): Promise<Told> {
  const logs = await seenInLogs(task);
  const copies = await seenInCopies(task.received, task.domain);
  for (const problem of copies.problems) warn(problem);
  const inputFailed = logs.inputFailed || copies.problems.length > 0;
  return { sightings: [...copies.seen, ...logs.seen], warnings: logs.warnings, inputFailed };
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

async function letMailerSend(task: ProbeTask, { sources }: Sources): Promise<ByMailer | null> {
  const { send, helo, paths, timezone, timeoutMilliseconds, signal } = task;
  if (send === null || !send.viaMailer) return null;
  const name = helo ?? sources.find(({ sends }) => sends !== "no")?.helo ?? "localhost";
  const letter = { sender: send.sender ?? `postmaster@${name}`, recipient: send.recipient, helo: name };
  const patienceMilliseconds = timeoutMilliseconds * MAILER_PATIENCE;
  return sendByMailer({ ...letter, logs: paths, timezone, patienceMilliseconds, signal });
}

/** Mail servers wait themselves, for several hosts one after the other. */
const MAILER_PATIENCE = 6;

function factsOf(byMailer: ByMailer | null): ProbeFact[] {
  return byMailer === null ? [] : [...byMailer.facts, ...deliveryFacts(null, byMailer.delivery, null)];
}

function sightingsIn({ outcomes }: Placed, server: Server | null, byMailer: ByMailer | null): Sighting[] {
  const direct = [...outcomes].flatMap(([ip, { connection }]) =>
    // What another server saw is not what the receiver sees.
    connection !== null && isAnotherServer(connection, server)
      ? []
      : seenBy(connection).map((seen): Sighting => ({ ...seen, local: ip })),
  );
  const named = byMailer?.delivery.verdict?.namedIp ?? null;
  return named === null ? direct : [...direct, { ip: named, source: "reply", at: new Date().toISOString() }];
}

// The test messages that the local mail server is given, one after the other, and what became of each.

import { setTimeout as sleep } from "node:timers/promises";
import { ipFamily } from "../base/standards/ip.ts";
import type { ProbeDelivery, ProbeTask } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { sendByMailer, type ByMailer } from "./by-mailer.ts";
import { deliveryFacts } from "./connection-facts.ts";
import { limitFact, type Outcome } from "./facts.ts";
import { ofSendmail, planLetters, type PlannedLetter } from "./letter-plan.ts";
import { APART_MILLISECONDS, MAX_CALLS } from "./manners.ts";
import type { OwnMailers } from "./own-mailers.ts";
import type { Source } from "./sources.ts";
import type { ProbeWitnesses } from "./witnesses.ts";

export interface MailerLetters {
  deliveries: ProbeDelivery[];
  /** By the address that a message left from, where that is known. */
  outcomes: Map<string, Outcome>;
  /** About the host. */
  facts: ProbeFact[];
}

/** Mail servers wait themselves, for several hosts one after the other. */
const PATIENCE = 6;

export async function letMailerSend(
  task: ProbeTask,
  sources: readonly Source[],
  self: OwnMailers,
  own: ProbeWitnesses,
): Promise<MailerLetters> {
  const { send, helo, domain } = task;
  if (send === null || !send.viaMailer) return { deliveries: [], outcomes: new Map(), facts: [] };
  const name = helo ?? sources.find(({ sends }) => sends !== "no")?.helo ?? "localhost";
  const senders = [send.sender ?? `postmaster@${name}`, ...(send.otherSenders ?? [])];
  const planned = await planLetters(senders, self, domain, own);
  const letters = planned.slice(0, MAX_CALLS);
  const sent: Sent[] = [];
  for (const letter of letters) {
    if (task.signal?.aborted === true) break;
    if (sent.length > 0) await sleep(APART_MILLISECONDS);
    task.onProgress?.(`the local mail server sends a message of ${letter.sender}`);
    sent.push(await sendOne(letter, name, task, own));
  }
  const told = sortOut(sent, sources);
  const facts = [
    ...told.facts,
    ...alikeFacts(letters),
    ...untriedFacts(sent, sources, self),
    ...limitFact(MAX_CALLS, planned.length - letters.length),
  ];
  return { ...told, facts };
}

interface Sent extends ByMailer {
  letter: PlannedLetter;
}

async function sendOne(
  letter: PlannedLetter,
  helo: string,
  { send, paths, timezone, timeoutMilliseconds, signal }: ProbeTask,
  { hand }: ProbeWitnesses,
): Promise<Sent> {
  const patienceMilliseconds = timeoutMilliseconds * PATIENCE;
  const asked = { sender: letter.sender, recipient: send?.recipient ?? "", helo, logs: paths };
  const told = await sendByMailer({ ...asked, timezone, patienceMilliseconds, signal }, hand);
  return { ...told, delivery: { ...told.delivery, from: fromOf(letter, told) }, letter };
}

/** What the log or the refusal says, or the only address of the family in which the receiver was called. */
function fromOf({ ips }: PlannedLetter, { delivery, peerIp }: ByMailer): string | null {
  const { from, verdict } = delivery;
  if (from !== null) return from;
  const named = verdict?.namedIp ?? null;
  if (named !== null && ips?.includes(named) === true) return named;
  const possible = (ips ?? []).filter((ip) => peerIp === null || ipFamily(ip) === ipFamily(peerIp));
  return possible.length === 1 ? possible[0]! : null;
}

// ---------------------------------------------------------------- what is said of them

/** What became of a message is told of the address that it left from, where that is known. */
function sortOut(sent: readonly Sent[], sources: readonly Source[]): MailerLetters {
  const told: MailerLetters = { deliveries: [], outcomes: new Map(), facts: [] };
  for (const { delivery, facts } of sent) {
    const { from, outcome } = delivery;
    const isOfAddress =
      from !== null &&
      isAnswered(outcome) &&
      !told.outcomes.has(from) &&
      sources.some(({ ip }) => ip === from);
    told.deliveries.push(delivery);
    if (isOfAddress) told.outcomes.set(from, { connection: null, delivery });
    else told.facts.push(...facts, ...deliveryFacts(from, delivery, null));
  }
  return told;
}

/** What the receiver said of it is told of the address; what the mail server failed in is not the address's. */
function isAnswered(outcome: ProbeDelivery["outcome"]): boolean {
  return outcome !== "unknown" && outcome !== "no connection";
}

const ip = null;

function alikeFacts(letters: readonly PlannedLetter[]): ProbeFact[] {
  return letters.flatMap(({ sender, alike }): ProbeFact[] =>
    alike.length === 0 ? [] : [{ id: "probe_same_way", state: "note", ip, data: { sender, alike } }],
  );
}

/** The addresses that mail may leave from, and no message did. */
function untriedFacts(sent: readonly Sent[], sources: readonly Source[], self: OwnMailers): ProbeFact[] {
  if (!sent.some(({ delivery }) => isAnswered(delivery.outcome))) return [];
  const tried = sent.flatMap(({ delivery }) => (isAnswered(delivery.outcome) ? (delivery.from ?? []) : []));
  const untried = sources.filter((one) => one.sends !== "no" && !tried.includes(one.ip)).map((one) => one.ip);
  if (untried.length === 0) return [];
  const data = { tried: [...new Set(tried)], untried, isBySender: isBySender(self) };
  return [{ id: "probe_not_tried", state: "note", ip, data }];
}

/** Whether another sender's mail may leave from another address. */
function isBySender(self: OwnMailers): boolean {
  const mailer = ofSendmail(self);
  if (mailer === null) return false;
  const { setup, route } = mailer;
  if (setup.mailer === "postfix")
    return route.kind === "depends" && route.setting?.startsWith("sender_") === true;
  return route.kind === "depends" || setup.computed.some(({ value }) => value.includes("sender"));
}

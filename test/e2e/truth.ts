// What Gmail's records and a mail server's queue say of that server's mail.

import type { Report } from "../../src/model/report.ts";
import type { Acceptance, GmailServer, Refusal } from "./gmail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";

export type Ending = "delivered" | "failed" | "retrying";

export interface Truth {
  server: MailServer;
  refusals: Refusal[];
  acceptances: Acceptance[];
  /** When the mail server began to try its queue, each time. */
  runs: number[];
  /** How each delivery ended that was refused for reverse DNS. */
  endings: Map<string, Ending>;
}

export const keyOf = ({ sender, recipient }: Delivery) => `${sender} ${recipient}`;

const deliveriesOf = ({ messages }: Refusal): Delivery[] =>
  messages.flatMap(({ sender, recipients }) => recipients.map((recipient) => ({ sender, recipient })));

/** `sent`: the senders of what was handed to this mail server. */
export async function truthOf(
  gmail: GmailServer,
  server: MailServer,
  runs: number[],
  sent: Set<string>,
): Promise<Truth> {
  const isOwn = (sender: string) => sender.endsWith(`@${server.machine.name}.example`);
  const refusals = gmail.refusals
    .filter(({ messages }) => messages.some(({ sender }) => isOwn(sender)))
    .map((refusal) => ({ ...refusal, messages: refusal.messages.filter(({ sender }) => sent.has(sender)) }));
  const acceptances = gmail.acceptances.filter(({ sender }) => isOwn(sender));
  const accepted = new Set(acceptances.map(keyOf));
  const waiting = new Set((await server.queue()).map(keyOf));
  const truth = { server, refusals, acceptances, runs, endings: new Map<string, Ending>() };
  const affected = refusals
    .filter((refusal) => refusal.ptr && isWritten(truth, refusal))
    .flatMap(deliveriesOf);
  const endingOf = (key: string) =>
    accepted.has(key) ? "delivered" : waiting.has(key) ? "retrying" : "failed";
  for (const key of affected.map((delivery) => keyOf(delivery))) truth.endings.set(key, endingOf(key));
  return truth;
}

/** False where the mail server keeps the last refusal of a run only. */
export function isWritten(truth: Truth, refusal: Refusal): boolean {
  return truth.server.writesAll || recipientsToName(truth, refusal).flat().length > 0;
}

/** The codes of the refusals for other reasons, as far as they are written. */
export function otherCodes(truth: Truth): string[] {
  return truth.refusals
    .filter((refusal) => !refusal.ptr && isWritten(truth, refusal))
    .map(({ code }) => code)
    .toSorted();
}

/** Without the token nobody can know that recipients share a reply: then each of them counts. */
function attemptsOf(truth: Truth): number {
  const written = truth.refusals.filter((refusal) => refusal.ptr && isWritten(truth, refusal));
  return truth.server.writesAll ? written.length : written.flatMap(deliveriesOf).length;
}

/** The totals of the report. */
export function totalsOf(truth: Truth): Report["totals"] {
  const { endings } = truth;
  const count = (ending: Ending) => [...endings.values()].filter((one) => one === ending).length;
  return {
    attempts: attemptsOf(truth),
    messages: new Set([...endings.keys()].map((key) => key.split(" ")[0])).size,
    affected: endings.size,
    lost: count("failed"),
    retrying: count("retrying"),
    delivered: count("delivered"),
    unattributed: 0,
  };
}

/** For each affected delivery the refusal that it met last; several where it may have been any of them. */
export function lastRefusals(truth: Truth): { delivery: Delivery; refusals: Refusal[] }[] {
  const found = new Map<string, { delivery: Delivery; refusals: Refusal[] }>();
  for (const refusal of truth.refusals) {
    for (const delivery of deliveriesOf(refusal)) {
      const before = found.get(keyOf(delivery))?.refusals ?? [];
      const isUnsure = refusal.messages.length > 1;
      const others = before.filter(
        ({ time }) => isUnsure && runOf(truth, time) === runOf(truth, refusal.time),
      );
      found.set(keyOf(delivery), { delivery, refusals: [...others, refusal] });
    }
  }
  return [...found.values()].filter(({ refusals }) => refusals.every(({ ptr }) => ptr));
}

/** How the deliveries ended as far as the log tells. */
export function endingsInLog(truth: Truth): Map<string, Ending> {
  if (!truth.server.hidesExpiry) return truth.endings;
  const temporary = lastRefusals(truth)
    .filter(({ refusals }) => refusals.every((refusal) => refusal.temporary))
    .map(({ delivery }) => keyOf(delivery));
  const endings = new Map(truth.endings);
  for (const key of temporary) if (endings.get(key) === "failed") endings.set(key, "retrying");
  return endings;
}

function runOf({ runs }: Truth, time: number): number {
  return runs.filter((start) => start <= time).length;
}

/**
 * Whom a log can name. A mailer that goes on to the next host writes down the reply and no recipient;
 * it names the recipients with the last reply of a run. Of a refused greeting only the mailer knows
 * which of several messages it was: then any choice is right.
 */
export function recipientsToName(truth: Truth, refusal: Refusal): string[][] {
  const [{ sender, recipients } = { sender: "", recipients: [] }, ...others] = refusal.messages;
  if (others.length > 0) return [[], ...refusal.messages.map((message) => message.recipients)];
  if (truth.server.namesAll || (refusal.stage === "rcpt" && truth.server.quotesRcpt)) return [recipients];
  return [recipients.filter((recipient) => !isTriedAgain(truth, refusal, { sender, recipient }))];
}

function isTriedAgain(truth: Truth, refusal: Refusal, delivery: Delivery): boolean {
  const run = runOf(truth, refusal.time);
  const isLater = ({ time }: { time: number }) => time >= refusal.time && runOf(truth, time) === run;
  const isSame = (one: Delivery) => keyOf(one) === keyOf(delivery);
  const after = truth.refusals.slice(truth.refusals.indexOf(refusal) + 1);
  return (
    after.some((one) => isLater(one) && deliveriesOf(one).some(isSame)) ||
    truth.acceptances.some((one) => isLater(one) && isSame(one))
  );
}

// What the sentences of a probe share.

import type { ProbeFact } from "../../model/probe-findings.ts";
import type { ProbeId } from "../../model/probe-topics.ts";

export interface Words {
  summary: string;
  /** An imperative; null where nothing is to be done. */
  action: string | null;
}

export type WordsFor<Ids extends ProbeId> = { [Id in Ids]: (fact: Extract<ProbeFact, { id: Id }>) => Words };

const stages: Record<string, string> = {
  connect: "when the connection was made",
  greeting: "with its greeting",
  ehlo: "to EHLO",
  starttls: "to STARTTLS",
  mail: "to MAIL FROM",
  rcpt: "to RCPT TO",
  data: "to DATA",
  message: "after the message",
};

/** `to EHLO`, `after the message`: when a server said something. */
export function stageWords(stage: string): string {
  return stages[stage] ?? stage;
}

export function mailerName({
  mailer,
  instance,
}: {
  mailer: "postfix" | "exim";
  instance: string | null;
}): string {
  if (mailer === "exim") return "Exim";
  return instance === null || instance === "/etc/postfix" ? "Postfix" : `Postfix (${instance})`;
}

export function bySetting(setting: string | null): string {
  return setting === null ? "" : ` (${setting})`;
}

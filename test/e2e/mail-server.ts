// What the test asks of a mail server, whichever it is.

import type { Machine } from "./machine.ts";
import type { Scenario } from "./scenarios.ts";

export interface Delivery {
  sender: string;
  recipient: string;
}

/** A form in which it logs, and where. */
export interface LogForm {
  form: string;
  path: string;
}

export interface MailServer {
  machine: Machine;
  /** As it names itself: `Postfix 3.7.11`. */
  version: string;
  logs: LogForm[];
  /** Where its bounces are delivered to. */
  maildir: string;
  /** True when it reports delays to the sender, too. */
  warns: boolean;
  /** True when what it writes of a refused RCPT quotes the command, with the recipient. */
  quotesRcpt: boolean;
  /** False when it writes down the last refusal of a run only, none of the hosts before, and its first line only. */
  writesAll: boolean;
  /** True when it writes the recipients with the reply of each host, not of the last only. */
  namesAll?: boolean;
  /** True when its log does not tell which host refused. */
  hidesHost?: boolean;
  /** True when its bounces name the host by its address. */
  namesAddress?: boolean;
  /** True when a bounce does not tell the reply where other recipients of the mail were accepted. */
  forgetsReplies?: boolean;
  /** True when its log does not tell that a message was given up because it was too old. */
  hidesExpiry?: boolean;
  /** False for a message that would be of no use with this mail server. */
  canSend: (scenario: Scenario) => boolean;
  /** Sends a message from each of these, and waits until each was tried once. */
  send: (scenarios: Scenario[]) => Promise<void>;
  /** Runs the queue again, and waits until that is done. */
  retry: () => Promise<void>;
  /** While this is on, a message that is refused again is given up. */
  expire: (soon: boolean) => Promise<void>;
  queue: () => Promise<Delivery[]>;
}

export const MAILDIR = "/var/mail/bounces";

export const senderOf = (machine: Machine, scenario: Scenario) => `${scenario.name}@${machine.name}.example`;

export function messageText(sender: string, recipients: string[]): string {
  const head = [
    `From: ${sender}`,
    `To: ${recipients.join(", ")}`,
    "Subject: your order",
    `Message-ID: <${sender}>`,
  ];
  return [...head, "", "Thank you.", ""].join("\n");
}

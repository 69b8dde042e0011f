// The test message: small, and honest about what it is (RFC 5322, RFC 3834).

import { randomUUID } from "node:crypto";

export interface Letter {
  sender: string;
  recipient: string;
  /** The address that it leaves from; null where the mail server chooses it. */
  from: string | null;
  helo: string;
}

export function letter({ sender, recipient, from, helo }: Letter): { messageId: string; text: string } {
  const messageId = `${randomUUID()}@${domainFor(sender, helo)}`;
  const origin = from === null ? "by the local mail server" : `from ${from}`;
  const lines = [
    `Date: ${new Date().toUTCString().replace(/GMT$/, "+0000")}`,
    `From: <${sender}>`,
    `To: <${recipient}>`,
    `Subject: whybounce probe: test message ${origin}`,
    `Message-ID: <${messageId}>`,
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "This is a test message. Somebody who runs a mail server asked `whybounce",
    "probe --send` to send it to this address, to see whether it arrives.",
    "",
    `It was sent ${origin}, by a host that calls itself`,
    `${helo}.`,
    "Nothing needs to be done; it may be deleted.",
    "",
  ];
  return { messageId, text: lines.join("\r\n") };
}

/** An address literal is no domain. */
function domainFor(sender: string, helo: string): string {
  const own = sender.slice(sender.lastIndexOf("@") + 1);
  return /^[\w.-]+$/.test(own) ? own : /^[\w.-]+$/.test(helo) ? helo : "whybounce.invalid";
}

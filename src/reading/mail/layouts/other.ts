// Templates without a layout of their own, of mailers that say who they are: MAILER-DAEMON or postmaster with a
// null Return-Path. Only a line that names a recipient, with the reply next to it, is taken for a report.

import { ADDRESS, type TextLayout } from "./layout.ts";

// From: news@example.com      Original Sender: <news@example.com>      (expanded from: <alias@example.com>)
const ofSomebodyElse =
  "(?!\\W{0,8}(?:[\\w-]{1,20} ){0,2}(?:from|sender|reply-to|return-path|cc|bcc)(?: address)?\\s{0,4}[:=]|\\s{0,20}\\((?:ultimately )?(?:expanded|generated|forwarded) from)";
const before = `^${ofSomebodyElse}[^@]{0,80}?`;

export const other: TextLayout = {
  id: "unknown",
  head: /^/,
  // user@gmail.com      <user@gmail.com>: host …      To: user@gmail.com      * user@gmail.com - 550 …
  // Your message to user@gmail.com could not be delivered. …      Recipient user@gmail.com was refused: …
  recipient: new RegExp(
    `${before}[<("']?(?<![\\w.+-])(${ADDRESS})[>)"']?\\s*(?:[:;,.-]|$|\\()` +
      `|${before}\\b(?:to|for|recipient|address|addressee|user|mailbox) {1,3}[<("']?(${ADDRESS})[>)"']?(?=\\s)`,
    "i",
  ),
  returned: null,
  delayed:
    /^[^]{0,2000}?(?:\bwarning\b|has been delayed|still (?:in|being) |will (?:keep|continue|be retried))/i,
};

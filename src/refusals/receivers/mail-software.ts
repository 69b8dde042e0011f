// Ordinary mail servers of anybody: the words are those of the software that runs there, whole and at the place where
// it writes them. An administrator's own words are not recognized.

import { otherReceiver, ownRefusal, reverseDns, type Receiver } from "./receiver.ts";

const postfix = otherReceiver({
  id: "postfix",
  name: "Servers that run Postfix",
  host: null,
  // 450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.5]            (550 5.7.25, 450 4.7.1)
  // 550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.5]
  text: /^Client host rejected: cannot find your (?:reverse )?hostname\b/,
  // The search starts at a byte that is rare in logs.
  // With the code, which few mails hold: the words alone would make the search of each mail slower.
  marks: ["4.7.1", "5.7.1"].flatMap((code) => [
    {
      words: `${code} Client host rejected: cannot find your hostname`,
      sought: "find your hostname",
      searchFrom: 8,
      unlessAfter: ownRefusal,
    },
    {
      words: `${code} Client host rejected: cannot find your reverse hostname`,
      sought: "reverse hostname",
      searchFrom: 4,
      unlessAfter: ownRefusal,
    },
  ]),
});

const sendmail = otherReceiver({
  id: "sendmail",
  name: "Servers that run Sendmail",
  host: null,
  // FEATURE(`require_rdns'): 550 5.7.1 <user@example.net>... Fix reverse DNS for 203.0.113.5
  // 451 4.1.8 Fix reverse DNS for 203.0.113.5: some copies of the ruleset put it after words of their own
  text: /^(?:<[^<>]{0,320}>\.\.\. )?Fix reverse DNS for \S|[.!:;)] ?(?:\w{1,20} )?Fix reverse DNS for \[?[0-9A-Fa-f.:]{3,45}/,
  marks: [reverseDns],
});

const stalwart = otherReceiver({
  id: "stalwart",
  name: "Servers that run Stalwart",
  host: null,
  // 550 5.7.25 Reverse DNS validation failed
  text: /^Reverse DNS validation failed\b/,
  marks: [reverseDns],
});

const magicMail = otherReceiver({
  id: "magicmail",
  name: "Servers that run MagicMail",
  host: null,
  // 550 … no reverse DNS. IP=[203.0.113.5]
  text: /\bno reverse DNS\. IP=\[/i,
  marks: [reverseDns],
});

export const mailSoftware: readonly Receiver[] = [postfix, sendmail, stalwart, magicMail];

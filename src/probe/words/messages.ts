// Sentences about a test message.

import type { probeTopics } from "../../model/probe-topics.ts";
import { some } from "../../base/words/quantities.ts";
import { actionFor, reasonWords } from "./connections.ts";
import { stageWords, type WordsFor } from "./sentence.ts";

/** The report names all of them as data. */
const MAX_NAMED = 10;

const from = (ip: string | null) => (ip === null ? "" : ` from ${ip}`);

export const messageWords: WordsFor<(typeof probeTopics)["A test message"][number]> = {
  probe_accepted: ({ ip, data }) => ({
    summary: `The test message${from(ip)} to ${data.recipient} was accepted${data.reply === null ? "" : `: "${data.reply}"`}. Look into the spam folder, too.`,
    action: null,
  }),
  probe_refused: ({ ip, data }) => ({
    summary: `The test message${from(ip)} to ${data.recipient} was refused ${stageWords(data.stage)}: ${data.code}${reasonWords(data)}. "${data.reply}"`,
    action: actionFor(data),
  }),
  probe_deferred: ({ ip, data }) => ({
    summary: `The test message${from(ip)} to ${data.recipient} was refused for now ${stageWords(data.stage)}: ${data.code}${reasonWords(data)}. "${data.reply}"`,
    action: actionFor(data),
  }),
  probe_same_way: ({ data }) => ({
    summary: `The mail of ${some(data.alike, MAX_NAMED)} leaves the same way as that of ${data.sender}, going by the configuration: no message was sent for it.`,
    action: null,
  }),
  probe_not_tried: ({ data }) => ({
    summary: `${
      data.tried.length === 0
        ? "The mail server chose the address, and which one it took is not known."
        : `The mail server took ${some(data.tried, MAX_NAMED)}.`
    } Not tried with a message: ${some(data.untried, MAX_NAMED)}.`,
    action: data.isBySender
      ? "name a sender for each address that depends on the sender: --sender a@example.com --sender b@example.org"
      : null,
  }),
  probe_unsigned: () => ({
    summary:
      "This message was not signed with DKIM, since no mail server sent it: a refusal as unauthenticated (5.7.26) says nothing of the mail server's own mail.",
    action: null,
  }),
  probe_unencrypted: ({ data }) => ({
    summary: `${data.server} offered no STARTTLS: the message was sent in the clear.`,
    action: null,
  }),
  probe_given_up: ({ data }) => ({
    summary: `The local mail server gave up the test message to ${data.recipient}, and no receiver had refused it: "${data.words}"`,
    action: "repair what the mail server complains about: its configuration, its DNS, or its way out",
  }),
  probe_no_outcome: ({ data }) => ({
    summary:
      data.problem === null
        ? `The local mail server took the test message to ${data.recipient}, and no outcome of it was found in time in ${data.logs.join(", ")}.${
            data.said === null ? "" : ` Its last line: "${data.said}"`
          }`
        : `No outcome of the test message to ${data.recipient}: ${data.problem}.`,
    action: "look into the mail server's log and queue",
  }),
};

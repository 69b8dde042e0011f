// Sentences about a test message.

import type { probeTopics } from "../../model/probe-topics.ts";
import { actionFor, reasonWords } from "./connections.ts";
import { stageWords, type WordsFor } from "./sentence.ts";

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
  probe_unsigned: () => ({
    summary:
      "This message was not signed with DKIM, since no mail server sent it: a refusal as unauthenticated (5.7.26) says nothing of the mail server's own mail.",
    action: null,
  }),
  probe_unencrypted: ({ data }) => ({
    summary: `${data.server} offered no STARTTLS: the message was sent in the clear.`,
    action: null,
  }),
  probe_no_outcome: ({ data }) => ({
    summary: `The local mail server took the test message to ${data.recipient}, and ${
      data.problem ?? `no outcome of it was found in time in ${data.logs.join(", ")}`
    }.`,
    action: "look into the mail server's log and queue",
  }),
};

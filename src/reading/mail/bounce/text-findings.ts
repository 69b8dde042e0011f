// What the text of a report adds to its fields. Each text is read once, when the first recipient needs it.

import type { Mail } from "./parse.ts";
import type { QuotedReply } from "./quoted-reply.ts";
import { ownText, readSections, replyIn, type OwnText } from "./sections.ts";
import { otherLayout } from "../layouts/index.ts";
import type { TextLayout } from "../layouts/layout.ts";
import { readTranscript, type TranscribedReply } from "./transcript.ts";

export interface TextFindings {
  /** The reason for one recipient. */
  reasonFor(recipient: string | null): QuotedReply | null;
  /** The same, or the only reply there is, for a report on one recipient whose fields hold none. */
  replyFor(recipient: string | null): QuotedReply | null;
  transcript(): readonly TranscribedReply[];
}

export const noFindings: TextFindings = {
  reasonFor: () => null,
  replyFor: () => null,
  transcript: () => [],
};

export function findingsOf(
  mail: Pick<Mail, "texts">,
  layout: TextLayout,
  isOnlyRecipient: boolean,
): TextFindings {
  let own: OwnText[] | null = null;
  let transcript: TranscribedReply[] | null = null;
  const texts = () => (own ??= mail.texts.map((text) => ownText(text, layout)));
  // The recipient lines of a layout are more reliable than other lines with an address.
  const tried = [...new Set([layout, otherLayout])].map((one) => lazily(() => reasonsIn(texts(), one)));
  const reasonFor = (recipient: string | null) => {
    const wanted = recipient?.toLowerCase() ?? "";
    for (const reasons of tried) {
      const found = reasons().get(wanted);
      if (found) return found;
    }
    return null;
  };
  return {
    reasonFor,
    replyFor(recipient) {
      const found = reasonFor(recipient);
      if (found || !isOnlyRecipient) return found;
      // Some templates name nobody before the reply: with one recipient there is no doubt.
      return (
        texts()
          .map(({ lines }) => replyIn(lines))
          .find((reply) => reply !== null) ?? null
      );
    },
    transcript: () => (transcript ??= texts().flatMap(({ lines }) => readTranscript(lines.join("\n")))),
  };
}

function lazily<Value>(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= compute());
}

/** Keyed by recipient, in lower case. */
function reasonsIn(texts: readonly OwnText[], layout: TextLayout): Map<string, QuotedReply> {
  const reasons = new Map<string, QuotedReply>();
  for (const { lines } of texts) {
    for (const refusal of readSections(lines, layout)) {
      const recipient = refusal.recipient.toLowerCase();
      if (!reasons.has(recipient)) reasons.set(recipient, refusal);
    }
  }
  return reasons;
}

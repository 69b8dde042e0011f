// Mailbox names (RFC 5321 section 4.1.2). A stranger who names a recipient writes into the logs: a quoted local part may
// hold nearly anything, even the text of a refusal. So readers look for a mailer's fields outside of addresses.

const QUOTE = '"';
/** RFC 5321 section 4.5.3.1.3 has 256 for a path; mailers take more. */
const MAX_QUOTED = 2_000;
const FILLER = "x";

/** The index after the quoted string that begins at `start`; -1 when it has no end. */
export function endOfQuotedString(text: string, start: number): number {
  const last = Math.min(text.length, start + MAX_QUOTED);
  for (let at = start + 1; at < last; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === QUOTE) return at + 1;
  }
  return -1;
}

const quotedInBrackets = '<"';

/**
 * The text with the quoted local part of each `<"…"@domain>` blanked: what is found in it stands outside of addresses,
 * at the same index of the text.
 */
export function blankQuoted(text: string): string {
  let at = text.indexOf(quotedInBrackets);
  if (at < 0) return text;
  const parts: string[] = [];
  let copied = 0;
  for (; at >= 0; at = text.indexOf(quotedInBrackets, Math.max(copied, at + 1))) {
    const end = endOfQuotedString(text, at + 1);
    if (end < 0 || text[end] !== "@") continue;
    parts.push(text.slice(copied, at + 1), FILLER.repeat(end - at - 1));
    copied = end;
  }
  return parts.join("") + text.slice(copied);
}

/** The domain in lower case; the whole text when it has no `@`. */
export function domainOf(sender: string): string {
  return sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
}

const plainMailbox = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@[\p{L}\p{N}][\p{L}\p{N}.-]{0,252})?$/u;

/** One address and nothing else: no name, no list, no line break. A local name has no domain. */
export function isPlainMailbox(text: string): boolean {
  return plainMailbox.test(text);
}

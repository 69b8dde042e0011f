// The address that a line of Exim's begins with, and where it ends.

import { blankQuoted, endOfQuotedString } from "../../../../base/standards/mailbox.ts";

// The first address ends where the next field begins.
const addressEnd = / (?:<|\(|[A-Z]{1,4}=|defer \()|: | : |$/;
// user@gmail.com (list@example.com) <alias@example.com> R=…
const originalAddress = /^(?: \([^()]{1,2000}\))?(?: <[^<>]{1,2000}>)?/;
const domainInBrackets = /^@([^\s<>"]{1,255})>/;
const MAX_DOMAIN = 260;
/** Quotes may stand in an address as often as it likes. */
const MAX_QUOTES_TRIED = 8;

export function addressIn(text: string): string {
  return text.slice(0, addressEnd.exec(text)?.index).trim();
}

/**
 * The address, and what Exim writes after it (deliver.c, string_log_address): `user@gmail.com R=…`, with the address
 * that it was made of `user@gmail.com <alias@example.com> R=…`.
 */
export function takeRecipient(text: string): { recipient: string | null; fields: string } {
  const quoted = takeQuotedRecipient(text);
  if (quoted) return quoted;
  const plain = blankQuoted(text);
  const recipient = addressIn(plain);
  const [madeOf = ""] = originalAddress.exec(plain.slice(recipient.length)) ?? [];
  return { recipient: recipient || null, fields: text.slice(recipient.length + madeOf.length) };
}

/**
 * A local part is written without its quotes, and then once more with them: `quoted x@gmail.com
 * <"quoted x"@gmail.com> R=…`. Only where both agree the address ends, whatever stands in it.
 */
function takeQuotedRecipient(text: string): { recipient: string; fields: string } | null {
  let start = text.indexOf(' <"');
  for (let tries = 0; start >= 0 && tries < MAX_QUOTES_TRIED; tries++) {
    const end = endOfQuotedString(text, start + 2);
    const domain = end < 0 ? undefined : domainInBrackets.exec(text.slice(end, end + MAX_DOMAIN))?.[1];
    if (domain !== undefined) {
      const localPart = text.slice(start + 2, end);
      const unquoted = localPart.slice(1, -1).replace(/\\(.)/g, "$1");
      if (text.slice(0, start).toLowerCase() === `${unquoted}@${domain}`.toLowerCase())
        return { recipient: `${localPart}@${domain}`, fields: text.slice(end + domain.length + 2) };
    }
    start = text.indexOf(' <"', start + 1);
  }
  return null;
}

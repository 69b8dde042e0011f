// A domain as a user writes it: also with umlauts, with an underscore, or as a whole mailbox.

import { domainToASCII } from "node:url";

const domainPattern =
  /^(?=.{1,253}$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d])?\.)+[a-z](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** In ASCII and lower case; null for what no domain can be. */
export function readDomain(text: string): string | null {
  const written = text.slice(text.lastIndexOf("@") + 1).replace(/\.$/, "");
  // Underscores are no part of international names, and domainToASCII would leave them alone; it rejects blanks.
  const ascii = /^[\x21-\x7e]*$/.test(written) ? written.toLowerCase() : domainToASCII(written);
  return domainPattern.test(ascii) ? ascii : null;
}

// Stalwart. It keeps code and enhanced code apart from the words, and glues the reply's lines together.
//
//   Your message could not be delivered to the following recipients:
//
//   <user@gmail.com> (host 'gmail-smtp-in.l.google.com' rejected command 'BDAT 2084 LAST' with code 550 (5.7.25)
//   '[203.0.113.5] The IP address sending this message does not have aPTR record setup, …')
// Source: crates/smtp/src/queue/dsn.rs.

import { ADDRESS, type TextLayout } from "./layout.ts";

const greeting =
  "(?:Your message could not be delivered to (?:the following|some) recipients:" +
  "|There was a temporary problem delivering your message to the following recipients:" +
  "|Your message has been partially delivered:)";

export const stalwart: TextLayout = {
  id: "stalwart",
  head: new RegExp(`^${greeting}\\s{1,8}(?:-----[^\\n]{1,200}\\s{1,8})?<[^<>\\s]{1,330}> \\(`),
  recipient: new RegExp(`^<(${ADDRESS})> \\(`),
  returned: null,
  delayed: /^There was a temporary problem/,
};

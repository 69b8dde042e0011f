// sendmail's text. Its fields keep one line of the reply, the transcript all of them.
//
//      ----- The following addresses had permanent fatal errors -----
//   <user@gmail.com>
//       (reason: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a)
//
//      ----- Transcript of session follows -----
//   ... while talking to gmail-smtp-in.l.google.com.:
//   >>> DATA
//   <<< 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
// Source: savemail.c, errbody().

import { ADDRESS, type TextLayout } from "./layout.ts";

export const sendmail: TextLayout = {
  id: "sendmail",
  head: /^(?:\*{2,}[^\n]{0,100}\n\s{0,20}\**[^\n]{0,100}\n[^]{0,400}?)?The original message was received at /,
  recipient: new RegExp(`^\\s{0,8}<?(${ADDRESS})>?\\s*$`),
  returned: /^\s{0,8}-{3,} ?(?:Original message follows|Returned message follows|Unsent message follows)/i,
  delayed: /THIS IS A WARNING MESSAGE ONLY|----- The following addresses had transient non-fatal errors/,
};

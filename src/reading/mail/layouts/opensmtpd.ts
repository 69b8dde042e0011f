// OpenSMTPD. It writes fields, but no Diagnostic-Code; the reply's lines are glued together without a blank.
//
//       Hi!
//
//       This is the MAILER-DAEMON, please DO NOT REPLY to this email.
//
//       An error has occurred while attempting to deliver a message for
//       the following list of recipients:
//
//   user@gmail.com: 550 5.7.25 [203.0.113.5] The IP address sending this message does not have aPTR record
//
//       Below is a copy of the original message:
// Source: smtpd/bounce.c.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const opensmtpd: TextLayout = {
  id: "opensmtpd",
  head: /^Hi ?!\s{1,20}This is the MAILER-DAEMON/,
  recipient: new RegExp(`^(?:Recipient: )?(${ADDRESS})(?::|$)`),
  returned: /^\s{0,8}Below is a copy of the original message/,
  delayed: /A message is delayed for more than/,
};

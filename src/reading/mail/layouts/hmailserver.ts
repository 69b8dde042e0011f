// hMailServer, a mailer for Windows; text only, in a template that its owner may change.
//
//   Your message did not reach some or all of the intended recipients.
//
//   The following recipient(s) could not be reached:
//
//   user@gmail.com
//      Error Type: SMTP
//      Remote server (192.0.2.26) issued an error.
//      hMailServer sent: .
//      Remote server replied: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
// Source: SMTPClientConnection.cpp, and the server message SEND_FAILED_NOTIFICATION.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const hmailserver: TextLayout = {
  id: "hmailserver",
  head: /^Your message did not reach some or all of the intended recipients/,
  recipient: new RegExp(`^\\s{0,8}(${ADDRESS})\\s*$`),
  returned: null,
  delayed: null,
};

// MailMarshal (Trustwave). The recipients stand after the reply.
//
//   Your message:
//      From:    news@example.com
//      Subject: Weekly newsletter
//
//   Could not be delivered because of
//
//   550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//
//   The following recipients were affected:
//      user@gmail.com
// Source: public bounces.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const mailmarshal: TextLayout = {
  id: "unknown",
  head: /^Your message:\s{1,10}From:[^]{1,1000}?\n(?:Could not be delivered|has been delayed)/,
  recipient: new RegExp(`^\\s{1,8}<?(${ADDRESS})>?\\s*$`),
  returned: /^Additional Information/,
  delayed: /has been delayed/,
};

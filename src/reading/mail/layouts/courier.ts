// Courier. The dialogue stands in the text, indented below the recipient.
//
//   This is a delivery status notification from mx1.example.com,
//   running the Courier mail server, version 1.0.
//
//                              UNDELIVERABLE MAIL
//
//   <user@gmail.com>:
//       gmail-smtp-in.l.google.com [192.0.2.26]:
//       >>> DATA
//       <<< 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
// Source: courier/module.dsn/dsn.c and its template files.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const courier: TextLayout = {
  id: "courier",
  head: /^This is a delivery status notification from /,
  recipient: new RegExp(`^<(${ADDRESS})>:?\\s*$`),
  returned: null,
  delayed: /has not been delivered|DELAYED MAIL|still in the queue|will be attempted/i,
};

// Exim's text, also cPanel's: versions before 4.8x write nothing else, and a warning has the reply only here.
//
//   This message was created automatically by mail delivery software.
//
//   A message that you sent could not be delivered to one or more of its
//   recipients. This is a permanent error. The following address(es) failed:
//
//     leila@school.example
//       host gmail-smtp-in.l.google.com [192.0.2.26]
//       SMTP error from remote mail server after end of data:
//       550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//
//   ------ This is a copy of the message, including all the headers. ------
// Source: deliver.c, print_address_information().

import { ADDRESS, type TextLayout } from "./layout.ts";

export const exim: TextLayout = {
  id: "exim",
  head: /^This message was created automatically by mail delivery software/,
  headerField: "x-failed-recipients",
  //   leila@school.example     leila@school.example (ultimately generated from all@example.com)
  recipient: new RegExp(
    `^\\s{0,8}<?(${ADDRESS})>?(?:\\s*\\((?:ultimately )?generated from [^()]{1,400}\\)|\\s*<${ADDRESS}>)?:?\\s*$`,
  ),
  returned: /^-{4,} This is a copy of (?:the|your) message/,
  delayed: /has not yet been delivered|address(?:es)? to which the message has not yet/,
};

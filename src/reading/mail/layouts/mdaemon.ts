// MDaemon: the SMTP session, each line after a stamp of its own.
//
//   MDaemon Delivery Status Notification - http://www.altn.com/dsn/
//
//   --- Session Transcript ---
//    Wed 2016-05-11 12:22:04: *  From: news@example.com
//    Wed 2016-05-11 12:22:04: *  To: user@gmail.com
//    Wed 2016-05-11 12:22:05: <-- 220 mx.google.com ESMTP bq3si4377865wjd.22 - gsmtp
//    Wed 2016-05-11 12:22:05: --> EHLO mx1.example.com
//    Wed 2016-05-11 12:22:06: <-- 550-5.7.1 [2001:db8::25] Our system has detected that
//   --- End Transcript ---
// Source: public bounces of versions 10 to 21.

import { ADDRESS, type TextLayout } from "./layout.ts";

const stamp = "[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?:";

export const mdaemon: TextLayout = {
  id: "mdaemon",
  head: /^(?:-{20,200}\s{1,4})?MDaemon Delivery Status Notification/,
  headerField: "x-mddsn-message",
  recipient: new RegExp(`^(?:Failed address|\\s{0,4}${stamp} \\* {1,4}To): <?(${ADDRESS})>?\\s*$`),
  // Several hosts, each with its greeting, its abilities and its certificate.
  reasonLines: 400,
  returned: /^--- End Transcript ---/,
  delayed: /TEMPORARY non-fatal delivery errors|THIS IS A WARNING MESSAGE ONLY/,
};

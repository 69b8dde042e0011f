// InterScan (Trend Micro). Its arrows point to where the words went: what the remote host said stands after `>>>`.
//
//   ****** Message from InterScan Messaging Security Suite ******
//
//   Sent <<< RCPT TO:<user@gmail.com>
//   Received >>> 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//   550-5.7.25 PTR record setup, …
//   Unable to deliver message to <user@gmail.com>.
// Source: public bounces.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const interscan: TextLayout = {
  id: "unknown",
  head: /^(?:\*{4,} Message from InterScan |Sent <<< [^\n]{0,400}\nReceived >>> )/,
  recipient: new RegExp(
    `^(?:Sent <<< RCPT TO: ?|(?:Reason: )?Unable to deliver message to )<(${ADDRESS})>[^\\n]{0,80}$`,
    "i",
  ),
  returned: /^\*{4,} {1,40}End of message /,
  delayed: null,
};

// qmail-send's text (QSBMF), also Plesk's, netqmail's and those of programs that took it over: Haraka and
// James greet with the same words.
//
//   Hi. This is the qmail-send program at mx1.example.com.
//   I'm afraid I wasn't able to deliver your message to the following addresses.
//
//   <user@gmail.com>:
//   192.0.2.26 failed after I sent the message.
//   Remote host said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//
//   --- Below this line is a copy of the message.
// Source: qmail-send.c, injectbounce(); qmail-remote.c. The bare address is Gmail's.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const qmail: TextLayout = {
  id: "qmail",
  head: /^Hi\. (?:This is the |The )\S{1,60}/,
  recipient: new RegExp(`^<(${ADDRESS})>:\\s*$`),
  returned: /^--- Below this line is (?:a copy of|the original)/,
  delayed: null,
};

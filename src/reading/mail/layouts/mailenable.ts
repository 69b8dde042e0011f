// MailEnable. It names only the recipient's domain; the returned header has the whole address.
//
//   MailEnable: Message Delivery Failure.
//
//   Reason: ME-E0193: [9A1F03.MAI] Message Delivery Failure.
//
//   Your message addressed to the target domain (gmail.com) could not be delivered because the mail server …
//
//   The server returned:
//
//   550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//
//   Message headers follow:

import { ADDRESS, type TextLayout } from "./layout.ts";

export const mailenable: TextLayout = {
  id: "mailenable",
  head: /^MailEnable: Message Delivery /,
  recipient: new RegExp(`^[^\\n\\[]{0,200}\\[SMTP:(${ADDRESS})\\]`),
  returned: /^Message headers follow:/,
  delayed: /^MailEnable: Message Delivery (?:Delay|Warning)/,
};

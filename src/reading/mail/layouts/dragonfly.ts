// The DragonFly Mail Agent (dma), a small mailer of FreeBSD and Debian systems; text only.
//
//   This is the DragonFly Mail Agent v0.13 at mx1.example.com.
//
//   There was an error delivering your mail to <user@gmail.com>.
//
//   gmail-smtp-in.l.google.com [192.0.2.26] did not like our DATA:
//   550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//
//   Message headers follow.
// Source: dma's mail.c, bounce(), and net.c.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const dragonfly: TextLayout = {
  id: "unknown",
  head: /^This is the DragonFly Mail Agent /,
  recipient: new RegExp(`^There was an error delivering your mail to <(${ADDRESS})>\\.`),
  returned: /^(?:Original message|Message headers) follows?\.?\s*$/,
  delayed: null,
};

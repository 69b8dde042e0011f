// Templates without a layout of their own, of mailers that say who they are: MAILER-DAEMON or postmaster with a
// null Return-Path. Only a line that names a recipient, with the reply next to it, is taken for a report.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const other: TextLayout = {
  id: "unknown",
  head: /^/,
  // user@gmail.com      <user@gmail.com>: host …      To: user@gmail.com      * user@gmail.com - 550 …
  recipient: new RegExp(`^[^@]{0,80}?[<("']?(?<![\\w.+-])(${ADDRESS})[>)"']?\\s*(?:[:;,.-]|$|\\()`),
  returned: null,
  delayed:
    /^[^]{0,2000}?(?:\bwarning\b|has been delayed|still (?:in|being) |will (?:keep|continue|be retried))/i,
};

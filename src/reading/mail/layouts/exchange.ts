// Exchange and Exchange Online. The words around the reply are in the reader's language, the marks are not:
//
//   Generating server: mx1.example.com
//   user@gmail.com
//   Remote Server returned '550-5.7.25 [203.0.113.5] The IP address …'
//
//   user@gmail.com
//   2/23/2026 10:11:12 AM - Server at gmail-smtp-in.l.google.com (192.0.2.26) returned '421-4.7.23 …'
//
//   user@gmail.com
//   gmail-smtp-in.l.google.com #550-5.7.25 [203.0.113.5] The IP address … ##
//
//   Recipient Address:  user@gmail.com
//   Reported error:     550-5.7.25 [203.0.113.5] The IP address …
// Journals and the Graph interface keep nothing of a report but this text, as HTML.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const exchange: TextLayout = {
  id: "exchange",
  head: /^[^]{0,2000}?(?:Diagnostic information for administrators|Generating server:|Reported error:|returned '[45]\d\d[- ])/,
  headerField: "x-ms-exchange-message-is-ndr",
  // user@gmail.com      user@gmail.com<mailto:user@gmail.com>      User Name (user@gmail.com)<mailto:…>
  recipient: new RegExp(
    `^\\s{0,8}(?:Recipient Address:\\s{0,8}|[^\\n()<>@]{0,100}[(<])?(${ADDRESS})[)>]?(?:<mailto:[^<>]{1,330}>)?:?\\s*$`,
  ),
  returned:
    /^\s{0,8}(?:Original message headers|En-t.tes de message d.origine|Urspr.ngliche Nachrichtenkopfzeilen)/i,
  delayed: /^[^]{0,2000}?(?:has been delayed|hasn't been delivered yet|is still trying to deliver)/i,
};

// Mail.ru: an address whose name looks like that of a dial-up line is refused like one without a name.

import { otherReceiver } from "./receiver.ts";

export const mailRu = otherReceiver({
  id: "mail.ru",
  name: "Mail.ru",
  // mxs.mail.ru, emx.mail.ru
  host: /(?:^|\.)mail\.ru\.?$/i,
  // 550 We do not accept mail from hosts with dynamic IP or generic DNS PTR-records. Please get a custom
  // reverse DNS name from your ISP for your host 203.0.113.5 or use the ISP's smarthost.
  // 550 spam message rejected. Please visit … or contact …: dynamic IP or generic DNS PTR-records
  text: /\bdynamic IP or generic DNS PTR-records\b/i,
  marks: [{ words: "generic DNS PTR-records", sought: "PTR" }],
});

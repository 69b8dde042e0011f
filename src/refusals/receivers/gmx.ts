// GMX, WEB.DE, mail.com and IONOS (1&1): one mail platform. https://postmaster.gmx.net/en/error-messages

import { otherReceiver } from "./receiver.ts";

export const gmx = otherReceiver({
  id: "gmx",
  name: "GMX, WEB.DE and IONOS",
  // mx00.gmx.net, mx01.emig.gmx.net, mx-ha02.web.de, mx00.mail.com, mx00.kundenserver.de, mx00.ionos.co.uk
  host: /(?:^|\.)(?:gmx\.[a-z]{2,3}|web\.de|mail\.com|kundenserver\.de|perfora\.net|1and1\.[a-z.]{2,6}|ionos\.[a-z.]{2,6})\.?$/i,
  // 554-gmx.net (mxgmx017) Nemesis ESMTP Service not available 554-No SMTP service
  // 554-Bad DNS PTR resource record. 554 For explanation visit https://postmaster.gmx.net/…?ip=203.0.113.5&c=rdns
  // 554-No SMTP service 554 invalid DNS PTR resource record, IP=203.0.113.5                       (until 2018)
  text: /\b(?:bad|invalid) DNS PTR resource record\b/i,
  marks: [{ words: "DNS PTR resource record", sought: "PTR" }],
});

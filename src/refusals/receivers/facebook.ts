// Facebook's mail. Its postmaster page's list of response codes has two about reverse DNS.

import { otherReceiver } from "./receiver.ts";

export const facebook = otherReceiver({
  id: "facebook",
  name: "Facebook",
  // msgin.vvv.facebook.com
  host: /(?:^|\.)facebook\.com\.?$/i,
  // 554 5.1.8 DNS-P3 …: no reverse DNS record;    DNS-T2: it does not resolve for the time being
  text: /\bDNS-(?:P3|T2)\b/,
  marks: [
    { words: "DNS-P3", sought: "DNS-" },
    { words: "DNS-T2", sought: "DNS-" },
  ],
});

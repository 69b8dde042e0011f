// GoDaddy's own mail (secureserver.net). https://www.godaddy.com/help/what-does-my-email-bounceback-mean-3568

import { otherReceiver, reverseDns } from "./receiver.ts";

export const godaddy = otherReceiver({
  id: "godaddy",
  name: "GoDaddy",
  // smtp.secureserver.net, mailstore1.secureserver.net
  host: /(?:^|\.)secureserver\.net\.?$/i,
  // 421 Temporarily rejected. Reverse DNS for this IP failed. IB108
  text: /\bReverse DNS for this IP failed\b/i,
  marks: [reverseDns],
});

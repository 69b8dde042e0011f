// AT&T: att.net, sbcglobal.net, bellsouth.net and the other names of its mail.

import { otherReceiver, reverseDns } from "./receiver.ts";

export const att = otherReceiver({
  id: "att",
  name: "AT&T",
  // ff-ip4-mx-vip1.prodigy.net
  host: /(?:^|\.)(?:prodigy\.net|att\.net)\.?$/i,
  // 550 5.7.1 Connections not accepted from servers without a valid sender domain.flph829 Fix reverse DNS for 203.0.113.5
  text: /\bFix reverse DNS for \S/i,
  marks: [reverseDns],
});

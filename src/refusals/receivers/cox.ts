// Cox. Its list of error codes: CXDNS, the sending address has no valid reverse DNS.

import { otherReceiver } from "./receiver.ts";

export const cox = otherReceiver({
  id: "cox",
  name: "Cox",
  // mx.east.cox.net, eastrmimpi305.cox.net, cxr.mx.a.cloudfilter.net takes its mail today
  host: /(?:^|\.)(?:cox\.net|coxmail\.com|mx\.a\.cloudfilter\.net)\.?$/i,
  // 554 eastrmimpi305.cox.net cox 203.0.113.5 rejected - no rDNS … AUP#CXDNS
  text: /\brejected - no rDNS\b/i,
  marks: [{ words: "no rDNS", sought: "rDNS" }],
});

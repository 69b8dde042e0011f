// Rackspace Email (emailsrvr.com).

import { otherReceiver } from "./receiver.ts";

export const rackspace = otherReceiver({
  id: "rackspace",
  name: "Rackspace",
  // mx1.emailsrvr.com
  host: /(?:^|\.)emailsrvr\.com\.?$/i,
  // 450 4.7.1 Client host IP has no PTR record (G1F)
  text: /\bClient host IP has no PTR record\b/i,
  marks: [{ words: "no PTR record", sought: "PTR" }],
});

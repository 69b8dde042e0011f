// Forpsi and the Aruba group's mail filters.

import { otherReceiver } from "./receiver.ts";

export const forpsi = otherReceiver({
  id: "forpsi",
  name: "Forpsi",
  // mxavas.forpsi.com
  host: /(?:^|\.)forpsi\.(?:com|net)\.?$/i,
  // 554 cmg1.fe.forpsi.com bizsmtp 0bcW1i00G0jifNx01bcmHa no DNS reverse for 203.0.113.5
  text: /\bno DNS reverse for\b/i,
  marks: [{ words: "no DNS reverse for", sought: "DNS reverse" }],
});

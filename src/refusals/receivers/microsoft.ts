// Outlook.com and Microsoft 365: reverse DNS is asked for over IPv6 only. Their 5.7.23 is about SPF.

import { otherReceiver, reverseDns } from "./receiver.ts";

export const microsoft = otherReceiver({
  id: "microsoft",
  name: "Microsoft (Outlook.com, Microsoft 365)",
  // outlook-com.olc.protection.outlook.com, example-com.mail.protection.outlook.com, example-com.a-v1.mx.microsoft
  host: /(?:^|\.)(?:outlook\.com|hotmail\.com|mx\.microsoft)\.?$/i,
  // 550 5.7.25 Service unavailable, sending IPv6 address [2001:db8::5] must have a reverse DNS record
  text: /\bsending IPv6 address\b.{0,60}\bmust have (?:a )?reverse DNS record\b/i,
  marks: [reverseDns],
});

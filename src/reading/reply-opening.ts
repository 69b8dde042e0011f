// The beginning of Gmail's refusal for reverse DNS, as any program may log it: the enhanced status code, the address in
// brackets and Gmail's own words. Frameworks write the rest into lines of their own, or leave it out, so that
// neither the token nor the three digits are sure to be there.

// 550-5.7.25 [203.0.113.5      ] The IP address sending this message      PHPMailer, Nodemailer, Jakarta Mail
// (550, b"5.7.25 [203.0.113.5      ] The IP address sending …             Python's smtplib
// The server response was: 5.7.25 [203.0.113.5] The IP address …          .NET
// 421-4.7.23 [203.0.113.5      23] The sending IP address for this message
const openingWithCode =
  /(?<![\w.])(?:[45]\d\d(?:[- ]|, ?b?["']))?#?[45]\.7\.(?:23|25|0|1)[ _]{1,3}\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}[ _\d]{0,12}\][ _]{1,3}The[ _](?:IP[ _]address[ _]sending|sending[ _]IP[ _]address)/;

// 550-5.7.1 [2001:db8::1      16] Gmail has detected that this message
// 550-5.7.1 does not meet IPv6 sending guidelines regarding PTR records and authentication.
// The needle stands in the second line, which holds no address.
const ipv6Line =
  /(?<![\w.])(?:[45]\d\d[- ])?#?[45]\.7\.1[ _](?:\[[0-9A-Fa-f:. _]{2,60}\][ _]{1,3})?(?:(?:Our[ _]system|Gmail)[ _]has[ _]detected[ _]that[ _]this[ _]message[ _]{1,2})?(?:(?:[45]\d\d[- ])?#?[45]\.7\.1[ _])?does[ _]not[ _]meet[ _]IPv6[ _]sending[ _]guidelines/;

/** Where such a reply begins in a text; -1 when there is none. */
export function findOpening(text: string): number {
  if (!text.includes(".7.")) return -1;
  const places = [openingWithCode, ipv6Line].map((one) => text.search(one)).filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

// What Gmail's other refusals mean, in a few words: what a report lists them by.

import type { Reply } from "../../model/delivery.ts";
import { refusalMeanings } from "../../model/refusals.ts";
import type { RefusalCauseId } from "../../model/refusal-topics.ts";
import { isCutOff } from "./gmail-causes.ts";

/** `7.26` stands for 4.7.26 and 5.7.26: Google's table has most reasons in both classes. */
type Meaning = readonly [statusDetail: string, text: RegExp | null, meaning: string];

/**
 * In the words of https://support.google.com/a/answer/3726730. The first
 * line that fits a code counts.
 */
const otherMeanings: readonly Meaning[] = [
  ["1.1", null, "the recipient does not exist"],
  ["1.2", null, "the recipient's domain does not exist"],
  ["1.3", null, "the recipient's address is malformed"],
  ["2.1", /\brate\b|quickly|many messages/i, "the recipient gets mail at too high a rate"],
  ["2.1", null, "the recipient's account is disabled or over its rate"],
  ["2.2", null, "the recipient's mailbox is full"],
  ["2.3", null, "the message is too large"],
  ["3.0", /multiple destination domains/i, "recipients in several domains in one transaction"],
  ["3.0", null, "temporary trouble at Google: try again later"],
  ["3.4", null, "the message is too large"],
  ["4.2", null, "the connection timed out"],
  ["4.5", /quota|limit exceeded/i, "the sender is over its daily limit"],
  ["4.5", null, "Google's server is busy: try again later"],
  ["4.6", null, "the message goes in circles"],
  ["5.0", null, "the SMTP protocol was not kept"],
  ["5.1", null, "the SMTP protocol was not kept"],
  ["5.2", null, "the SMTP protocol was not kept"],
  ["5.3", /policy size/i, "one transaction is over a limit of the recipient's domain"],
  ["5.3", null, "too many recipients in one transaction"],
  ["5.4", null, "the HELO name or another argument is invalid"],
  ["6.0", /\bhops\b/i, "the message goes in circles"],
  ["6.0", null, "the message is malformed"],
  ["7.0", /reputation/i, "low reputation of the sending address or domain"],
  ["7.0", /\bTLS\b|STARTTLS/i, "TLS is required"],
  ["7.0", /whitelist|allowlist/i, "the address is not on the recipient domain's list"],
  ["7.0", /authentication (?:information|checks)/i, "unauthenticated sender: neither SPF nor DKIM passed"],
  ["7.0", /\bSPF\b/i, "the SPF record has suspicious entries"],
  ["7.0", /relay|sending denied/i, "relaying is not allowed"],
  ["7.0", /authenticate due|unauthenticated commands/i, "the log-in failed"],
  ["7.0", /content|security issue|virus/i, "suspicious content"],
  ["7.0", /unsolicited|unusual rate|spam/i, "unusual rate of unsolicited mail"],
  ["7.0", /expired/i, "the connection was open for too long"],
  ["7.0", null, "deferred: rate, reputation or suspicious content"],
  ["7.1", /not authorized/i, "the address may not send mail directly to Gmail"],
  ["7.1", /unusual rate/i, "unusual rate of unsolicited mail"],
  ["7.1", /authentication (?:information|checks)/i, "unauthenticated sender: neither SPF nor DKIM passed"],
  ["7.1", /quota/i, "the sender is over its daily limit"],
  ["7.1", /credentials for relay/i, "relaying is not allowed"],
  // All that is blocked is blocked "to reduce the amount of spam".
  ["7.1", /RFC ?5322|\bheaders?\b|From:/i, "the message's header breaks RFC 5322"],
  ["7.1", /reputation/i, "low reputation of the sending address or domain"],
  ["7.1", /unsolicited|spam|suspicious/i, "taken for spam"],
  ["7.1", null, "refused by a policy"],
  ["7.24", null, "the SPF record has suspicious entries"],
  ["7.26", null, "unauthenticated sender: neither SPF nor DKIM passed"],
  ["7.27", null, "SPF did not pass"],
  ["7.28", null, "unusual rate of mail from this address, domain or network"],
  ["7.29", null, "not sent over TLS"],
  ["7.30", null, "DKIM did not pass"],
  ["7.31", null, "the sending domain has no DMARC record"],
  ["7.32", null, "the From: domain is not aligned with SPF or DKIM"],
  ["7.40", /aligned/i, "the From: domain is not aligned with SPF or DKIM"],
  ["7.40", null, "the sending domain has no DMARC record"],
];

/** Of reasons that share their code with others: the code alone would say what Gmail's text does not. */
const ownMeanings: Partial<Record<RefusalCauseId, string>> = {
  spf_hard_fail: refusalMeanings.spf_hard_fail[0],
  authentication_dns_failure: refusalMeanings.authentication_dns_failure[0],
  dmarc_policy_forbids: refusalMeanings.dmarc_policy_forbids[0],
};

/** Of 7.26, which has several reasons, where the log has cut the words off. */
const CUT_OFF = "unauthenticated sender; the rest of the reply was cut off";

/** `cause`: that of a refusal for the sender; null for others. */
export function meaningOf({ enhancedStatusCode, text }: Reply, cause: RefusalCauseId | null): string {
  const own = cause === null ? undefined : ownMeanings[cause];
  if (own !== undefined) return own;
  const detail = enhancedStatusCode?.slice(2);
  if (cause === null && isCutOff(enhancedStatusCode ?? "", text)) return CUT_OFF;
  const known = otherMeanings.find(([code, words]) => code === detail && (words?.test(text) ?? true));
  return known?.[2] ?? "not in Google's published list";
}

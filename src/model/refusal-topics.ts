// Why Gmail refuses mail for another reason than reverse DNS, as its own reply says it: the reasons that a report groups
// by. Each has a page, docs/causes/ID.md; what is checked for it and what to do stands with Gmail's codes (./codes).

export const refusalTopics = {
  "Reasons that Gmail's reply gives": [
    "sender_unauthenticated",
    "spf_hard_fail",
    "dmarc_policy_forbids",
    "authentication_dns_failure",
    "spf_not_passed",
    "spf_suspicious",
    "dkim_not_passed",
    "dmarc_not_published",
    "from_not_aligned",
    "rate_unusual",
    "tls_not_used",
    "direct_sending_refused",
  ],
} as const satisfies Record<string, readonly string[]>;

type Topics = typeof refusalTopics;
export type RefusalCauseId = Topics[keyof Topics][number];

export const refusalCauses: readonly RefusalCauseId[] = Object.values(refusalTopics).flat();

// Findings about servers that are named for a zone and do not say that they speak for it.

import { speaking } from "../../model/dns.ts";
import type { AddressFacts, ServerAnswer, ZoneView } from "../../model/dns.ts";
import type { FindingRule } from "../causes/cause.ts";
import { serverWords } from "../facts/servers-say.ts";

export const authorityFindings: FindingRule[] = [
  {
    id: "answer_without_aa",
    summary: (facts) => {
      const answers = withoutAuthority(facts);
      if (answers.length === 0) return undefined;
      const servers = [...new Set(answers.map(serverWords))].join(", ");
      return (
        `Name servers give their answer without saying that they hold the zone (no AA bit, RFC 1035): ${servers}. ` +
        "Most resolvers take it all the same; a load balancer or forwarder in front of them may be the reason."
      );
    },
  },
];

function withoutAuthority({ servers, names }: AddressFacts): ServerAnswer[] {
  const views: (ZoneView | null)[] = [servers, ...names.map((name) => name.servers)];
  return views.flatMap(speaking).filter(({ authoritative }) => !authoritative);
}

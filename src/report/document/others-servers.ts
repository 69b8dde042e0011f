// The heading of a report's section about addresses of other mail systems, known from their bounces alone.

import type { SendingIpReport } from "../../model/report.ts";
import { count, some } from "../../base/words/quantities.ts";
import type { SectionOfKind } from "./sections.ts";

/** More names tell a reader no more. */
const MAX_HOSTS = 8;

export function othersNote(senders: readonly SendingIpReport[]): SectionOfKind<"note"> {
  const hosts = [...new Set(senders.flatMap(({ server }) => server?.hosts ?? []))];
  const addresses = count(senders.length, "address is", "addresses are");
  return {
    kind: "note",
    id: "other-mail-systems",
    title: "Servers of other mail systems",
    text:
      `${addresses} known only from bounces that ${some(hosts, MAX_HOSTS)} wrote. Going by logs, senders and names, none of these hosts is yours: ` +
      "only whoever runs them can repair what follows.",
  };
}

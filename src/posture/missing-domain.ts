// A domain that does not exist has no records either: that it is missing is what has to be said, and not each record.

import { organizationalDomain } from "../base/standards/public-suffix.ts";
import type { Finding } from "../model/posture.ts";
import type { PostureId } from "../model/posture-topics.ts";
import { finding } from "./finding.ts";
import { find, type Lookup } from "./lookup.ts";

/** What is found where a name has no record of its own. */
const missing: ReadonlySet<PostureId> = new Set(["spf_none", "dkim_none", "dmarc_none"]);

/** The findings with one for the missing domain in the place of those that follow from it. */
export async function withMissingDomains(findings: readonly Finding[], lookup: Lookup): Promise<Finding[]> {
  const asked = new Set(findings.flatMap(({ id, domain }) => (missing.has(id) && domain ? domain : [])));
  const gone = new Set<string>();
  for (const domain of asked) {
    // A name below a domain that exists comes into being with its first record: that one is what it lacks.
    const found = await find(lookup, organizationalDomain(domain) ?? domain, "TXT");
    if (found.kind === "none" && found.status === "nxdomain") gone.add(domain);
  }
  const isOfGone = ({ domain }: Finding) => domain !== null && gone.has(domain);
  const told = findings.filter(
    (each) => !isOfGone(each) || !(missing.has(each.id) || each.id === "domain_nxdomain"),
  );
  // It belongs to every check: none of them can pass.
  const own = [...gone].map((domain) => ({
    ...finding("domain_nxdomain", "fail", { domain }, {}),
    check: null,
  }));
  return [...own, ...told];
}

// Whether the name that a record is offered for is an alias: beside a CNAME record nothing may stand (RFC 1034 section 3.6.2).

import type { Finding } from "../model/posture.ts";
import { find, type Lookup } from "./lookup.ts";
import { shownTerm } from "./shown.ts";

/** The findings, their records with the alias that stands in the way. */
export async function withAliases(findings: readonly Finding[], lookup: Lookup): Promise<Finding[]> {
  const owners = new Set(findings.flatMap(({ record }) => record?.owner ?? []));
  const aliases = new Map<string, string>();
  for (const owner of owners) {
    const target = await aliasOf(owner, lookup);
    if (target !== null) aliases.set(owner, target);
  }
  return findings.map((each) => {
    const alias = each.record && aliases.get(each.record.owner);
    return alias ? { ...each, record: { ...each.record!, alias } } : each;
  });
}

/** Null also where it is not known: what was asked before shows it. */
async function aliasOf(owner: string, lookup: Lookup): Promise<string | null> {
  const found = await find(lookup, owner, "TXT");
  const target = found.kind === "failed" ? undefined : found.answer?.aliases[0]?.target;
  return target === undefined ? null : shownTerm(target);
}

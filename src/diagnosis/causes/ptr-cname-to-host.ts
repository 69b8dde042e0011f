// Somebody entered CNAME where PTR was meant: the reverse name is an alias of a host name.

import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { answerEvidence, ptrEvidence } from "../facts/evidence.ts";
import { hasNoPtr } from "../facts/facts.ts";
import { aliasMemories, longest, negativeTtl } from "../facts/memory.ts";
import { namedAfter, setBoth, setPtr } from "../words/steps.ts";

export const ptrCnameToHost: Cause = {
  id: "ptr_cname_to_host",
  title: "A CNAME record stands where the PTR record belongs",
  clause: "a CNAME record stands where the PTR record belongs",
  class: "fail",
  explains: (facts) => {
    const { aliasHost } = facts;
    const isHost = hasNoPtr(facts) && aliasHost?.status === "answer";
    return isHost ? [...ptrEvidence(facts), ...answerEvidence(aliasHost)] : undefined;
  },
  summary: (facts) =>
    `The reverse name of ${facts.ip} is an alias (CNAME) of the host ${host(facts)}; what receivers look for is a PTR record.`,
  fix: (facts, hints) =>
    setBoth(facts, namedAfter(host(facts), hints, facts), {
      ...setPtr("replace the CNAME record with a PTR record"),
      replaces: "CNAME",
    }),
  visibleAfter: (facts) => longest([negativeTtl(facts.ptr), ...aliasMemories(facts.ptr)]),
};

function host({ ptr }: AddressFacts): string {
  return ptr?.aliases.at(-1)?.target ?? "";
}

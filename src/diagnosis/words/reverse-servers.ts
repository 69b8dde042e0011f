// The way out that the causes share where the reverse lookup itself fails: who is to mend the name servers, if anybody is.

import type { DiagnosisHints } from "../causes/cause.ts";
import type { Step } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import { isWholeBlock } from "../facts/registry.ts";
import { step } from "./steps.ts";

/** `mend` is for whoever runs the zone of the address. */
export function mendReverseServers(facts: AddressFacts, mend: Step): Step[] {
  const { servers, reverseZone } = facts;
  if (servers !== null && reverseZone !== null && isWholeBlock(reverseZone.apex))
    return [blockStep(reverseZone.apex)];
  return askElsewhereFirst(facts, [mend]);
}

/** A registry's servers answer the whole world; and no provider of the reader's runs them. */
function blockStep(apex: string): Step {
  const task =
    `try again later, or from another network: the name servers of ${apex}, which holds a whole block of addresses, do not answer this host. ` +
    "Usually the registry runs them; if one provider has the whole block, tell that provider";
  return { ...step("choose-resolver", "you", task), main: true };
}

/** One resolver that fails proves nothing of the zone's servers, as long as nobody else was heard. */
function askElsewhereFirst({ servers }: AddressFacts, steps: Step[]): Step[] {
  if (servers !== null) return steps;
  const task = "ask once more through another resolver (--resolver) or from another network";
  const condition = "if the lookup fails there, too";
  return [
    { ...step("choose-resolver", "you", task), main: true },
    ...steps.map((part) => ({ ...part, condition, relation: "then" as const })),
  ];
}

/** Whose name servers are to be mended: those of the zone that CNAME records lead to, if there are any. */
export function serversKeeper({ ptr, servers }: AddressFacts): "hoster" | "zone holder" {
  const isElsewhere = servers === null ? (ptr?.aliases.length ?? 0) > 0 : servers.origin !== null;
  return isElsewhere ? "zone holder" : "hoster";
}

/** Added where the answer stands for the whole lookup and not for one server. */
export function coarseness({ serversUnasked }: AddressFacts): string {
  return serversUnasked ? " The resolver does not tell which server fails, and how." : "";
}

/** Gmail documents only that the defect is refused; 4.7.23 for failed lookups is observed elsewhere. */
export function refusedForNow({ reply }: DiagnosisHints): string {
  const usual = "Receivers usually answer a failed lookup with a temporary refusal (421)";
  const code = /^5\d\d/.exec(reply ?? "")?.[0];
  return code === undefined
    ? `${usual}; for Gmail that is inferred, not documented.`
    : `${usual}; Gmail's last reply was a final one (${code}), as where no record exists.`;
}

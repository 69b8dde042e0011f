// The sentences of the findings about SPF.

import type { PostureData, PostureRecord } from "../../model/posture.ts";
import { corrected } from "../spf/slips.ts";
import { slipRepairs, slipsTold } from "./entry-slip.ts";
import { counted, failedAction, failedWords, listed, type IdsOf, type WordsFor } from "./sentence.ts";

const LIMIT = "ten (RFC 7208 section 4.6.4)";

export const spfWords: WordsFor<IdsOf<"spf">> = {
  spf_none: ({ domain, data: { elsewhere } }) => ({
    summary: `${domain} has no SPF record: SPF passes for none of its mail${elsewhereWords(elsewhere)}`,
    action:
      elsewhere === undefined
        ? `publish an SPF record that names every server that sends for ${domain}`
        : `publish the record at ${domain} itself (in many DNS panels: the name @)`,
  }),
  spf_not_recognized: ({ domain, data }) => ({
    summary: `the SPF record of ${domain} counts as none (RFC 7208 section 4.5): ${slipsTold(data.slips)}. It holds: ${data.record}`,
    action: slipRepairs(data.slips),
  }),
  spf_multiple: ({ domain, data }) => ({
    summary: `${counted(data.records.length + (data.leftOut ?? 0), "SPF record")} stand beside each other${data.at === undefined ? "" : ` at ${data.at}`}, and receivers count none of them (permerror)`,
    action:
      data.at === undefined
        ? `leave one SPF record at ${domain}, with the terms of all, and remove the others`
        : `ask whoever runs ${data.at} to leave one, or take ${data.term} out, which leads there`,
  }),
  spf_syntax: ({ domain, data, record: told }) => ({
    summary: `receivers cannot read the SPF record of ${data.at} (permerror): ${listed(
      data.terms.map(({ term, problem }) => `${term} (${problem})`),
      3,
      data.leftOut,
    )}`,
    action:
      data.at === domain
        ? `correct the record${unclearWords(data.terms, told)}`
        : `ask whoever runs ${data.at} to correct it, or take it out of the record of ${domain}`,
  }),
  spf_ip_not_listed: ({ domain, ip, data }) => ({
    summary: `${ip} is not in the SPF record of ${domain} (${data.result})${nearestWords(data.nearest)}`,
    action: `add ${ip} to the record, if it sends for ${domain}; if it only forwards such mail, have it rewrite MAIL FROM (SRS) instead`,
  }),
  spf_too_many_lookups: ({ data }) => ({
    summary: `the record takes ${data.lookups} DNS lookups, and receivers stop after ${LIMIT}: the rest is ignored (permerror). Most expensive: ${costWords(data.costs)}`,
    action:
      "remove includes of services that no longer send for you, or move a service to a subdomain of its own",
  }),
  spf_void_lookups: ({ data }) => ({
    summary: `${counted(data.lookups, "lookup")} of the record find nothing${data.only === undefined ? "" : ` for a sender with IPv${data.only}`} (${listed(data.terms, 3, data.leftOut)}); many receivers stop after two (permerror)`,
    action:
      data.only === undefined
        ? "remove the terms that lead nowhere"
        : `name the senders with IPv${data.only} before these terms, with ip${data.only}:`,
  }),
  spf_include_none: ({ data }) => ({
    summary: `${data.term} in the record of ${data.at} leads to ${data.target}, which has no SPF record: receivers take that for an error (permerror)`,
    action: `take ${data.term} out, or correct its name`,
  }),
  spf_loop: ({ data }) => ({
    summary: `the record leads back to itself: ${listed(data.chain, 6)} (permerror)${data.others === undefined ? "" : `, and in ${counted(data.others, "other circle")}`}`,
    action: "remove the include or redirect that closes the circle",
  }),
  spf_mx_limit: ({ data }) => ({
    summary: `${data.term} leads to ${data.names} mail hosts, and receivers look at ten (permerror)`,
    action: "name the networks of the mail hosts with ip4: and ip6: instead",
  }),
  spf_ptr: ({ data }) => ({
    summary: `the record of ${data.at} has ptr, which should no longer be used (RFC 7208 section 5.5); some receivers ignore it`,
    action: "name the addresses or their networks with ip4: and ip6: instead",
  }),
  spf_all_open: ({ domain, data }) => ({
    summary: openWords(domain ?? "", data.term),
    action: "end the record with ~all, or with -all once every sender is named",
  }),
  spf_wide: ({ data }) => ({
    summary: `${listed(data.networks, 3, data.leftOut)} ${data.networks.length + (data.leftOut ?? 0) === 1 ? "lets" : "let"} whole parts of the internet send; Gmail calls that a suspicious entry (5.7.24)`,
    action: "name only the networks of your own senders",
  }),
  spf_no_effect: ({ data }) => ({
    summary: vainWords(data),
    action: vainActions[data.reason],
  }),
  spf_duplicate: ({ data }) => ({
    summary: `${listed(data.terms, 3, data.leftOut)} ${isOne(data) ? "is" : "are"} in the record twice; an include costs its lookups each time`,
    action: isOne(data) ? "remove the second one" : "remove the second ones",
  }),
  spf_too_long: ({ data }) => ({
    summary: `the record has ${data.bytes} bytes; above 450 an answer may not fit into 512 bytes over UDP (RFC 7208 section 3.4), and a receiver without TCP gets none`,
    action: "shorten the record: name networks instead of single addresses",
  }),
  spf_type99: ({ domain }) => ({
    summary: `${domain} has its SPF record as type SPF (99), which nobody asks for anymore (RFC 7208 section 3.1)`,
    action: "publish the same text as a TXT record",
  }),
  spf_case_order: ({ data }) => ({
    summary: `the address passes after ${counted(data.lookups, "lookup")}, but the whole record takes ${data.worst}: senders that come later fail (permerror), since receivers stop after ${LIMIT}`,
    action: "remove includes of services that no longer send for you",
  }),
  spf_helo_none: ({ data }) => ({
    summary: `${data.name}, the name in HELO, has no SPF record; bounces have no other domain to be checked by (RFC 7208 section 2.4)`,
    action: `optional: ${data.name} TXT "v=spf1 a -all"`,
  }),
  spf_temp: ({ domain, data }) => ({
    summary: `the SPF record of ${domain} could not be evaluated${data.for === null ? "" : ` for ${data.for}`}: ${failedWords(data)}`,
    ...failedAction(data),
  }),
};

function elsewhereWords(elsewhere: { at: string; record: string } | undefined): string {
  if (elsewhere === undefined) return "";
  return `. One stands at ${elsewhere.at}, where nobody looks unless a record at the domain includes it: ${elsewhere.record}`;
}

/** The record that is offered leaves out what nobody can read: that is said. */
function unclearWords(terms: readonly { term: string }[], offered: PostureRecord | null): string {
  const unclear = terms
    .map(({ term }) => term)
    .filter((term) => corrected(term).length === 0 && !/^[+?~-]$/.test(term));
  if (offered === null || unclear.length === 0) return "";
  return `; the new one leaves out what can mean several things (${listed(unclear)}): add it in the right form, if it names a sender`;
}

function isOne({ terms, leftOut = 0 }: { terms: readonly string[]; leftOut?: number }): boolean {
  return terms.length + leftOut === 1;
}

const vainActions: Record<PostureData["spf_no_effect"]["reason"], string> = {
  "after all": "move it before all, or take it out",
  "redirect beside all": "take it out; if its senders are yours, write include: with its name before all",
  "= for :": "write a colon in the place of =",
};

function vainWords({ terms, reason, leftOut = 0 }: PostureData["spf_no_effect"]): string {
  const names = listed(terms, 3, leftOut);
  const one = isOne({ terms, leftOut });
  if (reason === "after all") return `${names} ${one ? "stands" : "stand"} after all, where nobody looks`;
  if (reason === "redirect beside all")
    return `${names} ${one ? "counts" : "count"} for nothing beside all (RFC 7208 section 6.1)`;
  return `${names} ${one ? "has" : "have"} = in the place of a colon: receivers pass that over, and it names nobody (RFC 7208 section 6)`;
}

function nearestWords(nearest: { term: string; at: string; how: "close" | "family" } | null): string {
  if (nearest === null) return "";
  if (nearest.how === "family")
    return `; it lists addresses of the other family only, such as ${nearest.term}`;
  return `; the nearest entry is ${nearest.term}, in the record of ${nearest.at}`;
}

function costWords(costs: { term: string; lookups: number }[]): string {
  return listed(costs.map(({ term, lookups }) => `${term} (${lookups})`));
}

function openWords(domain: string, term: string | null): string {
  if (term === null)
    return `the record of ${domain} has no all at its end: nothing is said of other senders (neutral)`;
  if (term.startsWith("?") || /^redirect=/i.test(term))
    return `the record of ${domain} ends in ${term}: nothing is said of other senders (neutral)`;
  return `${term} lets everybody send for ${domain}; Gmail calls that a suspicious entry (5.7.24)`;
}

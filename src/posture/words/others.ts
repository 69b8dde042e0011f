// The sentences of the findings about MX records, blocklists and the audit itself.

import { count } from "../../base/words/quantities.ts";
import { failedAction, failedWords, type IdsOf, type WordsFor } from "./sentence.ts";

/** Names of one's own network, which nobody can register (RFC 6761, RFC 6762, RFC 8375). */
function isForInnerUse(domain: string): boolean {
  return /(?:^|\.)(?:localhost|localdomain|local|lan|internal|intranet|home|corp|home\.arpa)$/i.test(domain);
}

const INNER_NAME =
  "send with a domain that exists: the name is one of your own network, which programs of the server put into MAIL FROM; " +
  "Postfix takes another from myorigin, Exim from qualify_domain";

export const otherWords: WordsFor<IdsOf<"mx"> | IdsOf<"domain"> | IdsOf<"blocklist"> | IdsOf<"audit">> = {
  domain_nxdomain: ({ domain }) => ({
    summary: `${domain} does not exist in the DNS: receivers refuse mail from it, and bounces cannot reach you`,
    action: isForInnerUse(domain ?? "") ? INNER_NAME : "send with a domain that exists, or register it",
  }),
  mx_null: ({ domain }) => ({
    summary: `${domain} says that it takes no mail (MX 0 ".", RFC 7505), and is in MAIL FROM: receivers refuse that`,
    action: "use another domain in MAIL FROM, or give this one a mail host",
  }),
  mx_none_a_only: ({ domain }) => ({
    summary: `${domain} has no MX record; mail goes to its own address (RFC 5321 section 5.1)`,
    action: null,
  }),
  mx_none: ({ domain }) => ({
    summary: `${domain} has neither an MX record nor an address: bounces cannot reach you, and receivers may refuse the sender`,
    action: "publish an MX record that names a mail host",
  }),
  mx_unresolvable: ({ domain, data }) => ({
    summary: `the mail host ${data.host} of ${domain} has no address${data.all ? ", and there is no other" : ""}`,
    action: "give it an address record, or correct the MX record",
  }),
  mx_cname: ({ data }) => ({
    summary: `the mail host ${data.host} is an alias of ${data.target}; an MX record must not name one (RFC 2181 section 10.3)`,
    action: `name ${data.target} in the MX record`,
  }),
  mx_private: ({ data }) =>
    /^(?:127\.|::1$)/.test(data.address)
      ? {
          summary: `the mail host ${data.host} has the address ${data.address}, by which every machine reaches itself alone`,
          action: "name the host that takes the mail in the MX record",
        }
      : {
          summary: `the mail host ${data.host} has the private address ${data.address}, which nobody outside reaches`,
          action: "publish its public address",
        },
  mx_is_ip: ({ data }) => ({
    summary: `the MX record names the address ${data.host}, and must name a host (RFC 1035 section 3.3.9)`,
    action: "give the address a name, and write that into the MX record",
  }),
  mx_temp: ({ data }) => ({
    summary: `the mail hosts could not be looked up: ${failedWords(data)}`,
    ...failedAction(data),
  }),
  blocklist_listed: ({ domain, ip, data }) => ({
    summary: `${ip ?? domain} is on ${data.list} (${data.code}: ${data.meaning})${data.reason === null ? "" : `: ${data.reason}`}. Google calls that a hint; its refusals have rules of their own`,
    action: `find out what sent the spam and stop it, then ask for removal at ${data.page}`,
  }),
  blocklist_policy: ({ domain, ip, data }) => ({
    summary: `${ip ?? domain} is on ${data.list} (${data.code}: ${data.meaning}): no spam was seen; its network is not meant to send mail directly`,
    action: `send through your provider's relay, or, if the address is a server's own, ask for its removal at ${data.page}`,
  }),
  blocklist_not_asked: ({ domain, ip, data }) => ({
    summary: `whether ${ip ?? domain} is on ${data.list} could not be asked: ${data.why}`,
    action: data.status === "refused" ? "ask through a resolver of your own (--resolver)" : null,
  }),
  blocklist_no_data: ({ ip, domain, data }) => ({
    summary: `${data.list} was not asked about ${ip ?? domain}: ${data.family}`,
    action: null,
  }),
  audit_cut_off: ({ data }) => ({
    summary: `the resolver ${data.resolver} knows nothing of the public DNS (it denies ${data.denied}): nothing that it says of this domain counts`,
    action: "ask another one (--resolver)",
  }),
  audit_no_answer: ({ data: { resolver } }) => ({
    summary:
      resolver === null
        ? "no resolver is known: the DNS was not asked"
        : `the resolver ${resolver} gave no answer: the DNS was not asked`,
    action: "ask another one (--resolver)",
  }),
  audit_limit: ({ data: { what, limit, leftOut } }) =>
    what === "questions"
      ? {
          summary: `the ${limit} questions that the audit of one domain may cost are used up; what was not asked is not known`,
          action: "ask for single checks with --only",
        }
      : {
          summary: `only ${limit} ${what} were looked at, ${count(leftOut ?? 0, "was", "were")} not`,
          action: what === "selectors" ? "name the others with --selector, in another run" : null,
        },
};

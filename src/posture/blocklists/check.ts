// Asks blocklists about an address or a domain, politely: two canaries for each list and family first (RFC 5782 section
// 5), one question each, a text only after a hit.

import { hexadecimalGroups, ipFamily } from "../../base/standards/ip.ts";
import type { Ask } from "../../dns/ask/resolver.ts";
import type { Listing } from "../../model/audit.ts";
import type { Finding } from "../../model/posture.ts";
import { finding, type Subject } from "../finding.ts";
import { budgetForDomain, find, type Lookup } from "../lookup.ts";
import { shownRecord } from "../shown.ts";
import { readListAnswer, type ListAnswer } from "./answers.ts";
import { isPublicResolver, type Blocklist } from "./lists.ts";

export interface ListCheck {
  listings: Listing[];
  findings: Finding[];
}

/** Questions about one address or domain. */
export interface BlocklistChecker {
  checkIp: (ip: string) => Promise<ListCheck>;
  checkDomain: (domain: string) => Promise<ListCheck>;
}

/** Whether a list can be believed; else why not. */
type Standing =
  | { usable: true }
  | { usable: false; status: "refused" | "unavailable" | "broken list" | "no data"; why: string };

type Kind = "ipv4" | "ipv6" | "domain";

/** `resolvers`: the addresses of those that are asked. */
export function createBlocklistChecker(
  lists: readonly Blocklist[],
  ask: Ask,
  resolvers: readonly string[],
): BlocklistChecker {
  const lookup = { ask, budget: budgetForDomain() };
  const standings = new Map<string, Promise<Standing>>();
  const standingOf = (list: Blocklist, kind: Kind) => {
    const key = `${kind} ${list.zone}`;
    const standing = standings.get(key) ?? judgeList(list, kind, lookup, resolvers);
    standings.set(key, standing);
    return standing;
  };
  const check = async (about: Blocklist["about"], kind: Kind, name: string, subject: Subject) => {
    const asked = lists.filter((list) => list.about === about);
    const results = await Promise.all(
      asked.map(async (list) => askList(list, await standingOf(list, kind), name, subject, lookup)),
    );
    return {
      listings: results.flatMap(({ listings }) => listings),
      findings: results.flatMap(({ findings }) => findings),
    };
  };
  return {
    checkIp: (ip) => check("addresses", ipFamily(ip) === 4 ? "ipv4" : "ipv6", reversed(ip), { ip }),
    checkDomain: (domain) => check("domains", "domain", domain, { domain }),
  };
}

/** Octets or nibbles from right to left (RFC 5782 sections 2.1 and 2.4). */
function reversed(ip: string): string {
  const parts = ipFamily(ip) === 4 ? ip.split(".") : hexadecimalGroups(ip).join("").split("");
  return parts.toReversed().join(".");
}

/** Names that every list of a kind has, and names that none has. */
const canaries: Record<Kind, { listed: string[]; unlisted: string }> = {
  ipv4: { listed: ["2.0.0.127"], unlisted: "1.0.0.127" },
  ipv6: { listed: [nibbles("00007f000002")], unlisted: nibbles("00007f000001") },
  domain: { listed: ["test", "dbltest.com"], unlisted: "invalid" },
};

/** `::ffff:7f00:2` from right to left; as an address it would be written as IPv4. */
function nibbles(end: string): string {
  return `${"0".repeat(20)}ffff${end.slice(4)}`.split("").toReversed().join(".");
}

async function judgeList(
  list: Blocklist,
  kind: Kind,
  lookup: Lookup,
  resolvers: readonly string[],
): Promise<Standing> {
  const publicOne = list.refusesPublicResolvers ? resolvers.find(isPublicResolver) : undefined;
  if (publicOne !== undefined)
    return unusable("refused", `it answers no public resolver such as ${publicOne}`);
  const hasFamily = kind === "domain" || list.families.includes(kind === "ipv4" ? 4 : 6);
  if (!hasFamily) return unusable("no data", `it has no ${kind === "ipv4" ? "IPv4" : "IPv6"} addresses`);
  const { listed, unlisted } = canaries[kind];
  const unlistedAnswer = await askName(list, unlisted, lookup);
  if (unlistedAnswer.status !== "not listed") return failedCanary(unlistedAnswer, unlisted);
  let last: ListAnswer = unlistedAnswer;
  for (const name of listed) {
    last = await askName(list, name, lookup);
    if (last.code !== null && last.status !== "refused" && last.status !== "broken list")
      return { usable: true };
  }
  return last.status === "not listed"
    ? unusable("refused", `it does not list ${listed[0]}, which every list has: it hides from this resolver`)
    : failedCanary(last, listed[0] ?? "");
}

function unusable(status: "refused" | "unavailable" | "broken list" | "no data", why: string): Standing {
  return { usable: false, status, why };
}

function failedCanary({ status, code }: ListAnswer, name: string): Standing {
  if (status === "unavailable") return unusable("unavailable", "its servers gave no answer");
  if (status === "refused") return unusable("refused", `it answered ${code}, which means: you may not ask`);
  return unusable("broken list", `it lists ${name} as ${code}, which no list may: it lists everybody`);
}

async function askName(list: Blocklist, name: string, lookup: Lookup): Promise<ListAnswer> {
  return readListAnswer(list, await find(lookup, `${name}.${list.zone}`, "A"));
}

async function askList(
  list: Blocklist,
  standing: Standing,
  name: string,
  subject: Subject,
  lookup: Lookup,
): Promise<ListCheck> {
  const { zone, page } = list;
  const blank = { list: zone, code: null, meaning: null, reason: null };
  if (!standing.usable) return withoutAnswer(blank, standing, subject);
  const { status, code, known } = await askName(list, name, lookup);
  if (status === "refused" || status === "unavailable" || status === "broken list")
    return withoutAnswer(blank, { usable: false, status, why: whyOf(status, code) }, subject);
  if (status === "not listed") return { listings: [{ ...blank, status, code }], findings: [] };
  const reason = await reasonOf(list, name, lookup);
  const meaning = known?.meaning ?? "a code that is not in its table";
  const data = { list: zone, code: code ?? "", meaning, reason, page };
  const id = known?.kind === "policy" ? "blocklist_policy" : "blocklist_listed";
  return {
    listings: [{ ...blank, status, code, meaning, reason }],
    findings: [finding(id, "warn", subject, data)],
  };
}

function whyOf(status: ListAnswer["status"], code: string | null): string {
  if (status === "unavailable") return "its servers gave no answer";
  if (status === "refused") return `it answered ${code}, which means: you may not ask`;
  return `it answered ${code}, which no list does: the name belongs to somebody else`;
}

function withoutAnswer(
  blank: Omit<Listing, "status">,
  { status, why }: Exclude<Standing, { usable: true }>,
  subject: Subject,
): ListCheck {
  const listing = { ...blank, status, reason: why };
  if (status === "no data")
    return {
      listings: [listing],
      findings: [finding("blocklist_no_data", "note", subject, { list: blank.list, family: why })],
    };
  return {
    listings: [listing],
    findings: [finding("blocklist_not_asked", "unknown", subject, { list: blank.list, status, why })],
  };
}

async function reasonOf({ zone }: Blocklist, name: string, lookup: Lookup): Promise<string | null> {
  const found = await find(lookup, `${name}.${zone}`, "TXT");
  return found.kind === "records" ? shownRecord(found.records.join(" ")) : null;
}

// A DMARC record (RFC 9989 section 4.7): its tags, and what is wrong with them. A wrong value counts as not written,
// except that of a policy.

import { parseTags } from "../../base/standards/tag-list.ts";

export type Policy = "none" | "quarantine" | "reject";

export interface DmarcRecord {
  text: string;
  policy: Policy | null;
  subdomains: Policy | null;
  nonexistent: Policy | null;
  /** A policy of any kind is written and means nothing. */
  hasWrongPolicy: boolean;
  strictDkim: boolean;
  strictSpf: boolean;
  isTest: boolean;
  /** Whether the domain is a public suffix: `u` says that nothing is said. */
  psd: "y" | "n" | "u";
  /** Mailboxes that reports are sent to. */
  reports: string[];
  problems: string[];
  /** Tags that RFC 7489 had and RFC 9989 has not. */
  removed: string[];
}

const policies: readonly string[] = ["none", "quarantine", "reject"];
const removedTags: readonly string[] = ["pct", "rf", "ri"];
const policy = /^(?:none|quarantine|reject)$/i;
/** A map: a tag may be called `constructor`. */
const values = new Map<string, RegExp>([
  ["p", policy],
  ["sp", policy],
  ["np", policy],
  ["adkim", /^[rs]$/i],
  ["aspf", /^[rs]$/i],
  ["fo", /^[01ds](?:\s*:\s*[01ds]){0,3}$/i],
  ["t", /^[yn]$/i],
  ["psd", /^[ynu]$/i],
]);

/** The version must be the first tag, and its case counts. */
export function isDmarcRecord(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

export function parseDmarcRecord(text: string): DmarcRecord {
  const { tags, names, strays } = parseTags(text);
  const policyOf = (tag: string) => asPolicy(tags.get(tag));
  const reports = mailboxesIn(tags.get("rua"));
  return {
    text,
    policy: policyOf("p"),
    subdomains: policyOf("sp"),
    nonexistent: policyOf("np"),
    hasWrongPolicy: ["p", "sp", "np"].some((tag) => tags.has(tag) && policyOf(tag) === null),
    strictDkim: tags.get("adkim")?.toLowerCase() === "s",
    strictSpf: tags.get("aspf")?.toLowerCase() === "s",
    isTest: tags.get("t")?.toLowerCase() === "y",
    psd: psdOf(tags.get("psd")),
    reports,
    problems: problemsOf(tags, names, strays),
    removed: removedTags.filter((tag) => tags.has(tag)),
  };
}

function asPolicy(value: string | undefined): Policy | null {
  const lower = value?.toLowerCase() ?? "";
  return policies.includes(lower) ? (lower as Policy) : null;
}

function psdOf(value: string | undefined): DmarcRecord["psd"] {
  const lower = value?.toLowerCase();
  return lower === "y" || lower === "n" ? lower : "u";
}

/** More than this nobody reports to. */
const MAX_MAILBOXES = 10;
const mailto = /^mailto:(?<mailbox>[^\s@!,;]{1,64}@[a-z\d_][a-z\d._-]{0,252})(?:!\d{1,20}[kmgt]?)?$/i;

function mailboxesIn(value: string | undefined): string[] {
  const written = (value ?? "").split(",", MAX_MAILBOXES).map((uri) => uri.trim());
  return written.flatMap((uri) => mailto.exec(uri)?.groups?.["mailbox"] ?? []);
}

function problemsOf(tags: Map<string, string>, names: string[], strays: string[]): string[] {
  const wrong = [...tags].filter(([tag, value]) => values.get(tag)?.test(value) === false);
  const repeated = new Set(names.filter((tag, index) => names.indexOf(tag) !== index));
  const isReportWrong = ["rua", "ruf"].filter(
    (tag) => tags.has(tag) && mailboxesIn(tags.get(tag)).length === 0,
  );
  return [
    ...wrong.map(([tag, value]) => `${tag}=${value}`),
    ...isReportWrong.map((tag) => `${tag}=${tags.get(tag)}`),
    ...[...repeated].map((tag) => `${tag} twice`),
    ...strays.map((stray) => `"${stray}" is no tag`),
  ];
}

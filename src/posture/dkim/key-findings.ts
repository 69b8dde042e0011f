// What is wrong with the records at one selector's name.

import type { Finding, PostureClass, PostureRecord } from "../../model/posture.ts";
import { readKeyAsEntered } from "../as-entered.ts";
import { finding } from "../finding.ts";
import { shownRecord, shownTerm } from "../shown.ts";
import { parseTags } from "../../base/standards/tag-list.ts";
import { listOf, looksLikeKey, readKey, type KeyRecord } from "./key.ts";
import { keyName, type KnownSelector } from "./selectors.ts";

/** Gmail counts no shorter key (RFC 8301 section 3.2), and recommends twice as much. */
const MIN_BITS = 1024;
const RECOMMENDED_BITS = 2048;

export interface JudgedKey {
  key: KeyRecord | null;
  findings: Finding[];
}

/** `records` is not empty. */
export function judgeKeys(known: KnownSelector, records: string[]): JudgedKey {
  const keys = records.filter(looksLikeKey);
  const [text = records[0] ?? ""] = keys;
  const { selector } = known;
  const domain = known.domain;
  const tell = severityFor(known);
  const name = { selector: shownTerm(selector), domain };
  if (keys.length > 1) {
    const multiple = finding("dkim_multiple", tell("fail"), { domain }, { ...name, records: keys.length });
    return { key: null, findings: [multiple] };
  }
  const key = readKey(text);
  return { key, findings: keyFindings(known, key, text) };
}

/** Nobody knows whether a guessed key is in use. */
function severityFor({ source }: KnownSelector): (severity: PostureClass) => PostureClass {
  return (severity) => (source === "guessed" && severity === "fail" ? "warn" : severity);
}

function keyFindings(known: KnownSelector, key: KeyRecord, text: string): Finding[] {
  const { domain } = known;
  const name = { selector: shownTerm(known.selector), domain };
  const tell = severityFor(known);
  const { problem, isRevoked, bits, algorithm, isTesting, hashes, services } = key;
  const found: Finding[] = [];
  const better = rewritten(known, text, key);
  const entered = problem !== null || parseTags(text).strays.length > 0 ? readKeyAsEntered(text) : null;
  if (entered !== null) {
    const meant = rewritten(known, entered.meant, readKey(entered.meant));
    const data = {
      ...name,
      problem: entered.slips.join(", "),
      record: shownRecord(text),
      slips: entered.slips,
    };
    found.push(finding("dkim_syntax", tell("fail"), { domain }, data, meant));
  } else if (problem !== null) {
    const data = { ...name, problem, record: shownRecord(text) };
    found.push(finding("dkim_syntax", tell("fail"), { domain }, data, better));
  }
  if (isRevoked) found.push(finding("dkim_revoked", tell("fail"), { domain }, name));
  if (algorithm === "rsa" && bits !== null && bits < RECOMMENDED_BITS)
    found.push(
      finding("dkim_key_short", bits < MIN_BITS ? tell("fail") : "warn", { domain }, { ...name, bits }),
    );
  if (isTesting) found.push(finding("dkim_testing", "note", { domain }, name, better));
  if (hashes !== null && !isForSha256(hashes)) {
    const data = { ...name, hashes: shownTerm(hashes) };
    found.push(finding("dkim_hash", tell("fail"), { domain }, data, better));
  }
  if (services !== null && !isForMail(services)) {
    const data = { ...name, services: shownTerm(services) };
    found.push(finding("dkim_service", tell("fail"), { domain }, data, better));
  }
  return found;
}

function isForSha256(hashes: string | null): boolean {
  return hashes === null || listOf(hashes).includes("sha256");
}

function isForMail(services: string | null): boolean {
  return services === null || listOf(services).some((service) => service === "*" || service === "email");
}

/** The record with `v=` first and without the tags that spoil it; null where that makes no key of it. */
function rewritten(
  known: KnownSelector,
  text: string,
  { hashes, services }: KeyRecord,
): PostureRecord | null {
  const { tags } = parseTags(text);
  const without = ["v", "t", ...(isForSha256(hashes) ? [] : ["h"]), ...(isForMail(services) ? [] : ["s"])];
  const flags = listOf(tags.get("t")).filter((flag) => flag !== "y" && flag !== "");
  const kept = [...tags].filter(([name]) => !without.includes(name));
  if (flags.length > 0) kept.unshift(["t", flags.join(":")]);
  const value = ["v=DKIM1", ...kept.map(([name, written]) => `${name}=${written}`)].join("; ");
  const { problem, isRevoked } = readKey(value);
  if (problem !== null || isRevoked) return null;
  return { owner: keyName(known), value };
}

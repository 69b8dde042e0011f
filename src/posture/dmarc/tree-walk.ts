// The DNS tree walk of RFC 9989 section 4.10: where the record of a domain stands, and where its organization ends.

import type { FailedQuestion } from "../../model/posture.ts";
import { find, type Lookup } from "../lookup.ts";
import { isDmarcRecord, parseDmarcRecord, type DmarcRecord } from "./record.ts";

export interface WalkStep {
  domain: string;
  /** Null where there is none, or several, which count as none. */
  record: DmarcRecord | null;
  /** The texts where there are several. */
  several: string[];
  /** What stands there and is no such record. */
  others: string[];
}

export interface TreeWalk {
  domain: string;
  /** From the domain upwards. */
  steps: WalkStep[];
  organizationalDomain: string;
  /** The record that holds for the domain, and where it stands. */
  applied: { at: string; record: DmarcRecord } | null;
  /** Without an answer, nothing is known of what stands above. */
  failed: FailedQuestion | null;
  /** Whether the domain itself exists: `np` is for those that do not. */
  exists: boolean | null;
}

/** A longer name goes from itself straight to so many labels: no walk takes more than eight questions. */
const LABELS_AFTER_LEAP = 7;

/** The names that are asked about, from the domain to the top. */
export function walkedDomains(domain: string): string[] {
  const labels = domain.split(".");
  const second = labels.length > LABELS_AFTER_LEAP ? labels.length - LABELS_AFTER_LEAP : 1;
  const above = labels.slice(second).map((_, index, rest) => rest.slice(index).join("."));
  return [domain, ...above];
}

export async function walkTree(domain: string, lookup: Lookup): Promise<TreeWalk> {
  const walk: TreeWalk = {
    domain,
    steps: [],
    organizationalDomain: domain,
    applied: null,
    failed: null,
    exists: null,
  };
  for (const each of walkedDomains(domain)) {
    const found = await find(lookup, `_dmarc.${each}`, "TXT");
    if (found.kind === "failed") {
      walk.failed = found.question;
      break;
    }
    const all = found.kind === "records" ? found.records : [];
    const texts = all.filter(isDmarcRecord);
    const [text] = texts;
    const record = texts.length === 1 && text !== undefined ? parseDmarcRecord(text) : null;
    walk.steps.push({
      domain: each,
      record,
      several: texts.length > 1 ? texts : [],
      others: texts.length > 0 ? [] : all,
    });
    if (isEnd(record, each === domain)) break;
  }
  walk.organizationalDomain = organizationOf(walk);
  walk.applied = appliedIn(walk);
  return walk;
}

/** `psd=y` at the domain itself does not end the walk (steps 2 and 7). */
function isEnd(record: DmarcRecord | null, isStart: boolean): boolean {
  return record?.psd === "n" || (record?.psd === "y" && !isStart);
}

/** Section 4.10.2: from the longest name to the shortest. */
function organizationOf({ domain, steps }: TreeWalk): string {
  const withRecord = steps.filter(({ record }) => record !== null);
  for (const { domain: at, record } of withRecord) {
    if (record?.psd === "n") return at;
    if (record?.psd === "y" && at !== domain) return oneBelow(at, domain);
  }
  return withRecord.at(-1)?.domain ?? domain;
}

/** The name one label longer, on the way to the domain. */
function oneBelow(at: string, domain: string): string {
  const labels = domain.split(".");
  return labels.slice(labels.length - at.split(".").length - 1).join(".");
}

/** The record of the domain itself, of its organization, or of the public suffix above (section 4.10.1). */
function appliedIn({ domain, steps, organizationalDomain }: TreeWalk): TreeWalk["applied"] {
  const at = (name: string) => steps.find((step) => step.domain === name && step.record !== null);
  const suffix = steps.find(({ record }) => record?.psd === "y");
  const step = at(domain) ?? at(organizationalDomain) ?? suffix;
  return step?.record ? { at: step.domain, record: step.record } : null;
}

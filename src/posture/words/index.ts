// Puts findings into words, once for all formats. A finding without a sentence does not compile.

import { organizationalDomain } from "../../base/standards/public-suffix.ts";
import type { FixStep } from "../../model/cause.ts";
import type { Finding, PostureFinding, PostureRecord } from "../../model/posture.ts";
import type { PostureId } from "../../model/posture-topics.ts";
import { dkimWords } from "./dkim.ts";
import { dmarcWords } from "./dmarc.ts";
import { otherWords } from "./others.ts";
import type { Words, WordsFor } from "./sentence.ts";
import { spfWords } from "./spf.ts";

const words: WordsFor<PostureId> = { ...spfWords, ...dkimWords, ...dmarcWords, ...otherWords };

export function inWords(told: Finding): PostureFinding {
  const { record, ...rest } = told;
  const say = words[told.id] as (each: Finding) => Words;
  const { summary, action, who = "you" } = say(told);
  return { ...rest, summary, fix: fixOf(action, who, record) };
}

function fixOf(action: string | null, who: FixStep["who"], record: PostureRecord | null): FixStep | null {
  if (action === null) return null;
  const isPrintable = record !== null && /^[\x20-\x7e]+$/.test(record.value);
  if (!isPrintable) return { who, action, record: null, where: null };
  const zone = domainOf(record);
  return { who, action, record: zoneLine(record), holds: "record", zone, where: whereOf(record, zone) };
}

function whereOf({ owner, alias }: PostureRecord, zone: string): string {
  if (alias === undefined) return `the DNS of ${zone}`;
  return `the DNS of ${zone}, in the place of the alias (CNAME) that ${owner} is of ${alias}: no record may stand beside one; or change the record of ${alias} instead, if that is yours`;
}

/** Whose DNS the record belongs in: labels such as `_dmarc` are of no zone of their own as a rule. */
function domainOf({ owner }: PostureRecord): string {
  const labels = owner.split(".");
  const name = labels.slice(labels.findLastIndex((label) => label.startsWith("_")) + 1).join(".");
  return organizationalDomain(name) ?? name;
}

const TTL = 3600;
/** A string of a TXT record (RFC 1035 section 3.3). */
const MAX_STRING = 255;

/** A line of a zone file: the text in strings of at most 255 bytes, with quotes and backslashes escaped. */
function zoneLine({ owner, value }: PostureRecord): string {
  const strings: string[] = [];
  for (let at = 0; at < value.length; at += MAX_STRING) strings.push(value.slice(at, at + MAX_STRING));
  const quoted = strings.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`);
  return `${owner}. ${TTL} IN TXT ${quoted.join(" ")}`;
}

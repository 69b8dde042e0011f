// The DKIM-Signature fields of a returned message: which key it was signed with. The signature itself cannot be verified
// from what a bounce returns: the body, and with it the hash, is gone.

import { parseTags } from "./tag-list.ts";

export interface Signature {
  domain: string;
  selector: string;
  algorithm: string | null;
  /** The header fields that are signed, in lower case. */
  fields: string[];
}

/** Mailing lists and services sign once each; more than this is somebody's joke. */
const MAX_SIGNATURES = 10;
/** A signature with a 4096 bit key and all its fields has half of it. */
const MAX_SIGNATURE = 4096;
const name = /^(?=.{1,253}$)[a-z\d_](?:[a-z\d_-]{0,62})(?:\.[a-z\d_][a-z\d_-]{0,62})*$/i;

/** The signatures in a message's header, lines folded or not. */
export function signaturesIn(header: string): Signature[] {
  const signatures: Signature[] = [];
  for (const { start } of fieldStarts(header)) {
    if (signatures.length >= MAX_SIGNATURES) break;
    const signature = readSignature(unfolded(header.slice(start, start + MAX_SIGNATURE)));
    if (signature !== null) signatures.push(signature);
  }
  return signatures;
}

function fieldStarts(header: string): { start: number }[] {
  return [...header.matchAll(/^DKIM-Signature[ \t]*:/gim)].map(({ index, 0: found }) => ({
    start: index + found.length,
  }));
}

/** Up to the first line that no blank begins (RFC 5322 section 2.2.3). */
function unfolded(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line, index) => index > 0 && !/^[ \t]/.test(line));
  return (end < 0 ? lines : lines.slice(0, end)).join(" ");
}

/** Null without `d=` and `s=` that can be asked for. */
export function readSignature(value: string): Signature | null {
  const { tags } = parseTags(value);
  const domain = tags.get("d")?.replaceAll(/\s+/g, "").toLowerCase() ?? "";
  const selector = tags.get("s")?.replaceAll(/\s+/g, "").toLowerCase() ?? "";
  if (!name.test(domain) || !name.test(selector)) return null;
  const fields = (tags.get("h") ?? "").split(":").map((field) => field.trim().toLowerCase());
  return {
    domain,
    selector,
    algorithm: tags.get("a")?.trim().toLowerCase() ?? null,
    fields: fields.filter((field) => field !== ""),
  };
}

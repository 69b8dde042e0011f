// A DKIM-Signature field of a returned message: which key it was signed with. The signature itself cannot be verified
// from what a bounce returns: the body, and with it the hash, is gone.

import { parseTags } from "./tag-list.ts";

interface Signature {
  domain: string;
  selector: string;
}

const name = /^(?=.{1,253}$)[a-z\d_](?:[a-z\d_-]{0,62})(?:\.[a-z\d_][a-z\d_-]{0,62})*$/i;

/** Null without `d=` and `s=` that can be asked for. */
export function readSignature(value: string): Signature | null {
  const { tags } = parseTags(value);
  const domain = tags.get("d")?.replaceAll(/\s+/g, "").toLowerCase() ?? "";
  const selector = tags.get("s")?.replaceAll(/\s+/g, "").toLowerCase() ?? "";
  if (!name.test(domain) || !name.test(selector)) return null;
  return { domain, selector };
}

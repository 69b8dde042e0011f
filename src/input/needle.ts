// The byte search for needles.

import type { Needle } from "../model.ts";

export interface Pattern {
  bytes: Buffer;
  /** What is searched for: the bytes from the needle's rarest character on. */
  searched: Buffer;
  lead: number;
}

export function compile({ text, searchFrom = 0 }: Needle): Pattern {
  const bytes = Buffer.from(text);
  return { bytes, searched: bytes.subarray(searchFrom), lead: searchFrom };
}

/** The first occurrence that begins at `from` or later; Infinity when there is none. */
export function find(view: Buffer, { bytes, searched, lead }: Pattern, from: number): number {
  for (let at = view.indexOf(searched, from + lead); at >= 0; at = view.indexOf(searched, at + 1)) {
    if (lead === 0 || startsWith(view, bytes, lead, at - lead)) return at - lead;
  }
  return Infinity;
}

function startsWith(view: Buffer, bytes: Buffer, length: number, start: number): boolean {
  for (let i = 0; i < length; i++) if (view[start + i] !== bytes[i]) return false;
  return true;
}

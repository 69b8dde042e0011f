// What lines of a log said that a later line completes: which message a numbered delivery is of, the first lines of a reply.

import { detached } from "../../base/memory/strings.ts";
import type { LogMemory } from "../../model/reader-state.ts";
import type { KeptParts } from "./mailers/reader.ts";

/** Deliveries under way at once: qmail allows 255, or a few thousand with a patch. */
const MAX_PARTS = 20_000;
/** A reply of nine lines of 512 octets (RFC 5321 section 4.5.3.1.5), and an address. */
const MAX_LENGTH = 8_192;

/** For lines that are read a second time: what they say was kept when they were read first. */
export function onlyLook({ look }: KeptParts): KeptParts {
  return { keep: () => {}, look, take: look };
}

/** For lines that say all they say alone. */
export const noParts: KeptParts = { keep: () => {}, look: () => null, take: () => null };

export interface SavedParts extends KeptParts {
  /** What a later run must know. */
  saved: () => [key: string, text: string][];
}

export function createKeptParts(earlier: LogMemory["parts"] = []): SavedParts {
  const parts = new Map<string, string>(earlier);

  function keep(key: string, text: string): void {
    parts.delete(key);
    const [oldest] = parts.size >= MAX_PARTS ? parts.keys() : [];
    if (oldest !== undefined) parts.delete(oldest);
    parts.set(detached(key), detached(text.slice(0, MAX_LENGTH)));
  }

  function take(key: string): string | null {
    const text = parts.get(key) ?? null;
    parts.delete(key);
    return text;
  }

  return { keep, look: (key) => parts.get(key) ?? null, take, saved: () => [...parts] };
}

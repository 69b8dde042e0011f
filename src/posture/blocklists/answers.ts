// What a blocklist's answer means (RFC 5782). A list that refuses, or lists the whole world, must never be taken for one
// that lists the sender.

import type { ListingStatus } from "../../model/audit.ts";
import type { Found } from "../lookup.ts";
import type { Blocklist, ListCode } from "./lists.ts";

export interface ListAnswer {
  status: ListingStatus;
  code: string | null;
  known: ListCode | null;
}

/**
 * Codes that say "you may not ask": 127.255.255.x are Spamhaus' and Validity's, 127.0.0.255 and 127.0.10.x DNSWL's,
 * 127.0.1.255 answers an address in a list of domains, and 127.0.0.1 is a refusal wherever it is one at all.
 */
const refusals = [/^127\.255\.255\.\d+$/, /^127\.0\.0\.(?:1|255)$/, /^127\.0\.1\.255$/, /^127\.0\.10\.\d+$/];

export function readListAnswer({ codes }: Blocklist, found: Found): ListAnswer {
  if (found.kind === "failed") return { status: "unavailable", code: null, known: null };
  if (found.kind === "none") return { status: "not listed", code: null, known: null };
  const [first = ""] = found.records;
  // Parked and expired domains answer every question with a web server's address.
  const stray = found.records.find((code) => !code.startsWith("127."));
  if (stray !== undefined) return { status: "broken list", code: stray, known: null };
  const refusal = found.records.find((code) => refusals.some((pattern) => pattern.test(code)));
  if (refusal !== undefined) return { status: "refused", code: refusal, known: null };
  const meanings = found.records.flatMap((code) => {
    const known = codes.find((each) => isCode(each, code));
    return known ? [{ code, known }] : [];
  });
  const worst = meanings.toSorted((one, other) => rank(one.known) - rank(other.known))[0];
  if (worst === undefined) return { status: "unknown meaning", code: first, known: null };
  return { status: worst.known.kind === "good" ? "not listed" : "listed", ...worst };
}

function isCode({ from, to = from }: ListCode, code: string): boolean {
  const [, , x = "", y = ""] = code.split(".");
  return Number(x) === from[0] && Number(y) >= from[1] && Number(y) <= to[1];
}

function rank({ kind }: ListCode): number {
  return ["abuse", "policy", "good"].indexOf(kind);
}

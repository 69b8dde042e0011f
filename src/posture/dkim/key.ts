// The record of a DKIM key (RFC 6376 section 3.6.1, RFC 8301, RFC 8463): what it says, and whether a signature made with
// it can hold.

import { createPublicKey } from "node:crypto";
import { parseTags } from "../../base/standards/tag-list.ts";

export interface KeyRecord {
  /** `rsa`, `ed25519`, or what the record says. */
  algorithm: string;
  /** Null where there is no key to be measured. */
  bits: number | null;
  isRevoked: boolean;
  isTesting: boolean;
  /** As written; null without the tag. */
  hashes: string | null;
  services: string | null;
  problem: KeyProblem | null;
}

export type KeyProblem =
  | "v= is not the first tag"
  | "v= is not DKIM1"
  | "no p= tag"
  | "p= is no base64"
  | "p= holds no key"
  | "unknown kind of key";

/** A record at a selector's name that is no key at all: `v=spf1`, or a wildcard's text. */
export function looksLikeKey(text: string): boolean {
  return /(?:^|;)\s*(?:p|k)\s*=/.test(text) || /^\s*v\s*=\s*DKIM/i.test(text);
}

export function readKey(text: string): KeyRecord {
  const { tags, names } = parseTags(text);
  const algorithm = tags.get("k") ?? "rsa";
  // Folding white space may stand anywhere in base64 (section 2.10).
  const encoded = tags.get("p")?.replaceAll(/\s+/g, "");
  const measured = encoded ? measure(algorithm, encoded) : null;
  return {
    algorithm,
    bits: typeof measured === "number" ? measured : null,
    isRevoked: encoded === "",
    isTesting: listOf(tags.get("t")).includes("y"),
    hashes: tags.get("h") ?? null,
    services: tags.get("s") ?? null,
    problem: versionProblem(tags, names) ?? (encoded === undefined ? "no p= tag" : problemIn(measured)),
  };
}

/** Without `v=` a key is one all the same. */
function versionProblem(tags: Map<string, string>, names: string[]): KeyProblem | null {
  const version = tags.get("v");
  if (version === undefined) return null;
  if (names[0] !== "v") return "v= is not the first tag";
  return version === "DKIM1" ? null : "v= is not DKIM1";
}

function problemIn(measured: number | KeyProblem | null): KeyProblem | null {
  return typeof measured === "string" ? measured : null;
}

export function listOf(value: string | undefined | null): string[] {
  return (value ?? "").split(":").map((each) => each.trim().toLowerCase());
}

const ED25519_BYTES = 32;

/** The length of the key in bits. */
function measure(algorithm: string, encoded: string): number | KeyProblem {
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(encoded)) return "p= is no base64";
  const bytes = Buffer.from(encoded, "base64");
  if (algorithm === "ed25519") return bytes.length === ED25519_BYTES ? 256 : "p= holds no key";
  if (algorithm !== "rsa") return "unknown kind of key";
  return rsaBits(bytes) ?? "p= holds no key";
}

/** Some publish the bare key (PKCS #1) in place of the one with its algorithm (SPKI). */
function rsaBits(key: Buffer): number | null {
  for (const type of ["spki", "pkcs1"] as const) {
    try {
      const { asymmetricKeyDetails, asymmetricKeyType } = createPublicKey({ key, format: "der", type });
      if (asymmetricKeyType === "rsa") return asymmetricKeyDetails?.modulusLength ?? null;
    } catch {
      // Not in this form: the other one is tried.
    }
  }
  return null;
}

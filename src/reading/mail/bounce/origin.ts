// Who wrote and signed the message that a bounce returns, by its header.

import { readSignature } from "../../../base/standards/dkim-signature.ts";
import { parseSelector } from "../../../base/standards/dkim-selector.ts";
import { readDomain } from "../../../base/standards/domain-name.ts";
import type { Origin } from "../../../model/delivery.ts";
import type { HeaderField } from "./fields.ts";

/** Mailing lists and services sign once each; more than this is somebody's joke. */
const MAX_SIGNATURES = 10;
/** A field with a name, an address and a comment is shorter. */
const MAX_FROM = 2_000;

export function originOf(returned: readonly HeaderField[]): Origin {
  const values = (name: string) => returned.filter((field) => field.name === name).map(({ value }) => value);
  return { fromDomain: authorDomain(values("from")), signedBy: signersIn(values("dkim-signature")) };
}

/** DMARC knows no answer for several authors of different domains (RFC 9989 section 4.3), and neither for two fields. */
function authorDomain(fields: readonly string[]): string | null {
  const [field, ...more] = fields;
  if (field === undefined || more.length > 0) return null;
  const text = field.slice(0, MAX_FROM).replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  const addresses = [...text.matchAll(/<([^<>\s]{1,320})>/g)].map(([, address = ""]) => address);
  const bare =
    addresses.length > 0 ? addresses : text.split(",").map((part) => part.trim().split(/\s/, 1)[0]!);
  const domains = new Set(bare.map((address) => (address.includes("@") ? readDomain(address) : null)));
  return domains.size === 1 ? [...domains][0]! : null;
}

/** Each as `--selector` takes it. */
function signersIn(fields: readonly string[]): string[] {
  const found = fields.slice(0, MAX_SIGNATURES).flatMap((field) => readSignature(field) ?? []);
  const names = found.map(({ selector, domain }) => `${selector}@${domain}`);
  return [...new Set(names)].filter((name) => parseSelector(name) !== null);
}

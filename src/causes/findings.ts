// Things worth knowing that are not the cause of a refusal by themselves.

import type { AddressFacts, Finding } from "../model.ts";

interface FindingRule {
  id: string;
  /** The sentence, or undefined when there is nothing to say. */
  summary: (facts: AddressFacts) => string | undefined;
}

/** More names than verifiers look at (RFC 7208 section 4.6.4). */
const MANY_NAMES = 10;
/** EUI-64: the network card's address with ff:fe in its middle (RFC 4291 appendix A). */
const eui64 = /[0-9a-f]{0,2}ff:fe[0-9a-f]{2}:[0-9a-f]{1,4}$/;

export const findingRules: FindingRule[] = [
  {
    id: "ptr_multiple",
    summary: ({ ip, nameCount }) =>
      nameCount > 1 ? `${ip} has ${nameCount} PTR names; one is enough, and each must lead back.` : undefined,
  },
  {
    id: "ptr_too_many",
    summary: ({ ip, nameCount }) =>
      nameCount > MANY_NAMES
        ? `${ip} has more PTR names than receivers look at; only ${MANY_NAMES} of ${nameCount} were checked.`
        : undefined,
  },
  {
    id: "ptr_target_cname",
    summary: ({ names }) => {
      const aliases = names
        .filter((name) => (name.forward?.aliases.length ?? 0) > 0)
        .map((name) => name.name);
      if (aliases.length === 0) return undefined;
      return `A PTR record should name the host itself, not an alias (RFC 2181 section 10.2): ${aliases.join(", ")}.`;
    },
  },
  {
    id: "ipv6_eui64",
    summary: ({ ip, family }) =>
      family === 6 && eui64.test(ip)
        ? `${ip} is made from the network card's address and changes with the card; bind a fixed address for sending.`
        : undefined,
  },
];

export function findingsOf(facts: AddressFacts): Finding[] {
  return findingRules.flatMap(({ id, summary }) => {
    const text = summary(facts);
    return text === undefined ? [] : [{ id, summary: text }];
  });
}

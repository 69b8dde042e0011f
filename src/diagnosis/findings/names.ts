// Findings about PTR names and what they lead to.

import type { FindingRule } from "../causes/cause.ts";
import { organizationalDomain } from "../../base/standards/public-suffix.ts";

/** More names than verifiers look at (RFC 7208 section 4.6.4). */
const MANY_NAMES = 10;
/** RFC 1918, RFC 6598, loopback, link-local, unique local. */
const privateAddress =
  /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/;

export const nameFindings: FindingRule[] = [
  {
    id: "ptr_multiple",
    summary: ({ ip, nameCount }) =>
      nameCount > 1 ? `${ip} has ${nameCount} PTR names; one is enough, and each must lead back.` : undefined,
  },
  {
    id: "ptr_too_many",
    summary: ({ ip, nameCount, names }) =>
      nameCount > MANY_NAMES
        ? `${ip} has more PTR names than receivers look at; ${names.length} of ${nameCount} were checked.`
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
    id: "fwd_private",
    summary: ({ names }) => {
      // What one resolver says is no word about what is published.
      const published = names.filter((name) => name.forward?.localSigns === undefined);
      const addresses = published.flatMap((name) => name.addresses).filter((ip) => privateAddress.test(ip));
      if (addresses.length === 0) return undefined;
      return `The PTR name leads to addresses of private networks (${addresses.join(", ")}): the inner view of the zone is published outside.`;
    },
  },
  {
    id: "ptr_unaligned",
    summary: ({ names }, { helo, from }) => {
      const confirming = names.filter((name) => name.confirms).map((name) => name.name);
      const wanted = [helo?.kind === "host name" ? helo.name : undefined, from].flatMap((name) =>
        name === undefined ? [] : (organizationalDomain(name) ?? []),
      );
      const own = confirming.flatMap((name) => organizationalDomain(name) ?? []);
      if (wanted.length === 0 || own.length === 0 || own.some((domain) => wanted.includes(domain)))
        return undefined;
      return `The PTR name's domain ${[...new Set(own)].join(", ")} is not that of the mail (${[...new Set(wanted)].join(", ")}): no rule of Gmail's, but it counts for the reputation.`;
    },
  },
];

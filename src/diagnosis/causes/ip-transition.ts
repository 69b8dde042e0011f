// 6to4, Teredo and NAT64 addresses: nobody can get their reverse zones in practice (RFC 7526).

import type { Cause } from "./cause.ts";
import { step } from "../words/steps.ts";

export const ipTransition: Cause = {
  id: "ip_transition",
  title: "An IPv6 transition address",
  clause: "it is an IPv6 transition address",
  class: "not_checkable",
  explains: ({ ip, specialPurpose }) =>
    specialPurpose?.kind === "transition"
      ? [{ kind: "remark", text: `${ip} is in ${specialPurpose.block}: ${specialPurpose.meaning}` }]
      : undefined,
  summary: ({ ip, specialPurpose }) =>
    `${ip} is an address of ${specialPurpose?.meaning}, and nobody can get a PTR record for it.`,
  fix: () => [
    step(
      "choose-address",
      "you",
      "send over native IPv4 (Postfix: inet_protocols = ipv4; Exim: disable_ipv6 = true), or over IPv6 from your provider",
    ),
  ],
  visibleAfter: () => null,
};

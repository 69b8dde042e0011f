// The address cannot be the one Gmail saw: it belongs to a private or otherwise special network.

import type { Cause } from "./cause.ts";
import { step } from "../words/steps.ts";

export const ipNotGlobal: Cause = {
  id: "ip_not_global",
  title: "Not a public address",
  clause: "it is not a public address",
  class: "not_checkable",
  explains: ({ ip, specialPurpose }) =>
    specialPurpose?.kind === "not_global"
      ? [{ kind: "remark", text: `${ip} is in ${specialPurpose.block}: ${specialPurpose.meaning}` }]
      : undefined,
  summary: ({ ip, specialPurpose }) =>
    `${ip} is not a public address (${specialPurpose?.meaning}): Gmail saw another one, behind which this host stands.`,
  fix: () => [
    step(
      "choose-address",
      "you",
      "find the public address: in brackets at the start of Gmail's reply, or at the NAT gateway or relay",
    ),
  ],
  visibleAfter: () => null,
};

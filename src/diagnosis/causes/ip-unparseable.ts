// What stands in the reply is no address.

import type { Cause } from "./cause.ts";
import { step } from "../words/steps.ts";

export const ipUnparseable: Cause = {
  id: "ip_unparseable",
  title: "No valid address",
  clause: "it is no valid address",
  class: "not_checkable",
  explains: ({ ip, reverseName }) =>
    reverseName === ""
      ? [{ kind: "remark", text: `${JSON.stringify(ip)} is neither an IPv4 nor an IPv6 address` }]
      : undefined,
  summary: ({ ip }) => `${JSON.stringify(ip)} is not an IP address, so nothing could be asked about it.`,
  fix: () => [
    step(
      "choose-address",
      "you",
      "take the address in brackets at the start of Gmail's reply in the mail log",
    ),
  ],
  visibleAfter: () => null,
};

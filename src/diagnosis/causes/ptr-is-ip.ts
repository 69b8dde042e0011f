// The PTR record holds an address where a host name belongs.

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { ptrTtl } from "../facts/memory.ts";
import { faulty } from "../facts/ptr-name.ts";
import { changePtr, listNames, setBoth } from "../words/steps.ts";

export const ptrIsIp: Cause = {
  id: "ptr_is_ip",
  title: "The PTR record holds an address",
  clause: "the PTR record holds an address",
  class: "fail",
  explains: (facts) => {
    const names = faulty(facts, "address");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} holds the address ${listNames(faulty(facts, "address"))} instead of a host name.`,
  fix: (facts, hints) => setBoth(facts, hints, changePtr(hints, facts, "the mail host's full name")),
  visibleAfter: ptrTtl,
};

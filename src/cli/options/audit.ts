// Options of `whybounce audit`.

import { UserError } from "../../base/errors.ts";
import { parseSelector } from "../../base/standards/dkim-selector.ts";
import { readDomain } from "../../base/standards/domain-name.ts";
import { blocklistNames, isDeadList, type BlocklistName } from "../../model/blocklists.ts";
import { checkNames, type CheckName } from "../../model/posture.ts";
import type { OptionDefinitions } from "./definition.ts";

/** What is audited changes from run to run: nothing of it stands in the configuration file. */
const typedOnly = { noKey: "" } as const;

export const auditOptions = {
  sender: {
    ...typedOnly,
    help: "the domain in MAIL FROM, if it differs from the one in From:",
    value: {
      name: "domain",
      parse: readDomain,
      expected: "write a domain such as bounces.example.com",
    },
  },
  selector: {
    ...typedOnly,
    help: "a DKIM selector, s1 or s1@example.com; may be repeated",
    value: {
      name: "selector",
      parse: (text: string) => (parseSelector(text) === null ? null : text.toLowerCase()),
      expected: "write what stands behind s= in a DKIM-Signature, such as s1 or s1@example.com",
    },
    isList: true,
  },
  hostSelectors: {
    ...typedOnly,
    help: "also the selectors in this machine's OpenDKIM, rspamd and Exim configuration",
    conflicts: [{ option: "local", isOff: true, predicate: "reads this machine's own configuration" }],
  },
  only: {
    ...typedOnly,
    help: `only these checks: ${checkNames.join(",")}`,
    value: {
      name: "checks",
      parse: parseChecks,
      expected: `write some of ${checkNames.join(",")}, with commas between`,
      suggestions: checkNames,
    },
  },
  blocklists: {
    ...typedOnly,
    help: "ask blocklists too; they learn which addresses you ask about",
  },
  blocklist: {
    ...typedOnly,
    help: `ask this one: ${blocklistNames.join(", ")}; may be repeated`,
    value: {
      name: "zone",
      parse: parseBlocklist,
      expected: `write one of ${blocklistNames.join(", ")}; others are dead, need a key, or list whole providers`,
      suggestions: blocklistNames,
    },
    isList: true,
  },
} as const satisfies OptionDefinitions;

/** In the order of the report; null if one of them is none. */
function parseChecks(text: string): CheckName[] | null {
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  const known = checkNames.filter((name) => names.includes(name));
  return known.length === new Set(names).size ? known : null;
}

function parseBlocklist(text: string): BlocklistName | null {
  const zone = text.toLowerCase().replace(/\.$/, "");
  if (!isDeadList(zone)) return blocklistNames.find((name) => name === zone) ?? null;
  throw new UserError({
    option: "blocklist",
    value: text,
    problem: "that list is gone, and the answers of its name mean nothing now",
    nextStep: `write one of ${blocklistNames.join(", ")}`,
  });
}

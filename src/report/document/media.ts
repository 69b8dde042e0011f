// What each medium says, and in which order: the columns of the overview, the parts of an address, the end.

import * as part from "./address-parts.ts";
import { inputs, otherRefusals, unattributed, warnings, type SectionOf } from "./ending.ts";
import { otherReceivers } from "./other-receivers.ts";
import type { OverviewChoice } from "./overview.ts";

export interface Medium {
  /** How many addresses it has room for; the worst come first. */
  addresses: number;
  overview: OverviewChoice;
  address: part.PartOf[];
  ending: SectionOf[];
}

const outcomes = ["lost", "retrying", "delivered"] as const;

export const media = {
  table: {
    addresses: 100,
    overview: {
      counted: ["cause", "refusals", "change", "bars", "deliveries", ...outcomes, "minute"],
      checked: ["cause", "names"],
      bars: 14,
    },
    address: [
      part.facts(part.refusals),
      part.timelineOf(28),
      part.facts(part.mail, part.from),
      part.cause,
      part.evidence(12),
      part.remarks,
      part.facts(part.mailHost, part.zone("Zone")),
      part.repair,
      part.more,
    ],
    ending: [unattributed, otherRefusals, otherReceivers, inputs, warnings(40)],
  },
  // More addresses would be slow in a browser, and read by nobody.
  html: {
    addresses: 500,
    overview: {
      counted: ["cause", "refusals", "change", "bars", ...outcomes, "minute"],
      checked: ["cause", "names"],
      bars: 28,
    },
    address: [
      part.cause,
      part.timelineOf(96),
      part.facts(
        part.refusals,
        part.mail,
        part.from,
        part.ptrNames,
        part.mailHost,
        part.zone("Reverse zone"),
      ),
      part.repair,
      part.remarks,
      part.evidence(40),
      part.more,
    ],
    ending: [unattributed, otherRefusals, otherReceivers, inputs, warnings(Infinity)],
  },
  // GitHub cuts a comment off at 65,536 characters.
  markdown: {
    addresses: 50,
    overview: {
      counted: ["cause", "refusals", "change", "bars", ...outcomes, "day"],
      checked: ["cause", "names"],
      bars: 14,
    },
    address: [
      part.cause,
      part.facts(part.refusals, part.mail, part.from, part.mailHost, part.zone("Reverse zone")),
      part.repair,
      part.remarks,
      part.evidence(20),
    ],
    ending: [unattributed, otherRefusals, otherReceivers, inputs, warnings(40)],
  },
  // The HTML part of a mail. Nobody reads a longer one, and its text part is the table.
  mail: {
    addresses: 25,
    overview: { counted: ["refusals", "change", "lost"], checked: ["refusals", "change", "lost"] },
    address: [part.knownCause, part.shortRepair],
    ending: [otherReceivers],
  },
} satisfies Record<string, Medium>;

export type MediumName = keyof typeof media;

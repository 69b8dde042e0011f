// What each medium says, and in which order: the columns of the overview, the parts of an address, the end.

import {
  cause,
  evidence,
  facts,
  from,
  knownCause,
  mail,
  more,
  ptrNames,
  refusals,
  remarks,
  repair,
  shortRepair,
  timelineOf,
  zone,
  type PartOf,
} from "./address-parts.ts";
import { inputs, otherRefusals, unattributed, warnings, type SectionOf } from "./ending.ts";
import { otherReceivers } from "./other-receivers.ts";
import type { OverviewChoice } from "./overview.ts";

export interface Medium {
  /** How many addresses it has room for; the worst come first. */
  addresses: number;
  overview: OverviewChoice;
  address: PartOf[];
  ending: SectionOf[];
}

export const media = {
  table: {
    addresses: 100,
    overview: {
      counted: [
        "cause",
        "refusals",
        "change",
        "bars",
        "deliveries",
        "lost",
        "retrying",
        "delivered",
        "minute",
      ],
      checked: ["cause", "names"],
      bars: 14,
    },
    address: [
      facts(refusals),
      timelineOf(28),
      facts(mail, from),
      cause,
      evidence(12),
      remarks,
      facts(zone("Zone")),
      repair,
      more,
    ],
    ending: [unattributed, otherRefusals, otherReceivers, inputs, warnings(40)],
  },
  // More addresses would be slow in a browser, and read by nobody.
  html: {
    addresses: 500,
    overview: {
      counted: ["cause", "refusals", "change", "bars", "lost", "retrying", "delivered", "minute"],
      checked: ["cause", "names"],
      bars: 28,
    },
    address: [
      cause,
      timelineOf(96),
      facts(refusals, mail, from, ptrNames, zone("Reverse zone")),
      repair,
      remarks,
      evidence(40),
      more,
    ],
    ending: [unattributed, otherRefusals, otherReceivers, inputs, warnings(Infinity)],
  },
  // GitHub cuts a comment off at 65,536 characters.
  markdown: {
    addresses: 50,
    overview: {
      counted: ["cause", "refusals", "change", "bars", "lost", "retrying", "delivered", "day"],
      checked: ["cause", "names"],
      bars: 14,
    },
    address: [cause, facts(refusals, mail, from, zone("Reverse zone")), repair, remarks, evidence(20)],
    ending: [unattributed, otherRefusals, otherReceivers, inputs, warnings(40)],
  },
  // The HTML part of a mail. Nobody reads a longer one, and its text part is the table.
  mail: {
    addresses: 25,
    overview: {
      counted: ["refusals", "change", "lost"],
      checked: ["refusals", "change", "lost"],
    },
    address: [knownCause, shortRepair],
    ending: [otherReceivers],
  },
} satisfies Record<string, Medium>;

export type MediumName = keyof typeof media;

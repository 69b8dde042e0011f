// What each medium says, and in which order: the columns of the overviews, the proof of an action or address, the end.

import * as part from "./address-parts.ts";
import { inputs, otherRefusals, unattributed, warnings, type SectionOf } from "./ending.ts";
import { hosts } from "./hosts.ts";
import { otherReceivers } from "./other-receivers.ts";
import type { OverviewChoice } from "./overview.ts";
import type { RefusalChoice } from "./refusal-parts.ts";

export interface Medium {
  /** How many actions, and how many addresses, it has room for; the worst come first. */
  actions: number;
  addresses: number;
  /** How many records of a step it shows, and how many addresses of an action it names. */
  records: number;
  shownIps: number;
  /** A longer ticket is only told of. */
  ticketLines: number;
  /** Whether all addresses are listed, even where there are too many for a block of each. */
  listsAddresses: boolean;
  /** Nobody reads a long mail: what to do, and nothing else. */
  isShort?: true;
  overview: OverviewChoice;
  /** What follows cause and repair. */
  proof: part.PartOf[];
  /** Of refusals for the sender's records. */
  refusals: RefusalChoice;
  ending: SectionOf[];
}

const outcomes = ["lost", "retrying", "delivered"] as const;

export const media = {
  table: {
    actions: 100,
    addresses: 100,
    records: 3,
    shownIps: 4,
    ticketLines: 60,
    listsAddresses: false,
    overview: {
      actions: [
        "cause",
        "who",
        "place",
        "addresses",
        "refusals",
        "change",
        "bars",
        "lost",
        "retrying",
        "day",
      ],
      counted: ["cause", "refusals", "change", "bars", "deliveries", ...outcomes, "minute"],
      checked: ["cause", "names"],
      bars: 14,
    },
    proof: [
      part.facts(part.refusals),
      part.timelineOf(28),
      part.facts(part.mail, part.from),
      part.evidence(12),
      part.remarks,
      part.facts(part.mailHost, part.zone("Zone")),
      part.more,
    ],
    refusals: {
      groups: 30,
      evidence: 8,
      parts: ["cause", "repair", "facts", "evidence", "remarks", "more"],
    },
    ending: [unattributed, otherRefusals, otherReceivers, hosts, inputs, warnings(40)],
  },
  // More addresses would be slow in a browser, and read by nobody.
  html: {
    actions: 500,
    addresses: 500,
    records: Infinity,
    shownIps: Infinity,
    ticketLines: Infinity,
    listsAddresses: true,
    overview: {
      actions: ["cause", "who", "addresses", "refusals", "change", "bars", "lost", "retrying", "day"],
      counted: ["cause", "refusals", "change", "bars", ...outcomes, "minute"],
      checked: ["cause", "names"],
      bars: 28,
    },
    proof: [
      part.timelineOf(96),
      part.facts(
        part.refusals,
        part.mail,
        part.from,
        part.ptrNames,
        part.mailHost,
        part.zone("Reverse zone"),
      ),
      part.remarks,
      part.evidence(40),
      part.more,
    ],
    refusals: {
      groups: 200,
      evidence: 20,
      parts: ["cause", "repair", "facts", "evidence", "remarks", "more"],
    },
    ending: [unattributed, otherRefusals, otherReceivers, hosts, inputs, warnings(Infinity)],
  },
  // GitHub cuts a comment off at 65,536 characters.
  markdown: {
    actions: 50,
    addresses: 50,
    records: 20,
    shownIps: 20,
    ticketLines: 120,
    listsAddresses: false,
    overview: {
      actions: [
        "cause",
        "who",
        "place",
        "addresses",
        "refusals",
        "change",
        "bars",
        "lost",
        "retrying",
        "day",
      ],
      counted: ["cause", "refusals", "change", "bars", ...outcomes, "day"],
      checked: ["cause", "names"],
      bars: 14,
    },
    proof: [
      part.facts(part.refusals, part.mail, part.from, part.mailHost, part.zone("Reverse zone")),
      part.remarks,
      part.evidence(20),
    ],
    refusals: { groups: 30, evidence: 8, parts: ["cause", "repair", "facts", "remarks", "evidence"] },
    ending: [unattributed, otherRefusals, otherReceivers, hosts, inputs, warnings(40)],
  },
  // The HTML part of a mail: its text part is the table.
  mail: {
    actions: 25,
    addresses: 25,
    records: Infinity,
    shownIps: 20,
    ticketLines: Infinity,
    listsAddresses: false,
    isShort: true,
    overview: {
      actions: ["addresses", "refusals", "change", "lost"],
      counted: ["refusals", "change", "lost"],
      checked: ["refusals", "change", "lost"],
    },
    proof: [],
    refusals: { groups: 10, evidence: 0, parts: ["cause", "repair"] },
    ending: [otherReceivers, hosts],
  },
} satisfies Record<string, Medium>;

export type MediumName = keyof typeof media;

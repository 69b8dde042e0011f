// What a report is made of. Each medium prints these sections in the order in which they come; a new kind of
// section or part does not compile until each printer prints it.

import type { ShownInput } from "./inputs.ts";
import type { Overview } from "./overview.ts";
import type { Columns } from "./sparkline.ts";

/** The id of a title is unique in a report: its anchor. */
export type Section =
  | Overview
  | ActionBlock
  | AddressBlock
  | CountTable
  | { kind: "remark"; text: string }
  | { kind: "note"; id: string; title: string; text: string }
  | { kind: "inputs"; id: string; title: string; inputs: ShownInput[]; remarks: string[] }
  | { kind: "warnings"; id: string; title: string; texts: string[] };

export type SectionOfKind<Kind extends Section["kind"]> = Extract<Section, { kind: Kind }>;

/** The color in which an address is shown. */
export type State = "fail" | "unknown" | "warn" | "pass";

interface Block {
  /** Unique in the report: rows of the overview lead there. */
  anchor: string;
  /** `No PTR record`; `not known` if the state is unknown. */
  title: string;
  state: State;
  /** Null where a part has nothing to say. */
  parts: (AddressPart | null)[];
}

/** What is to be done for one address, or for many with one cause. */
export interface ActionBlock extends Block {
  kind: "action";
  /** Its place in the report, from 1; null for the only one. */
  number: number | null;
  /** Whom it helps: `203.0.113.5`, or `50 addresses in 113.0.203.in-addr.arpa`. */
  subject: string;
}

/** Everything about one address. */
export interface AddressBlock extends Block {
  kind: "address";
  ip: string;
}

/** Refusals by receiver or by code, not by address of the reader. */
export interface CountTable {
  kind: "counts";
  id: string;
  title: string;
  columns: { head: string; style: "text" | "code" | "addresses" | "number" }[];
  rows: string[][];
  /** Below the table. */
  sentences: string[];
  /** What the last sentence asks the reader to run. */
  command: string | null;
}

/** The text of a cause follows a label; the sentence is used alone. */
export type AddressPart =
  | { kind: "cause"; label: "Cause" | "Result"; text: string; sentence: string }
  | { kind: "facts"; facts: { label: string; text: string }[] }
  | { kind: "timeline"; columns: Columns }
  | { kind: "evidence" | "remarks"; texts: string[] }
  | Repair
  | { kind: "more"; command: string };

export interface Repair {
  kind: "repair";
  /** What helps before the repair is made, and is told before it. */
  atOnce: string | null;
  steps: RepairStep[];
  /** What belongs to no single step. */
  after: Copyable[];
  /** What to do until the repair is made. */
  meanwhile: string | null;
  /** What happens after the repair. */
  outlook: string | null;
}

export interface RepairStep {
  action: string;
  who: string | null;
  where: string | null;
  /** The records to be made, or the command of a step that looks; each is copied by itself. */
  records: string[];
  /** How many records there are besides, and what shows them; null where all are here. */
  moreRecords: string | null;
  remedies: Copyable[];
  /** Null where its words begin with a letter, as a step of one of several ways out. */
  number: number | null;
}

/** The reader copies each text by itself. */
export interface Copyable {
  kind: "command" | "ticket" | "greeting" | "check";
  introduction: string;
  texts: string[];
  /** What is left out of the text, and where to find it. */
  note?: string;
}

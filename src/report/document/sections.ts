// What a report is made of. Each medium prints these sections in the order in which they come; a new kind of
// section or part does not compile until each printer prints it.

import type { ShownInput } from "./inputs.ts";
import type { Overview } from "./overview.ts";
import type { Columns } from "./sparkline.ts";

export type Section = Overview | AddressBlock | Remark | Note | CountTable | Inputs | Warnings;

/** The color in which an address is shown. */
export type State = "fail" | "unknown" | "warn" | "pass";

/** Everything about one address. */
export interface AddressBlock {
  kind: "address";
  /** Its place in the report, from 1; rows of the overview have the same one. */
  number: number;
  ip: string;
  /** `No PTR record`; `not known` where the state is unknown. */
  title: string;
  state: State;
  /** Null where a part has nothing to say. */
  parts: (AddressPart | null)[];
}

/** A paragraph without a title. */
export interface Remark {
  kind: "remark";
  text: string;
}

interface Titled {
  /** Unique in a report: the anchor of the title. */
  id: string;
  title: string;
}

export interface Note extends Titled {
  kind: "note";
  text: string;
}

/** Refusals counted by something else than an address of the reader. */
export interface CountTable extends Titled {
  kind: "counts";
  columns: { head: string; style: "text" | "code" | "addresses" | "number" }[];
  rows: string[][];
  /** Below the table. */
  sentences: string[];
  /** What the last of the sentences asks the reader to run. */
  command: string | null;
}

export interface Inputs extends Titled {
  kind: "inputs";
  inputs: ShownInput[];
  remarks: string[];
}

export interface Warnings extends Titled {
  kind: "warnings";
  texts: string[];
}

// ---------------------------------------------------------------- the parts of an address

export type AddressPart = CausePart | Facts | TimelinePart | Texts | Repair | More;

export interface CausePart {
  kind: "cause";
  label: "Cause" | "Result";
  /** To stand after the label. */
  text: string;
  /** To stand alone. */
  sentence: string;
}

export interface Facts {
  kind: "facts";
  facts: { label: string; text: string }[];
}

export interface TimelinePart {
  kind: "timeline";
  columns: Columns;
}

export interface Texts {
  kind: "evidence" | "remarks";
  texts: string[];
}

export interface Repair {
  kind: "repair";
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
  record: string | null;
  remedies: Copyable[];
}

/** What the reader copies: each text by itself. */
export interface Copyable {
  kind: "command" | "ticket" | "greeting";
  introduction: string;
  texts: string[];
}

export interface More {
  kind: "more";
  command: string;
}

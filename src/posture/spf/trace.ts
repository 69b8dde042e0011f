// What one evaluation of an SPF record is asked, and what it finds out: the result, and what each term did.

import type { FailedQuestion, SpfResult } from "../../model/posture.ts";
import type { Lookup } from "../lookup.ts";
import type { Mechanism, SpfRecord } from "./record.ts";

/** Whose mail is judged. */
export interface SpfClient {
  ip: string;
  /** The mailbox in MAIL FROM. */
  sender: string;
  helo: string;
}

export interface SpfOptions {
  lookup: Lookup;
  client: SpfClient;
  /** Nobody's address: no network matches and an error ends nothing, so that all terms are gone through. */
  isNobody?: boolean;
  /** RFC 7208 section 4.6.4. */
  maxLookups?: number;
  maxVoidLookups?: number;
  /** Records to be taken instead of those in the DNS, by domain: a repair is tried out before it is told. */
  instead?: ReadonlyMap<string, string>;
}

export interface Network {
  address: string;
  prefix: number;
}

/** What a term did. */
export interface TermTrace {
  text: string;
  kind: Mechanism["kind"] | "redirect";
  lookups: number;
  isVoid: boolean;
  outcome: "match" | "no match" | "not reached" | "error";
  /** The domain that it asks about, macros expanded. */
  target: string | null;
  /** What it lists: the networks it names, or the addresses it leads to. */
  networks: Network[];
  child: SpfTrace | null;
  /** Why it could not be evaluated; told of nobody's address only, because any other ends there. */
  error: SpfError | null;
}

export type SpfError =
  | { kind: "multiple records"; records: string[] }
  | { kind: "syntax" }
  | { kind: "lookups" | "void lookups" | "mx names"; term: string; names?: number }
  | { kind: "no record"; term: string; target: string }
  | { kind: "loop"; chain: string[] }
  | { kind: "not asked"; question: FailedQuestion };

/** One evaluation of one domain's record. */
export interface SpfTrace {
  domain: string;
  record: SpfRecord | null;
  result: SpfResult;
  terms: TermTrace[];
  /** Why the result is an error; where an include is to blame, its own trace has it too. */
  error: SpfError | null;
  /** Those of this record and of what it includes. */
  lookups: number;
  voidLookups: number;
}

export const MAX_LOOKUPS = 10;
export const MAX_VOID_LOOKUPS = 2;

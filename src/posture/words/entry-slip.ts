// What was entered with a record that is none of it, and how it is taken out.

import type { EntrySlip } from "../../model/posture.ts";
import { listed } from "./sentence.ts";

interface SlipWords {
  what: string;
  repair: string;
}

const words: Record<EntrySlip, SlipWords> = {
  "quotation marks": {
    what: "the TXT record holds quotation marks as part of its text",
    repair: "take the quotation marks out: the DNS panel adds its own",
  },
  backslashes: {
    what: "the TXT record holds backslashes as part of its text",
    repair: "take the backslashes out: only zone files need them",
  },
  "invisible characters": {
    what: "the TXT record holds characters that are not seen, such as a blank of a web page or a line end",
    repair: "type the text anew instead of pasting it",
  },
  "text before it": {
    what: "other text stands before v=",
    repair: "enter only what begins with v=, without name, TTL and type",
  },
  "blanks before it": { what: "a blank stands before v=", repair: "take the blank out" },
  "blanks in the version": {
    what: "a blank stands within the version",
    repair: "write the version without blanks",
  },
  "letters of the version": {
    what: "the version is in the wrong letters: capitals count in it",
    repair: "write the version as it is here",
  },
  "version not first": { what: "v= is not the first tag", repair: "move v= to the beginning" },
  "no blank": { what: "no blank follows the version", repair: "set a blank after v=spf1" },
  "no semicolon": { what: "no semicolon follows the version", repair: "set semicolons between the parts" },
};

export function slipsTold(slips: readonly EntrySlip[]): string {
  return listed(slips.map((slip) => words[slip].what));
}

export function slipRepairs(slips: readonly EntrySlip[]): string {
  return slips.map((slip) => words[slip].repair).join("; ");
}

// The needles of a log: the marks of all receivers, and the words of all mailers.

import type { Needle } from "../../model/delivery.ts";
import { receivers } from "../../refusals/receivers/index.ts";
import { needlesOf } from "../../refusals/receivers/marks.ts";
import { mtaReaders } from "./mailers/index.ts";

export const refusalNeedles = needlesOf(receivers);
/** One more needle makes the search a tenth slower: only logs of JSON objects need these. */
export const needlesInBytes = receivers.flatMap((receiver) => receiver.needlesInBytes ?? []);
export const followUpNeedles = distinct(
  mtaReaders.flatMap((reader) => [
    ...reader.outcomeNeedles,
    ...reader.envelopeNeedles,
    ...reader.removalNeedles,
  ]),
);
export const envelopeNeedles = new Set(
  mtaReaders.flatMap((reader) => reader.envelopeNeedles.map((needle) => needle.text)),
);
export const completionNeedles = distinct(mtaReaders.flatMap((reader) => reader.completionNeedles));
/** Lines about messages that leave the queue, by themselves or because somebody took them out. */
export const leavesQueue = new Set(
  mtaReaders.flatMap((reader) =>
    [...reader.completionNeedles, ...reader.removalNeedles].map((needle) => needle.text),
  ),
);
/** In lines with these the queue id may stand elsewhere than before the needle. */
export const rareNeedles = distinct(mtaReaders.flatMap((reader) => reader.rareOutcomeNeedles));
export const requeueNeedles = distinct(mtaReaders.flatMap((reader) => reader.requeueNeedles));

/** Mailers that write the same words are found by one search. */
function distinct(needles: readonly Needle[]): Needle[] {
  return [...new Map(needles.map((needle) => [needle.text, needle])).values()];
}

// The needles of a log: the marks of all receivers, and the words of mailers.

import type { Needle } from "../../model/delivery.ts";
import { receivers } from "../../refusals/receivers/index.ts";
import { needlesOf } from "../../refusals/receivers/marks.ts";
import { mtaReaders } from "./mailers/index.ts";
import type { MtaReader } from "./mailers/reader.ts";
import { unescaped, withEscaped, type Escaping } from "./escapes.ts";

export const refusalNeedles = [
  ...needlesOf(receivers),
  ...receivers.flatMap((receiver) => receiver.needlesInLogs ?? []),
];
/** One more needle makes the search a tenth slower: only logs of JSON objects need these. */
export const needlesInBytes = receivers.flatMap((receiver) => receiver.needlesInBytes ?? []);
const envelopeNeedles = mtaReaders.flatMap((reader) => reader.envelopeNeedles ?? []);

/** Lines about messages that leave the queue, by themselves or because somebody took them out. */
export const leavesQueue = new Set(
  mtaReaders.flatMap((reader) =>
    [...(reader.completionNeedles ?? []), ...(reader.removalNeedles ?? [])].map((needle) => needle.text),
  ),
);

/** What a log is searched for besides refusals. */
export interface FollowUpNeedles {
  /** Right after the id of a message that is followed. */
  wanted: readonly Needle[];
  completions: readonly Needle[];
  /** The same, right before an id. */
  completionWords: readonly Needle[];
  /** In lines with these the queue id may stand elsewhere: their readers know where. */
  rare: readonly { needle: Needle; readers: readonly MtaReader[] }[];
  requeues: readonly Needle[];
}

export function followUpNeedlesOf(
  mailers: readonly MtaReader[],
  escapings: readonly Escaping[],
): FollowUpNeedles {
  const readers = mailers.map((reader) => escapedReader(reader, escapings));
  const rare = distinct(readers.flatMap((reader) => reader.rareOutcomeNeedles ?? []));
  return {
    wanted: distinct(
      readers.flatMap((reader) => [
        ...(reader.outcomeNeedles ?? []),
        ...(reader.envelopeNeedles ?? []),
        ...(reader.removalNeedles ?? []),
      ]),
    ),
    completions: distinct(readers.flatMap((reader) => reader.completionNeedles ?? [])),
    completionWords: distinct(readers.flatMap((reader) => reader.completionWords ?? [])),
    rare: rare.map((needle) => ({ needle, readers: readers.filter((reader) => isRare(reader, needle)) })),
    requeues: distinct(readers.flatMap((reader) => reader.requeueNeedles ?? [])),
  };
}

/** For lines that tell that messages left the queue, too. */
export function withCompletions(needles: FollowUpNeedles): FollowUpNeedles {
  return { ...needles, wanted: distinct([...needles.wanted, ...needles.completions]) };
}

/** The mailers whose lines with the needle tell which deliveries of a message have ended. */
export function tellingDeliveries({ text }: Needle): readonly Required<Pick<MtaReader, "deliveries">>[] {
  const plain = unescaped(text);
  return mtaReaders.flatMap(({ deliveries, outcomeNeedles = [] }) =>
    deliveries && outcomeNeedles.some((needle) => needle.text === plain || needle.text === text)
      ? { deliveries }
      : [],
  );
}

function isRare({ rareOutcomeNeedles = [] }: MtaReader, { text }: Needle): boolean {
  return rareOutcomeNeedles.some((needle) => needle.text === text);
}

/** The same reader, whose needles are found in texts of JSON with escapes, too. */
function escapedReader(reader: MtaReader, escapings: readonly Escaping[]): MtaReader {
  const escaped = (needles: readonly Needle[] = []) => withEscaped(needles, escapings);
  return escapings.length === 0
    ? reader
    : {
        ...reader,
        outcomeNeedles: escaped(reader.outcomeNeedles),
        rareOutcomeNeedles: escaped(reader.rareOutcomeNeedles),
        envelopeNeedles: escaped(reader.envelopeNeedles),
        removalNeedles: escaped(reader.removalNeedles),
        completionNeedles: escaped(reader.completionNeedles),
        requeueNeedles: escaped(reader.requeueNeedles),
      };
}

export function isEnvelopeNeedle(text: string): boolean {
  const plain = unescaped(text);
  return envelopeNeedles.some((needle) => needle.text === plain);
}

/** Lines that complete others, and heads of tables: these are looked for in every log. */
export const partNeedles = distinct(mtaReaders.flatMap((reader) => reader.partNeedles ?? []));
export const headNeedles = distinct(mtaReaders.flatMap(({ columns = [] }) => columns));

/**
 * The mailers whose lines a log may hold, as its beginning shows: the search for all would take a tenth longer. If
 * others refused mail, the log is read again.
 */
export function readersFor(head: string): readonly MtaReader[] {
  return mtaReaders.filter(({ sign }) => sign === undefined || sign.test(head));
}

/** Mailers that write the same words are found by one search. */
function distinct(needles: readonly Needle[]): Needle[] {
  return [...new Map(needles.map((needle) => [needle.text, needle])).values()];
}

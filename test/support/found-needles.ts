// Which needles the byte search finds in a text.

import { instantiateSearch, PAGE, PLACE_NUMBERS, setNeedles } from "../../src/reading/search/searcher.ts";
import type { Needle } from "../../src/model/delivery.ts";

const memory = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
const all = Buffer.from(memory.buffer);
const find = instantiateSearch(memory);
const PLACES = PAGE;
const TEXT = 2 * PAGE;

/** Their texts, in the order of their places. */
export function foundNeedles(text: string, needles: readonly Needle[]): string[] {
  setNeedles(all, needles);
  const end = TEXT + all.write(text, TEXT);
  const [found] = find(TEXT, end, TEXT, end, PLACES, 100);
  const numbers = new Int32Array(memory.buffer, PLACES, found * PLACE_NUMBERS);
  return Array.from({ length: found }, (_, place) => needles[numbers[place * PLACE_NUMBERS + 1]!]!.text);
}

// Finds pages and codes by words: somebody who does not know the id of a cause knows what went wrong.

import { adviceOf, codes, type CodeEntry } from "../model/codes/index.ts";
import { pageText, pageTitle } from "./pages.ts";
import { topicIds, type ExplainedId } from "../model/explained.ts";

export interface Hits {
  /** Those with the words in their title come first. */
  codes: CodeEntry[];
  pages: ExplainedId[];
}

/** They stand everywhere, and say nothing of a topic. */
const EMPTY_WORDS = new Set(
  "a an and are as at be by do does for from gmail has have how i in is it my not of on or record says the to what why with".split(
    " ",
  ),
);
/** What others call it. */
const otherNames = new Map(["fcrdns", "iprev", "rdns"].map((word) => [word, ["reverse", "dns"]]));
const MAX_WORDS = 8;
/** Shorter ones stand within too many others. */
const MIN_WORD = 2;
const MAX_HITS = 12;

/** The words that are looked for: all of them must stand in a text, each at the beginning of a word. */
function searchWords(asked: string): string[] {
  const words = asked.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => word.length >= MIN_WORD && !EMPTY_WORDS.has(word))
    .slice(0, MAX_WORDS)
    .flatMap((word) => otherNames.get(word) ?? word);
}

export function search(asked: string): Hits {
  const words = searchWords(asked);
  if (words.length === 0) return { codes: [], pages: [] };
  const pages = topicIds.map((id) => ({
    item: id,
    title: `${id.replaceAll("_", " ")} ${pageTitle(id)}`,
    text: pageText(id),
  }));
  const entries = codes.map((entry) => ({ item: entry, title: entry.title, text: textOf(entry) }));
  return { codes: best(entries, words), pages: best(pages, words) };
}

function textOf(entry: CodeEntry): string {
  return [entry.text ?? "", entry.meaning, adviceOf(entry)].join(" ");
}

interface Searched<Item> {
  item: Item;
  title: string;
  text: string;
}

function best<Item>(all: readonly Searched<Item>[], words: readonly string[]): Item[] {
  const ranked = all.map((one) => ({ item: one.item, rank: rankOf(one, words) }));
  return ranked
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => other.rank - one.rank)
    .slice(0, MAX_HITS)
    .map(({ item }) => item);
}

/** 0 where a word is missing; a word in the title counts for many. */
function rankOf({ title, text }: Searched<unknown>, words: readonly string[]): number {
  const inTitle = wordsIn(title);
  const inText = wordsIn(text);
  const has = (known: ReadonlySet<string>, word: string) => [...known].some((each) => each.startsWith(word));
  if (!words.every((word) => has(inTitle, word) || has(inText, word))) return 0;
  return 1 + words.filter((word) => has(inTitle, word)).length;
}

function wordsIn(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

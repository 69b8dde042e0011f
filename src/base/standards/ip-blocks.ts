// Whether an address lies in a block. Numbers and not the BlockList of node:net, which takes longer for an
// address than a question about it does.

import { wordsOf } from "./ip.ts";

const WORD_BITS = 16;

/** The words of a block's first address, and of each word how far it is to be shifted to leave the prefix. */
export interface Block {
  words: readonly number[];
  shifts: number[];
}

/** `203.0.113.0/24`, `2001:db8::/32`. */
export function parseBlock(text: string): Block {
  const [network = "", prefix] = text.split("/");
  const words = wordsOf(network);
  const bitsIn = (index: number) => Math.min(WORD_BITS, Math.max(0, Number(prefix) - index * WORD_BITS));
  return { words, shifts: words.map((_, index) => WORD_BITS - bitsIn(index)) };
}

export function isWithinBlocks(ip: string, blocks: readonly Block[]): boolean {
  const address = wordsOf(ip);
  return blocks.some((block) => holds(block, address));
}

/** For an address that is looked for in many blocks: `address` are its words. */
export function holds({ words, shifts }: Block, address: readonly number[]): boolean {
  if (words.length !== address.length) return false;
  return shifts.every((shift, index) => ((words[index] ?? 0) ^ (address[index] ?? 0)) >> shift === 0);
}

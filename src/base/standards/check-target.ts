// What a check is asked to look at, as people have it: an address, several in one word, or a name.

import { grouped } from "../words/quantities.ts";
import { readDomain } from "./domain-name.ts";
import { addressesIn, parseIpRange, sizeOf, type RangeProblem } from "./ip-range.ts";
import { canonicalIp } from "./ip.ts";

export type CheckTarget =
  | { kind: "addresses"; text: string; ips: string[] }
  /** A host or a domain: the DNS tells which. */
  | { kind: "name"; text: string; name: string };

/** What is wrong with a word that is none of these, or stands for too many. */
export interface TargetMistake {
  kind: "mistake";
  text: string;
  problem: string;
  nextStep: string;
}

/** A /22: what one word may stand for. Each address costs several questions to other people's servers. */
export const MAX_RANGE = 1024;

export function parseCheckTarget(text: string): CheckTarget | TargetMistake {
  const word = text.trim();
  const ip = canonicalIp(word);
  if (ip !== null) return { kind: "addresses", text: word, ips: [ip] };
  const range = parseIpRange(word);
  if (typeof range === "string") return mistake(word, rangeProblems[range]);
  if (range !== null) {
    const size = sizeOf(range);
    if (size > MAX_RANGE) return mistake(word, tooMany(size));
    return { kind: "addresses", text: word, ips: addressesIn(range) };
  }
  const name = readDomain(word);
  return name === null ? mistake(word, UNKNOWN) : { kind: "name", text: word, name };
}

type Words = Pick<TargetMistake, "problem" | "nextStep">;

const EXAMPLES = "203.0.113.5, 203.0.113.0/28, mail.example.com";

const UNKNOWN = {
  problem: "neither an IP address, a range, a name nor a file",
  nextStep: `write one such as ${EXAMPLES}`,
};

const rangeProblems: Record<RangeProblem, Words> = {
  "prefix too long": {
    problem: "no such prefix length",
    nextStep: "an IPv4 block ends in /0 to /32, an IPv6 block in /0 to /128",
  },
  "two families": {
    problem: "from IPv4 to IPv6",
    nextStep: "write a range of one family",
  },
  "last before first": { problem: "its last address is before its first", nextStep: "turn it round" },
};

function tooMany(size: number): Words {
  const amount = size <= Number.MAX_SAFE_INTEGER ? grouped(size) : size.toExponential(1).replace("e+", "e");
  return {
    problem: `${amount} addresses`,
    nextStep: `at most ${grouped(MAX_RANGE)} are checked for one range (/22, /118): write a smaller one, or the addresses that send mail`,
  };
}

function mistake(text: string, words: Words): TargetMistake {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return { kind: "mistake", text: shown, ...words };
}

const MAX_SHOWN = 60;

// Puts what a probe found into words, once for all formats. A finding without a sentence does not compile.

import type { ProbeFact, ProbeFinding } from "../../model/probe-findings.ts";
import type { ProbeId } from "../../model/probe-topics.ts";
import { addressWords } from "./addresses.ts";
import { connectionWords } from "./connections.ts";
import { messageWords } from "./messages.ts";
import type { Words, WordsFor } from "./sentence.ts";

const words: WordsFor<ProbeId> = { ...addressWords, ...connectionWords, ...messageWords };

export function inWords(fact: ProbeFact): ProbeFinding {
  const say = words[fact.id] as (each: ProbeFact) => Words;
  return { ...fact, ...say(fact) };
}

// The resolver answers from a hosts file, an internal zone or a filter, and nobody else could be heard.

import type { AddressFacts, DnsAnswer } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { answerEvidence, nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { decisiveLocalAnswers } from "../facts/local-data.ts";
import { outcome, signWords } from "../words/evidence.ts";
import { step } from "../words/steps.ts";

export const resolverLocalData: Cause = {
  id: "resolver_local_data",
  title: "The resolver answers from data of its own",
  clause: "the resolver answers from data of its own",
  class: "temp",
  isUnproven: () => true,
  explains: (facts) => {
    const local = decisiveLocalAnswers(facts);
    if (local.length === 0) return undefined;
    return [...ptrEvidence(facts), ...facts.names.flatMap(nameEvidence), ...local.flatMap(answerEvidence)];
  },
  summary: (facts) => {
    const answers = decisiveLocalAnswers(facts);
    const [first] = answers;
    return (
      `The resolver ${first?.server} seems to answer from data of its own, such as a hosts file, an internal zone or a filter: ` +
      `${answers.map(answerWords).join("; ")}. ${whyAlone(facts.serversUnasked)}, ` +
      `so what Gmail sees of ${facts.ip} is not known.`
    );
  },
  fix: ({ ip, serversUnasked }) => [
    step(
      "choose-resolver",
      "you",
      `${wayOut(serversUnasked)}, or run "whybounce check ${ip}" on a machine outside this network`,
    ),
  ],
  visibleAfter: () => null,
};

function answerWords(answer: DnsAnswer): string {
  return `${answer.type} ${answer.name}: ${outcome(answer)} (${signWords(answer.localSigns ?? [])})`;
}

function whyAlone(unasked: AddressFacts["serversUnasked"]): string {
  return `The zones' own name servers ${unasked?.reason === "not wanted" ? "were not" : "could not be"} asked`;
}

function wayOut(unasked: AddressFacts["serversUnasked"]): string {
  const another = "name a resolver of the public DNS, as in --resolver 9.9.9.9";
  return unasked?.reason === "not wanted"
    ? `run again without --no-authoritative, so that the zones' own name servers are asked; or ${another}`
    : another;
}

// On whose word a verdict rests, as the end of a sentence.

import type { AddressFacts } from "../../model/dns.ts";
import { witnessesOf } from "../facts/local-data.ts";

/** `say the zones' own name servers`, `says the resolver 127.0.0.1`. */
export function witnessWords(facts: AddressFacts): string {
  const { ptr, name } = witnessesOf(facts);
  if (ptr === "zone" && name === "zone") return "say the zones' own name servers";
  if (ptr === "zone" && name !== "zone")
    return `say the reverse zone's own name servers and, for the name, the resolver ${name.resolver}`;
  if (ptr !== "zone" && name === "zone")
    return `say the resolver ${ptr.resolver} and, for the name, its zone's own name servers`;
  const first = ptr === "zone" ? "" : ptr.resolver;
  const { secondResolver } = facts;
  return secondResolver ? `say the resolvers ${first} and ${secondResolver}` : `says the resolver ${first}`;
}

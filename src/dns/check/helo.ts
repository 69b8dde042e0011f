// The name a mail server greets with, and its addresses. Gmail documents no rule about it and
// RFC 5321 section 4.1.4 forbids refusing mail for it; other receivers count it all the same.

import { isIP } from "node:net";
import type { DnsAnswer, HeloFacts } from "../../model/dns.ts";
import { isHostName } from "../wire/name.ts";
import type { Ask } from "../ask/resolver.ts";

export async function checkHelo(given: string, ask: Ask): Promise<HeloFacts> {
  const name = given.replace(/\.$/, "").toLowerCase();
  const kind = kindOf(name);
  if (kind !== "host name") return { name, kind, ipv4: null, ipv6: null };
  const [ipv4, ipv6] = await Promise.all([ask(name, "A"), ask(name, "AAAA")]);
  return { name, kind, ipv4: publicWord(ipv4), ipv6: publicWord(ipv6) };
}

/** What a hosts file says of the greeting is not what a receiver sees: that is not known then. */
function publicWord(answer: DnsAnswer): DnsAnswer | null {
  return answer.localSigns === undefined ? answer : null;
}

/** RFC 5321 section 4.1.3: `[203.0.113.5]` and `[IPv6:2001:db8::5]` are address literals. */
function kindOf(name: string): HeloFacts["kind"] {
  const bare = name.replace(/^\[(?:ipv6:)?(.*)\]$/i, "$1");
  if (isIP(bare) !== 0) return "address literal";
  if (!isHostName(name)) return "unusable";
  return name.includes(".") ? "host name" : "single label";
}

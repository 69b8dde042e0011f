// The addresses that mail of this machine can leave from, as far as its interfaces tell: those that others can see.

import { networkInterfaces } from "node:os";
import { UserError } from "../base/errors.ts";
import { canonicalIp, isInnerIp } from "../base/standards/ip.ts";
import { some } from "../base/words/quantities.ts";

export type Interfaces = ReturnType<typeof networkInterfaces>;

const MAX_SHOWN = 5;
const NEXT_STEP = "name the address that others see, such as 203.0.113.5, or the mail server's name";

/** Throws a UserError where there are none. */
export function ownTargets(
  tell: (text: string) => void,
  interfaces: Interfaces = networkInterfaces(),
): string[] {
  const ips = addressesOn(interfaces);
  const outer = ips.filter((ip) => !isInnerIp(ip));
  if (outer.length > 0) {
    tell(`no address given: this machine's own are checked, ${some(outer, MAX_SHOWN)}`);
    return outer;
  }
  const problem =
    ips.length === 0
      ? "no address given, and this machine has none"
      : `no address given, and this machine has only private ones (${some(ips, MAX_SHOWN)})`;
  throw new UserError({ thing: "check", problem, nextStep: NEXT_STEP });
}

/** Without loopback and link-local ones, from which no mail leaves to anybody outside. */
function addressesOn(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outer = all.filter(
    ({ internal, address }) => !internal && !/^(?:169\.254\.|fe[89ab])/i.test(address),
  );
  return [...new Set(outer.flatMap(({ address }) => canonicalIp(address) ?? []))];
}

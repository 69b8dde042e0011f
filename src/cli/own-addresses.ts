// The addresses that mail of this machine can leave from, as far as its interfaces tell: those that others can see.

import { UserError } from "../base/errors.ts";
import { isInnerIp } from "../base/standards/ip.ts";
import { some } from "../base/words/quantities.ts";
import { addressesOn, type Interfaces } from "../machine/network.ts";

const MAX_SHOWN = 5;
const NEXT_STEP = "name the address that others see, such as 203.0.113.5, or the mail server's name";

/** Throws a UserError where there are none, or where this machine is not to be asked. */
export function ownTargets(
  isLocalAsked: boolean,
  tell: (text: string) => void,
  interfaces?: Interfaces,
): string[] {
  if (!isLocalAsked)
    throw new UserError({
      thing: "check",
      problem: ["no address given, and ", { option: "local", isOff: true }, " leaves out this machine's own"],
      nextStep: NEXT_STEP,
    });
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

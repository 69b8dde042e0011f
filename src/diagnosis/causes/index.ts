// The root causes in order of precedence: the first that explains the facts is the answer. What could
// not be asked comes before what was found missing, and a warning never outranks a failure.

import type { Cause } from "./cause.ts";
import { fwdDnssecBogus } from "./fwd-dnssec-bogus.ts";
import { fwdDomainUnregistered } from "./fwd-domain-unregistered.ts";
import { fwdMismatch } from "./fwd-mismatch.ts";
import { fwdNodata } from "./fwd-nodata.ts";
import { fwdNsInconsistent } from "./fwd-ns-inconsistent.ts";
import { fwdNxdomain } from "./fwd-nxdomain.ts";
import { fwdUnreachable } from "./fwd-unreachable.ts";
import { fwdWrongFamily } from "./fwd-wrong-family.ts";
import { ipNotGlobal } from "./ip-not-global.ts";
import { ipTransition } from "./ip-transition.ts";
import { ipUnparseable } from "./ip-unparseable.ts";
import { ok } from "./ok.ts";
import { ptrCnameDangling } from "./ptr-cname-dangling.ts";
import { ptrCnameLoop } from "./ptr-cname-loop.ts";
import { ptrCnameToHost } from "./ptr-cname-to-host.ts";
import { ptrGeneric } from "./ptr-generic.ts";
import { ptrIsIp } from "./ptr-is-ip.ts";
import { ptrMissingDot } from "./ptr-missing-dot.ts";
import { ptrMultiPartial } from "./ptr-multi-partial.ts";
import { ptrNameInvalid } from "./ptr-name-invalid.ts";
import { ptrNodata } from "./ptr-nodata.ts";
import { ptrNxdomain } from "./ptr-nxdomain.ts";
import { ptrSingleLabel } from "./ptr-single-label.ts";
import { ptrSpecialUse } from "./ptr-special-use.ts";
import { ptrTooMany } from "./ptr-too-many.ts";
import { resolverViewStale } from "./resolver-view-stale.ts";
import { reverseDnssecBogus } from "./reverse-dnssec-bogus.ts";
import { reverseEntNxdomain } from "./reverse-ent-nxdomain.ts";
import { reverseLame } from "./reverse-lame.ts";
import { reverseNsInconsistent } from "./reverse-ns-inconsistent.ts";
import { reverseRefused } from "./reverse-refused.ts";
import { reverseServfail } from "./reverse-servfail.ts";
import { reverseTimeout } from "./reverse-timeout.ts";
import { reverseTruncatedTcpBlocked } from "./reverse-truncated-tcp-blocked.ts";
import { reverseZoneUndelegated } from "./reverse-zone-undelegated.ts";

export const causes: Cause[] = [
  ipUnparseable,
  ipNotGlobal,
  ipTransition,
  ptrCnameLoop,
  // The lookup fails.
  reverseDnssecBogus,
  reverseTruncatedTcpBlocked,
  reverseRefused,
  reverseServfail,
  reverseLame,
  reverseTimeout,
  reverseNsInconsistent,
  // There is no PTR record.
  ptrCnameToHost,
  ptrCnameDangling,
  reverseZoneUndelegated,
  ptrNxdomain,
  ptrNodata,
  // The zone's servers and the resolver differ.
  reverseEntNxdomain,
  resolverViewStale,
  // No name confirms and all are bad as names, which beats what was found under them.
  ptrMissingDot,
  ptrIsIp,
  ptrSpecialUse,
  ptrSingleLabel,
  // A name confirms; an invalid one may or may not.
  ptrTooMany,
  ptrMultiPartial,
  ptrNameInvalid,
  ptrGeneric,
  ok,
  // No name confirms.
  fwdDnssecBogus,
  fwdUnreachable,
  fwdNsInconsistent,
  fwdMismatch,
  fwdWrongFamily,
  fwdNodata,
  fwdDomainUnregistered,
  fwdNxdomain,
];

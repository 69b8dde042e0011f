// The root causes in order of precedence: the first that explains the facts is the answer. What could
// not be asked comes before what was found missing, and a warning never outranks a failure.

import type { Cause } from "./cause.ts";
import { fwdMismatch } from "./fwd-mismatch.ts";
import { fwdNodata } from "./fwd-nodata.ts";
import { fwdNxdomain } from "./fwd-nxdomain.ts";
import { fwdUnreachable } from "./fwd-unreachable.ts";
import { fwdWrongFamily } from "./fwd-wrong-family.ts";
import { ipNotGlobal } from "./ip-not-global.ts";
import { ipTransition } from "./ip-transition.ts";
import { ok } from "./ok.ts";
import { ptrCnameDangling } from "./ptr-cname-dangling.ts";
import { ptrGeneric } from "./ptr-generic.ts";
import { ptrMissingDot } from "./ptr-missing-dot.ts";
import { ptrMultiPartial } from "./ptr-multi-partial.ts";
import { ptrNameInvalid } from "./ptr-name-invalid.ts";
import { ptrNodata } from "./ptr-nodata.ts";
import { ptrNxdomain } from "./ptr-nxdomain.ts";
import { reverseRefused } from "./reverse-refused.ts";
import { reverseServfail } from "./reverse-servfail.ts";
import { reverseTimeout } from "./reverse-timeout.ts";

export const causes: Cause[] = [
  ipNotGlobal,
  ipTransition,
  reverseRefused,
  reverseServfail,
  reverseTimeout,
  ptrCnameDangling,
  ptrNxdomain,
  ptrNodata,
  // A name confirms.
  ptrMultiPartial,
  ptrGeneric,
  ok,
  // No name confirms.
  ptrMissingDot,
  ptrNameInvalid,
  fwdUnreachable,
  fwdMismatch,
  fwdWrongFamily,
  fwdNodata,
  fwdNxdomain,
];

// The root causes in order of precedence: the first that explains the facts is the answer. What could
// not be asked comes before what was found missing, and a warning never outranks a failure.

import type { CauseId } from "../../model/topics.ts";
import type { Cause } from "./cause.ts";
import { fwdCnameLoop } from "./fwd-cname-loop.ts";
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
import { ptrDisputed } from "./ptr-disputed.ts";
import { ptrGeneric } from "./ptr-generic.ts";
import { ptrIsIp } from "./ptr-is-ip.ts";
import { ptrMissingDot } from "./ptr-missing-dot.ts";
import { ptrMultiPartial } from "./ptr-multi-partial.ts";
import { ptrNameInvalid } from "./ptr-name-invalid.ts";
import { ptrNodata } from "./ptr-nodata.ts";
import { ptrNxdomain } from "./ptr-nxdomain.ts";
import { ptrPlaceholder } from "./ptr-placeholder.ts";
import { ptrSingleLabel } from "./ptr-single-label.ts";
import { ptrSpecialUse } from "./ptr-special-use.ts";
import { ptrTooMany } from "./ptr-too-many.ts";
import { resolverLocalData } from "./resolver-local-data.ts";
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

const registry = {
  ip_unparseable: ipUnparseable,
  ip_not_global: ipNotGlobal,
  ip_transition: ipTransition,
  ptr_cname_loop: ptrCnameLoop,
  // What the verdict would rest on is no public data.
  resolver_local_data: resolverLocalData,
  // The lookup fails.
  reverse_dnssec_bogus: reverseDnssecBogus,
  reverse_truncated_tcp_blocked: reverseTruncatedTcpBlocked,
  reverse_refused: reverseRefused,
  reverse_servfail: reverseServfail,
  reverse_lame: reverseLame,
  reverse_timeout: reverseTimeout,
  reverse_ns_inconsistent: reverseNsInconsistent,
  // There is no PTR record, or so it seems.
  ptr_disputed: ptrDisputed,
  ptr_cname_to_host: ptrCnameToHost,
  ptr_cname_dangling: ptrCnameDangling,
  reverse_zone_undelegated: reverseZoneUndelegated,
  ptr_nxdomain: ptrNxdomain,
  ptr_nodata: ptrNodata,
  // The zone's servers and the resolver differ.
  reverse_ent_nxdomain: reverseEntNxdomain,
  resolver_view_stale: resolverViewStale,
  // No name confirms and all are bad as names, which beats what was found under them.
  ptr_missing_dot: ptrMissingDot,
  ptr_placeholder: ptrPlaceholder,
  ptr_is_ip: ptrIsIp,
  ptr_special_use: ptrSpecialUse,
  ptr_single_label: ptrSingleLabel,
  // A name confirms; an invalid one may or may not.
  ptr_too_many: ptrTooMany,
  ptr_multi_partial: ptrMultiPartial,
  ptr_name_invalid: ptrNameInvalid,
  ptr_generic: ptrGeneric,
  ok: ok,
  // No name confirms.
  fwd_dnssec_bogus: fwdDnssecBogus,
  fwd_cname_loop: fwdCnameLoop,
  fwd_unreachable: fwdUnreachable,
  fwd_ns_inconsistent: fwdNsInconsistent,
  fwd_mismatch: fwdMismatch,
  fwd_wrong_family: fwdWrongFamily,
  fwd_nodata: fwdNodata,
  fwd_domain_unregistered: fwdDomainUnregistered,
  fwd_nxdomain: fwdNxdomain,
} satisfies Record<CauseId, Cause>;

export const causes: Cause[] = Object.values(registry);

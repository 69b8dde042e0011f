// One address per cause and finding, with what the report must say.

import type { IprevResult } from "../../../src/model/dns.ts";
import type { CauseId, FindingId } from "../../../src/model/topics.ts";

interface Case {
  ip: string;
  id: CauseId;
  iprev: IprevResult | null;
  findings?: FindingId[];
  evidence?: string[];
  visible?: number | null;
  records?: string[];
}

export const cases: Case[] = [
  { ip: "203.0.113.5", id: "ok", iprev: "pass" },
  {
    ip: "203.0.113.6",
    id: "ptr_nxdomain",
    iprev: "permerror",
    visible: 900,
    evidence: [
      "PTR 6.113.0.203.in-addr.arpa: NXDOMAIN from one.lab.example (127.0.53.2), two.lab.example (127.0.53.3) (authoritative)",
      "SOA 113.0.203.in-addr.arpa: TTL 900, MINIMUM 900",
    ],
  },
  { ip: "203.0.113.7", id: "ptr_nodata", iprev: "permerror", visible: 900 },
  {
    ip: "203.0.113.8",
    id: "fwd_nxdomain",
    iprev: "fail",
    // The PTR record is to be changed, if the name is not the host's.
    visible: 7200,
    evidence: ["SOA customer.example: TTL 600, MINIMUM 86400"],
  },
  { ip: "203.0.113.9", id: "fwd_nodata", iprev: "fail", visible: 7200 },
  { ip: "203.0.113.10", id: "fwd_wrong_family", iprev: "fail", visible: 7200 },
  { ip: "203.0.113.11", id: "fwd_mismatch", iprev: "fail", visible: 7200 },
  {
    ip: "203.0.113.12",
    id: "fwd_mismatch",
    iprev: "fail",
    evidence: ["203.0.113.21 and 203.0.113.12 differ by one typo"],
  },
  { ip: "203.0.113.13", id: "fwd_domain_unregistered", iprev: "fail", visible: 7200 },
  { ip: "203.0.113.14", id: "ptr_single_label", iprev: "fail" },
  { ip: "203.0.113.15", id: "ptr_missing_dot", iprev: "fail" },
  {
    ip: "203.0.113.104",
    id: "ptr_placeholder",
    iprev: "fail",
    records: [
      "mx.customer.example. 3600 IN A 203.0.113.104",
      "104.113.0.203.in-addr.arpa. 3600 IN PTR mx.customer.example.",
    ],
  },
  { ip: "203.0.113.16", id: "ptr_name_invalid", iprev: "fail" },
  { ip: "203.0.113.17", id: "ptr_name_invalid", iprev: "pass" },
  { ip: "203.0.113.18", id: "ptr_cname_loop", iprev: "temperror" },
  {
    ip: "203.0.113.20",
    id: "ptr_cname_dangling",
    iprev: "permerror",
    visible: 400,
    evidence: ["CNAME 20.113.0.203.in-addr.arpa: 20.16-31.113.0.203.in-addr.arpa (TTL 7200)"],
    records: [
      "mx.customer.example. 3600 IN A 203.0.113.20",
      "20.16-31.113.0.203.in-addr.arpa. 3600 IN PTR mx.customer.example.",
    ],
  },
  { ip: "203.0.113.21", id: "ok", iprev: "pass", findings: ["rfc2317"] },
  { ip: "203.0.113.22", id: "ptr_is_ip", iprev: "fail" },
  { ip: "203.0.113.23", id: "ptr_special_use", iprev: "fail" },
  {
    ip: "203.0.113.24",
    id: "ptr_cname_to_host",
    iprev: "permerror",
    evidence: ["A mail.customer.example: 203.0.113.5 (TTL 300) from 127.0.53.5"],
    records: [
      "mail.customer.example. 3600 IN A 203.0.113.24",
      "24.113.0.203.in-addr.arpa. 3600 IN PTR mail.customer.example.",
    ],
  },
  { ip: "203.0.113.25", id: "ptr_multi_partial", iprev: "pass", findings: ["ptr_multiple"] },
  { ip: "203.0.113.26", id: "ptr_too_many", iprev: "pass", findings: ["ptr_multiple"] },
  { ip: "203.0.113.27", id: "ptr_too_many", iprev: "pass", findings: ["truncated_udp", "ptr_multiple"] },
  { ip: "203.0.113.30", id: "ptr_generic", iprev: "pass" },
  { ip: "203.0.113.31", id: "ok", iprev: "pass", findings: ["ptr_target_cname"] },
  { ip: "203.0.113.32", id: "fwd_mismatch", iprev: "fail", findings: ["fwd_private"] },
  { ip: "203.0.113.33", id: "fwd_unreachable", iprev: "temperror" },
  { ip: "203.0.113.34", id: "fwd_unreachable", iprev: "temperror" },
  { ip: "203.0.113.35", id: "fwd_dnssec_bogus", iprev: "temperror" },
  { ip: "203.0.113.36", id: "fwd_ns_inconsistent", iprev: "fail" },
  { ip: "203.0.113.37", id: "fwd_unreachable", iprev: "temperror" },
  {
    ip: "203.0.113.38",
    id: "fwd_cname_loop",
    iprev: "temperror",
    visible: 7200,
    evidence: [
      "CNAME circle.customer.example: round.customer.example (TTL 900)",
      "CNAME round.customer.example: circle.customer.example (TTL 900)",
    ],
  },
  { ip: "203.0.113.46", id: "ptr_multi_partial", iprev: "pass", findings: ["ptr_multiple"] },
  { ip: "203.0.113.39", id: "ptr_special_use", iprev: "fail", visible: 7200 },
  {
    ip: "203.0.113.70",
    id: "reverse_lame",
    iprev: "temperror",
    evidence: [
      "PTR 70.64-71.113.0.203.in-addr.arpa: no authoritative answer (its name has no address) from nowhere.lab.example",
    ],
  },
  {
    ip: "203.0.113.75",
    id: "ptr_cname_dangling",
    iprev: "permerror",
    evidence: [
      "PTR 75.72-79.113.0.203.in-addr.arpa: NXDOMAIN from customer.lab.example (127.0.53.4) (authoritative)",
    ],
  },
  {
    ip: "198.51.100.95",
    id: "reverse_lame",
    iprev: "temperror",
    evidence: [
      "PTR 95.100.51.198.in-addr.arpa: no authoritative answer (its name lies in the zone itself, and the delegation has no glue record with its address) from ns.95.100.51.198.in-addr.arpa",
    ],
  },
  { ip: "198.51.100.96", id: "reverse_timeout", iprev: "temperror" },
  { ip: "203.0.113.40", id: "resolver_view_stale", iprev: "pass" },
  { ip: "203.0.113.41", id: "ptr_nxdomain", iprev: "permerror", findings: ["resolver_view_differs"] },
  {
    ip: "203.0.113.42",
    id: "resolver_local_data",
    iprev: "temperror",
    visible: null,
    records: [],
    evidence: [
      "A inner.quiet.example: looks like the resolver's own data (AA bit from a resolver, an address that only an inner network knows)",
    ],
  },
  { ip: "203.0.113.43", id: "ok", iprev: "pass", visible: null, findings: ["resolver_view_differs"] },
  { ip: "203.0.113.44", id: "ok", iprev: "pass", visible: null, findings: ["resolver_view_differs"] },
  { ip: "203.0.113.45", id: "ptr_nxdomain", iprev: "permerror", findings: ["resolver_view_differs"] },
  { ip: "192.0.2.9", id: "reverse_zone_undelegated", iprev: "permerror", visible: 1800 },
  { ip: "198.51.100.80", id: "reverse_timeout", iprev: "temperror" },
  {
    ip: "198.51.100.81",
    id: "reverse_refused",
    iprev: "temperror",
    evidence: [
      "PTR 81.100.51.198.in-addr.arpa: REFUSED from one.lab.example (127.0.53.2)",
      "extended DNS error 20 (not authoritative)",
    ],
  },
  {
    ip: "198.51.100.82",
    id: "reverse_servfail",
    iprev: "temperror",
    evidence: ["extended DNS error 14 (not ready): Zone is configured but not loaded"],
  },
  {
    ip: "198.51.100.83",
    id: "reverse_truncated_tcp_blocked",
    iprev: "temperror",
    evidence: [
      "PTR 83.100.51.198.in-addr.arpa: unreachable (UDP answer truncated, then over TCP: connection refused) from notcp.lab.example (127.0.53.7)",
    ],
  },
  {
    ip: "198.51.100.84",
    id: "reverse_lame",
    iprev: "temperror",
    evidence: [
      "PTR 84.100.51.198.in-addr.arpa: no authoritative answer (a referral to the root) from upward.lab.example (127.0.53.8)",
    ],
  },
  {
    ip: "198.51.100.85",
    id: "reverse_lame",
    iprev: "temperror",
    evidence: [
      "PTR 85.100.51.198.in-addr.arpa: no authoritative answer (its name has no address) from nowhere.lab.example",
    ],
  },
  {
    ip: "198.51.100.86",
    id: "reverse_timeout",
    iprev: "temperror",
    evidence: [
      "PTR 86.100.51.198.in-addr.arpa: unreachable (connection refused) from closed.lab.example (127.0.53.10)",
    ],
  },
  {
    ip: "198.51.100.87",
    id: "reverse_dnssec_bogus",
    iprev: "temperror",
    visible: 5400,
    evidence: [
      "PTR 87.100.51.198.in-addr.arpa without DNSSEC validation (CD): mail87.customer.example (TTL 7200) from 127.0.53.5",
    ],
  },
  { ip: "198.51.100.88", id: "ok", iprev: "pass", findings: ["reverse_ns_partial"] },
  { ip: "198.51.100.89", id: "ok", iprev: "pass", findings: ["reverse_slow"] },
  {
    ip: "198.51.100.90",
    id: "reverse_ns_inconsistent",
    iprev: "fail",
    evidence: ["SOA 90.100.51.198.in-addr.arpa: serial 2026022301 at two.lab.example (127.0.53.3)"],
  },
  { ip: "198.51.100.91", id: "ok", iprev: "pass" },
  { ip: "198.51.100.93", id: "ok", iprev: "pass", findings: ["answer_without_aa"] },
  { ip: "198.51.98.94", id: "ok", iprev: "pass" },
  {
    ip: "198.51.100.92",
    id: "ptr_disputed",
    iprev: "temperror",
    evidence: [
      "PTR 92.100.51.198.in-addr.arpa: no such record (NOERROR, no data) from one.lab.example (127.0.53.2) (authoritative)",
      "PTR 92.100.51.198.in-addr.arpa: mail92.customer.example (TTL 7200) from 127.0.53.5",
    ],
  },
  { ip: "2001:db8:25::5", id: "ptr_nxdomain", iprev: "permerror" },
  { ip: "2001:db8:25::6", id: "fwd_wrong_family", iprev: "fail" },
  {
    ip: "2001:db8:26::5",
    id: "reverse_ent_nxdomain",
    iprev: "permerror",
    evidence: ["PTR 0.6.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa: NXDOMAIN from 127.0.53.9"],
  },
  { ip: "2001:db8:77::5", id: "fwd_wrong_family", iprev: "fail", findings: ["reverse_wildcard"] },
  { ip: "2001:db8:99::5", id: "reverse_zone_undelegated", iprev: "permerror" },
  { ip: "192.168.1.5", id: "ip_not_global", iprev: null },
  { ip: "2002:cb00:7105::5", id: "ip_transition", iprev: null },
  { ip: "203.0.113", id: "ip_unparseable", iprev: null },
];

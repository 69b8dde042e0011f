// Every cause and every finding, under the heading and in the order in which `whybounce explain` lists them.
// The ids that the program may use come from here: one that is not listed does not compile.

type Role = "cause" | "finding" | "both";

export const topics = {
  "The address": {
    ip_unparseable: "cause",
    ip_not_global: "cause",
    ip_transition: "cause",
    ip_source_mismatch: "finding",
    relay_address: "finding",
    others_server: "finding",
    ip_behind_nat: "finding",
    seen_by_probe: "finding",
    several_addresses: "finding",
    shared_host_name: "finding",
    ip_mapped: "finding",
  },
  "The reverse lookup finds nothing": {
    ptr_nxdomain: "cause",
    ptr_nodata: "cause",
    reverse_zone_undelegated: "cause",
    ptr_cname_dangling: "cause",
    ptr_cname_to_host: "cause",
    ptr_cname_loop: "cause",
    ptr_disputed: "cause",
    reverse_ent_nxdomain: "both",
    rfc2317: "finding",
  },
  "The reverse lookup fails": {
    reverse_timeout: "cause",
    reverse_refused: "cause",
    reverse_servfail: "cause",
    reverse_lame: "cause",
    reverse_dnssec_bogus: "cause",
    reverse_truncated_tcp_blocked: "cause",
    truncated_udp: "finding",
    reverse_ns_partial: "finding",
    reverse_ns_inconsistent: "cause",
    reverse_slow: "finding",
    answer_without_aa: "finding",
  },
  "The name in the PTR record": {
    ptr_missing_dot: "cause",
    ptr_placeholder: "cause",
    ptr_single_label: "cause",
    ptr_is_ip: "cause",
    ptr_special_use: "cause",
    ptr_name_invalid: "cause",
    ptr_generic: "cause",
    ptr_unaligned: "finding",
    ptr_multiple: "finding",
    ptr_multi_partial: "cause",
    ptr_too_many: "both",
    ptr_target_cname: "finding",
    reverse_wildcard: "finding",
  },
  "The way back from the name to the address": {
    fwd_mismatch: "cause",
    fwd_wrong_family: "cause",
    fwd_nodata: "cause",
    fwd_nxdomain: "cause",
    fwd_cname_loop: "cause",
    fwd_private: "finding",
    fwd_domain_unregistered: "cause",
    fwd_unreachable: "cause",
    fwd_dnssec_bogus: "cause",
    fwd_ns_inconsistent: "cause",
  },
  "The greeting (HELO)": {
    helo_unresolvable: "finding",
    helo_not_fqdn: "finding",
    helo_ip_literal: "finding",
    helo_mismatch: "finding",
  },
  IPv6: {
    ipv6_no_ptr_v4_ok: "finding",
    ipv6_eui64: "finding",
    ipv6_random_iid: "finding",
  },
  "In order, or not seen yet": {
    ok: "cause",
    fixed_since: "finding",
    fixed_cache_may_hold: "finding",
    one_witness: "finding",
    gmail_transient: "finding",
    resolver_view_stale: "cause",
    resolver_local_data: "cause",
    resolver_view_differs: "finding",
    flapping: "finding",
    broken_since: "finding",
    mended_since: "finding",
  },
} as const satisfies Record<string, Record<string, Role>>;

type Topics = typeof topics;
/** The ids of one heading that have one of these roles. */
type IdsUnder<Group, Roles extends Role> = {
  [Id in keyof Group]: Group[Id] extends Roles ? Id : never;
}[keyof Group];
type IdsOf<Roles extends Role> = {
  [Heading in keyof Topics]: IdsUnder<Topics[Heading], Roles>;
}[keyof Topics];

export type CauseId = IdsOf<"cause" | "both">;
export type FindingId = IdsOf<"finding" | "both">;
export type TopicId = CauseId | FindingId;

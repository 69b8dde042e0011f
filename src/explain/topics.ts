// Every cause and finding by its id, grouped as a reader looks for them. What is to be said of each stands in its
// page, docs/causes/<id>.md.

export interface TopicGroup {
  heading: string;
  ids: string[];
}

export const topicGroups: TopicGroup[] = [
  {
    heading: "The address",
    ids: ["ip_unparseable", "ip_not_global", "ip_transition", "ip_source_mismatch", "ip_mapped"],
  },
  {
    heading: "The reverse lookup finds nothing",
    ids: [
      "ptr_nxdomain",
      "ptr_nodata",
      "reverse_zone_undelegated",
      "ptr_cname_dangling",
      "ptr_cname_to_host",
      "ptr_cname_loop",
      "reverse_ent_nxdomain",
      "rfc2317",
    ],
  },
  {
    heading: "The reverse lookup fails",
    ids: [
      "reverse_timeout",
      "reverse_refused",
      "reverse_servfail",
      "reverse_lame",
      "reverse_dnssec_bogus",
      "reverse_truncated_tcp_blocked",
      "truncated_udp",
      "reverse_ns_partial",
      "reverse_ns_inconsistent",
      "reverse_slow",
    ],
  },
  {
    heading: "The name in the PTR record",
    ids: [
      "ptr_missing_dot",
      "ptr_single_label",
      "ptr_is_ip",
      "ptr_special_use",
      "ptr_name_invalid",
      "ptr_generic",
      "ptr_unaligned",
      "ptr_multiple",
      "ptr_multi_partial",
      "ptr_too_many",
      "ptr_target_cname",
      "reverse_wildcard",
    ],
  },
  {
    heading: "The way back from the name to the address",
    ids: [
      "fwd_mismatch",
      "fwd_wrong_family",
      "fwd_nodata",
      "fwd_nxdomain",
      "fwd_private",
      "fwd_domain_unregistered",
      "fwd_unreachable",
      "fwd_dnssec_bogus",
      "fwd_ns_inconsistent",
    ],
  },
  {
    heading: "The greeting (HELO)",
    ids: ["helo_unresolvable", "helo_not_fqdn", "helo_ip_literal", "helo_mismatch"],
  },
  { heading: "IPv6", ids: ["ipv6_no_ptr_v4_ok", "ipv6_eui64", "ipv6_random_iid"] },
  {
    heading: "In order, or not seen yet",
    ids: [
      "ok",
      "fixed_since",
      "fixed_cache_may_hold",
      "gmail_transient",
      "resolver_view_stale",
      "resolver_view_differs",
      "flapping",
      "broken_since",
      "mended_since",
    ],
  },
];

export const topicIds: string[] = topicGroups.flatMap(({ ids }) => ids);

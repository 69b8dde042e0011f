// Every finding of a probe, under the heading and in the order in which `whybounce explain` lists them. Each has a page,
// docs/findings/ID.md.

export const probeTopics = {
  "Which address sends": [
    "probe_relay",
    "probe_not_sent",
    "probe_route_unknown",
    "probe_depends",
    "probe_computed",
    "probe_not_on_host",
    "probe_nat",
    "probe_other_address",
    "probe_random_ipv6",
    "probe_no_address",
    "probe_audit",
  ],
  "The way to the receiver": [
    "probe_port_blocked",
    "probe_connection_refused",
    "probe_no_route",
    "probe_not_permitted",
    "probe_connection_lost",
    "probe_no_greeting",
    "probe_another_server",
    "probe_not_smtp",
    "probe_greeting_refused",
    "probe_hosts_file",
    "probe_inner_server",
    "probe_not_again",
    "probe_limit",
  ],
  "A test message": [
    "probe_accepted",
    "probe_refused",
    "probe_deferred",
    "probe_same_way",
    "probe_not_tried",
    "probe_unsigned",
    "probe_unencrypted",
    "probe_no_outcome",
    "probe_given_up",
  ],
} as const satisfies Record<string, readonly string[]>;

export type ProbeId = (typeof probeTopics)[keyof typeof probeTopics][number];

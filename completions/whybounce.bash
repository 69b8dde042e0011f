# Made by scripts/docs.js from the program itself; a test holds the two together.

_whybounce() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command='' index word
  if [[ $current == = ]]; then current=''; elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      check | audit | probe | watch | explain | store | doctor | completion | help) command=${COMP_WORDS[index]}; break ;;
    esac
  done
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(_whybounce_words)
}

_whybounce_words() {
  case $command:$previous in
    :--since) compgen -W 'today yesterday 24h 7d 2w' -- "$current"; return ;;
    :--until) compgen -W 'today yesterday 24h 7d 2w' -- "$current"; return ;;
    :--week) compgen -W 'last this' -- "$current"; return ;;
    :--timezone) compgen -W 'UTC' -- "$current"; return ;;
    :--state) compgen -f -- "$current"; return ;;
    :--host) :; return ;;
    :--from) compgen -d -- "$current"; return ;;
    :--hosts) compgen -f -- "$current"; return ;;
    :--store-password-file) compgen -f -- "$current"; return ;;
    :--helo) :; return ;;
    :-f | :--format) compgen -W 'table json ndjson csv zone recipients html markdown prometheus nagios mail' -- "$current"; return ;;
    :-o | :--output) compgen -f -- "$current"; return ;;
    :--mail-to) :; return ;;
    :--mail-from) :; return ;;
    :--resolver) :; return ;;
    :--dns-timeout) :; return ;;
    :--dns-concurrency) :; return ;;
    :--config) compgen -f -- "$current"; return ;;
    check:-i | check:--input) compgen -f -- "$current"; return ;;
    check:--from) :; return ;;
    check:--wait) compgen -W '30m 1h 2h' -- "$current"; return ;;
    check:--helo) :; return ;;
    check:-f | check:--format) compgen -W 'table json ndjson csv zone html markdown prometheus nagios mail' -- "$current"; return ;;
    check:-o | check:--output) compgen -f -- "$current"; return ;;
    check:--mail-to) :; return ;;
    check:--mail-from) :; return ;;
    check:--resolver) :; return ;;
    check:--dns-timeout) :; return ;;
    check:--dns-concurrency) :; return ;;
    check:--config) compgen -f -- "$current"; return ;;
    audit:--helo) :; return ;;
    audit:--sender) :; return ;;
    audit:--selector) :; return ;;
    audit:--only) compgen -W 'iprev spf dkim dmarc mx blocklists' -- "$current"; return ;;
    audit:--blocklist) compgen -W 'zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net psbl.surriel.com rep.mailspike.net' -- "$current"; return ;;
    audit:--wait) compgen -W '30m 1h 2h' -- "$current"; return ;;
    audit:--timezone) compgen -W 'UTC' -- "$current"; return ;;
    audit:-f | audit:--format) compgen -W 'table json ndjson csv html markdown zone' -- "$current"; return ;;
    audit:-o | audit:--output) compgen -f -- "$current"; return ;;
    audit:--resolver) :; return ;;
    audit:--dns-timeout) :; return ;;
    audit:--dns-concurrency) :; return ;;
    audit:--config) compgen -f -- "$current"; return ;;
    probe:--helo) :; return ;;
    probe:--send) :; return ;;
    probe:--sender) :; return ;;
    probe:--to-domain) :; return ;;
    probe:--server) :; return ;;
    probe:--received) compgen -f -- "$current"; return ;;
    probe:--state) compgen -d -- "$current"; return ;;
    probe:--connect-timeout) :; return ;;
    probe:--timezone) compgen -W 'UTC' -- "$current"; return ;;
    probe:-f | probe:--format) compgen -W 'table json ndjson csv html markdown' -- "$current"; return ;;
    probe:-o | probe:--output) compgen -f -- "$current"; return ;;
    probe:--resolver) :; return ;;
    probe:--dns-timeout) :; return ;;
    probe:--dns-concurrency) :; return ;;
    probe:--config) compgen -f -- "$current"; return ;;
    watch:--addresses) compgen -f -- "$current"; return ;;
    watch:--every) :; return ;;
    watch:--alert) :; return ;;
    watch:--alert-after) :; return ;;
    watch:--alert-secret-file) compgen -f -- "$current"; return ;;
    watch:--digest) compgen -W 'weekly' -- "$current"; return ;;
    watch:--state) compgen -f -- "$current"; return ;;
    watch:--timezone) compgen -W 'UTC' -- "$current"; return ;;
    watch:--host) :; return ;;
    watch:--helo) :; return ;;
    watch:--resolver) :; return ;;
    watch:--dns-timeout) :; return ;;
    watch:--dns-concurrency) :; return ;;
    watch:--config) compgen -f -- "$current"; return ;;
    store:--to) compgen -d -- "$current"; return ;;
    store:--keep-months) :; return ;;
    store:--state) compgen -f -- "$current"; return ;;
    store:--host) :; return ;;
    store:--store-password-file) compgen -f -- "$current"; return ;;
    store:--cluster) :; return ;;
    store:--ttl) :; return ;;
    store:--since) compgen -W 'today yesterday 24h 7d 2w' -- "$current"; return ;;
    store:--until) compgen -W 'today yesterday 24h 7d 2w' -- "$current"; return ;;
    store:--week) compgen -W 'last this' -- "$current"; return ;;
    store:--timezone) compgen -W 'UTC' -- "$current"; return ;;
    store:--config) compgen -f -- "$current"; return ;;
    doctor:-f | doctor:--format) compgen -W 'table json' -- "$current"; return ;;
    doctor:-o | doctor:--output) compgen -f -- "$current"; return ;;
    doctor:--resolver) :; return ;;
    doctor:--dns-timeout) :; return ;;
    doctor:--config) compgen -f -- "$current"; return ;;
  esac
  case $command:$current in
    :-*) compgen -W '-V --version --since --until --week --timezone --state --host --compare --no-dns --from --hosts --record-dns --store-password-file --helo --no-local -f --format --json -o --output --details --mail-to --mail-from --resolver --no-authoritative --dns-timeout --dns-concurrency --exit-code --quiet --no-progress --color --no-color --config --no-config -h --help' -- "$current" ;;
    :*) compgen -W 'check audit probe watch explain store doctor completion help' -- "$current"; compgen -f -- "$current" ;;
    check:-*) compgen -W '-i --input --from --wait --helo --no-local -f --format --json -o --output --details --mail-to --mail-from --resolver --no-authoritative --dns-timeout --dns-concurrency --exit-code --quiet --no-progress --color --no-color --config --no-config -h --help' -- "$current" ;;
    check:*) compgen -f -- "$current" ;;
    audit:-*) compgen -W '--helo --no-local --sender --selector --host-selectors --only --blocklists --blocklist --wait --timezone -f --format --json -o --output --resolver --no-authoritative --dns-timeout --dns-concurrency --exit-code --quiet --no-progress --color --no-color --config --no-config -h --help' -- "$current" ;;
    audit:*) compgen -f -- "$current" ;;
    probe:-*) compgen -W '--helo --no-local --connect --send --sender --via-mta --to-domain --server --received --state --connect-timeout --timezone -f --format --json -o --output --resolver --no-authoritative --dns-timeout --dns-concurrency --exit-code --quiet --no-progress --color --no-color --config --no-config -h --help' -- "$current" ;;
    probe:*) compgen -f -- "$current" ;;
    watch:-*) compgen -W '--once --addresses --every --alert --alert-after --alert-secret-file --digest --state --timezone --host --helo --no-local --resolver --no-authoritative --dns-timeout --dns-concurrency --quiet --no-progress --color --no-color --config --no-config -h --help' -- "$current" ;;
    watch:*) compgen -f -- "$current" ;;
    explain:-*) compgen -W '-h --help' -- "$current" ;;
    explain:*) compgen -W '550-5.7.25 421-4.7.23 451-4.7.23 421-4.7.0 550-5.7.1 550-5.7.26 421-4.7.26 451-4.7.26 421-4.7.27 550-5.7.27 421-4.7.30 550-5.7.30 421-4.7.32 550-5.7.32 421-5.7.32 421-4.7.40 550-5.7.40 421-4.7.31 504-5.7.40 451-4.7.24 550-5.7.24 421-4.7.28 550-5.7.28 421-4.7.29 550-5.7.29 550-5.7.23 450-4.2.1 550-5.2.1 452-4.2.2 552-5.2.2 451-4.3.0 550-5.1.1 550-5.1.2 553-5.1.3 555-5.1.3 552-5.2.3 552-5.3.4 421-4.4.2 451-4.4.2 421-4.4.5 450-4.4.5 550-5.4.5 554-5.4.6 503-5.5.1 502-5.5.2 555-5.5.2 452-4.5.3 501-5.5.4 550-5.6.0 554-5.6.0 ip_unparseable ip_not_global ip_transition ip_source_mismatch relay_address others_server ip_behind_nat seen_by_probe several_addresses shared_host_name ip_mapped ptr_nxdomain ptr_nodata reverse_zone_undelegated ptr_cname_dangling ptr_cname_to_host ptr_cname_loop ptr_disputed reverse_ent_nxdomain rfc2317 reverse_timeout reverse_refused reverse_servfail reverse_lame reverse_dnssec_bogus reverse_truncated_tcp_blocked truncated_udp reverse_ns_partial reverse_ns_inconsistent reverse_slow answer_without_aa ptr_missing_dot ptr_placeholder ptr_single_label ptr_is_ip ptr_special_use ptr_name_invalid ptr_generic ptr_unaligned ptr_multiple ptr_multi_partial ptr_too_many ptr_target_cname reverse_wildcard fwd_mismatch fwd_wrong_family fwd_nodata fwd_nxdomain fwd_cname_loop fwd_private fwd_domain_unregistered fwd_unreachable fwd_dnssec_bogus fwd_ns_inconsistent helo_unresolvable helo_not_fqdn helo_ip_literal helo_mismatch ipv6_no_ptr_v4_ok ipv6_eui64 ipv6_random_iid ok fixed_since fixed_cache_may_hold one_witness gmail_transient resolver_view_stale resolver_local_data resolver_view_differs flapping broken_since mended_since sender_unauthenticated spf_hard_fail dmarc_policy_forbids authentication_dns_failure spf_not_passed spf_suspicious dkim_not_passed dmarc_not_published from_not_aligned rate_unusual tls_not_used direct_sending_refused spf_none spf_not_recognized spf_multiple spf_syntax spf_ip_not_listed spf_too_many_lookups spf_void_lookups spf_include_none spf_loop spf_mx_limit spf_ptr spf_all_open spf_wide spf_no_effect spf_duplicate spf_too_long spf_type99 spf_case_order spf_helo_none spf_temp dkim_key_missing dkim_none dkim_unknown dkim_revoked dkim_key_short dkim_syntax dkim_multiple dkim_testing dkim_hash dkim_service dkim_cname dkim_wildcard dkim_temp dmarc_none dmarc_not_recognized dmarc_multiple dmarc_no_policy dmarc_syntax dmarc_misaligned_spf dmarc_misaligned_dkim dmarc_inherited dmarc_organization_differs dmarc_rua_external dmarc_removed_tag dmarc_temp domain_nxdomain mx_null mx_none_a_only mx_none mx_unresolvable mx_cname mx_private mx_is_ip mx_temp blocklist_listed blocklist_policy blocklist_not_asked blocklist_no_data audit_cut_off audit_no_answer audit_limit probe_relay probe_not_sent probe_route_unknown probe_depends probe_computed probe_not_on_host probe_nat probe_other_address probe_random_ipv6 probe_no_address probe_audit probe_port_blocked probe_connection_refused probe_no_route probe_not_permitted probe_connection_lost probe_no_greeting probe_another_server probe_not_smtp probe_greeting_refused probe_hosts_file probe_inner_server probe_not_again probe_limit probe_accepted probe_refused probe_deferred probe_same_way probe_not_tried probe_unsigned probe_unencrypted probe_no_outcome probe_given_up' -- "$current" ;;
    store:-*) compgen -W '--to --keep-months --state --host --store-password-file --cluster --this-server-only --ttl --since --until --week --timezone --quiet --no-progress --config --no-config -h --help' -- "$current" ;;
    store:*) if [[ $previous == store ]]; then compgen -W 'init push' -- "$current"; else compgen -f -- "$current"; fi ;;
    doctor:-*) compgen -W '-f --format --json -o --output --no-local --resolver --no-authoritative --dns-timeout --exit-code --quiet --no-progress --color --no-color --config --no-config -h --help' -- "$current" ;;
    doctor:*) : ;;
    completion:-*) compgen -W '-h --help' -- "$current" ;;
    completion:*) compgen -W 'bash zsh fish' -- "$current" ;;
    help:*) compgen -W 'check audit probe watch explain store doctor completion' -- "$current" ;;
  esac
}

complete -o filenames -F _whybounce whybounce

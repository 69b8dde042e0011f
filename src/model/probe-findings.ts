// What a probe has to say of an address or of the host: facts here, sentences in `src/probe/words`.

import type { ProbeId } from "./probe-topics.ts";

export type ProbeState = "pass" | "warn" | "fail" | "unknown";

/** The id says it all. */
type Nothing = { [Name in never]: never };

interface Peer {
  server: string;
  serverIp: string;
  port: number;
}

interface Mailer {
  mailer: "postfix" | "exim";
  /** Postfix: the directory of its configuration. */
  instance: string | null;
}

/** A reply that refuses, and what is known of it. */
export interface RefusedReply {
  /** `greeting`, `ehlo`, `mail`, …: where it came. */
  stage: string;
  code: string;
  reason: "reverse DNS" | "known" | "unknown";
  meaning: string | null;
  reply: string;
}

/** What each finding knows. */
export interface ProbeData {
  probe_relay: Mailer & { relayHost: string; setting: string | null };
  probe_not_sent: Mailer & { setting: string | null };
  probe_route_unknown: Mailer & { problem: string | null };
  probe_depends: Mailer & { setting: string | null };
  probe_computed: Mailer & { setting: string; value: string };
  /** `unusable`: an interface has the address, and the system lets nothing be sent from it. */
  probe_not_on_host: { settings: string[]; unusable?: true };
  probe_nat: { seen: string };
  probe_other_address: { seen: string };
  probe_random_ipv6: { seen: string };
  probe_no_address: { server: string };
  /** The domains whose mail leaves from these addresses, as far as known: the first ones. */
  probe_audit: { domains: string[]; ips: string[] };
  probe_port_blocked: Peer & { seconds: number };
  probe_connection_refused: Peer;
  probe_no_route: Peer & { family: 4 | 6 };
  probe_not_permitted: Peer;
  probe_connection_lost: Peer & { stage: string };
  probe_no_greeting: Peer & { stage: string; seconds: number };
  probe_another_server: Peer & { greeting: string };
  probe_not_smtp: Peer & { stage: string; reply: string };
  probe_greeting_refused: Peer & RefusedReply;
  probe_hosts_file: { host: string; address: string };
  probe_inner_server: { host: string; address: string };
  probe_not_again: { at: string; again: string };
  probe_limit: { limit: number; leftOut: number };
  probe_accepted: { recipient: string; reply: string | null };
  probe_refused: RefusedReply & { recipient: string };
  probe_deferred: RefusedReply & { recipient: string };
  /** `alike`: senders whose mail leaves the same way as that of `sender`. */
  probe_same_way: { sender: string; alike: string[] };
  /** `tried`: the addresses that test messages left from, as far as known. `isBySender`: others' mail may leave from others. */
  probe_not_tried: { tried: string[]; untried: string[]; isBySender: boolean };
  probe_unsigned: Nothing;
  probe_unencrypted: { server: string };
  /** `logs`: those that were followed; `said`: their last line of the message. */
  probe_no_outcome: { recipient: string; logs: string[]; problem: string | null; said: string | null };
  /** `words`: the mail server's own. */
  probe_given_up: { recipient: string; words: string };
}

/** One finding, before anybody has put it into words. */
export type ProbeFact<Id extends ProbeId = ProbeId> = {
  [Each in Id]: {
    id: Each;
    state: ProbeState | "note";
    /** The address of this host that it is about; null for the host as a whole. */
    ip: string | null;
    data: ProbeData[Each];
  };
}[Id];

/** A finding as reports have it. */
export type ProbeFinding = ProbeFact & {
  summary: string;
  /** What to do; null where nothing is to be done. */
  action: string | null;
};

const order: readonly ProbeFact["state"][] = ["note", "pass", "unknown", "warn", "fail"];

/** The worst of several; `pass` where there is none. */
export function worstProbeState(states: readonly ProbeFact["state"][]): ProbeState {
  const worst = Math.max(1, ...states.map((state) => order.indexOf(state)));
  const name = order[worst] ?? "pass";
  return name === "note" ? "pass" : name;
}

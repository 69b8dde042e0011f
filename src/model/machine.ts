// What is known of the hosts that mail leaves from: what logs and bounces tell of them, and what this machine
// itself is set to do.

import type { ReceivedHosts } from "./delivery.ts";
import type { SendingIpCounts } from "./report.ts";

/** Where the name of a mail host was found, in the order in which they are believed. */
export type HostNameSource =
  | "option"
  | "target"
  | "log"
  | "bounce"
  | "known host"
  | "short name"
  | "mx"
  | "mailer configuration"
  | "system";

/** A name that a mail host may have. */
export interface HostNameCandidate {
  name: string;
  source: HostNameSource;
  /** The sender domain that a short name was put before, or whose MX record names the host; else null. */
  domain: string | null;
}

/** The name that was chosen for the mail host of one address. */
export interface MailHostName extends HostNameCandidate {
  /** Whether the DNS says that it leads to the address; null where that could not be asked. */
  leadsHere: boolean | null;
}

/** Who tells of the refusals of one sending address. */
export interface Sighting {
  /** The programs that wrote the lines and bounces: `postfix`, `exim`. */
  mailers: ReadonlySet<string>;
  /** Hosts that a log names, and hosts that only bounces name. */
  logHosts: ReadonlySet<string>;
  bounceHosts: ReadonlySet<string>;
  /** Those of `logHosts` that no line names: somebody gave them for lines without one. */
  givenHosts?: ReadonlySet<string>;
  /** What the Received fields of bounces tell, each way once. */
  received: readonly ReceivedHosts[];
  /** False where bounces alone tell of the address. */
  inLog: boolean;
}

/** Whose server an address belongs to, as far as logs, bounces and names tell. */
export interface SendingServer {
  /** `relay`: a service that sends for others. `other`: only bounces of another mail system tell of it. */
  whose: "own" | "relay" | "other" | "unknown";
  relay: { id: string; name: string; ask: string } | null;
  /** The hosts that report of it. */
  hosts: string[];
  /** No log tells of it. */
  bouncesOnly: boolean;
}

// ---------------------------------------------------------------- this machine

/** What one mail server is set to do when it sends; Postfix may run in several instances. */
export interface MailerSetup {
  mailer: "postfix" | "exim";
  /** Postfix: the directory of its configuration; else null. */
  instance: string | null;
  hostName: string | null;
  /** The names that it greets with, as far as they are written down. */
  heloNames: string[];
  /** All mail goes to this host, which then sends it on; null where the mail server delivers by itself. */
  relayHost: string | null;
  bound: BoundAddress[];
  /** The families in which a way out leaves the choice of the address to the system. */
  unbound: (4 | 6)[];
  /** Values that are made for each message, or are no address: what they give is not known here. */
  computed: ComputedSetting[];
  /** The same for each way out: of Postfix the services that send by SMTP, of Exim such transports. */
  ways: MailerWay[];
}

export interface ComputedSetting {
  /** As people find it: `outA: smtp_bind_address`, `remote_smtp: helo_data`. */
  setting: string;
  value: string;
  /** What it gives: the address that is bound, or the name of the greeting. */
  gives: "address" | "greeting";
  /** The way out that it is of; null where it is of all. */
  way: string | null;
}

export interface MailerWay {
  name: string;
  /** Null where it is made for each message. */
  heloName: string | null;
  bound: BoundAddress[];
  unbound: (4 | 6)[];
}

/** Which way the mail for one domain takes out of a mail server, as far as that says so. */
export interface Route {
  /**
   * `direct`: to the domain's own servers. `relay`: to another host, which sends it on. `depends`: on the sender or on
   * chance. `none`: nowhere, it is refused or thrown away. `unknown`: the mail server did not say.
   */
  kind: "direct" | "relay" | "depends" | "none" | "unknown";
  /** Those that take it, or may. */
  ways: string[];
  relayHost: string | null;
  /** What says so: `transport_maps`, `relayhost`, `router smarthost`; null where nothing does. */
  setting: string | null;
  problems: MachineProblem[];
}

export interface BoundAddress {
  ip: string;
  family: 4 | 6;
  /** `smtp_bind_address`, `outA: smtp_bind_address`, `remote_smtp: interface` */
  setting: string;
}

/** An address that mail of this machine leaves from, as far as its settings tell. */
export interface OutgoingAddress {
  ip: string;
  family: 4 | 6;
  configuredBy: { mailer: MailerSetup["mailer"]; instance: string | null; setting: string }[];
  /** Some way out leaves the choice to the system, and the system takes this one. */
  isSystemsChoice: boolean;
  /** Whether an interface of this machine has it: one that is set and not there makes mail wait. */
  onHost: boolean;
  /** A private one: others see the address that it is translated to. */
  isInner: boolean;
}

/** What a program that was asked did not tell. */
export interface MachineProblem {
  /** `postconf -M` */
  command: string;
  reason: "time is over" | "too much output" | "failed";
  /** Its first words on standard error, or else on standard output. */
  detail: string | null;
}

export interface Machine {
  /** What the system calls this machine: in short, and in full where it knows that. */
  hostName: string;
  fullHostName: string | null;
  mailers: MailerSetup[];
  outgoing: OutgoingAddress[];
  problems: MachineProblem[];
}

/** What Gmail saw of an address of this machine when a probe called it. */
export interface ProbeSighting {
  /** The address that was bound. */
  from: string;
  /** The address that Gmail named. */
  seenIp: string;
  /** ISO 8601, UTC. */
  at: string;
  /** `answered`: the greeting was, and nothing was sent. `accepted` and `refused`: a test message, or what came before it. */
  result: "answered" | "accepted" | "refused";
  /** Of a refusal: `550-5.7.25`. */
  code: string | null;
}

/** What a diagnosis may know of this machine. */
export interface MachineNames {
  names: readonly HostNameCandidate[];
  /** The addresses that its mail leaves from, as it sees them. */
  outgoing: readonly string[];
  isOwn: (count: SendingIpCounts) => boolean;
  /** What Gmail saw of its addresses when they were probed, the latest last; left out: nobody looked. */
  probed?: readonly ProbeSighting[];
  /** Of programs that did not tell what they were asked: a name that is not found is not one that is missing. */
  warnings: string[];
}

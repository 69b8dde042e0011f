// What a probe finds out, the contract `whybounce.probe/1`: from which addresses this host sends, what the receiver sees of
// each, whether that one is in order, and how a connection or a test message went.

import type { Route } from "./machine.ts";
import type { DnsOptions } from "./options.ts";
import type { ProbeFinding, ProbeState } from "./probe-findings.ts";
import type { SendingIpReport } from "./report.ts";

/** How far a connection came; `message` is the end of the data. */
export type SmtpStage = "connect" | "greeting" | "ehlo" | "starttls" | "mail" | "rcpt" | "data" | "message";

/**
 * Why a connection came to nothing. `silent`: nobody answered. `refused`: the port is closed. `not on host`: no interface has
 * the address. `time is over`: the server was there, and then said nothing.
 */
export type SmtpFailure =
  | "silent"
  | "refused"
  | "no route"
  | "not permitted"
  | "not on host"
  | "lost"
  | "time is over"
  | "not smtp"
  | "tls failed"
  | "other";

/** What the receivers' rules say of a reply that refuses. */
export interface ProbeVerdict {
  /** `ptr`: for the reverse DNS. `other`: for another reason that is known. `unknown`: the words are new. */
  kind: "ptr" | "other" | "unknown";
  /** `550-5.7.25` */
  code: string;
  receiver: string | null;
  meaning: string | null;
  /** The address that the reply names. */
  namedIp: string | null;
}

/** One connection, from one address of this host to one of the receiver's. */
export interface ProbeConnection {
  /** When it began: ISO 8601, UTC. */
  at: string;
  /** The address that was bound. */
  from: string;
  server: string;
  serverIp: string;
  port: number;
  /** The name that this side greeted with. */
  helo: string;
  stage: SmtpStage;
  failure: SmtpFailure | null;
  /** What the server said last, at most 1,000 characters. */
  reply: string | null;
  /** What the server greeted with. */
  greeting: string | null;
  /** The address in the server's answer to EHLO; null where it names none. */
  seenIp: string | null;
  /** Whether the rest went through TLS (STARTTLS). */
  tls: boolean;
  /** Of a reply that refuses. */
  verdict: ProbeVerdict | null;
  /** It is from an earlier run, because ten minutes are not over. */
  remembered: boolean;
}

/** A connection as the state folder keeps it. */
export interface KeptConnection extends ProbeConnection {
  /** The ways out of the mail servers that bind this address: `postfix outA`; left out by older versions. */
  ways?: string[];
}

/** How one test message ended. */
export interface ProbeDelivery {
  /** `mailer`: the local mail server sent it, and its log told the outcome. */
  way: "direct" | "mailer";
  recipient: string;
  sender: string;
  /** `no connection`: nothing was offered, or the mail server gave up by itself. `unknown`: no outcome was seen in time. */
  outcome: "accepted" | "refused" | "deferred" | "no connection" | "unknown";
  messageId: string;
  /** The address of this host that it left from; null where a mail server chose it and nobody knows. */
  from: string | null;
  reply: string | null;
  verdict: ProbeVerdict | null;
}

/** An address that the receiver saw, and who says so. */
export interface SeenAddress {
  ip: string;
  /** `reply`: a refusal names it. `header`: a header that the receiver wrote. */
  source: "connection" | "reply" | "header" | "log";
  /** ISO 8601; null where nobody says when. */
  at: string | null;
}

/** One address that mail leaves from. */
export interface ProbedAddress {
  ip: string;
  family: 4 | 6;
  /** Where it is known from: a setting, the system's choice, the command line, or only from logs and headers. */
  source: "setting" | "system" | "given" | "seen";
  configuredBy: { mailer: "postfix" | "exim"; instance: string | null; setting: string }[];
  /** The ways by which the receiver's mail leaves from it, or may: `postfix outA`, `exim remote_smtp`. */
  ways: string[];
  /** Null where it is not asked: an address that is only seen outside. */
  onHost: boolean | null;
  /** Whether mail for the receiver leaves from it. */
  sends: "yes" | "maybe" | "no";
  /** A private one: others see another. */
  inner: boolean;
  /** The name that it greets with; null where that is not known. */
  helo: string | null;
  seen: SeenAddress[];
  /** The address that the receiver judges: the one it saw last, or this one; null where that is not known. */
  judgedIp: string | null;
  /** Its diagnosis, as `whybounce check` gives it; null where nothing was asked. */
  reverseDns: SendingIpReport | null;
  connection: ProbeConnection | null;
  delivery: ProbeDelivery | null;
  state: ProbeState;
  findings: ProbeFinding[];
}

/** A mail server of this host, and which way its mail for the receiver takes. */
export interface ProbedMailer {
  mailer: "postfix" | "exim";
  instance: string | null;
  hostName: string | null;
  route: Omit<Route, "problems">;
}

export interface ProbeReport {
  schema: "whybounce.probe/1";
  generatedAt: string;
  generator: { name: "whybounce"; version: string };
  /** Whose mail it is about: `gmail.com`; null where a server was named. */
  domain: string | null;
  /** The server that was asked, or would be; null where none is known. */
  server: { host: string; port: number; addresses: string[] } | null;
  mailers: ProbedMailer[];
  addresses: ProbedAddress[];
  /** Of the first test message that was given to the local mail server; null where none was. */
  delivery: ProbeDelivery | null;
  /** Of all of those: one for each sender whose mail leaves from another address. */
  deliveries: ProbeDelivery[];
  /** About the host as a whole. */
  findings: ProbeFinding[];
  warnings: string[];
}

export interface ProbeResults {
  report: ProbeReport;
  /** True when an input could not be read: exit code 2. */
  inputFailed: boolean;
}

// ---------------------------------------------------------------- what is asked for

/** How a probe is made unless somebody says otherwise. */
export const probeDefaults = { domain: "gmail.com", timeoutMilliseconds: 20_000 } as const;

export interface TestMail {
  recipient: string;
  /** Null: postmaster at the name that this host greets with. */
  sender: string | null;
  /** By way of the mail server: more senders, whose mail may leave from other addresses. */
  otherSenders?: readonly string[];
  /** The local mail server sends it. */
  viaMailer: boolean;
}

export interface ProbeTask {
  /** Addresses of this host to be probed in place of those that are configured. */
  ips: string[];
  /** Logs and bounces in which the receiver's refusals are looked for; empty means the standard logs. */
  paths: string[];
  /** Delivered copies: the headers that the receiver wrote name the address that it saw. */
  received: string[];
  /** Whose mail: `gmail.com`. */
  domain: string;
  /** In place of the domain's MX. */
  server: { host: string; port: number } | null;
  helo: string | null;
  connect: boolean;
  send: TestMail | null;
  /** Where connections are remembered. */
  stateFolder: string;
  /** For the connection, and for each reply. */
  timeoutMilliseconds: number;
  /** False: nothing is asked of this machine. */
  local: boolean;
  timezone: string;
  dns: DnsOptions;
  signal?: AbortSignal | undefined;
  onWarning: (message: string) => void;
  onProgress?: (status: string) => void;
}

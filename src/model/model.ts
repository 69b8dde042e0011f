// Every type that crosses a stage border, and no code.
// The terms are those of the standards: reply code and enhanced status code (RFC 5321, RFC 3463),
// Reporting-MTA, Remote-MTA, Final-Recipient and Action (RFC 3464), iprev (RFC 8601).

// ---------------------------------------------------------------- what was read

export type InputKind = "log" | "mbox" | "maildir" | "mh" | "message" | "text" | "events" | "store";

/** Where a record stands: the line of a log, or the message of a mailbox, both counted from 1. */
export interface SourcePosition {
  path: string;
  line?: number;
  message?: number;
}

/** Bytes that are looked for in a log. */
export interface Needle {
  text: string;
  /**
   * The character of `text` at which the byte search begins. The search leaps from one such byte to the
   * next: the rarer it is in logs, the faster (a `7` is half as frequent as a `5`).
   */
  searchFrom?: number;
  /**
   * Where this stands in the same line, at most 128 bytes in front, the needle is passed over unread; `?` stands for
   * any character.
   */
  unlessAfter?: string;
}

/** Words that stand in a refusal: what logs and mail are searched for, before anything is read. */
export interface Mark extends Omit<Needle, "text"> {
  /**
   * Parted by single blanks. In mail a line end, a quote mark or the code that begins the next line of the reply may
   * stand for each of them; capitals count in the one word that is sought first.
   */
  words: string;
  /** What a log is searched for: a part of the words that no code parts. All of them, if left out. */
  sought?: string;
  /** Only for logs that keep a reply's first line alone: a bounce has it whole, and with it one of the other marks. */
  ofFirstLine?: true;
}

/** One line of a log, its framing (syslog header or mailer's own time stamp) taken off. */
export interface LogLine {
  /** Milliseconds since the epoch; null when the line carries no readable stamp. */
  time: number | null;
  /** Host name of the syslog header. */
  host: string | null;
  /** Program tag of the syslog header without its pid: `postfix/smtp`, `exim`. */
  program: string | null;
  /** Its process: lines of one process tell of one delivery at a time. */
  pid?: string | null;
  /** What the program wrote. */
  message: string;
}

/** What a mailer or a DSN says of one delivery that was refused, before anyone asks by whom or why. */
export interface DeliveryAttempt {
  mta: string;
  via: "log" | "dsn" | "text";
  time: number | null;
  /** RFC 3464 Action: `failed` is final, `delayed` is still in the queue. */
  action: "failed" | "delayed";
  /** True when nothing was offered to the remote host: the mailer repeats an earlier refusal. */
  suspended: boolean;
  sender: string | null;
  recipient: string | null;
  queueId: string | null;
  messageId: string | null;
  reportingMta: string | null;
  remoteMta: string | null;
  remoteIp: string | null;
  localIp: string | null;
  /** The process that logged it. */
  pid?: string | null;
  /** The remote host's reply as the mailer quoted it, repeated codes and line joints included. */
  reply: string;
  /** How the remote host sees this side, or this end of the connection, should the reply name no address. */
  sendingIp?: string | null;
  /** The enhanced status code that the mailer logged next to the reply: Postfix's and Sendmail's `dsn=`. */
  status?: string | null;
}

/** A delivery that ended: accepted by a remote host, or given up. */
export interface DeliveryOutcome {
  outcome: "delivered" | "failed";
  time: number | null;
  queueId: string;
  reportingMta: string | null;
  /** Null when the mailer speaks of the whole message (Postfix's `status=expired`). */
  recipient: string | null;
  /** The host that accepted it. */
  remoteMta?: string | null;
  pid?: string | null;
}

/** The envelope of a message in the queue: what joins its sender and Message-ID to a refusal. */
export interface Envelope extends QueueLine {
  sender: string | null;
  messageId: string | null;
  /** True for the line that a mailer writes once, as the message comes in. */
  begins: boolean;
}

/** What a line tells of the use of a queue id, and when. */
export interface QueueLine {
  queueId: string;
  /** Milliseconds since the epoch. */
  time: number | null;
  reportingMta: string | null;
}

/** The message has left the queue, and the id may be another's. */
export interface Removal extends QueueLine {
  /** Of what the administrator deleted all is lost that was not delivered until then. */
  reason: "done" | "deleted" | "requeued" | "unknown";
}

/** The message got another queue id (Postfix: `postsuper -r`); `queueId` is the new one. */
export interface Requeue extends QueueLine {
  originalQueueId: string;
}

/** What a log tells of a message's time in the queue, besides its refusals and ends. */
export type QueueFact =
  | { kind: "envelope"; envelope: Envelope }
  | { kind: "removal"; removal: Removal }
  | { kind: "requeue"; requeue: Requeue };

/** A reply of a remote host, its lines joined and its repeated codes taken out. */
export interface Reply {
  replyCode: number;
  enhancedStatusCode: string | null;
  /** `550-5.7.25`: the reply code, a hyphen and the enhanced status code. */
  code: string;
  /** The bracketed address right after the code, in RFC 5952 form; an IPv4-mapped one as IPv4. */
  bracketedIp: string | null;
  /** Gmail's token before ` - gsmtp`, unique to the SMTP transaction. */
  replyId: string | null;
  /** The text without codes and bracketed address, white space collapsed, session token kept. */
  text: string;
}

/** What the reply of another refusal of Gmail's names. */
export interface Named {
  /** In lower case. */
  namedDomain: string | null;
  namedIp: string | null;
  /** What the domain was checked or limited as; without a domain, what is limited. */
  namedAs: "from" | "spf" | "dkim" | "ip" | "netblock" | "url" | "message-id" | null;
  /** The rule is the recipient's own administrator's: nothing on the sender's side cures it. */
  recipientRule?: true;
}

// ---------------------------------------------------------------- events: the NDJSON contract

/** One refusal × one recipient. */
export interface Rejection {
  schema: "whybounce.rejection/1";
  /** Stable hash of the join key: the same refusal has the same id wherever it is quoted. */
  id: string;
  /** ISO 8601, UTC. */
  time: string | null;
  receiver: string;
  code: string;
  replyCode: number;
  enhancedStatusCode: string | null;
  temporary: boolean;
  action: "failed" | "delayed";
  sendingIp: string | null;
  sender: string | null;
  recipient: string | null;
  queueId: string | null;
  messageId: string | null;
  reportingMta: string | null;
  remoteMta: string | null;
  remoteIp: string | null;
  localIp: string | null;
  /** The process that logged it: told where Gmail's token or the recipient is missing. */
  pid?: string | null;
  mta: string;
  via: "log" | "dsn" | "text";
  source: SourcePosition;
  replyId: string | null;
  reply: string;
  /** Gmail's text names "PTR records and authentication" together: either may be missing. */
  ptrOrAuthentication?: true;
  /** A host that is not Google's handed the reply through: the sending IP is that host's own. */
  relayed?: true;
  /** The message's first queue id, when the administrator had put it in the queue again. */
  originalQueueId?: string | null;
  /** When the message came in, or was first heard of, if its queue id was another message's before. */
  arrived?: string | null;
}

/** A delivery that was not offered because of an earlier refusal: affected, but no attempt. */
export interface Suspension {
  schema: "whybounce.suspension/1";
  time: string | null;
  code: string;
  sendingIp: string | null;
  sender: string | null;
  recipient: string | null;
  queueId: string | null;
  reportingMta: string | null;
  originalQueueId?: string | null;
  arrived?: string | null;
}

/** How an affected delivery ended. */
export interface Outcome {
  schema: "whybounce.outcome/1";
  outcome: "delivered" | "failed";
  time: string | null;
  queueId: string;
  reportingMta: string | null;
  recipient: string | null;
  /** The host that accepted it, and the process that delivered it: whose refusal the delivery made good. */
  remoteMta?: string | null;
  pid?: string | null;
  originalQueueId?: string | null;
  arrived?: string | null;
}

/** Refusals of Gmail's for another reason than reverse DNS: one with its reply id, or several. */
export interface OtherRefusal {
  schema: "whybounce.other/1";
  /** Of one without a reply id: the same wherever the refusal is told. */
  id?: string;
  time: string | null;
  receiver: string;
  replyId: string | null;
  code: string;
  meaning: string;
  attempts: number;
  /** Of the envelope sender, in lower case. */
  senderDomain?: string | null;
  /** The address that the reply names, in front of its text or within. */
  sendingIp?: string | null;
  /** The domain that the reply names, in lower case. */
  namedDomain?: string | null;
  namedAs?: Named["namedAs"];
  recipientRule?: true;
}

/** A refusal for reverse DNS by another receiver than Gmail × one recipient: in none of Gmail's counts. */
export interface OtherReceiverRefusal extends Pick<
  Rejection,
  | "id"
  | "time"
  | "receiver"
  | "code"
  | "sendingIp"
  | "recipient"
  | "queueId"
  | "messageId"
  | "reportingMta"
  | "remoteMta"
  | "remoteIp"
  | "via"
  | "source"
  | "reply"
> {
  schema: "whybounce.other-receiver/1";
  /** The receiver as a report calls it. */
  name: string;
}

/** A refused message got another queue id: its later refusals and its end may be told under that. */
export interface RequeueEvent {
  schema: "whybounce.requeue/1";
  time: string | null;
  queueId: string;
  originalQueueId: string;
  reportingMta: string | null;
}

/** What looks like a refusal of Gmail's for reverse DNS, and no reader could read. */
export interface Unread {
  schema: "whybounce.unread/1";
  /** Stable hash of the text: the same wherever it stands. */
  id: string;
  time: string | null;
  source: SourcePosition;
}

export type AnalysisEvent =
  | Rejection
  | Suspension
  | Outcome
  | RequeueEvent
  | OtherRefusal
  | OtherReceiverRefusal
  | Unread;

// ---------------------------------------------------------------- what the DNS said

/**
 * How a question ended. `nxdomain` and `nodata` mean "no such record"; everything after them means
 * "could not be asked", and the two must never be mixed. `lame` is a server that is named for a zone
 * and does not speak for it (RFC 9499).
 */
export type DnsStatus =
  | "answer"
  | "nxdomain"
  | "nodata"
  | "servfail"
  | "refused"
  | "lame"
  | "timeout"
  | "unreachable"
  | "malformed";

/** The SOA record in the authority section of a negative answer (RFC 2308). */
export interface DnsSoa {
  zone: string;
  ttl: number;
  minimum: number;
  /** Seconds after which a secondary server looks for a new version, and which one it holds. */
  refresh: number;
  serial: number;
  mname: string;
  /** The responsible person as an e-mail address. */
  contact: string | null;
}

export type DnsRecordType = "A" | "AAAA" | "CNAME" | "DS" | "NS" | "PTR" | "SOA";

/** One record of an answer; `data` is a canonical address or an escaped name in lower case. */
export interface DnsRecord {
  data: string;
  ttl: number;
}

/** One step of a CNAME chain. */
export interface DnsAlias {
  name: string;
  target: string;
  ttl: number;
}

/** Extended DNS Error (RFC 8914), its text escaped. */
export interface DnsExtendedError {
  code: number;
  text: string;
}

/** How one question ended and what proves it. */
export interface DnsAnswer {
  name: string;
  type: DnsRecordType;
  status: DnsStatus;
  /** Why there is no usable answer, in words; null where the status says it all. */
  detail: string | null;
  /** The server that answered, or the last one asked: `IP`, `IP:PORT` or `[IPv6]:PORT`. */
  server: string;
  /** The AA bit. */
  authoritative: boolean;
  /** True when UDP cut the answer off, so that TCP had to be used. */
  truncated: boolean;
  records: DnsRecord[];
  aliases: DnsAlias[];
  soa: DnsSoa | null;
  extendedErrors: DnsExtendedError[];
}

/** What one name server of a zone said, asked without recursion. */
export interface ServerAnswer extends DnsAnswer {
  /** The zone it was asked for, and its name in that zone's NS records. */
  zone: string;
  nameServer: string;
  milliseconds: number;
}

/**
 * What all servers of a zone said to one question; found by referrals from the top. Where a CNAME
 * leads into another zone, that zone's.
 */
export interface ZoneView {
  apex: string;
  /** TTL of the NS records in the parent zone; null when the zone was not found by a referral. */
  delegationTtl: number | null;
  nameServers: string[];
  /** The SOA record as the zone's own servers give it. */
  soa: DnsSoa | null;
  answers: ServerAnswer[];
  /** The zone of the name that was asked for, when CNAME records led out of it. */
  origin: Pick<ZoneView, "apex" | "nameServers" | "soa"> | null;
  /** CNAME records followed on the way (RFC 2317). */
  aliases: DnsAlias[];
  /** True when the CNAME records never end. */
  loops: boolean;
}

/** A PTR name with the questions that were asked about it. */
export interface PtrNameFacts extends PtrName {
  /** Letters, digits, hyphens and underscores only: fit to be asked and to stand in a record. */
  wellFormed: boolean;
  /**
   * The address question of the sender's own family, as the zone's servers answer it where they were
   * asked, else as the resolver does; null when the name could not be asked.
   */
  forward: DnsAnswer | null;
  /** The resolver's answer after a SERVFAIL, asked not to validate (CD bit): DNSSEC is to blame. */
  unvalidated: DnsAnswer | null;
  /** Null when the zone's servers were not asked. */
  servers: ZoneView | null;
  /** The address question of the other family, asked only after a NODATA. */
  otherFamily: DnsAnswer | null;
}

/** The IANA special-purpose block an address belongs to, documentation blocks left aside. */
export interface SpecialPurpose {
  /** `transition`: 6to4, Teredo, NAT64, whose reverse zones nobody can have in practice. */
  kind: "not_global" | "transition";
  block: string;
  meaning: string;
}

/** All the DNS said of one address. */
export interface AddressFacts {
  ip: string;
  family: 4 | 6;
  reverseName: string;
  specialPurpose: SpecialPurpose | null;
  /**
   * The PTR answer that counts: that of the zone's servers where they could be asked, else the
   * resolver's. Null when the DNS was not asked or no resolver could be reached.
   */
  ptr: DnsAnswer | null;
  /** The resolver's own view: its PTR answer, and whether that leads to a name that confirms. */
  resolver: ResolverView | null;
  /** What the reverse zone's servers said; null when they were not asked. */
  servers: ZoneView | null;
  /** Why they were not asked; null when they were. */
  serversUnasked: string | null;
  /** Sorted by name, at most ten. */
  names: PtrNameFacts[];
  /** Names in the PTR answer, those that were not looked at included. */
  nameCount: number;
  reverseZone: ReverseZone | null;
  /** The address question for a CNAME's target outside the reverse tree: a host, where PTR was meant? */
  aliasHost: DnsAnswer | null;
  /** An ancestor of the reverse name that its server denies, though the name has a PTR (RFC 8020). */
  deniedAncestor: DnsAnswer | null;
  /** The PTR of a made-up sibling, when it is the same: a wildcard (RFC 4592). */
  wildcard: DnsAnswer | null;
  /** The SOA record at every server, asked for when their PTR answers differ. */
  versions: ServerAnswer[];
  /** The DS record of a zone that fails validation, for its TTL. */
  ds: DnsAnswer | null;
}

export interface ResolverView {
  ptr: DnsAnswer;
  /** Asked again after a SERVFAIL, without validation (CD bit). */
  unvalidated: DnsAnswer | null;
  /** Null when it could not be asked where a name leads. */
  confirms: boolean | null;
}

/** The name a mail server gives in HELO or EHLO, and its addresses. */
export interface HeloFacts {
  name: string;
  kind: "host name" | "single label" | "address literal" | "unusable";
  ipv4: DnsAnswer | null;
  ipv6: DnsAnswer | null;
}

/** RFC 8601 section 2.7.3. */
export type IprevResult = "pass" | "fail" | "temperror" | "permerror";

/** One name found in a PTR record and what its own address records say. */
export interface PtrName {
  /** Presentation form without the final dot, hostile bytes escaped as in RFC 4343 (`\ddd`). */
  name: string;
  ttl: number;
  /** Addresses of the family that was asked for, RFC 5952. */
  addresses: string[];
  confirms: boolean;
}

// ---------------------------------------------------------------- the report: the JSON contract

export type CauseClass = "pass" | "warn" | "fail" | "temp" | "not_checkable";

export interface CauseSummary {
  id: string;
  class: CauseClass;
  title: string;
  summary: string;
}

export interface Finding {
  id: string;
  summary: string;
}

/** Who can make a change; `nobody` means: wait. */
export type Responsible = "you" | "hoster" | "zone holder" | "registry" | "dns provider" | "nobody";

/** One step of the way out, in the order in which the steps must be done. */
export interface FixStep {
  who: Responsible;
  action: string;
  /**
   * The exact record in zone-file form with full owner name; in a step that only checks, the command that does
   * it; null for steps without either.
   */
  record: string | null;
  where: string | null;
  /** The step that repairs the cause, where others come before it: what a headline quotes. Else the first one. */
  main?: boolean;
}

export interface ReverseZone {
  apex: string;
  nameServers: string[];
  contact: string | null;
  hoster: string | null;
}

/** What the DNS check of one address found; every field is empty or null when DNS was not asked. */
export interface Diagnosis {
  iprev: IprevResult | null;
  ptr: PtrName[];
  reverseZone: ReverseZone | null;
  cause: CauseSummary | null;
  findings: Finding[];
  evidence: string[];
  fix: FixStep[];
  stopgap: string | null;
  visibleAfterSeconds: number | null;
}

/** What is ready to be sent or run to have the fix done; nothing when the DNS was not asked. */
export interface Remedy {
  /** A letter to whoever runs the reverse zone, when that is not the reader. */
  ticket: string | null;
  /** Commands, API calls or lines of a configuration: one of them does it. */
  commands: string[];
  /** Commands and settings that make the mail server greet with the right name: the one that fits does it. */
  heloCommands: string[];
}

export interface Counts {
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  retrying: number;
  delivered: number;
}

/** One sending address, its refusals counted. */
export interface SendingIpCounts extends Counts {
  ip: string;
  family: 4 | 6;
  byCode: Record<string, number>;
  firstSeen: string | null;
  lastSeen: string | null;
  senderDomains: { domain: string; affected: number }[];
  reportingMtas: string[];
}

export interface SendingIpReport extends SendingIpCounts, Diagnosis, Remedy {}

/** What one input gave. */
export interface InputSummary {
  path: string;
  kind: InputKind | null;
  /** Bytes read, before decompression. */
  bytes: number;
  /** Lines of a log, messages of a mailbox. */
  records: number;
  rejections: number;
  warnings: string[];
}

export interface OtherRefusalCount {
  code: string;
  meaning: string;
  attempts: number;
}

/** The refusals for reverse DNS of one other receiver than Gmail, with one code. */
export interface OtherReceiverCount {
  receiver: string;
  name: string;
  code: string;
  attempts: number;
  /** Those that the replies name; many name none. */
  sendingIps: string[];
  /** One of the replies. */
  example: string;
}

/** Lines and messages that look like Gmail's refusal for reverse DNS, and could not be read. */
export interface UnreadCount {
  count: number;
  /** Where the first of them stand: three at most. */
  examples: SourcePosition[];
}

/** Refusals that were read, and are not of the period asked for. */
export interface OutsidePeriod {
  attempts: number;
  from: string | null;
  to: string | null;
}

export interface Report {
  schema: "whybounce.report/1";
  generatedAt: string;
  generator: { name: "whybounce"; version: string };
  period: { from: string | null; to: string | null };
  inputs: InputSummary[];
  totals: Counts & { unattributed: number };
  sendingIps: SendingIpReport[];
  otherGmailRejections: OtherRefusalCount[];
  /** Other receivers that refuse for the same reason; in none of the counts above. */
  otherReceivers?: OtherReceiverCount[];
  unread?: UnreadCount;
  warnings: string[];
  /** Null unless it was asked for. */
  comparison: Comparison | null;
  /** Absent when there are none. */
  outsidePeriod?: OutsidePeriod;
  /** True when every resolver kept silent: that no cause is known does not mean that nobody asked. */
  dnsSilent?: true;
}

/** Whether there were more or fewer refusals than before; `none` when there were none at both times. */
export type Trend = "better" | "worse" | "same" | "none";

/** `gone`: refused in the period before, and not in this one. */
export type AddressChange = "new" | "worse" | "same" | "better" | "gone";

/** This period's refusals against those of the period of the same length right before it. */
export interface Comparison {
  /** The period before. */
  period: { from: string | null; to: string | null };
  /** What was counted in the period before. */
  totals: Counts & { unattributed: number };
  trend: Trend;
  sendingIps: { ip: string; change: AddressChange; attempts: number; attemptsBefore: number }[];
}

/** Counts of one ISO week × sending address × code: a row of the CSV. */
export interface WeeklyCounts {
  /** ISO week: `2026-W08`. */
  week: string;
  /** Monday of that week: `2026-02-16`. */
  weekStart: string;
  sendingIp: string | null;
  code: string;
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  firstSeen: string | null;
  lastSeen: string | null;
  senderDomains: string[];
}

/** PTR refusals over time, in buckets of equal length. */
export interface Timeline {
  /** Where the first bucket begins: ISO 8601, UTC. */
  from: string;
  /** An hour, a day, or whole weeks: whatever gives a few hundred buckets at most. */
  bucketSeconds: number;
  bucketCount: number;
  sendingIps: { ip: string; counts: number[] }[];
}

/** Everything a renderer may show. */
export interface Results {
  report: Report;
  /** True when an input could not be read or was broken: exit code 2. */
  inputFailed: boolean;
  /** True when the user ended the reading: exit code 130. */
  interrupted?: boolean;
  weeks: WeeklyCounts[];
  /** Null when no refusal has a time. */
  timeline: Timeline | null;
  /** Affected and not delivered: whom to send to again, or to take off a suppression list. */
  recipients: string[];
  /** The deduplicated events, in the order in which they were read. */
  events: AnalysisEvent[];
}

/** What a renderer must know of its target. */
export interface RenderTarget {
  /** Columns of the terminal; 80 when it is none. */
  width: number;
  color: boolean;
  unicode: boolean;
  /** Whom a report by mail is for; left out, the mail server's own defaults hold. */
  mail?: MailTarget;
}

/** Addresses of the envelope that a mailed report is put in. */
export interface MailTarget {
  to: string[];
  from: string | null;
}

// ---------------------------------------------------------------- what is asked for

/** Milliseconds since the epoch, `from` inclusive, `to` exclusive; null is open. */
export interface Period {
  from: number | null;
  to: number | null;
}

export interface DnsOptions {
  /** `IP` or `IP:PORT` (`[IPv6]:PORT`); empty means the system's resolvers. */
  resolvers: string[];
  /** Ask the zones' own servers too. */
  authoritative: boolean;
  /** Where the zones' own servers listen; 53 when left out. For laboratories. */
  authoritativePort?: number;
  /** For one question to one server. */
  timeoutMilliseconds: number;
  /** Addresses checked at the same time. */
  concurrency: number;
}

/** Where rejections are kept for a fleet, and how to get in. */
export interface StoreOptions {
  /** The server's HTTP interface: `http://db.example.com:8123`. */
  url: string;
  database: string;
  user: string;
  password: string;
}

export interface AnalyseOptions {
  /** Counts what this store holds instead of reading inputs. */
  store?: StoreOptions | null;
  /** Writes what the DNS said to the store. */
  recordDns?: boolean;
  /** Files, directories, globs, `-`; empty means the standard logs of this machine. */
  paths: string[];
  period: Period;
  /** Compare with the period of the same length before it; the period must have a beginning. */
  compare?: boolean;
  /** IANA name of the zone for stamps that carry none and for ISO weeks. */
  timezone: string;
  /** Null means: parse only. */
  dns: DnsOptions | null;
  /** Events are kept only when a renderer shows them: they grow with the number of refusals. */
  keepEvents: boolean;
  /**
   * Threads that read large logs beside the main one, and as many for much mail; by default as many as processors
   * can be spared. The report does not depend on it.
   */
  threads?: number | undefined;
  /** Ends the reading early; what was read until then is reported. */
  signal?: AbortSignal | undefined;
  /** Where the report will be written: an input that would be replaced by it ends the reading with a UserError. */
  output?: string | null;
  /** What to add to the warning of a path that leads nowhere: what else it may have been meant for. */
  adviceOnMissing?: (path: string) => string;
  /** Called with each warning as it arises, ready to be printed after `whybounce: `. */
  onWarning: (message: string) => void;
  /** Called now and then with what is being done, for a status line: `reading /var/log/mail.log, 40 %`. */
  onProgress?: (status: string) => void;
}

export interface CheckOptions {
  ips: string[];
  /** What was wrong with the list they come from: warnings of the report, told already. */
  problems: string[];
  /** The name the mail server greets with. */
  helo: string | null;
  /** The domain mail is sent from. */
  from: string | null;
  dns: DnsOptions;
  onWarning: (message: string) => void;
  onProgress?: (status: string) => void;
}

// What is known of the hosts that mail leaves from: what logs and bounces tell of them, and what this machine
// itself is set to do.

/** Where the name of a mail host was found, in the order in which they are believed. */
export type HostNameSource =
  | "option"
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
  /** False where bounces alone tell of the address. */
  inLog: boolean;
}

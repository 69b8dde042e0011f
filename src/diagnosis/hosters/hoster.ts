// What is known of one hoster: how its reverse zones are recognized, and where its customers set a PTR record.

/**
 * `hoster` and `access` lend the address together with its reverse name; at a `dns-host` the holder of the
 * addresses keeps a zone of its own; a `registry` answers only for what was never delegated.
 */
export type HosterKind = "hoster" | "access" | "dns-host" | "registry";

/** `limited`: for some products only. `holder`: whoever holds the address block, at the registry. */
export type SetBy = "self" | "ticket" | "limited" | "holder" | "nobody";

/** Where something was read. */
export interface Verification {
  source: string;
  /** The day on which it was read there. */
  date: string;
}

/** One line for a shell. What is from memory is no command: it would be run unread. */
export interface Command {
  /**
   * `<ip>`, `<name>`, `<reverse>` (the owner of the PTR record, without the final dot) and `<family>` are filled
   * in; words in capitals are the reader's to replace.
   */
  line: string;
  /** What each word in capitals stands for, to follow `WORD is`. */
  placeholders: Record<string, string>;
  verified: Verification;
  /** Left out where the line is good for both families. */
  family?: 4 | 6;
  /** Left out where the line is good whether a PTR record exists already or not. */
  when?: "new" | "present";
}

/** One product of a hoster, with its own way to the PTR record. */
export interface Place {
  /** Null when the hoster has one way for everything. */
  product: string | null;
  setBy: SetBy;
  /** `<family>` is filled in. */
  where: string;
  /** Of `where`; null when it is from memory, which the reader is told. */
  verified: Verification | null;
  /** Left out where the way is good for both families. */
  family?: 4 | 6;
  commands?: Command[];
  /** The name an address has before anybody sets one. */
  defaultPtr: RegExp | null;
}

export interface Hoster {
  id: string;
  name: string;
  kind: HosterKind;
  /** Ends of name server names (whole labels), or patterns where the name is numbered. */
  nameServers: (string | RegExp)[];
  /** Responsible persons in the SOA of its zones, as e-mail addresses. */
  contacts: string[];
  /**
   * Where customers change zones of their own that the same name servers keep; then name servers and contact
   * do not prove that the hoster lends the address.
   */
  ownZones?: string;
  places: Place[];
  /** Whether the address record must exist before the PTR record is accepted; null where unknown. */
  forwardFirst: boolean | "advised" | null;
  ipv6: "yes" | "no" | "unknown";
  /** Until a change takes effect, at most. */
  hoursToTakeEffect?: number;
  /** What a reader must know before trying, as one sentence or several without the last full stop; null when nothing. */
  note: string | null;
}

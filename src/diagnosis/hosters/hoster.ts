// What is known of one hoster: how its reverse zones are recognized, and where its customers set a PTR record.

/**
 * `hoster` and `access` lend the address together with its reverse name; at a `dns-host` the holder of the
 * addresses keeps a zone of its own; a `registry` answers only for what was never delegated.
 */
export type HosterKind = "hoster" | "access" | "dns-host" | "registry";

/** `limited`: for some products only. `holder`: whoever holds the address block, at the registry. */
export type SetBy = "self" | "ticket" | "limited" | "holder" | "nobody";

/** One product of a hoster, with its own way to the PTR record. */
export interface Place {
  /** Null when the hoster has one way for everything. */
  product: string | null;
  setBy: SetBy;
  where: string;
  /**
   * One line for a shell or an HTTP client. `<ip>`, `<name>`, `<reverse>` (the name in in-addr.arpa or ip6.arpa)
   * and `<family>` are filled in; words in capitals are the reader's to replace.
   */
  command: string | null;
  /** The same where a PTR record exists, if `command` would add a second one. */
  replaceCommand?: string;
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
  places: Place[];
  /** Whether the address record must exist before the PTR record is accepted; null where unknown. */
  forwardFirst: boolean | null;
  ipv6: "yes" | "no" | "unknown";
  /** What a reader must know before trying, in one sentence; null when nothing. */
  note: string | null;
}

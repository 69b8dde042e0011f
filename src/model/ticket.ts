// What a ticket to whoever runs a reverse zone is made of.

/** What is asked for one address. */
export interface TicketItem {
  ip: string;
  reverseName: string;
  /** The PTR record that is wanted; null where something else is to be done. */
  record: { owner: string; name: string } | null;
  /** Whether the DNS says that the record's name leads to the address now. */
  leadsBack: boolean;
  /** What is to be done where it is no single record, as the imperative it is in the report. */
  task: string | null;
  /** What the DNS says now. */
  evidence: string[];
  /** Gmail's refusal in its own words; null where none is known. */
  reply: string | null;
  /** Whether what is asked for explains the refusal; else it is a fault beside it. */
  explainsRefusal: boolean;
}

/**
 * `needed`: without it Gmail refuses. `if chosen`: one of several ways out, and the reader knows which is right. `optional`:
 * a fault for which Gmail refuses nothing as a rule.
 */
export type TicketNeed = "needed" | "if chosen" | "optional";

/** To whom, and about what. */
export interface TicketRequest {
  need: TicketNeed;
  /** The hoster's name; null where it is not known. */
  hoster: string | null;
  /** Apex of the zone, and the address of its responsible person. */
  zone: string | null;
  contact: string | null;
  /** How the reader of the ticket sees that it is done. */
  check: TicketCheck;
  /** The zone that its holder must have delegated first; null where it is delegated. */
  undelegated: string | null;
  item: TicketItem;
}

/** What a question shows when the task is done. */
export interface TicketCheck {
  /** Whom to ask: names of the zone's own servers; empty for the resolver that the reader has. */
  nameServers: string[];
  /** `answer`: any; `same answer`: from all of them; `fewer names`: without those that are to go; `validated`: asked with DNSSEC. */
  expected: "answer" | "same answer" | "fewer names" | "validated" | "over TCP";
}

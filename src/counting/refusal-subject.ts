// Whose domain a refusal is about: what Gmail's reply names comes first, then the returned message, then the envelope.

import { readDomain } from "../base/standards/domain-name.ts";
import { domainOf } from "../base/standards/mailbox.ts";
import type { SenderRefusal } from "../model/events.ts";
import { refusalSubjects, type DomainSource } from "../model/refusals.ts";
import type { Refusal } from "./refusal.ts";

/** What the reply itself says. */
export type Said = Pick<SenderRefusal, "cause" | "namedDomain" | "namedAs">;

/** What a reply says stays with its refusal, whatever mentions are put together. */
export interface SaidRefusal extends Refusal {
  said: Said;
  /** Of the connection; null where nothing tells it. */
  family: 4 | 6 | null;
  /** In Gmail's words; empty where it is not to be quoted. */
  reply: string;
}

/** By event id, Message-ID and queue id, what returned messages say of their author. */
export type Origins = Map<string, Origin>;

export interface Subject {
  domain: string | null;
  source: DomainSource | null;
  /** The domain of MAIL FROM. */
  envelope: string | null;
  signedBy: string[];
}

export function subjectOf(refusal: Refusal & { said: Said }, origins: Origins): Subject {
  const { said, sender } = refusal;
  const origin = originOf(refusal, origins);
  // A bounce has no sender.
  const written = sender?.includes("@") ? readDomain(domainOf(sender)) : null;
  const named = said.namedDomain === null ? null : readDomain(said.namedDomain);
  const envelope = said.namedAs === "spf" ? (named ?? written) : written;
  const author = said.namedAs === "from" ? named : null;
  return {
    ...domainIn(said, { named, envelope: written, author, header: origin?.fromDomain ?? null }),
    envelope,
    signedBy: origin?.signedBy?.split(" ").filter((selector) => selector !== "") ?? [],
  };
}

type Origin = { fromDomain: string | null; signedBy: string | null };

/** What the returned message says, if there is one. */
export function originOf({ key, messageId, queueId }: Refusal, origins: Origins): Origin | undefined {
  if (origins.size === 0) return undefined;
  return origins.get(key) ?? origins.get(messageId ?? "") ?? origins.get(queueId ?? "");
}

interface Domains {
  /** Whatever it is that the reply names. */
  named: string | null;
  envelope: string | null;
  /** The From: domain that the reply names. */
  author: string | null;
  header: string | null;
}

function domainIn(
  { cause, namedAs }: Said,
  { named, envelope, author, header }: Domains,
): Pick<Subject, "domain" | "source"> {
  const inReply = (domain: string | null) => domain !== null && { domain, source: "reply" as const };
  const ofEnvelope = (source: DomainSource) => envelope !== null && { domain: envelope, source };
  const nothing = { domain: null, source: null };
  switch (refusalSubjects[cause]) {
    case "envelope":
      return (namedAs === "spf" && inReply(named)) || ofEnvelope("envelope") || nothing;
    case "author":
      return (
        inReply(author) ||
        (header !== null && { domain: header, source: "header" }) ||
        ofEnvelope("assumed") ||
        nothing
      );
    case "named":
      return inReply(named) || nothing;
    case "none":
      return nothing;
  }
}

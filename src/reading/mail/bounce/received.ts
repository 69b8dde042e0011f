// Which hosts a bounce and the message that it returns passed, as their Received fields say (RFC 5321 section 4.4). Each host
// writes its field above the others: only the topmost were written by hosts that the reader of the mail has to trust anyway,
// and anybody may have made up those below.

import { isPlainHostName } from "../../../base/standards/host-name.ts";
import { canonicalIp, isInnerIp } from "../../../base/standards/ip.ts";
import { isLocalName } from "../../../base/standards/local-name.ts";
import type { ReceivedHosts } from "../../../model/delivery.ts";
import type { HeaderField } from "./fields.ts";

/** Mail that passes filters and lists has about ten; more are a loop, or made up. */
const MAX_HOPS = 30;
/** The longest known are those of Microsoft, with 600 characters. */
const MAX_FIELD = 4_000;

interface Hop {
  /** Null for a field that names no host which means something elsewhere. */
  by: string | null;
  /** It came from this network, or was made on the host: the field below is this network's, too. */
  isInner: boolean;
}

/**
 * `readerHost` is the host that took in the mail that the bounce was attached to: the bounce's own fields are then those of
 * whoever attached it.
 */
export function receivedHosts(
  bounce: readonly HeaderField[],
  returned: readonly HeaderField[],
  readerHost: string | null | undefined,
): ReceivedHosts {
  const receivedBy = readerHost === undefined ? lastReceiver(bounce) : readerHost;
  const hops = hopsOf(returned);
  const returnedBy = firstNamed(hops);
  const isBeside = ({ by }: Hop) =>
    by !== null && by !== returnedBy && receivedBy !== null && endsAlike(by, receivedBy);
  return { receivedBy, returnedBy, passedBy: hops.find(isBeside)?.by ?? null };
}

/** The host that a mail's reader got it from. */
export function lastReceiver(header: readonly HeaderField[]): string | null {
  return firstNamed(hopsOf(header));
}

/** Goes down as long as the fields are those of one network. */
function firstNamed(hops: readonly Hop[]): string | null {
  const border = hops.findIndex(({ isInner }) => !isInner);
  const trusted = border < 0 ? hops : hops.slice(0, border + 1);
  return trusted.find(({ by }) => by !== null)?.by ?? null;
}

function hopsOf(header: readonly HeaderField[]): Hop[] {
  return header
    .filter(({ name }) => name === "received")
    .slice(0, MAX_HOPS)
    .map(({ value }) => hopOf(value.slice(0, MAX_FIELD)));
}

/**
 * Postfix and Exim, Sendmail `(from root@localhost) by mx1`, Exchange `from A (10.0.0.5) by B (10.0.0.6) with`, qmail
 * `(qmail 7 invoked by uid 89)`, Gmail `by 2002:a05:6a20:: with SMTP`: a name in a comment is no host's.
 */
function hopOf(value: string): Hop {
  const words = withoutComments(value);
  const by = /(?:^|\s)by\s+([^\s;,]{1,255})/i.exec(words);
  const end = value.search(/(?:^|\s)by\s/i);
  const from = words.slice(0, by?.index ?? words.length);
  return {
    by: by ? hostName(by[1]!) : null,
    isInner: isFromWithin(from, value.slice(0, Math.max(end, 0)), by?.[1]),
  };
}

function hostName(word: string): string | null {
  const name = word.toLowerCase().replace(/\.$/, "");
  return isPlainHostName(name) && !isLocalName(name) ? name : null;
}

/** `from` without its comments, `told` with them; the address in brackets is what the host itself saw. */
function isFromWithin(from: string, told: string, by: string | undefined): boolean {
  const name = /(?:^|\s)from\s+([^\s;]{1,255})/i.exec(from)?.[1];
  if (name === undefined) return true;
  const ips = [...told.matchAll(bracketed)].flatMap(([, address]) => canonicalIp(address!) ?? []);
  if (ips.length === 0) return name.toLowerCase() === by?.toLowerCase();
  return ips.every(isInnerIp);
}

const bracketed = /[[(](?:IPv6:)?([0-9a-f:.]{3,45})(?:%\w{1,16})?[\])]/gi;

const parenthesis = /[()]/g;

/** Comments nest. An open one that is never closed ends the field. */
function withoutComments(value: string): string {
  let depth = 0;
  let words = "";
  let start = 0;
  for (const { 0: mark, index } of value.matchAll(parenthesis)) {
    if (mark === "(" && depth++ === 0) words += value.slice(start, index);
    else if (mark === ")" && depth > 0 && --depth === 0) start = index + 1;
  }
  return depth === 0 ? words + value.slice(start) : words;
}

/** Perhaps in one domain: which names are domains is for those to say who have the list of public suffixes. */
function endsAlike(left: string, right: string): boolean {
  const endOf = (name: string) => name.split(".").slice(-2).join(".");
  return endOf(left) === endOf(right);
}

// The address that a receiver saw, by the headers that it wrote into a delivered copy (RFC 5321 section 4.4). What stands below
// them was there before: the sender may have written that, so it counts for nothing.

import { shownName, systemErrorReason } from "../base/errors.ts";
import { readSmallFile, UnfitFile } from "../base/small-file.ts";
import { canonicalIp, isInnerIp } from "../base/standards/ip.ts";
import type { SeenAddress } from "../model/probe.ts";

/** The whole message may be longer: its header is what counts. */
const MAX_BYTES = 64 << 20;
const MAX_HEADER = 262_144;
const MAX_FIELDS = 500;

export interface ReadCopies {
  seen: SeenAddress[];
  problems: string[];
}

export async function seenInCopies(paths: readonly string[], domain: string): Promise<ReadCopies> {
  const read: ReadCopies = { seen: [], problems: [] };
  for (const path of paths) {
    const told = await readCopy(path, domain);
    if (typeof told === "string") read.problems.push(`${shownName(path)}: ${told}`);
    else read.seen.push(told);
  }
  return read;
}

async function readCopy(path: string, domain: string): Promise<SeenAddress | string> {
  try {
    const { text } = await readSmallFile(path, MAX_BYTES);
    return (
      seenInCopy(text, domain) ??
      `no header of a server of ${domain} names the address that the mail came from`
    );
  } catch (error) {
    return error instanceof UnfitFile ? error.message : systemErrorReason(error);
  }
}

/** `from mail.example.com (mail.example.com. [203.0.113.5]) by mx.google.com with ESMTPS id …; Mon, 23 Feb 2026 …` */
const hop = /^from\s.{0,500}?[[(](?<ip>[0-9a-f.:]{3,45})[\])].{0,500}?\sby\s+(?<by>[\w.-]{1,255})/is;

export function seenInCopy(text: string, domain: string): SeenAddress | null {
  for (const { name, value } of fieldsIn(text)) {
    if (name !== "received") continue;
    const { ip, by } = hop.exec(value)?.groups ?? {};
    // Hops within the receiver's own network stand above the one that came in from outside.
    if (ip === undefined || by === undefined || !isReceivers(by, domain)) continue;
    const seen = canonicalIp(ip);
    if (seen === null || isInnerIp(seen)) continue;
    return { ip: seen, source: "header", at: timeIn(value) };
  }
  return null;
}

/** Gmail's servers are called after Google; other domains' after themselves, as a rule. */
function isReceivers(host: string, domain: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  const own = domain === "gmail.com" ? "google.com" : domain;
  return name === own || name.endsWith(`.${own}`);
}

function timeIn(value: string): string | null {
  const time = Date.parse(value.slice(value.lastIndexOf(";") + 1).replace(/\([^()]{0,100}\)\s*$/, ""));
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Unfolded, names in lower case; an mbox's first line is no field. */
function fieldsIn(text: string): { name: string; value: string }[] {
  const head = text.slice(0, MAX_HEADER).replaceAll("\r\n", "\n").split("\n\n", 1)[0] ?? "";
  const lines: string[] = [];
  for (const line of head.split("\n")) {
    if (/^[ \t]/.test(line) && lines.length > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line);
  }
  return lines.slice(0, MAX_FIELDS).flatMap((line) => {
    const colon = line.indexOf(":");
    if (colon < 1 || /\s/.test(line.slice(0, colon))) return [];
    return [{ name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() }];
  });
}

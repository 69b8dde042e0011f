// Answers from the zones of the openspf tests, which hold what no real server would serve: records of type SPF that
// count as TXT, and names whose server keeps silent.

import type { Ask } from "../../src/dns/ask/resolver.ts";
import { canonicalIp } from "../../src/base/standards/ip.ts";
import type { DnsAnswer, DnsRecordType } from "../../src/model/dns.ts";

type Value = string | string[];
/** `TIMEOUT`, or one record. */
type Entry = string | Record<string, Value>;
export type ZoneData = Record<string, Entry[]>;

export function askOf(zones: ZoneData): Ask {
  const byName = new Map(Object.entries(zones).map(([name, entries]) => [name.toLowerCase(), entries]));
  return async (name, type) => {
    const alias = byName
      .get(name)
      ?.flatMap((entry) => (typeof entry === "string" ? [] : (entry["CNAME"] ?? [])))[0];
    const answer = answerTo(byName.get(alias ?? name), type, name.startsWith("error."));
    return { ...nothing, name, type, ...answer };
  };
}

const nothing = {
  detail: null,
  server: "192.0.2.53",
  authoritative: false,
  truncated: false,
  aliases: [],
  soa: null,
  extendedErrors: [],
};

function answerTo(
  entries: Entry[] | undefined,
  type: DnsRecordType,
  isError: boolean,
): Pick<DnsAnswer, "status" | "records"> {
  if (entries === undefined) return { status: isError ? "timeout" : "nxdomain", records: [] };
  const records = recordsOf(entries, type);
  const known = records.filter((data) => data !== "NONE").map((data) => ({ data, ttl: 300 }));
  const isSilent = records.includes("TIMEOUT") || (known.length === 0 && entries.includes("TIMEOUT"));
  if (isSilent) return { status: "timeout", records: [] };
  return { status: known.length > 0 ? "answer" : "nodata", records: known };
}

function recordsOf(entries: Entry[], type: DnsRecordType): string[] {
  const pairs = entries.flatMap((entry) => (typeof entry === "string" ? [] : Object.entries(entry)));
  const own = pairs.filter(([name]) => name === type);
  // As the suite has it: records of type SPF are served as TXT unless a TXT record is there.
  const counting = type === "TXT" && own.length === 0 ? pairs.filter(([name]) => name === "SPF") : own;
  return counting.map(([, value]) => dataOf(type, value));
}

function dataOf(type: DnsRecordType, value: Value): string {
  if (type === "MX") return `${value[0]} ${String(value[1]).toLowerCase()}`;
  const text = typeof value === "string" ? value : value.join("");
  return type === "AAAA" ? (canonicalIp(text) ?? text) : type === "TXT" ? text : text.toLowerCase();
}

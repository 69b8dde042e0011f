// A DNS zone as text, in master-file form, and what it says of a name. It shares no code with src/dns,
// so that a mistake there cannot hide here.

import { isIPv6 } from "node:net";

export const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, OPT: 41, DS: 43 };

/** @param {string} text of one name, `\.` and `\ddd` understood @returns {Buffer[]} */
function labelsOf(text) {
  const labels = [[]];
  for (const [part, digits, escaped] of text.replace(/\.$/, "").matchAll(/\\(\d{3})|\\(.)|[^]/g)) {
    if (part === ".") labels.push([]);
    else labels.at(-1).push(digits ? Number(digits) : (escaped ?? part).charCodeAt(0));
  }
  return labels.filter((label) => label.length > 0).map((label) => Buffer.from(label));
}

/** @param {string} text */
function encodeName(text) {
  return Buffer.concat([
    ...labelsOf(text).flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.alloc(1),
  ]);
}

/** @param {number[]} values @param {number} size */
export function numbers(values, size) {
  const bytes = Buffer.alloc(values.length * size);
  values.forEach((value, index) => bytes.writeUIntBE(value, index * size, size));
  return bytes;
}

/** @param {string} text which is cut into strings of 255 bytes at most */
function encodeStrings(text) {
  const strings = text.match(/.{1,255}/g) ?? [""];
  return Buffer.concat(strings.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)]));
}

/** @param {string} type @param {string[]} words */
function encodeData(type, words) {
  if (type === "A") return Buffer.from(words[0].split(".").map(Number));
  if (type === "AAAA") return encodeIpv6(words[0]);
  if (type === "TXT") return encodeStrings(words.join(" "));
  if (type === "MX") return Buffer.concat([numbers([Number(words[0])], 2), encodeName(words[1])]);
  if (type !== "SOA") return encodeName(words[0]);
  return Buffer.concat([encodeName(words[0]), encodeName(words[1]), numbers(words.slice(2).map(Number), 4)]);
}

/** @param {string} address */
function encodeIpv6(address) {
  if (!isIPv6(address)) throw new Error(`not an IPv6 address: ${address}`);
  const [head, tail] = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const zeros = tail ? Array(8 - head.length - tail.length).fill("0") : [];
  return numbers(
    [...head, ...zeros, ...(tail ?? [])].map((group) => parseInt(group, 16)),
    2,
  );
}

export const fold = (name) => (name === "." ? "." : name.toLowerCase().replace(/\.$/, ""));
const isWithin = (name, zone) => zone === "." || name === zone || name.endsWith(`.${zone}`);

/** @param {string} text */
export function parseZone(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const behaviours = new Map();
  for (const line of lines.filter((candidate) => candidate.startsWith(";!"))) {
    const [name, ...words] = line.slice(2).trim().split(/\s+/);
    behaviours.set(fold(name), words);
  }
  const records = lines
    .map((line) => line.replace(/\s*;.*$/, ""))
    .filter(Boolean)
    .map(parseRecord);
  return { records, behaviours };
}

/** @param {string} line */
function parseRecord(line) {
  const [name, ttl, , type, ...words] = line.split(/\s+/);
  if (!(type in TYPES)) throw new Error(`zone line not understood: ${line}`);
  const data = encodeData(type, words);
  const fixed = Buffer.concat([
    numbers([TYPES[type], 1], 2),
    numbers([Number(ttl)], 4),
    numbers([data.length], 2),
  ]);
  return { name: fold(name), type, target: words[0], bytes: Buffer.concat([encodeName(name), fixed, data]) };
}

/** The root name server, to which a lame server points. */
export const rootServer = parseRecord(". 3600 IN NS a.root-servers.example.");

/** What is looked for often, once for each zone: thousands of records are asked for thousands of times. */
const indexes = new WeakMap();

function indexOf(records) {
  const known = indexes.get(records);
  if (known) return known;
  const byName = new Map();
  const existing = new Set();
  for (const record of records) {
    byName.set(record.name, [...(byName.get(record.name) ?? []), record]);
    const labels = record.name.split(".");
    labels.forEach((_, index) => existing.add(labels.slice(index).join(".")));
  }
  const index = { byName, existing };
  indexes.set(records, index);
  return index;
}

/** The records of one type at a name and at all names above it, the lowest first. */
function atOrAbove(records, name, type) {
  const { byName } = indexOf(records);
  const labels = name === "." ? [] : name.split(".");
  const names = [...labels.map((_, index) => labels.slice(index).join(".")), "."];
  return names.flatMap((one) => (byName.get(one) ?? []).filter((record) => record.type === type));
}

/** A name server asked as such, for a name it has delegated. */
function referral(records, owner, soa, type) {
  // The DS record at a cut is the upper zone's (RFC 4035 section 3.1.4.1).
  const cuts = atOrAbove(records, owner, "NS").filter(
    ({ name }) => name !== soa.name && isWithin(name, soa.name) && !(type === "DS" && name === owner),
  );
  if (cuts.length === 0) return null;
  // Below the first cut nothing is the zone's own.
  const highest = cuts.toSorted((one, other) => one.name.length - other.name.length)[0].name;
  const authorities = cuts.filter(({ name }) => name === highest);
  const targets = new Set(authorities.map(({ target }) => fold(target)));
  const { byName } = indexOf(records);
  const glue = [...targets]
    .filter((name) => isWithin(name, soa.name))
    .flatMap((name) => (byName.get(name) ?? []).filter((record) => record.type === "A"));
  return { rcode: "NOERROR", answers: [], authorities, additionals: glue, isReferral: true };
}

/** The zone's answer, CNAMEs followed; a question without recursion gets referrals for delegations. */
export function lookUp(records, name, type, recursion = true) {
  const answers = [];
  for (let owner = fold(name), hops = 0; hops < 20; hops += 1) {
    const [soa] = atOrAbove(records, owner, "SOA");
    if (!soa) return { rcode: answers.length > 0 ? "NOERROR" : "REFUSED", answers, authorities: [] };
    const referred = recursion ? null : referral(records, owner, soa, type);
    if (referred) return answers.length > 0 ? { rcode: "NOERROR", answers, authorities: [] } : referred;
    const { byName, existing } = indexOf(records);
    const here = byName.get(owner) ?? [];
    const alias = here.find((record) => record.type === "CNAME");
    const wanted = here.filter((record) => record.type === type);
    if (wanted.length > 0) return { rcode: "NOERROR", answers: [...answers, ...wanted], authorities: [] };
    if (!alias) {
      // A name above others exists, even when it has no records (an empty non-terminal).
      const exists = owner === "." || existing.has(owner);
      const isEmptyNonTerminal = exists && here.length === 0;
      return { rcode: exists ? "NOERROR" : "NXDOMAIN", answers, authorities: [soa], isEmptyNonTerminal };
    }
    answers.push(alias);
    owner = fold(alias.target);
  }
  return { rcode: "SERVFAIL", answers: [], authorities: [] };
}

// A DNS zone as text, in master-file form, and what it says of a name. It shares no code with src/dns,
// so that a mistake there cannot hide here.

import { isIPv6 } from "node:net";

export const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, OPT: 41 };

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

/** A name server asked as such, for a name it has delegated. */
function referral(records, owner, soa) {
  const cuts = records.filter(
    ({ name, type }) =>
      type === "NS" && name !== soa.name && isWithin(owner, name) && isWithin(name, soa.name),
  );
  if (cuts.length === 0) return null;
  return { rcode: "NOERROR", answers: [], authorities: cuts, isReferral: true };
}

/** The zone's answer, CNAMEs followed; a question without recursion gets referrals for delegations. */
export function lookUp(records, name, type, recursion = true) {
  const answers = [];
  for (let owner = fold(name), hops = 0; hops < 20; hops += 1) {
    const zones = records.filter((record) => record.type === "SOA" && isWithin(owner, record.name));
    const soa = zones.toSorted((one, other) => other.name.length - one.name.length)[0];
    if (!soa) return { rcode: answers.length > 0 ? "NOERROR" : "REFUSED", answers, authorities: [] };
    const referred = recursion ? null : referral(records, owner, soa);
    if (referred) return answers.length > 0 ? { rcode: "NOERROR", answers, authorities: [] } : referred;
    const here = records.filter((record) => record.name === owner);
    const alias = here.find((record) => record.type === "CNAME");
    const wanted = here.filter((record) => record.type === type);
    if (wanted.length > 0) return { rcode: "NOERROR", answers: [...answers, ...wanted], authorities: [] };
    if (!alias) {
      // A name above others exists, even when it has no records (an empty non-terminal).
      const exists = records.some((record) => isWithin(record.name, owner));
      const isEmptyNonTerminal = exists && here.length === 0;
      return { rcode: exists ? "NOERROR" : "NXDOMAIN", answers, authorities: [soa], isEmptyNonTerminal };
    }
    answers.push(alias);
    owner = fold(alias.target);
  }
  return { rcode: "SERVFAIL", answers: [], authorities: [] };
}

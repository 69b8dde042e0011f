// DNS messages: reads a reply into plain data. Only the record types that some check needs are read;
// all others are passed over by their length.

import type { DnsAlias, DnsExtendedError, DnsRecord, DnsRecordType, DnsSoa } from "../../model/dns.ts";
import { ipv6Text } from "../../base/standards/ip.ts";
import { escapeText, isHostName } from "./name.ts";
import { typeNumbers } from "./query.ts";
import type { DnsQuestion } from "./query.ts";
import { MalformedMessage, labelsAt, nameAt, readName, readRecord, slice } from "./wire.ts";
import type { WireRecord } from "./wire.ts";

const HEADER_BYTES = 12;
const CLASS_IN = 1;
const OPT = 41;
/** Longer texts of an extended error are cut: they are read by people, on one line. */
const MAX_ERROR_TEXT = 200;
const EXTENDED_DNS_ERROR = 15;

const typeNames = new Map(
  Object.entries(typeNumbers).map(([name, number]) => [number, name as DnsRecordType]),
);

export interface MessageRecord extends DnsRecord {
  name: string;
  type: DnsRecordType;
  soa: DnsSoa | null;
}

export interface DnsMessage {
  id: number;
  isResponse: boolean;
  /** With the upper bits that EDNS adds. */
  responseCode: number;
  authoritative: boolean;
  truncated: boolean;
  recursionAvailable: boolean;
  /** Null when the server left it out, as some do with an error. */
  question: { name: string; typeNumber: number } | null;
  answers: MessageRecord[];
  authorities: MessageRecord[];
  additionals: MessageRecord[];
  extendedErrors: DnsExtendedError[];
}

/** True when the reply repeats the question; case does not count (RFC 4343). */
export function repeatsQuestion(message: DnsMessage, question: DnsQuestion): boolean {
  const asked = message.question;
  return asked?.name === question.name.toLowerCase() && asked.typeNumber === typeNumbers[question.type];
}

/** Throws MalformedMessage, and nothing else, on bytes that are no DNS message. */
export function decodeMessage(raw: Buffer): DnsMessage {
  if (raw.length < HEADER_BYTES) throw new MalformedMessage("message ends inside its header");
  const flags = raw.readUInt16BE(2);
  const { question, end } = readQuestions(raw, raw.readUInt16BE(4));
  const answers = readSection(raw, end, raw.readUInt16BE(6));
  const authorities = readSection(raw, answers.end, raw.readUInt16BE(8));
  const additionals = readSection(raw, authorities.end, raw.readUInt16BE(10));
  const option = additionals.records.find((record) => record.type === OPT);
  return {
    id: raw.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    responseCode: (flags & 0x0f) | (option ? extendedCode(raw, option) << 4 : 0),
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    question,
    answers: known(raw, answers.records),
    authorities: known(raw, authorities.records),
    additionals: known(raw, additionals.records),
    extendedErrors: option ? readExtendedErrors(raw, option) : [],
  };
}

function readQuestions(raw: Buffer, count: number) {
  if (count === 0) return { question: null, end: HEADER_BYTES };
  if (count > 1) throw new MalformedMessage("more than one question");
  const { name, end } = nameAt(raw, HEADER_BYTES);
  const fixed = slice(raw, end, end + 4);
  return { question: { name, typeNumber: fixed.readUInt16BE(0) }, end: end + 4 };
}

function readSection(raw: Buffer, start: number, count: number) {
  const records: WireRecord[] = [];
  let end = start;
  for (let index = 0; index < count; index += 1) {
    const record = readRecord(raw, end);
    records.push(record);
    end = record.end;
  }
  return { records, end };
}

function known(raw: Buffer, records: WireRecord[]): MessageRecord[] {
  const read: MessageRecord[] = [];
  for (const record of records) {
    const type = typeNames.get(record.type);
    if (type === undefined || record.class !== CLASS_IN) continue;
    const soa = type === "SOA" ? readSoa(raw, record) : null;
    const data = soa?.mname ?? readData(raw, record, type);
    read.push({ name: record.name, type, ttl: record.ttl, data, soa });
  }
  return read;
}

function readData(raw: Buffer, record: WireRecord, type: DnsRecordType): string {
  if (type === "A" || type === "AAAA") return readAddress(raw.subarray(record.start, record.end), type);
  if (type === "DS") return raw.toString("hex", record.start, record.end);
  if (type === "TXT" || type === "SPF") return readStrings(raw.subarray(record.start, record.end));
  if (type !== "MX") return readWholeName(raw, record.start, record.end);
  const preference = slice(raw, record.start, record.start + 2).readUInt16BE(0);
  return `${preference} ${readWholeName(raw, record.start + 2, record.end)}`;
}

function readWholeName(raw: Buffer, start: number, wantedEnd: number): string {
  const { name, end } = nameAt(raw, start);
  if (end !== wantedEnd) throw new MalformedMessage("name and record data differ in length");
  return name;
}

/** RFC 1035 section 3.3.14: each string has its length before it. Readers of SPF and DKIM put them together. */
function readStrings(data: Buffer): string {
  const strings: string[] = [];
  for (let position = 0; position < data.length;) {
    const end = position + 1 + data.readUInt8(position);
    strings.push(slice(data, position + 1, end).toString("latin1"));
    position = end;
  }
  return strings.join("");
}

function readAddress(bytes: Buffer, type: "A" | "AAAA"): string {
  if (bytes.length !== (type === "A" ? 4 : 16))
    throw new MalformedMessage(`${bytes.length} bytes of address`);
  if (type === "A") return bytes.join(".");
  return ipv6Text(Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2)));
}

function readSoa(raw: Buffer, record: WireRecord): DnsSoa {
  const server = nameAt(raw, record.start);
  const person = readName(raw, server.end);
  if (person.end + 20 !== record.end) throw new MalformedMessage("SOA record of the wrong length");
  const numbers = [0, 4, 16].map((offset) => raw.readUInt32BE(person.end + offset));
  const [serial = 0, refresh = 0, minimum = 0] = numbers;
  const contact = readContact(labelsAt(raw, person.labels));
  return { zone: record.name, ttl: record.ttl, minimum, refresh, serial, mname: server.name, contact };
}

/** RFC 1035 section 8: the first label is the local part and may hold dots of its own. */
function readContact(labels: Buffer[]): string | null {
  const [local, ...domain] = labels.map((label) => label.toString("latin1"));
  const host = domain.join(".").toLowerCase();
  if (local === undefined || !/^[\w.+-]+$/.test(local) || !isHostName(host)) return null;
  return `${local}@${host}`;
}

/** The upper eight bits of the response code live in the TTL of the OPT record (RFC 6891). */
function extendedCode(raw: Buffer, option: WireRecord): number {
  return raw.readUInt8(option.start - 6);
}

/** RFC 8914: option 15, a 16 bit code and free text. */
function readExtendedErrors(raw: Buffer, option: WireRecord): DnsExtendedError[] {
  const errors: DnsExtendedError[] = [];
  let position = option.start;
  while (position + 4 <= option.end) {
    const start = position + 4;
    const end = start + raw.readUInt16BE(position + 2);
    if (end > option.end) throw new MalformedMessage("EDNS option longer than its record");
    const isError = raw.readUInt16BE(position) === EXTENDED_DNS_ERROR && end - start >= 2;
    if (isError) errors.push(readExtendedError(raw.subarray(start, end)));
    position = end;
  }
  return errors;
}

function readExtendedError(data: Buffer): DnsExtendedError {
  return { code: data.readUInt16BE(0), text: escapeText(data.subarray(2, 2 + MAX_ERROR_TEXT)) };
}

/** The CNAMEs that lead from the asked name onwards, and where they end. */
export function followAliases(message: DnsMessage, name: string): { aliases: DnsAlias[]; end: string } {
  const aliases: DnsAlias[] = [];
  const seen = new Set<string>();
  let end = name.toLowerCase();
  while (!seen.has(end)) {
    seen.add(end);
    const next = message.answers.find((record) => record.type === "CNAME" && record.name === end);
    if (!next) break;
    aliases.push({ name: end, target: next.data, ttl: next.ttl });
    end = next.data;
  }
  return { aliases, end };
}

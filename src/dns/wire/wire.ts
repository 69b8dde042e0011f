// Reads names and records from the bytes of a DNS message (RFC 1035 section 4.1), label by label, with every
// bound checked. What joins labels into plain strings turns `mail\.example.com` into `mail.example.com`, and
// could confirm a name that does not exist.

import { plainName, presentName } from "./name.ts";

/** The one error of reading a message: it is cut off or contradicts itself. */
export class MalformedMessage extends Error {
  override name = "MalformedMessage";
}

/** RFC 1035 section 2.3.4, length bytes and root included. */
const MAX_NAME_BYTES = 255;
/** RFC 2181 section 8: a TTL with the top bit set counts as zero. */
const MAX_TTL = 0x7fffffff;

export interface WireName {
  /** Where the labels begin, with the byte that tells their length. */
  labels: number[];
  /** Where the bytes after the name begin. */
  end: number;
}

/** A record whose data is still bytes of the message. */
export interface WireRecord {
  name: string;
  type: number;
  class: number;
  ttl: number;
  start: number;
  end: number;
}

export function readName(raw: Buffer, start: number): WireName {
  const labels: number[] = [];
  let position = start;
  let limit = start;
  let end = -1;
  let bytes = 1;
  for (;;) {
    const length = readByte(raw, position);
    if (length === 0) return { labels, end: end === -1 ? position + 1 : end };
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | readByte(raw, position + 1);
      if (end === -1) end = position + 2;
      // A pointer leads to a prior place (section 4.1.4); always further back, so it cannot loop.
      if (target >= limit) throw new MalformedMessage("compression pointer does not lead back");
      position = limit = target;
      continue;
    }
    if (length > 63) throw new MalformedMessage("unknown label type");
    bytes += length + 1;
    if (bytes > MAX_NAME_BYTES) throw new MalformedMessage("name over 255 bytes");
    labels.push(position);
    position += 1 + length;
    if (position > raw.length) throw new MalformedMessage("message ends inside a name");
  }
}

export function nameAt(raw: Buffer, start: number): { name: string; end: number } {
  const { labels, end } = readName(raw, start);
  return { name: plainName(raw, labels) ?? presentName(labelsAt(raw, labels)), end };
}

/** The labels themselves, without their lengths. */
export function labelsAt(raw: Buffer, labels: number[]): Buffer[] {
  return labels.map((start) => raw.subarray(start + 1, start + 1 + (raw[start] ?? 0)));
}

export function readRecord(raw: Buffer, start: number): WireRecord {
  const { name, end: fixed } = nameAt(raw, start);
  const data = fixed + 10;
  slice(raw, fixed, data);
  const end = data + raw.readUInt16BE(fixed + 8);
  slice(raw, data, end);
  const ttl = raw.readUInt32BE(fixed + 4);
  return {
    name,
    type: raw.readUInt16BE(fixed),
    class: raw.readUInt16BE(fixed + 2),
    ttl: ttl > MAX_TTL ? 0 : ttl,
    start: data,
    end,
  };
}

function readByte(raw: Buffer, position: number): number {
  const byte = raw[position];
  if (byte === undefined) throw new MalformedMessage("message ends inside a name");
  return byte;
}

/** The bytes, or the error: `subarray` alone would quietly give fewer. */
export function slice(raw: Buffer, start: number, end: number): Buffer {
  if (end > raw.length) throw new MalformedMessage("message ends inside a record");
  return raw.subarray(start, end);
}

// Writes a question as a DNS message (RFC 1035 section 4.1). By hand, because a question is nothing but a
// header, a name and two numbers, and ten thousand addresses ask twice as many.

import type { DnsRecordType } from "../../model/dns.ts";

export interface DnsQuestion {
  name: string;
  type: DnsRecordType;
}

/** How a question is put. */
export interface QueryFlags {
  edns: boolean;
  /** RD: off when a zone's own server is asked. */
  recursion: boolean;
  /** CD: the resolver shall not validate (RFC 4035 section 3.2.2). */
  checkingDisabled: boolean;
}

export const typeNumbers: Record<DnsRecordType, number> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DS: 43,
  SPF: 99,
};

const HEADER_BYTES = 12;
const RECURSION_DESIRED = 0x0100;
/** AD in a question: the answer may say whether it was validated (RFC 6840 section 5.7). */
const AUTHENTIC_DATA = 0x0020;
const CHECKING_DISABLED = 0x0010;
const CLASS_IN = 1;
const OPT = 41;
/** The largest UDP answer asked for: fits any path without fragments (DNS flag day 2020). */
const EDNS_SIZE = 1232;
const DOT = 0x2e;

/** RFC 6891 section 6.1.2: the root, the type, the size in place of a class; flags and options are none. */
const optRecord = Buffer.from([0, 0, OPT, EDNS_SIZE >> 8, EDNS_SIZE & 0xff, 0, 0, 0, 0, 0, 0]);

/** The name is one that `canBeAsked`. */
export function encodeQuery(id: number, { name, type }: DnsQuestion, how: QueryFlags): Buffer {
  const labels = name === "." ? "" : `.${name}`;
  const nameEnd = HEADER_BYTES + labels.length + 1;
  // Out of Node's pool: a piece of memory of its own costs as much as all else here. Each byte is written.
  const bytes = Buffer.allocUnsafe(nameEnd + 4 + (how.edns ? optRecord.length : 0));
  writeHeader(bytes, id, how);
  writeLabels(bytes, labels);
  bytes[nameEnd - 1] = 0;
  bytes.writeUInt16BE(typeNumbers[type], nameEnd);
  bytes.writeUInt16BE(CLASS_IN, nameEnd + 2);
  if (how.edns) optRecord.copy(bytes, nameEnd + 4);
  return bytes;
}

function writeHeader(bytes: Buffer, id: number, { edns, recursion, checkingDisabled }: QueryFlags): void {
  const flags =
    AUTHENTIC_DATA | (recursion ? RECURSION_DESIRED : 0) | (checkingDisabled ? CHECKING_DISABLED : 0);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt16BE(flags, 2);
  bytes.writeUInt16BE(1, 4);
  bytes.writeUInt32BE(0, 6);
  bytes.writeUInt16BE(edns ? 1 : 0, 10);
}

/** Each dot, from the last one on, gives way to the length of the label behind it. */
function writeLabels(bytes: Buffer, labels: string): void {
  bytes.write(labels, HEADER_BYTES, "latin1");
  let length = 0;
  for (let position = HEADER_BYTES + labels.length - 1; position >= HEADER_BYTES; position -= 1) {
    if (bytes[position] !== DOT) length += 1;
    else {
      bytes[position] = length;
      length = 0;
    }
  }
}

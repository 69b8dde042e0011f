// One question to one server, whatever it takes within the time: UDP with EDNS, plain UDP for
// servers that do not know EDNS, TCP when the answer was cut off.

import { randomInt } from "node:crypto";
import { encodeQuery } from "./message.ts";
import type { DnsMessage, DnsQuestion } from "./message.ts";
import type { Query, Reply } from "./reply.ts";
import type { DnsServer } from "./servers.ts";
import { askOverTcp } from "./tcp.ts";
import { askOverUdp } from "./udp.ts";

const FORMAT_ERROR = 1;
const NOT_IMPLEMENTED = 4;

export async function exchange(
  server: DnsServer,
  question: DnsQuestion,
  milliseconds: number,
): Promise<Reply> {
  const deadline = performance.now() + milliseconds;
  const reply = await askOverUdp(server, newQuery(question, true), deadline);
  if (!("message" in reply)) return reply;
  if (!refusesEdns(reply.message)) return untruncated(server, question, reply, true, deadline);
  const plain = await askOverUdp(server, newQuery(question, false), deadline);
  return untruncated(server, question, plain, false, deadline);
}

function newQuery(question: DnsQuestion, edns: boolean): Query {
  const id = randomInt(0x10000);
  return { id, question, bytes: encodeQuery(id, question, edns) };
}

/** RFC 6891 section 7: old servers answer the OPT record with one of these. */
function refusesEdns(message: DnsMessage): boolean {
  return message.responseCode === FORMAT_ERROR || message.responseCode === NOT_IMPLEMENTED;
}

async function untruncated(
  server: DnsServer,
  question: DnsQuestion,
  reply: Reply,
  edns: boolean,
  deadline: number,
): Promise<Reply> {
  if (!("message" in reply) || !reply.message.truncated) return reply;
  const whole = await askOverTcp(server, newQuery(question, edns), deadline);
  if ("message" in whole) return whole;
  return { ...whole, detail: `UDP answer truncated, then over TCP: ${whole.detail}` };
}

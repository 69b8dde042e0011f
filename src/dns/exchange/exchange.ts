// One question to one server, whatever it takes within the time: UDP with EDNS, plain UDP for
// servers that do not know EDNS, TCP when the answer was cut off.

import { randomInt } from "node:crypto";
import { encodeQuery } from "../wire/query.ts";
import type { DnsMessage } from "../wire/message.ts";
import type { DnsQuestion, QueryFlags } from "../wire/query.ts";
import type { Query, Reply } from "./reply.ts";
import type { DnsServer } from "./servers.ts";
import { askOverTcp } from "./tcp.ts";
import { askOverUdp } from "./udp.ts";

/** To whom a question goes, and how. */
export interface Request {
  server: DnsServer;
  question: DnsQuestion;
  recursion: boolean;
  checkingDisabled: boolean;
}

const FORMAT_ERROR = 1;
const NOT_IMPLEMENTED = 4;

export async function exchange(request: Request, milliseconds: number): Promise<Reply> {
  const deadline = performance.now() + milliseconds;
  const withEdns = { ...request, edns: true };
  const reply = await askOverUdp(request.server, newQuery(withEdns), deadline);
  if (!("message" in reply)) return reply;
  if (!refusesEdns(reply.message)) return untruncated(withEdns, reply, deadline);
  const plain = { ...request, edns: false };
  return untruncated(plain, await askOverUdp(request.server, newQuery(plain), deadline), deadline);
}

function newQuery(request: Request & QueryFlags): Query {
  const id = randomInt(0x10000);
  const { question } = request;
  return { id, question, bytes: encodeQuery(id, question, request) };
}

/** RFC 6891 section 7: old servers answer the OPT record with one of these. */
function refusesEdns(message: DnsMessage): boolean {
  return message.responseCode === FORMAT_ERROR || message.responseCode === NOT_IMPLEMENTED;
}

async function untruncated(request: Request & QueryFlags, reply: Reply, deadline: number): Promise<Reply> {
  if (!("message" in reply) || !reply.message.truncated) return reply;
  const whole = await askOverTcp(request.server, newQuery(request), deadline);
  if ("message" in whole) return { ...whole, truncated: true };
  // Without the failure of TCP: over UDP the server was there.
  const detail = `UDP answer truncated, then over TCP: ${whole.detail}`;
  return { status: whole.status, detail, truncated: true };
}

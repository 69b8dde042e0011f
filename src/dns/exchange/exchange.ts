// One question to one server, whatever it takes within the time: UDP with EDNS, plain UDP for
// servers that refuse or drop EDNS, TCP when the answer was cut off.

import { randomInt } from "node:crypto";
import { encodeQuery } from "../wire/query.ts";
import type { DnsMessage } from "../wire/message.ts";
import type { DnsQuestion } from "../wire/query.ts";
import type { Query, Reply } from "./reply.ts";
import { serverName } from "./servers.ts";
import type { DnsServer } from "./servers.ts";
import { askOverTcp } from "./tcp.ts";
import { askOverUdp, type Wording } from "./udp.ts";

/** To whom a question goes, and how. */
export interface Request {
  server: DnsServer;
  question: DnsQuestion;
  recursion: boolean;
  checkingDisabled: boolean;
}

export type Exchange = (request: Request, milliseconds: number) => Promise<Reply>;

const FORMAT_ERROR = 1;
const NOT_IMPLEMENTED = 4;

/**
 * Firewalls and old servers drop what they do not know: a question with EDNS that gets no answer is asked without it
 * before the server counts as silent. Servers that answered only so are asked plainly from then on.
 */
export function createExchange(): Exchange {
  const plainServers = new Set<string>();
  /** Where an answer with EDNS came, a later loss of packets must not cost EDNS. */
  const ednsServers = new Set<string>();
  return async (request, milliseconds) => {
    const deadline = performance.now() + milliseconds;
    const name = serverName(request.server);
    const full: Wording = (id) => queryOf(id, request, true);
    const plain: Wording = (id) => queryOf(id, request, false);
    const tries = plainServers.has(name) ? ([plain, plain] as const) : ([full, full, plain] as const);
    const { reply, wording } = await askOverUdp(request.server, tries, deadline);
    if (!("message" in reply)) return reply;
    if (wording === plain) {
      if (!ednsServers.has(name)) plainServers.add(name);
      return untruncated(request, false, reply, deadline);
    }
    if (!refusesEdns(reply.message)) {
      ednsServers.add(name);
      return untruncated(request, true, reply, deadline);
    }
    const again = await askOverUdp(request.server, [plain, plain], deadline);
    return untruncated(request, false, again.reply, deadline);
  };
}

function queryOf(id: number, { question, recursion, checkingDisabled }: Request, edns: boolean): Query {
  return { id, question, bytes: encodeQuery(id, question, { edns, recursion, checkingDisabled }) };
}

/** RFC 6891 section 7: old servers answer the OPT record with one of these. */
function refusesEdns(message: DnsMessage): boolean {
  return message.responseCode === FORMAT_ERROR || message.responseCode === NOT_IMPLEMENTED;
}

function untruncated(
  request: Request,
  edns: boolean,
  reply: Reply,
  deadline: number,
): Reply | Promise<Reply> {
  if (!("message" in reply) || !reply.message.truncated) return reply;
  return overTcp(request, queryOf(randomInt(0x10000), request, edns), deadline);
}

async function overTcp(request: Request, query: Query, deadline: number): Promise<Reply> {
  const whole = await askOverTcp(request.server, query, deadline);
  if ("message" in whole) return { ...whole, truncated: true };
  // Without the failure of TCP: over UDP the server was there.
  const detail = `UDP answer truncated, then over TCP: ${whole.detail}`;
  return { status: whole.status, detail, truncated: true };
}

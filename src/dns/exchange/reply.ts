// What one server had to say to one question, and how bytes from the network become that.

import { systemErrorReason } from "../../base/errors.ts";
import type { DnsFailure } from "../../model/dns.ts";
import { decodeMessage, repeatsQuestion } from "../wire/message.ts";
import type { DnsMessage } from "../wire/message.ts";
import type { DnsQuestion } from "../wire/query.ts";

export interface Failure {
  status: "timeout" | "unreachable" | "malformed";
  detail: string;
  failure?: DnsFailure | undefined;
}

/** `truncated`: UDP cut the answer off, and what stands here came, or failed to come, over TCP. */
export type Reply = ({ message: DnsMessage } | Failure) & { truncated?: boolean };

/** A question on its way, with the id that its answer must repeat. */
export interface Query {
  id: number;
  question: DnsQuestion;
  bytes: Buffer;
}

const NO_ERROR = 0;
const NAME_ERROR = 3;

/**
 * The reply, or null when these bytes do not answer the query: wrong id or another question, which
 * are forged or late, and must not end the waiting. Throws MalformedMessage.
 */
export function readReply(raw: Buffer, query: Query): DnsMessage | null {
  if (raw.length >= 2 && raw.readUInt16BE(0) !== query.id) return null;
  const message = decodeMessage(raw);
  if (!message.isResponse) return null;
  if (repeatsQuestion(message, query.question)) return message;
  // Some servers send a bare header with FORMERR or REFUSED. It proves nothing of the name.
  const isBareError = message.question === null && ![NO_ERROR, NAME_ERROR].includes(message.responseCode);
  return isBareError ? message : null;
}

const noRoute = { detail: "network unreachable", failure: "no route" } as const;
const socketReasons: Record<string, Omit<Failure, "status">> = {
  ECONNREFUSED: { detail: "connection refused", failure: "connection refused" },
  ECONNRESET: { detail: "connection reset" },
  EHOSTUNREACH: { detail: "host unreachable", failure: "no route" },
  ENETUNREACH: noRoute,
  EADDRNOTAVAIL: noRoute,
};

export function socketFailure(error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return { status: "unreachable", ...(socketReasons[code] ?? { detail: systemErrorReason(error) }) };
}

export const silence: Failure = { status: "timeout", detail: "no answer" };
export const garbled: Failure = { status: "malformed", detail: "an answer that cannot be read" };

// Questions over UDP. Sockets are connected: the kernel then drops what comes from other addresses and
// reports a closed port (ECONNREFUSED) at once instead of by silence. Questions to one server share a
// socket, since opening one costs more than the question itself; ids tell the answers apart.

import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { garbled, readReply, silence, socketFailure } from "./reply.ts";
import type { Failure, Query, Reply } from "./reply.ts";
import { serverName } from "./servers.ts";
import type { DnsServer } from "./servers.ts";

/** Then another socket is opened, so that the port stays hard to guess for forgers (RFC 5452). */
const QUESTIONS_PER_SOCKET = 500;
const IDS = 0x10000;

/** A way to put a question; its bytes are made when it is sent, which the last one is seldom. */
export type Wording = (id: number) => Query;

/** The reply, and the wording that it answers; without an answer the last one. */
export interface Answered {
  reply: Reply;
  wording: Wording;
}

/** A question on its way, with all that was sent for it. */
interface Asked {
  tries: readonly [Wording, ...Wording[]];
  sent: number;
  /** Milliseconds from one try to the next. */
  wait: number;
  timer: NodeJS.Timeout | null;
  queries: Waiting[];
  /** Null when it is over. */
  resolve: ((answered: Answered) => void) | null;
}

/** What an answer is told by: the table of a channel has it under its id. */
interface Waiting {
  query: Query;
  wording: Wording;
  asked: Asked;
  /** Unreadable bytes came under its id; they may be forged, so the right answer may still come. */
  garbled: boolean;
}

interface Channel {
  server: DnsServer;
  socket: Socket;
  isConnected: boolean;
  waiting: Map<number, Waiting>;
  questions: number;
}

/** The newest socket of each server; older ones live on until their last answer. */
const channels = new Map<string, Channel>();

/**
 * The tries are sent one after the other, evenly over the time; one wording may stand there twice. An answer to an
 * earlier one is still welcome after the last. `deadline` is on the clock of `performance.now()`.
 */
export function askOverUdp(
  server: DnsServer,
  tries: readonly [Wording, ...Wording[]],
  deadline: number,
): Promise<Answered> {
  const channel = channelTo(server);
  const wait = Math.max(1, (deadline - performance.now()) / tries.length);
  return new Promise((resolve) => {
    const asked: Asked = { tries, sent: 0, wait, timer: null, queries: [], resolve };
    waitingFor(channel, asked, tries[0]);
    if (channel.isConnected) return sendNext(channel, asked);
    asked.timer = setTimeout(sendNext, wait, channel, asked);
  });
}

function sendNext(channel: Channel, asked: Asked): void {
  const wording = asked.tries[asked.sent];
  if (!wording) {
    const reply = asked.queries.some((one) => one.garbled) ? garbled : silence;
    return end(channel, asked, { reply, wording: asked.tries.at(-1) ?? asked.tries[0] });
  }
  asked.sent += 1;
  asked.timer = setTimeout(sendNext, asked.wait, channel, asked);
  channel.socket.send(waitingFor(channel, asked, wording).query.bytes, (error) => {
    if (error) end(channel, asked, { reply: socketFailure(error), wording });
  });
}

/** The same wording keeps its id. */
function waitingFor(channel: Channel, asked: Asked, wording: Wording): Waiting {
  const known = asked.queries.find((one) => one.wording === wording);
  if (known) return known;
  const id = freeId(channel);
  const waiting = { query: wording(id), wording, asked, garbled: false };
  channel.waiting.set(id, waiting);
  asked.queries.push(waiting);
  return waiting;
}

/** Few are taken: a channel has some hundred questions. */
function freeId({ waiting }: Channel): number {
  let id = randomInt(IDS);
  while (waiting.has(id)) id = randomInt(IDS);
  return id;
}

function end(channel: Channel, asked: Asked, answered: Answered): void {
  const { resolve, timer, queries } = asked;
  if (resolve === null) return;
  asked.resolve = null;
  if (timer !== null) clearTimeout(timer);
  for (const { query } of queries) channel.waiting.delete(query.id);
  closeWhenIdle(channel);
  resolve(answered);
}

// ---------------------------------------------------------------- sockets

function channelTo(server: DnsServer): Channel {
  const key = serverName(server);
  const known = channels.get(key);
  if (known && known.questions < QUESTIONS_PER_SOCKET) {
    known.questions += 1;
    return known;
  }
  const channel = openChannel(server);
  channels.set(key, channel);
  return channel;
}

function openChannel(server: DnsServer): Channel {
  const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
  const channel: Channel = { server, socket, isConnected: false, waiting: new Map(), questions: 1 };
  socket.on("error", (error) => fail(channel, socketFailure(error)));
  socket.on("message", (raw) => receive(channel, raw));
  socket.once("connect", () => sendFirst(channel));
  socket.connect(server.port, server.address);
  return channel;
}

/** What was asked before the socket could send. */
function sendFirst(channel: Channel): void {
  channel.isConnected = true;
  for (const { asked } of channel.waiting.values()) {
    if (asked.sent > 0 || asked.resolve === null) continue;
    if (asked.timer !== null) clearTimeout(asked.timer);
    sendNext(channel, asked);
  }
}

function fail(channel: Channel, reply: Failure): void {
  for (const { asked, wording } of channel.waiting.values()) end(channel, asked, { reply, wording });
}

function receive(channel: Channel, raw: Buffer): void {
  const waiting = raw.length >= 2 ? channel.waiting.get(raw.readUInt16BE(0)) : undefined;
  if (!waiting) return;
  try {
    const message = readReply(raw, waiting.query);
    if (message) end(channel, waiting.asked, { reply: { message }, wording: waiting.wording });
  } catch {
    waiting.garbled = true;
  }
}

/** An open socket would keep the process alive. */
function closeWhenIdle(channel: Channel): void {
  if (channel.waiting.size > 0) return;
  const key = serverName(channel.server);
  if (channels.get(key) === channel) channels.delete(key);
  channel.socket.close();
}

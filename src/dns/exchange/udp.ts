// Questions over UDP. Sockets are connected: the kernel then drops what comes from other addresses and
// reports a closed port (ECONNREFUSED) at once instead of by silence. Questions to one server share a
// socket, since opening one costs more than the question itself; ids tell the answers apart.

import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { garbled, readReply, silence, socketFailure } from "./reply.ts";
import type { Failure, Query, Reply } from "./reply.ts";
import { serverName } from "./servers.ts";
import type { DnsServer } from "./servers.ts";

/** Then another socket is opened, so that the port stays hard to guess for forgers (RFC 5452). */
const QUESTIONS_PER_SOCKET = 500;

interface Waiting {
  query: Query;
  end: (reply: Reply) => void;
  /** Unreadable bytes came under its id; they may be forged, so the right answer may still come. */
  garbled: boolean;
}

interface Channel {
  socket: Socket;
  connected: Promise<void>;
  waiting: Map<number, Waiting>;
  questions: number;
}

/** The newest socket of each server; older ones live on until their last answer. */
const channels = new Map<string, Channel>();

/** The reply, and the query that it answers; without an answer the last one. */
export interface Answered {
  reply: Reply;
  query: Query;
}

/**
 * The tries are sent one after the other, evenly over the time; one query may stand there twice. An answer to an
 * earlier one is still welcome after the last. `deadline` is on the clock of `performance.now()`.
 */
export async function askOverUdp(
  server: DnsServer,
  tries: readonly [Query, ...Query[]],
  deadline: number,
): Promise<Answered> {
  const queries = [...new Set(tries)];
  const channel = channelTo(server, queries);
  return new Promise((resolve) => {
    const wait = Math.max(1, (deadline - performance.now()) / tries.length);
    let sent = 0;
    let isOver = false;
    const waiting = queries.map((query) => ({
      query,
      garbled: false,
      end: (reply: Reply) => end({ reply, query }),
    }));
    for (const one of waiting) channel.waiting.set(one.query.id, one);
    const end = (answered: Answered) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      for (const { id } of queries) channel.waiting.delete(id);
      closeWhenIdle(server, channel);
      resolve(answered);
    };
    const send = () => {
      const query = tries[sent];
      const isGarbled = waiting.some((one) => one.garbled);
      if (!query) return end({ reply: isGarbled ? garbled : silence, query: tries.at(-1) ?? tries[0] });
      sent += 1;
      timer = setTimeout(send, wait);
      return channel.socket.send(
        query.bytes,
        (error) => error && end({ reply: socketFailure(error), query }),
      );
    };
    let timer = setTimeout(send, wait);
    void channel.connected.then(() => {
      clearTimeout(timer);
      if (!isOver) send();
    });
  });
}

function channelTo(server: DnsServer, queries: readonly Query[]): Channel {
  const key = serverName(server);
  const known = channels.get(key);
  const isFree = known && queries.every(({ id }) => !known.waiting.has(id));
  if (isFree && known.questions < QUESTIONS_PER_SOCKET) {
    known.questions += 1;
    return known;
  }
  const channel = openChannel(server);
  channels.set(key, channel);
  return channel;
}

function openChannel(server: DnsServer): Channel {
  const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
  const waiting: Channel["waiting"] = new Map();
  const fail = (failure: Failure) => {
    for (const { end } of waiting.values()) end(failure);
  };
  socket.on("error", (error) => fail(socketFailure(error)));
  socket.on("message", (raw) => receive(waiting, raw));
  const connected = new Promise<void>((done) => socket.once("connect", done));
  socket.connect(server.port, server.address);
  return { socket, connected, waiting, questions: 1 };
}

function receive(waiting: Channel["waiting"], raw: Buffer): void {
  const asked = raw.length >= 2 ? waiting.get(raw.readUInt16BE(0)) : undefined;
  if (!asked) return;
  try {
    const message = readReply(raw, asked.query);
    if (message) asked.end({ message });
  } catch {
    asked.garbled = true;
  }
}

/** An open socket would keep the process alive. */
function closeWhenIdle(server: DnsServer, channel: Channel): void {
  if (channel.waiting.size > 0) return;
  const key = serverName(server);
  if (channels.get(key) === channel) channels.delete(key);
  channel.socket.close();
}

// One question over TCP, for answers too long for UDP (RFC 7766): two bytes of length, then the message.

import { connect } from "node:net";
import { garbled, readReply, silence, socketFailure } from "./reply.ts";
import type { Query, Reply } from "./reply.ts";
import type { DnsServer } from "./servers.ts";

/** `deadline` is on the clock of `performance.now()`. */
export function askOverTcp(server: DnsServer, query: Query, deadline: number): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port });
    let received: Buffer = Buffer.alloc(0);

    const end = (reply: Reply) => {
      clearTimeout(expiry);
      socket.destroy();
      resolve(reply);
    };
    const receive = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const message = firstMessage(received);
      if (message) end(readOnly(message, query));
    };

    const expiry = setTimeout(() => end(silence), Math.max(0, deadline - performance.now()));
    socket.on("error", (error) => end(socketFailure(error)));
    socket.on("end", () => end({ status: "unreachable", detail: "connection closed without an answer" }));
    socket.on("data", receive);
    socket.on("connect", () => socket.write(withLength(query.bytes)));
  });
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Null until all of it is there; the length field bounds it to 65535 bytes. */
function firstMessage(received: Buffer): Buffer | null {
  if (received.length < 2) return null;
  const end = 2 + received.readUInt16BE(0);
  return received.length < end ? null : received.subarray(2, end);
}

function readOnly(raw: Buffer, query: Query): Reply {
  try {
    const message = readReply(raw, query);
    return message ? { message } : garbled;
  } catch {
    return garbled;
  }
}

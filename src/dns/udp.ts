// One question over UDP. Each has a connected socket of its own: the kernel then drops what comes
// from other addresses and reports a closed port (ECONNREFUSED) at once instead of by silence.

import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { garbled, readReply, silence, socketFailure } from "./reply.ts";
import type { Query, Reply } from "./reply.ts";
import type { DnsServer } from "./servers.ts";

/** The question is sent twice; an answer to the first try is still welcome after the second. */
const TRIES = 2;

/** `deadline` is on the clock of `performance.now()`. */
export function askOverUdp(server: DnsServer, query: Query, deadline: number): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
    const left = Math.max(0, deadline - performance.now());
    let resend: NodeJS.Timeout | undefined;
    let atDeadline: Reply = silence;
    let ended = false;

    const end = (reply: Reply) => {
      if (ended) return;
      ended = true;
      clearInterval(resend);
      clearTimeout(expiry);
      socket.close();
      resolve(reply);
    };
    const send = () => socket.send(query.bytes, (error) => error && end(socketFailure(error)));
    const receive = (raw: Buffer) => {
      const reply = readOrGarbled(raw, query);
      if (reply === garbled) atDeadline = garbled;
      else if (reply) end(reply);
    };

    const expiry = setTimeout(() => end(atDeadline), left);
    socket.on("error", (error) => end(socketFailure(error)));
    socket.on("message", receive);
    socket.on("connect", () => {
      send();
      resend = setInterval(send, Math.max(1, left / TRIES));
    });
    socket.connect(server.port, server.address);
  });
}

/** Unreadable bytes may be forged, so the right answer may still come. */
function readOrGarbled(raw: Buffer, query: Query): Reply | null {
  try {
    const message = readReply(raw, query);
    return message && { message };
  } catch {
    return garbled;
  }
}

// A resolver that lies, is late, or is not the one that was asked. What does not answer the question must neither be
// believed nor end the waiting for what does.

import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createExchange } from "../../src/dns/exchange/exchange.ts";
import { parseServer } from "../../src/dns/exchange/servers.ts";

const sockets: Socket[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
  for (const server of servers.splice(0)) server.close();
});

async function udpSocket(port = 0): Promise<Socket> {
  const socket = createSocket("udp4");
  sockets.push(socket);
  await new Promise<void>((done) => socket.bind(port, "127.0.0.1", done));
  return socket;
}

const ADDRESS = [203, 0, 113, 5];
const FORGED = [198, 51, 100, 66];
const TRUNCATED = 0x0200;

/** An answer to the query: its question, and one A record for it. */
function answerTo(query: Buffer, address: readonly number[], flags = 0): Buffer {
  const nameEnd = query.indexOf(0, 12) + 5;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | flags, 2);
  header.writeUInt16BE(1, 6);
  header.writeUInt16BE(0, 10);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
  return Buffer.concat([header, query.subarray(12, nameEnd), record]);
}

function withId(message: Buffer, id: number): Buffer {
  const copy = Buffer.from(message);
  copy.writeUInt16BE(id & 0xffff, 0);
  return copy;
}

const ask = (port: number, milliseconds = 2_000) => {
  const question = { name: "mail.example.com", type: "A" as const };
  const server = parseServer(`127.0.0.1:${port}`);
  return createExchange()({ server, question, recursion: true, checkingDisabled: false }, milliseconds);
};

async function addressFrom(port: number, milliseconds?: number): Promise<string> {
  const reply = await ask(port, milliseconds);
  return "message" in reply ? (reply.message.answers[0]?.data ?? "none") : reply.status;
}

describe("forged answers before the true one", () => {
  type Send = (message: Buffer) => void;
  test.each<[string, (query: Buffer, id: number, send: Send) => void]>([
    [
      "with every id but the right one in a row",
      (query, id, send) => {
        for (let near = 1; near <= 200; near++) send(withId(answerTo(query, FORGED), id + near));
      },
    ],
    [
      "to another question",
      (query, _id, send) =>
        send(Buffer.from(answerTo(query, FORGED).toString("latin1").replace("mail", "male"), "latin1")),
    ],
    [
      "to another type",
      (query, _id, send) => {
        const forged = answerTo(query, FORGED);
        forged.writeUInt16BE(28, forged.indexOf(0, 12) + 1);
        send(forged);
      },
    ],
    ["that cannot be read", (query, _id, send) => send(answerTo(query, FORGED).subarray(0, 20))],
    ["that are questions", (query, _id, send) => send(query)],
  ])("%s", async (_name, forge) => {
    const socket = await udpSocket();
    socket.on("message", (query, peer) => {
      const send = (message: Buffer) => socket.send(message, peer.port, peer.address);
      forge(query, query.readUInt16BE(0), send);
      send(answerTo(query, ADDRESS));
    });
    expect(await addressFrom(socket.address().port)).toBe("203.0.113.5");
  });

  test("from another port, with the right id", async () => {
    const [resolver, forger] = [await udpSocket(), await udpSocket()];
    resolver.on("message", (query, peer) => {
      forger.send(answerTo(query, FORGED), peer.port, peer.address, () => {
        resolver.send(answerTo(query, ADDRESS), peer.port, peer.address);
      });
    });
    expect(await addressFrom(resolver.address().port)).toBe("203.0.113.5");
  });

  test("from another address, the right one's port", async () => {
    const resolver = await udpSocket();
    const forger = createSocket("udp4");
    sockets.push(forger);
    await new Promise<void>((done) => forger.bind(resolver.address().port, "127.0.0.2", done));
    resolver.on("message", (query, peer) => forger.send(answerTo(query, FORGED), peer.port, peer.address));
    expect(await addressFrom(resolver.address().port, 400)).toBe("timeout");
  });
});

describe("late answers", () => {
  test("that come after the second try are welcome", async () => {
    const socket = await udpSocket();
    const queries: Buffer[] = [];
    socket.on("message", (query, peer) => {
      queries.push(query);
      if (queries.length === 2) socket.send(answerTo(queries[0] ?? query, ADDRESS), peer.port, peer.address);
    });
    expect(await addressFrom(socket.address().port, 1_000)).toBe("203.0.113.5");
  });

  test("are not taken for the answer to the next question", async () => {
    const socket = await udpSocket();
    let late: Buffer | null = null;
    socket.on("message", (query, peer) => {
      if (late === null) {
        late = answerTo(query, FORGED);
        return;
      }
      socket.send(late, peer.port, peer.address);
      if (query.readUInt16BE(0) !== late.readUInt16BE(0))
        socket.send(answerTo(query, ADDRESS), peer.port, peer.address);
    });
    const { port } = socket.address();
    const [first, second] = [ask(port, 300), ask(port, 2_000)];
    const answers = [await first, await second].map((reply) =>
      "message" in reply ? reply.message.answers[0]?.data : reply.status,
    );
    expect(answers[1]).toBe("203.0.113.5");
  });
});

describe("over TCP", () => {
  /** UDP answers are cut off; `speak` is what the same server says over TCP. */
  async function resolver(speak: (write: (bytes: Buffer) => void, query: Buffer, end: () => void) => void) {
    const server = createServer((connection) => {
      connection.on("error", () => {});
      connection.once("data", (data: Buffer) =>
        speak(
          (bytes) => void connection.write(bytes),
          data.subarray(2),
          () => connection.end(),
        ),
      );
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const socket = await udpSocket(port);
    socket.on("message", (query, peer) =>
      socket.send(answerTo(query, FORGED, TRUNCATED), peer.port, peer.address),
    );
    return port;
  }

  const framed = (message: Buffer, length = message.length) =>
    Buffer.concat([Buffer.from([length >> 8, length & 0xff]), message]);

  test.each<[string, Parameters<typeof resolver>[0], string]>([
    [
      "byte by byte",
      (write, query) => framed(answerTo(query, ADDRESS)).forEach((byte) => write(Buffer.from([byte]))),
      "203.0.113.5",
    ],
    [
      "with more behind it",
      (write, query) => write(Buffer.concat([framed(answerTo(query, ADDRESS)), Buffer.alloc(100_000)])),
      "203.0.113.5",
    ],
    ["that is never complete", (write, query) => write(framed(answerTo(query, ADDRESS), 65_535)), "timeout"],
    ["without a word", (_write, _query, end) => end(), "unreachable"],
    [
      "to another question",
      (write, query) =>
        write(
          framed(Buffer.from(answerTo(query, FORGED).toString("latin1").replace("mail", "male"), "latin1")),
        ),
      "malformed",
    ],
    [
      "with another id",
      (write, query) => write(framed(withId(answerTo(query, FORGED), query.readUInt16BE(0) + 1))),
      "malformed",
    ],
    ["that breaks off under its id", (write, query) => write(framed(query.subarray(0, 5))), "malformed"],
    ["that is garbage", (write) => write(framed(Buffer.from("hello"))), "malformed"],
  ])("an answer %s", async (_name, speak, want) => {
    expect(await addressFrom(await resolver(speak), want === "timeout" ? 400 : 2_000)).toBe(want);
  });
});

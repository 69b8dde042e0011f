import { createSocket } from "node:dgram";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createResolver } from "../../src/dns/ask/resolver.ts";
import { parseServer } from "../../src/dns/exchange/servers.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

const longNames = Array.from(
  { length: 60 },
  (_, index) => `9.113.0.203.in-addr.arpa. 60 IN PTR host-number-${index}.example.com.`,
);

const zone = `
example.com. 600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 86400
example.com. 600 IN NS ns1.example.com.
mail.example.com. 300 IN A 203.0.113.5
alias.example.com. 300 IN CNAME mail.example.com.
dangling.example.com. 300 IN CNAME gone.example.com.
elsewhere.example.com. 300 IN CNAME mail.example.org.
loop.example.com. 300 IN CNAME loop.example.com.
host.below.example.com. 300 IN A 203.0.113.6
text.example.com. 300 IN TXT hello
forged.example.com. 300 IN A 203.0.113.7
old.example.com. 300 IN A 203.0.113.8
cut.example.com. 300 IN A 203.0.113.9
slow.example.com. 300 IN A 203.0.113.10
113.0.203.in-addr.arpa. 600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 300
113.0.203.in-addr.arpa. 600 IN NS ns1.example.com.
${longNames.join("\n")}
;! fails.example.com. SERVFAIL
;! refuses.example.com. REFUSED
;! silent.example.com. silent
;! slow.example.com. delay=50
;! cut.example.com. truncate
;! forged.example.com. wrong-id
;! old.example.com. FORMERR-EDNS
`;

let server: ZoneServer;
beforeAll(async () => {
  server = await startZoneServer(zone);
});
afterAll(() => server.close());

const resolverOf = (servers: string[], milliseconds = 300) =>
  createResolver(servers.map(parseServer), milliseconds);
const ask = (name: string, type: "A" | "AAAA" | "PTR" | "SOA" = "A") =>
  resolverOf([server.resolver]).ask(name, type);

describe("an answer", () => {
  test.each([
    { name: "mail.example.com", status: "answer", data: ["203.0.113.5"] },
    { name: "MAIL.example.com", status: "answer", data: ["203.0.113.5"] },
    { name: "alias.example.com", status: "answer", data: ["203.0.113.5"] },
    { name: "gone.example.com", status: "nxdomain", data: [] },
    { name: "dangling.example.com", status: "nxdomain", data: [] },
    { name: "below.example.com", status: "nodata", data: [] },
    { name: "text.example.com", status: "nodata", data: [] },
    { name: "fails.example.com", status: "servfail", data: [] },
    { name: "loop.example.com", status: "servfail", data: [] },
    { name: "refuses.example.com", status: "refused", data: [] },
    { name: "example.org", status: "refused", data: [] },
    { name: "silent.example.com", status: "timeout", data: [] },
    { name: "slow.example.com", status: "answer", data: ["203.0.113.10"] },
    { name: "forged.example.com", status: "answer", data: ["203.0.113.7"] },
    { name: "cut.example.com", status: "answer", data: ["203.0.113.9"] },
    { name: "old.example.com", status: "answer", data: ["203.0.113.8"] },
    { name: "mail\\.example.com", status: "malformed", data: [] },
  ])("$name: $status", async ({ name, status, data }) => {
    const answer = await ask(name);
    expect(answer.status).toBe(status);
    expect(answer.records.map((record) => record.data)).toEqual(data);
  });

  test("keeps the CNAME chain and the SOA of a negative answer", async () => {
    const answer = await ask("dangling.example.com");
    expect(answer.aliases).toEqual([{ name: "dangling.example.com", target: "gone.example.com", ttl: 300 }]);
    expect(answer.soa).toMatchObject({
      zone: "example.com",
      ttl: 600,
      minimum: 86400,
      contact: "hostmaster@example.com",
    });
    expect(answer.server).toBe(server.resolver);
  });

  test("names the zone when its SOA is asked for", async () => {
    expect((await ask("example.com", "SOA")).soa?.zone).toBe("example.com");
    expect((await ask("mail.example.com", "SOA")).soa?.zone).toBe("example.com");
  });

  test("comes over TCP when UDP cut it off", async () => {
    const answer = await ask("9.113.0.203.in-addr.arpa", "PTR");
    expect(answer.records).toHaveLength(60);
    const transports = server.questions
      .filter((question) => question.type === "PTR")
      .map((question) => question.transport);
    expect(transports).toEqual(["udp", "tcp"]);
  });
});

describe("each question", () => {
  test("is asked once, however often and however it is spelt", async () => {
    const resolver = resolverOf([server.resolver]);
    const before = server.questions.length;
    await Promise.all([resolver.ask("mail.example.com", "A"), resolver.ask("Mail.Example.Com", "A")]);
    await resolver.ask("mail.example.com", "A");
    await resolver.ask("gone.example.com", "A");
    await resolver.ask("gone.example.com", "A");
    expect(server.questions.length - before).toBe(2);
  });

  test("goes to the next server when one fails", async () => {
    const fallback = await startZoneServer(
      "fails.example.com. 60 IN SOA a. b. 1 2 3 4 5\nfails.example.com. 60 IN A 203.0.113.99",
    );
    const resolver = resolverOf(["127.0.0.1:1", server.resolver, fallback.resolver]);
    const answer = await resolver.ask("fails.example.com", "A");
    expect(answer).toMatchObject({ status: "answer", server: fallback.resolver });
    await fallback.close();
  });

  test("keeps the most telling failure when all servers fail", async () => {
    const resolver = resolverOf(["127.0.0.1:1", server.resolver]);
    expect(await resolver.ask("fails.example.com", "A")).toMatchObject({
      status: "servfail",
      server: server.resolver,
    });
  });
});

describe("a server that is not there", () => {
  test("is known at once by its closed port", async () => {
    const resolver = resolverOf(["127.0.0.1:1"], 20_000);
    expect(await resolver.ask("mail.example.com", "A")).toMatchObject({
      status: "unreachable",
      detail: "connection refused",
    });
  }, 10_000);

  test("is given up after three questions", async () => {
    const silent = await startZoneServer(
      Array.from({ length: 6 }, (_, index) => `;! ${index}.example.com silent`).join("\n"),
    );
    const resolver = resolverOf([silent.resolver], 40);
    for (let index = 0; index < 6; index += 1) {
      expect((await resolver.ask(`${index}.example.com`, "A")).status).toBe("timeout");
    }
    expect(new Set(silent.questions.map((question) => question.name)).size).toBe(3);
    await silent.close();
  });
});

describe("a server that talks nonsense", () => {
  const sockets: ReturnType<typeof createSocket>[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  async function answering(reply: (query: Buffer) => Buffer): Promise<string> {
    const socket = createSocket("udp4");
    sockets.push(socket);
    socket.on("message", (raw, peer) => socket.send(reply(raw), peer.port, peer.address));
    await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
    return `127.0.0.1:${socket.address().port}`;
  }

  /** The query sent back with other flags: an answer without any record. */
  const echo = (flags: number) => (query: Buffer) => {
    const reply = Buffer.from(query);
    reply.writeUInt16BE(flags, 2);
    return reply;
  };
  const header = (flags: number) => (query: Buffer) =>
    Buffer.from([query[0] ?? 0, query[1] ?? 0, flags >> 8, flags & 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);

  test.each([
    {
      what: "garbage under the right id",
      reply: (query: Buffer) => query.subarray(0, 5),
      status: "malformed",
    },
    { what: "garbage", reply: () => Buffer.from("hello"), status: "timeout" },
    {
      what: "another question's answer",
      reply: (query: Buffer) =>
        Buffer.from(echo(0x8180)(query).toString("latin1").replace("mail", "male"), "latin1"),
      status: "timeout",
    },
    { what: "the query itself", reply: (query: Buffer) => query, status: "timeout" },
    { what: "an empty answer without recursion: a referral", reply: echo(0x8100), status: "malformed" },
    { what: "an empty answer of a resolver", reply: echo(0x8180), status: "nodata" },
    { what: "a bare FORMERR", reply: header(0x8001), status: "malformed" },
    { what: "a bare REFUSED", reply: header(0x8005), status: "refused" },
    { what: "a bare NXDOMAIN, which proves nothing", reply: header(0x8183), status: "timeout" },
    { what: "an unknown error code", reply: echo(0x8189), status: "malformed" },
    { what: "a truncated answer, TCP closed", reply: echo(0x8380), status: "unreachable" },
  ])("$what: $status", async ({ reply, status }) => {
    const resolver = resolverOf([await answering(reply)], 150);
    expect((await resolver.ask("mail.example.com", "A")).status).toBe(status);
  });
});

// An audit whose resolver is no witness: "nothing to repair" is no answer to what could not be asked.

import { createSocket, type Socket } from "node:dgram";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const [SERVFAIL, NXDOMAIN] = [2, 3];

/** Answers every question with this response code. */
async function startServer(code: number): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { address, port }) => {
    const reply = Buffer.from(query);
    reply.writeUInt16BE(0x8180 | code, 2);
    socket.send(reply, port, address);
  });
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  return socket;
}

const ZONE = `
. 600 IN SOA ns.example. root.example. 1 2 3 4 5
in-addr.arpa. 600 IN NS ns.example.
5.113.0.203.in-addr.arpa. 600 IN PTR mail.example.com.
mail.example.com. 600 IN A 203.0.113.5
example.com. 600 IN TXT v=spf1 ip4:203.0.113.5 -all
example.com. 600 IN MX 10 mail.example.com.
unusual9._domainkey.example.com. 600 IN TXT v=DKIM1
`;

let failing: Socket;
let denying: Socket;
let zone: ZoneServer;
beforeAll(async () => {
  [failing, denying, zone] = await Promise.all([
    startServer(SERVFAIL),
    startServer(NXDOMAIN),
    startZoneServer(ZONE),
  ]);
});
afterAll(async () => {
  failing.close();
  denying.close();
  await zone.close();
});

async function run(command: "audit" | "probe", resolver: string, line: string): Promise<string> {
  let written = "";
  const io = {
    stdout: { write: async (text: string) => void (written += text), isTerminal: false, columns: undefined },
    stderr: { write: async () => {}, isTerminal: false, columns: undefined },
    stdin: async function* () {},
    stdinIsPiped: false,
    env: { LANG: "C.UTF-8" },
    userId: 1000,
    now: Date.now,
    sleep: async () => {},
  } as unknown as Io;
  const options = ["--no-config", "--no-authoritative", "--resolver", resolver];
  await main([command, ...options, ...line.split(" ")], io);
  return written;
}

const at = (socket: Socket) => `127.0.0.1:${socket.address().port}`;
const headOf = (text: string) => text.split("\n\n", 1)[0]?.replaceAll("\n", " ");

describe("the first line of an audit", () => {
  test.each([
    ["203.0.113.26", "The DNS could not be asked about 203.0.113.26."],
    ["--only spf,mx example.com", "The DNS could not be asked about example.com."],
    ["example.com 203.0.113.26", "The DNS could not be asked about 203.0.113.26, example.com."],
  ])("tells of what no resolver answered: %s", async (line, head) => {
    expect(headOf(await run("audit", at(failing), line))).toBe(head);
    expect(headOf(await run("audit", at(denying), line))).toBe(head);
  });

  test("names the checks that nobody can know", async () => {
    expect(headOf(await run("audit", zone.resolver, "--only spf,dkim,mx example.com"))).toBe(
      "Nothing to repair was found. Not known: example.com (DKIM).",
    );
    expect(headOf(await run("audit", zone.resolver, "--only spf,mx example.com"))).toBe("Nothing to repair.");
  });
});

describe("an address that nobody could be asked about is no name server's fault", () => {
  test.each([
    ["SERVFAIL to all questions", () => failing, "audit_no_answer"],
    ["a resolver that denies the top of the tree", () => denying, "audit_cut_off"],
  ])("%s", async (_, server, topic) => {
    expect(await run("audit", at(server()), "203.0.113.26")).toContain(`(whybounce explain ${topic})`);
    const probed = await run("probe", at(server()), "--no-local 203.0.113.26");
    expect(probed.replaceAll(/\s+/g, " ")).toContain(`UNKNOWN (whybounce explain ${topic})`);
  });
});

// Whatever a server does at any stage of a test message is a result, in bounded time, and nothing is said twice.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { mustSkip } from "../support/servers.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import {
  isOpensslMissing,
  secureContext,
  startFakeGmail,
  type Act,
  type FakeGmail,
  type Script,
  type Stage,
} from "./fake-gmail.ts";
import { idsOf, report } from "./run.ts";
import { ZONE } from "./zone.ts";

let dns: ZoneServer;
let gmail: FakeGmail;
const folder = mkdtempSync(join(tmpdir(), "whybounce-stages-"));
beforeAll(async () => {
  dns = await startZoneServer(ZONE);
  gmail = await startFakeGmail();
  if (!isOpensslMissing) secureContext();
});
afterEach(() => void gmail.sessions.splice(0));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gmail.close();
  await dns.close();
});

async function send(script: Script) {
  gmail.script({ sees: "203.0.113.5", ...script });
  const server = ["--server", `127.0.0.1:${gmail.port}`, "--connect-timeout", "500ms", "--state", folder];
  const start = performance.now();
  const words = ["--no-local", "--resolver", dns.resolver, ...server, "--helo", "mx1.example.com"];
  const { addresses, stderr } = await report([...words, "--send", "you@gmail.com", "127.0.0.2"]);
  expect(stderr).not.toContain("bug");
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(gmail.sessions).toHaveLength(1);
  const commands = gmail.sessions[0]!.commands.map((command) => command.split(/[ :]/)[0]);
  // EHLO comes twice with TLS, and nothing else does.
  const once = commands.filter((command) => command !== "EHLO");
  expect(new Set(once).size).toBe(once.length);
  return { address: addresses[0]!, commands };
}

const said: Record<Stage, number> = { greeting: 0, ehlo: 1, mail: 2, rcpt: 3, data: 4, message: 4 };
const acts: [name: string, act: Act, failure: string, finding: string][] = [
  ["resets", { reset: true }, "lost", "probe_connection_lost"],
  ["closes", { close: true }, "lost", "probe_connection_lost"],
  ["hangs", { hang: true }, "time is over", "probe_no_greeting"],
  ["says half a line", "2", "time is over", "probe_no_greeting"],
  ["says 1 MB", `250-${"x".repeat(1 << 20)}\r\n250 ok\r\n`, "not smtp", "probe_not_smtp"],
  ["speaks no SMTP", "<html>\r\n", "not smtp", "probe_not_smtp"],
];
const stages = Object.keys(said) as Stage[];

describe.each(stages)("at %s, a server that", (stage) => {
  test.each(acts)("%s", async (_name, act, failure, finding) => {
    const { address, commands } = await send({ [stage]: act });
    expect(address.connection?.failure).toBe(failure);
    // A reset may come before the system has told of the connection.
    expect(stage === "greeting" ? ["connect", stage] : [stage]).toContain(address.connection?.stage);
    expect(address.connection?.reply?.length ?? 0).toBeLessThanOrEqual(1000);
    expect(address.findings.find(({ id }) => id === finding)?.state).toBe("unknown");
    expect(idsOf(address)).not.toContain("probe_accepted");
    expect(address.delivery?.outcome).not.toBe("accepted");
    // A server that was lost hears no goodbye, and no further command.
    expect(commands).toHaveLength(said[stage]);
  });
});

describe("half lines at each stage", () => {
  test("are put together", async () => {
    const inParts = (text: string): Act => ({ inParts: [text.slice(0, 2), text.slice(2, 5), text.slice(5)] });
    const { address } = await send({
      mail: inParts("250 2.1.0 OK - gsmtp\r\n"),
      rcpt: inParts("250-2.1.5 OK\r\n250 more - gsmtp\r\n"),
      message: inParts("250 2.0.0 OK - gsmtp\r\n"),
    });
    expect(address.delivery?.outcome).toBe("accepted");
  });
});

describe.skipIf(mustSkip("TLS of a probe", isOpensslMissing ? ["openssl"] : []))("TLS", () => {
  test("a certificate of another name, signed by itself, is no hindrance, as for mailers", async () => {
    const { address } = await send({ tls: true });
    // It is for mx.google.com, and 127.0.0.1 was called.
    expect(address).toMatchObject({ connection: { tls: true }, delivery: { outcome: "accepted" } });
  });

  test.each<[string, Script, string]>([
    ["hangs in the handshake", { handshake: { hang: true } }, "tls failed"],
    ["resets in the handshake", { handshake: { reset: true } }, "tls failed"],
    ["closes in the handshake", { handshake: { close: true } }, "tls failed"],
    ["goes on in the clear", { handshake: "250 ok\r\n".repeat(4) }, "tls failed"],
    ["hangs at STARTTLS", { starttls: { hang: true } }, "time is over"],
    ["resets at STARTTLS", { starttls: { reset: true } }, "lost"],
  ])("a server that %s", async (_name, script, failure) => {
    const { address, commands } = await send({ tls: true, ...script });
    expect(address.connection).toMatchObject({ stage: "starttls", failure, tls: false });
    expect(address.delivery?.outcome).toBe("no connection");
    // No message goes in the clear where TLS was offered.
    expect(commands).toEqual(["EHLO", "STARTTLS"]);
  });

  test("a server that offers STARTTLS and refuses it gets no message in the clear", async () => {
    const { address, commands } = await send({ tls: true, starttls: "454 4.7.0 TLS not available\r\n" });
    expect(address.connection).toMatchObject({ stage: "starttls", verdict: { code: "454-4.7.0" } });
    expect(commands).toEqual(["EHLO", "STARTTLS", "QUIT"]);
  });
});

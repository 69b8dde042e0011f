// A resolver that is no witness is told of once, in one sentence, whatever of a run asks it: the reverse DNS, or the records of
// senders.

import { createSocket, type Socket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze, audit, dnsDefaults } from "../../src/index.ts";

const NXDOMAIN = 3;

/** Denies everything, or says nothing. */
async function startServer(code: number | null): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { address, port }) => {
    if (code === null) return;
    const reply = Buffer.from(query);
    reply.writeUInt16BE(0x8180 | code, 2);
    socket.send(reply, port, address);
  });
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  return socket;
}

const refused = (ip: string) => {
  const start = "2026-02-23T10:00:02+00:00 mx9.example.com postfix";
  const line = (id: string, status: string, reply: string) =>
    `${start}/qmgr[12]: ${id}: from=<news@example.com>, size=500, nrcpt=1 (queue active)\n` +
    `${start}/smtp[128]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=${status}, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} ${id}-1b2a1c4si1ad.1 - gsmtp (in reply to end of DATA command))\n`;
  return (
    line(
      "4NQh2b5xKdz9r01",
      "5.7.25",
      `550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup 550 5.7.25  https://support.google.com/a?p=sender-guidelines.`,
    ) +
    line(
      "4NQh2b5xKdz9r02",
      "5.7.26",
      `550-5.7.26 This mail has been blocked because the sender is unauthenticated. SPF [example.com] with ip: [${ip}] = did not pass. 550 5.7.26  https://support.google.com/mail/answer/81126`,
    )
  );
};

describe.each([
  ["denies the reverse tree", NXDOMAIN, "so it is cut off from the public DNS"],
  ["is silent", null, "no answer"],
])("a resolver that %s", (_name, code, words) => {
  let server: Socket;
  const folder = mkdtempSync(join(tmpdir(), "whybounce-once-"));
  beforeAll(async () => {
    server = await startServer(code);
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const dns = () => ({
    ...dnsDefaults,
    resolvers: [`127.0.0.1:${server.address().port}`],
    authoritative: false,
    timeoutMilliseconds: 200,
  });

  describe.each(["203.0.113.60", "2001:db8:25::5"])("about %s", (ip) => {
    test("in a report", async () => {
      const path = join(folder, "mail.log");
      writeFileSync(path, refused(ip));
      const told: string[] = [];
      const { report } = await analyze({
        paths: [path],
        dns: dns(),
        local: false,
        onWarning: (text) => void told.push(text),
      });
      expect(report.refusals).toHaveLength(1);
      expect(report.warnings).toEqual([expect.stringContaining(words)]);
      expect(told).toEqual(report.warnings);
    });

    test("in an audit", async () => {
      const told: string[] = [];
      const { report } = await audit(["example.com", ip], {
        dns: dns(),
        onWarning: (text) => void told.push(text),
      });
      expect(report.warnings).toEqual([expect.stringContaining(words)]);
      expect(told).toEqual(report.warnings);
    });
  });

  test("about addresses of both families", async () => {
    const { report } = await audit(["example.com", "2001:db8:25::5", "203.0.113.60"], { dns: dns() });
    expect(report.warnings).toEqual([expect.stringContaining(words)]);
  });
});

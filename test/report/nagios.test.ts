// The plugin format: one state, performance data that monitoring systems parse, and nothing of strangers' that breaks it.

import { expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import { startZoneServer } from "../support/zone-server.js";

const zone = `
113.0.203.in-addr.arpa 60 IN SOA ns1.example.net. host.example.net. 1 3600 600 86400 60
113.0.203.in-addr.arpa 60 IN NS ns1.example.net.
41.113.0.203.in-addr.arpa 60 IN PTR mail2.example.net.
example.net 60 IN SOA ns1.example.net. host.example.net. 1 3600 600 86400 60
example.net 60 IN NS ns1.example.net.
ns1.example.net 60 IN A 127.0.0.1
mail2.example.net 60 IN A 203.0.113.41
`;

async function run(words: string, zoneText = zone) {
  const server = await startZoneServer(zoneText);
  let stdout = "";
  const stream = { write: async () => {}, isTerminal: false, columns: undefined };
  const io: Io = {
    stdout: { ...stream, write: async (text: string) => void (stdout += text) },
    stderr: stream,
    stdin: async function* () {},
    stdinIsPiped: false,
    env: { LANG: "C.UTF-8" },
    now: Date.now,
    sleep: async () => {},
  };
  const options = `--no-config --no-local --no-authoritative --dns-timeout 300ms --resolver ${server.resolver}`;
  const code = await main(`${words} -f nagios ${options}`.split(" "), io);
  await server.close();
  return { code, stdout };
}

const performance = (refused: number, unasked: number, addresses: number, refusals = 0) =>
  `addresses=${addresses};;;0 refused=${refused};;0;0 not_asked=${unasked};;;0 refusals=${refusals};;;0 unread=0;;;0`;

test("an address in order is OK", async () => {
  const { code, stdout } = await run("check 203.0.113.41");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `WHYBOUNCE OK - 1 address in order | ${performance(0, 0, 1)}\n`,
  });
});

test("one that Gmail would refuse is CRITICAL, whatever the others are", async () => {
  const { code, stdout } = await run("check 203.0.113.40 203.0.113.41");
  expect(code).toBe(2);
  expect(stdout).toBe(
    `WHYBOUNCE CRITICAL - Gmail would refuse 1 of 2 addresses: 203.0.113.40 (No PTR record) | ${performance(1, 0, 2)}\n203.0.113.40: No PTR record\n`,
  );
});

test("one that could not be asked about is UNKNOWN, not OK", async () => {
  const { code, stdout } = await run("check 203.0.113.41", ";! * silent");
  expect(code).toBe(3);
  expect(stdout).toMatch(/^WHYBOUNCE UNKNOWN - the DNS could not be asked about 1 of 1 address \|/);
});

test("a log that cannot be read is UNKNOWN, and one without refusals OK", async () => {
  expect(await run("fixtures/demo/none.log")).toMatchObject({ code: 3 });
  const { code, stdout } = await run("fixtures/postfix/gmail-other-refusals.log");
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^WHYBOUNCE OK - no refusal/),
  });
});

test("refusals in a log are counted", async () => {
  const { code, stdout } = await run("fixtures/postfix/gmail-550-5.7.25-bounced.log");
  expect(code).not.toBe(0);
  expect(stdout.split("\n", 1)[0]?.match(/\|/g)).toHaveLength(1);
  expect(stdout).toMatch(/ refusals=[1-9]\d*;;;0 /);
});

// What answers where a store should be: a proxy with a page of its own, or a server that quotes what it got.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseStoreAddress, warnOfPlainPassword } from "../../src/store/address.ts";
import { runProgram } from "../hostile/program.ts";
import { runCommand } from "../support/command.ts";

let folder = "";
let log = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-answers-"));
  log = join(folder, "events.ndjson");
  writeFileSync(log, `${JSON.stringify({ schema: "whybounce.suspension/1", code: "550-5.7.25" })}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A server that gives everybody this; its port. */
async function serve(status: number, type: string, body: string): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as { port: number }).port;
}

const run = (line: string, env: Record<string, string> = {}) => runCommand(line.split(" "), env);

const page = `<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>${"<p>nginx</p>".repeat(100)}</body></html>`;

describe.each<[string, number, string]>([
  ["a page with an error", 502, page],
  ["a page that says all is well", 200, page],
  ["a page of XHTML", 403, `<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>`],
])("%s", (_name, status, body) => {
  test.each([
    "--no-dns --no-config --from URL",
    "store init --no-config --to URL",
    "store push --no-config --to URL LOG",
  ])("%s: one sentence", async (line) => {
    const port = await serve(status, "text/html", body);
    const url = `clickhouse://127.0.0.1:${port}/mail`;
    const { code, stdout, stderr } = await run(line.replace("URL", url).replace("LOG", log));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `whybounce: ${url}: a web page came instead of an answer, as from a proxy or another server; name the address and port of ClickHouse's HTTP interface (8123)\n`,
    );
  });
});

test("a server that quotes the password", async () => {
  const port = await serve(500, "text/plain", "no such user: me with p4ssword in the header");
  const { stderr } = await run(`--no-dns --no-config --from clickhouse://127.0.0.1:${port}/mail`, {
    WHYBOUNCE_STORE_PASSWORD: "p4ssword",
  });
  expect(stderr).toMatch(/the server says: no such user: me with \(password\) in the header/);
});

describe("a password over plain http", () => {
  const told = (url: string, password: string) => {
    const warnings: string[] = [];
    const { url: http, database } = parseStoreAddress("to", url, null);
    warnOfPlainPassword(
      { url: http, database, user: "me", password },
      { warn: (text) => void warnings.push(text) },
    );
    return warnings.join("\n");
  };

  test.each([
    "db.example.com",
    "192.0.2.1:9000",
    "[2001:db8::1]",
    "localhost.example.com",
    "127.0.0.1.example.com",
  ])("to %s is told", (host) => {
    const place = /:\d+$/.test(host) ? host : `${host}:8123`;
    expect(told(`clickhouse://${host}/mail`, "p4ssword")).toBe(
      `clickhouse://${place}/mail: the password crosses the network unencrypted; add ?secure=true, or reach the server through a tunnel`,
    );
  });

  test.each([
    ["127.0.0.1/mail", "p4ssword"],
    ["127.8.0.1/mail", "p4ssword"],
    ["localhost/mail", "p4ssword"],
    ["[::1]/mail", "p4ssword"],
    ["db.example.com/mail?secure=true", "p4ssword"],
    ["db.example.com/mail", ""],
  ])("to %s is not", (place, password) => {
    expect(told(`clickhouse://${place}`, password)).toBe("");
  });

  // Nothing listens on that port, on any of this machine's own addresses.
  test.each(["--no-dns --from URL", "store init --to URL", "store push --to URL LOG"])(
    "%s tells it",
    (line) => {
      const words = line.replace("URL", "clickhouse://0.0.0.0:1/mail").replace("LOG", log).split(" ");
      const env = { PATH: process.env["PATH"], WHYBOUNCE_STORE_PASSWORD: "p4ssword" };
      const { code, stderr } = runProgram(words, { cwd: folder, env });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^whybounce: clickhouse:\/\/0\.0\.0\.0:1\/mail: the password crosses /);
      expect(stderr).not.toContain("p4ssword");
    },
  );
});

test.each([
  ["clickhouse://db.example.com/%zz", "%zz"],
  ["clickhouse://100%@db.example.com/mail", "%"],
  ["clickhouse://me%4@db.example.com/mail", "%4"],
  ["clickhouse://db.example.com/%ff", "an escape"],
])("a bad escape in %s ended in a stack", (url, shown) => {
  expect(() => parseStoreAddress("store", url, null)).toThrow(
    `store: ${shown} stands for no character in a URL; write a percent sign as %25`,
  );
});

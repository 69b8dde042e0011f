import { describe, expect, test } from "vitest";
import { parseResolvConf, parseServer, serverName, systemServers } from "../../src/dns/exchange/servers.ts";
import { UserError } from "../../src/base/errors.ts";

describe("parseServer", () => {
  test.each([
    { text: "127.0.0.1", address: "127.0.0.1", port: 53, shown: "127.0.0.1" },
    { text: "127.0.0.1:5353", address: "127.0.0.1", port: 5353, shown: "127.0.0.1:5353" },
    { text: "::1", address: "::1", port: 53, shown: "::1" },
    { text: "[::1]", address: "::1", port: 53, shown: "::1" },
    { text: "[::1]:5353", address: "::1", port: 5353, shown: "[::1]:5353" },
    { text: "fe80::1%eth0", address: "fe80::1%eth0", port: 53, shown: "fe80::1%eth0" },
  ])("$text", ({ text, address, port, shown }) => {
    expect(parseServer(text)).toEqual({ address, port });
    expect(serverName({ address, port })).toBe(shown);
  });

  test.each([
    "",
    "ns1.example.com",
    "127.0.0.1:0",
    "127.0.0.1:65536",
    "127.0.0.1:",
    "127.0.0.1:dns",
    "[::1",
    "[::1]:x",
    "1.2.3",
  ])("%j is a mistake of the user", (text) => {
    expect(() => parseServer(text)).toThrow(UserError);
    expect(() => parseServer(text)).toThrow(`"${text}"`);
  });
});

describe("the system's servers", () => {
  test("come from the nameserver lines, at most three", () => {
    const text =
      "# local\nsearch example.com\nnameserver 127.0.0.53\nnameserver\t::1\nnameserver nonsense\nnameserver 127.0.0.3\nnameserver 127.0.0.4\n";
    expect(parseResolvConf(text).map((server) => server.address)).toEqual(["127.0.0.53", "::1", "127.0.0.3"]);
  });

  test("without a line, this machine is meant", () => {
    expect(parseResolvConf("options edns0\n")).toEqual([{ address: "127.0.0.1", port: 53 }]);
  });

  test("a missing file is a reason, not a crash", async () => {
    const path = "/nonexistent/resolv.conf";
    expect(await systemServers(path)).toEqual({ servers: [], problem: `${path}: no such file or directory` });
  });
});

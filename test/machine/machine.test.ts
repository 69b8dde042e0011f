// The machine as a whole: which addresses mail leaves from, how programs are run, and when the machine is asked at all.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { describeMachine } from "../../src/machine/index.ts";
import { addressesOn, sourceIn, type Interfaces } from "../../src/machine/network.ts";
import { runFile, runProgram } from "../../src/machine/programs.ts";
import { namesOf, ownAddresses, ownLog } from "../../src/machine/question.ts";
import type { RunProgram } from "../../src/machine/programs.ts";
import type { SendingIpCounts } from "../../src/model/report.ts";
import { transcript } from "./transcripts.ts";

const address = (text: string, internal = false) =>
  ({ address: text, internal, family: text.includes(":") ? "IPv6" : "IPv4" }) as NonNullable<
    Interfaces[string]
  >[number];

const interfaces: Interfaces = {
  lo: [address("127.0.0.1", true), address("::1", true)],
  eth0: [address("10.0.0.5"), address("198.51.100.17"), address("fe80::1"), address("2001:db8:25:0::99")],
};

/** With the routes of a machine that has a private IPv4 address. */
function routed(run: RunProgram): RunProgram {
  return async (program, given) => {
    if (program === "hostname") return { text: "mx1.example.com\n" };
    if (program !== "ip") return run(program, given);
    const source = given.includes("192.0.2.1") ? "10.0.0.5" : "2001:db8:25::99";
    return { text: `[{"dst":"${given.at(-1)}","dev":"eth0","prefsrc":"${source}","flags":[]}]` };
  };
}

const machineOf = (name: string) =>
  describeMachine({ run: routed(transcript(name)), hostName: "mx1", interfaces });

describe("the addresses that mail leaves from", () => {
  test("bound ones, with the settings that name them, and whether the machine has them", async () => {
    const { outgoing } = await machineOf("postfix-one-bound-address");
    expect(outgoing).toEqual([
      {
        ip: "198.51.100.17",
        family: 4,
        configuredBy: [{ mailer: "postfix", instance: "/etc/postfix", setting: "smtp_bind_address" }],
        isSystemsChoice: false,
        onHost: true,
        isInner: false,
      },
      {
        ip: "2001:db8:25::17",
        family: 6,
        configuredBy: [{ mailer: "postfix", instance: "/etc/postfix", setting: "smtp_bind_address6" }],
        isSystemsChoice: false,
        onHost: false,
        isInner: false,
      },
    ]);
  });

  test.each([
    ["postfix-debian-default", ["10.0.0.5 inner", "2001:db8:25::99"]],
    ["postfix-ipv4-only", ["10.0.0.5 inner"]],
    ["exim-several-transports", ["198.51.100.21", "198.51.100.22", "2001:db8:25::99"]],
    ["exim-computed-interface", []],
  ])("%s: the system's choice where nothing is bound", async (name, want) => {
    const { outgoing } = await machineOf(name);
    expect(outgoing.map(({ ip, isInner }) => (isInner ? `${ip} inner` : ip))).toEqual(want);
  });

  test("without loopback and link-local ones", () => {
    expect(addressesOn(interfaces)).toEqual(["10.0.0.5", "198.51.100.17", "2001:db8:25::99"]);
  });

  test("with the addresses for services on the loopback interface", () => {
    const lo = [address("127.0.0.1", true), address("203.0.113.5", true), address("2001:db8::5", true)];
    expect(addressesOn({ lo })).toEqual(["203.0.113.5", "2001:db8::5"]);
  });

  test.each(["", "[]", "{}", "[null]", '[{"prefsrc":5}]', '[{"prefsrc":"eth0"}]', "RTNETLINK answers: no"])(
    "the system says of its route: %s",
    (text) => {
      expect(sourceIn(text)).toBeNull();
    },
  );
});

test("the machine's names, the mail server's own first", async () => {
  expect(
    namesOf(await machineOf("postfix-ipv4-only")).map(({ name, source }) => `${name} ${source}`),
  ).toEqual([
    "out.example.com mailer configuration",
    "mx.example.com mailer configuration",
    "mx1.example.com system",
    "mx1 system",
  ]);
});

describe("a program", () => {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const script = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const limits = { milliseconds: 500, bytes: 1000 };

  test("gets its arguments as they are, and nothing of the environment", async () => {
    process.env["WHYBOUNCE_SECRET"] = "secret";
    const told = await runFile(script("echo", 'echo "$1|$WHYBOUNCE_SECRET|$LC_ALL|$PWD"'), "echo", [
      "a; b $c",
    ]);
    delete process.env["WHYBOUNCE_SECRET"];
    expect(told).toEqual({ text: "a; b $c||C|/\n" });
  });

  test.each([
    ["is too slow", "exec sleep 20", "time is over", null],
    ["does not stop", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done", "too much output", null],
    ["fails", "echo 'fatal:  no such\n  thing' >&2; exit 1", "failed", "fatal: no such thing"],
  ])("that %s is a problem", async (name, text, reason, detail) => {
    const start = performance.now();
    const told = await runFile(script(name, text), name, [], limits);
    expect(told).toEqual({ problem: { command: name, reason, detail } });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("that waits for input gets none", async () => {
    expect(await runFile(script("cat", "cat; echo end"), "cat", [])).toEqual({ text: "end\n" });
  });

  test("is run by its usual path only", async () => {
    process.env["PATH"] = `${folder}:${process.env["PATH"]}`;
    script("hostname", "echo forged.example.com");
    const told = await runProgram("hostname", []);
    expect(JSON.stringify(told)).not.toContain("forged");
  });
});

describe("the machine is asked", () => {
  const standard = ["/var/log/mail.log", "/var/log/exim4/mainlog"];
  const from = (...reportingMtas: string[]) => ({ ip: "203.0.113.5", reportingMtas }) as SendingIpCounts;
  const log = (path: string) => ({ path, kind: "log" as const });

  test.each([
    ["its own log", [log("/var/log/mail.log")], [from("mx1")], true],
    ["its own log, rotated", [log("/var/log/mail.log.2.gz")], [from("mx1.example.com")], true],
    ["a log without host names", [log("/var/log/exim4/mainlog-20260222")], [from()], true],
    ["another host's log in the standard place", [log("/var/log/mail.log")], [from("mx2")], false],
    ["a log that was copied", [log("/srv/logs/mail.log")], [from("mx1")], false],
    ["a pipe", [log("-")], [from("mx1")], false],
    ["its own log and another's", [log("/var/log/mail.log"), log("/srv/mx2.log")], [from("mx1")], false],
    ["its own journal", [log("journal:")], [from("mx1")], true],
    ["a unit of its own journal", [log("journal:postfix@-.service")], [from("mx1.example.com")], true],
    ["another host's entries in its journal", [log("journal:")], [from("mx2")], false],
    ["a journal that was copied", [log("journal:/srv/mx1/journal")], [from("mx1")], false],
    ["a mailbox", [{ path: "/var/log/mail.log", kind: "mbox" as const }], [from("mx1")], false],
    ["a name that only begins like a log", [log("/var/log/mail.logs/x")], [from("mx1")], false],
  ])("for %s: %#", (_what, inputs, counts, want) => {
    expect(ownLog(inputs, counts, standard, "mx1.example.com") !== null).toBe(want);
  });

  test("for an address that it has, and for that one only", () => {
    expect(ownAddresses(["198.51.100.17", "203.0.113.5"], ["198.51.100.17"])?.(from("x"))).toBe(false);
    expect(ownAddresses(["203.0.113.5"], ["203.0.113.5"])?.(from("x"))).toBe(true);
    expect(ownAddresses(["203.0.113.5"], ["198.51.100.17"])).toBeNull();
  });
});

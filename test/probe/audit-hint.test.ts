// The command that follows a probe: the audit of the domains whose mail leaves from its addresses.

import { expect, test } from "vitest";
import { probeDefaults, type ProbedAddress, type ProbeTask } from "../../src/model/probe.ts";
import { auditFacts } from "../../src/probe/audit-hint.ts";
import { inWords } from "../../src/probe/words/index.ts";

const sender = (given: Partial<ProbedAddress>) =>
  ({ sends: "yes", judgedIp: "203.0.113.7", helo: "mx1.home.example", ...given }) as ProbedAddress;
const task = (send: ProbeTask["send"] = null) => ({ ...probeDefaults, send }) as ProbeTask;
const told = (addresses: ProbedAddress[], refused: string[] = [], send: ProbeTask["send"] = null) =>
  auditFacts(task(send), addresses, refused).map((fact) => inWords(fact).action);

test("names the senders that were named, those of the logs, and the domain of the HELO name", () => {
  const send = {
    recipient: "you@gmail.com",
    sender: "News@Shop.example",
    otherSenders: ["b@b.example"],
    viaMailer: true,
  };
  expect(told([sender({})], ["refused.example", "b.example"], send)).toEqual([
    "whybounce audit shop.example b.example refused.example home.example 203.0.113.7",
  ]);
});

test("names what others see, each once, and nothing that does not send", () => {
  const addresses = [
    sender({ ip: "10.0.0.5" }),
    sender({ ip: "10.0.0.6" }),
    sender({ judgedIp: "10.0.0.7" }),
    sender({ judgedIp: null }),
    sender({ sends: "no", judgedIp: "198.51.100.9", helo: "x.other.example" }),
    sender({ sends: "maybe", judgedIp: "2001:db8::5" }),
  ];
  expect(told(addresses)).toEqual(["whybounce audit home.example 203.0.113.7 2001:db8::5"]);
});

test("a command has no room for what strangers wrote, nor for all of a long list", () => {
  const hostile = ["a.example; reboot", "$(reboot).example", "-o.example", "`x`.example", "ünï.example", ""];
  const many = Array.from({ length: 9 }, (_, index) => `d${index}.example`);
  expect(told([sender({ helo: null })], [...hostile, ...many])).toEqual([
    "whybounce audit d0.example d1.example d2.example d3.example d4.example 203.0.113.7",
  ]);
});

test("nothing is said where no domain is known, or no address that others see", () => {
  expect(told([sender({ helo: null })])).toEqual([]);
  expect(told([sender({ helo: "localhost" })])).toEqual([]);
  expect(told([sender({ judgedIp: null })])).toEqual([]);
});

// What is fuzzed: for each target the samples that are mutated, and what is done with an input. A target throws
// when something does not hold; its caller measures the time and memory that it took.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { encode } from "dns-packet";
import { judge, recognize } from "../dist/diagnosis/diagnose.js";
import { toAnswer } from "../dist/dns/ask/answer.js";
import { newBudget } from "../dist/dns/ask/budget.js";
import { checkAddress } from "../dist/dns/check/iprev.js";
import { decodeMessage } from "../dist/dns/wire/message.js";
import { createNameServers } from "../dist/dns/ask/name-servers.js";
import { readReply } from "../dist/dns/exchange/reply.js";
import { createWalks } from "../dist/dns/walk/walk.js";
import { MalformedMessage } from "../dist/dns/wire/wire.js";
import { splitMbox } from "../dist/reading/mail/mbox.js";
import { openPath } from "../dist/reading/files/open.js";
import { readWhole } from "../dist/reading/files/reader.js";
import { withRemedy } from "../dist/diagnosis/remedy.js";
import { analyze } from "../dist/index.js";
import { reverseName } from "../dist/base/standards/ip.js";
import { auditInput, recordSamples } from "./records.js";
import { judgeResults } from "./judge.js";
import { mutate } from "./mutate.js";

/** @typedef {import("./mutate.js").Random} Random */
/** @typedef {{ about: string, samples: () => Buffer[], longest: number, run: (input: Buffer, random: Random, samples: readonly Buffer[]) => Promise<void> }} Target */

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));

/** @param {(name: string) => boolean} wanted */
function samplesNamed(wanted) {
  const entries = readdirSync(fixtures, { recursive: true, encoding: "utf8" });
  return entries
    .filter(wanted)
    .toSorted()
    .map((name) => readFileSync(join(fixtures, name)));
}

const logs = () => samplesNamed((name) => name.endsWith(".log") && !name.startsWith("demo"));
const mails = () => samplesNamed((name) => name.endsWith(".eml"));

// ---------------------------------------------------------------- inputs

/** Cut into chunks as a pipe may do. @param {Buffer} input @param {Random} random */
async function* inChunks(input, random) {
  for (let at = 0; at < input.length;) {
    const length = random.oneIn(3) ? 1 + random.below(100) : 1 + random.below(65_536);
    yield input.subarray(at, at + length);
    at += length;
  }
}

/** @param {Buffer} input */
async function* atOnce(input) {
  yield input;
}

/** @param {Buffer} input @param {Random} random */
async function analyseInput(input, random) {
  const settings = { dns: null, timezone: "UTC", keepEvents: true };
  const results = await analyze({ ...settings, stdin: inChunks(input, random) });
  await judgeResults(results);
  const events = results.events.map((event) => JSON.stringify(event)).join("\n");
  if (events === "") return;
  const again = await analyze({ ...settings, stdin: inChunks(Buffer.from(events), random) });
  assert.deepEqual(countsOf(again), countsOf(results), "the events fed back give other counts");
}

/** @param {import("../dist/index.js").Results} results */
function countsOf({ report: { totals, sendingIps, otherGmailRejections } }) {
  const bySender = sendingIps.map(({ ip, attempts, affected, lost }) => ({ ip, attempts, affected, lost }));
  return { totals, bySender, other: otherGmailRejections };
}

/** @param {Buffer} bytes @returns {import("../dist/reading/files/reader.js").ByteReader} */
function readerOf(bytes, size = bytes.length) {
  let at = 0;
  return {
    read: async (into, offset) => {
      const length = bytes.copy(into, offset, at, at + size);
      at += length;
      return length;
    },
    bytesRead: () => at,
    failure: () => null,
    close: async () => {},
  };
}

/** @param {Buffer} bytes @param {number} [size] */
async function messagesOf(bytes, size) {
  const found = [];
  for await (const { raw } of splitMbox(readerOf(bytes, size))) found.push(raw.toString("latin1"));
  return found;
}

/** @param {Buffer} input @param {Random} random */
async function splitInput(input, random) {
  const whole = await messagesOf(Buffer.from(input));
  const pieces = await messagesOf(Buffer.from(input), 1 + random.below(5_000));
  assert.deepEqual(pieces, whole, "another size of chunks gives other messages");
  await analyseInput(input, random);
}

const scratch = join(tmpdir(), `whybounce-fuzz-${process.pid}`);

/** From a file as well as from a pipe. @param {Buffer} input @param {Random} random */
async function unpackInput(input, random) {
  writeFileSync(scratch, input);
  const opened = await openPath(scratch);
  const fromFile = await readWhole(opened.reader, 8 << 20);
  await opened.reader.close();
  assert(fromFile.raw.length <= 8 << 20, "more was read than was asked for");
  await analyseInput(input, random);
}

// ---------------------------------------------------------------- DNS

const ip = "203.0.113.25";
const nameServer = "ns1.example.com";
/** @param {string} type @param {string} name @param {unknown} data */
const record = (type, name, data) => /** @type {any} */ ({ type, name, ttl: 3600, class: "IN", data });
const soa = {
  mname: nameServer,
  rname: "hostmaster.example.com",
  serial: 1,
  refresh: 1,
  retry: 1,
  expire: 1,
  minimum: 60,
};
const zone = "113.0.203.in-addr.arpa";
const AUTHORITATIVE = 0x0400;

/** @param {object[]} answers @param {object[]} authorities @param {object[]} additionals @param {number} flags */
function reply(answers, authorities = [], additionals = [], flags = AUTHORITATIVE) {
  const questions = [
    { type: /** @type {const} */ ("PTR"), name: reverseName(ip), class: /** @type {const} */ ("IN") },
  ];
  return encode(
    /** @type {any} */ ({
      type: "response",
      id: 1,
      flags: flags | 0x0080,
      questions,
      answers,
      authorities,
      additionals,
    }),
  );
}

const replies = () => [
  reply([record("PTR", reverseName(ip), "mail.example.com")]),
  reply([
    record("PTR", reverseName(ip), "$(reboot).example.com"),
    record("PTR", reverseName(ip), "a;reboot;.example.com"),
  ]),
  reply([
    record("PTR", reverseName(ip), "mail\u202e.example.com"),
    record("PTR", reverseName(ip), "=1+1.example.com"),
  ]),
  reply([
    record("CNAME", reverseName(ip), `25.0-31.${zone}`),
    record("PTR", `25.0-31.${zone}`, "mail.example.com"),
  ]),
  reply([], [record("SOA", zone, soa)], [], AUTHORITATIVE | 3),
  reply([], [record("NS", zone, nameServer)], [record("A", nameServer, "127.0.0.1")], 0),
  reply([record("A", "mail.example.com", ip), record("AAAA", "mail.example.com", "2001:db8::1")]),
  reply([record("NS", zone, nameServer), record("NS", zone, "`reboot`.example.net")]),
  reply([record("SOA", zone, soa)]),
  reply(
    [],
    [],
    [
      {
        type: "OPT",
        name: ".",
        udpPayloadSize: 1232,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        options: [{ code: 15, data: Buffer.from("\0\x06\x1b[2Jbogus") }],
      },
    ],
  ),
  reply([], [], [], 5),
  reply([], [], [], 2),
];

/** @param {Buffer} bytes */
function decoded(bytes) {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedMessage) return null;
    throw error;
  }
}

/** The address of a log is asked about, and every answer is another mutation. @param {Buffer} input @param {Random} random @param {readonly Buffer[]} samples */
async function answerInput(input, random, samples) {
  let next = /** @type {Buffer | null} */ (input);
  const answer = (/** @type {any} */ question) => {
    const bytes = next ?? mutate(samples, random, 4_096);
    next = null;
    const message = decoded(bytes);
    try {
      readReply(bytes, { id: bytes.length > 1 ? bytes.readUInt16BE(0) : 0, question, bytes });
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
    }
    if (!message)
      return { status: /** @type {const} */ ("malformed"), detail: "an answer that cannot be read" };
    return { message: random.oneIn(2) ? renamed(message, question.name) : message };
  };
  let asked = 0;
  /** @type {import("../dist/dns/ask/resolver.js").Ask} */
  const ask = async (name, type) => toAnswer({ name, type }, "127.0.0.1", answer({ name, type }));
  const nameServers = createNameServers(100, async ({ question }) => {
    asked++;
    return answer(question);
  });
  const facts = await checkAddress(ip, ask, createWalks(nameServers, 53)(ask, newBudget()));
  assert(asked <= 40, `${asked} questions were asked for one address`);
  await judgeFacts(facts);
}

/** The message as an answer to this question. @param {import("../dist/dns/wire/message.js").DnsMessage} message @param {string} name */
function renamed(message, name) {
  const [first] = message.answers;
  const answers = message.answers.map((one) => (one.name === first?.name ? { ...one, name } : one));
  return { ...message, answers };
}

const refusal = {
  schema: "whybounce.rejection/1",
  id: "1",
  code: "550-5.7.25",
  via: "log",
  action: "failed",
  sendingIp: ip,
};
const oneRefusal = await analyze({
  dns: null,
  timezone: "UTC",
  stdin: atOnce(Buffer.from(JSON.stringify(refusal))),
});

/** @param {import("../dist/index.js").AddressFacts} facts */
async function judgeFacts(facts) {
  const names = facts.names.map(({ name }) => name);
  const hints = { hostName: names[0] ?? "mail.example.com", now: "2026-11-23T00:00:00.000Z" };
  const recognized = recognize(facts);
  if (recognized === null) throw new Error("no cause explains these facts");
  const remedied = withRemedy(ip, judge(recognized, hints), hints);
  const [counted] = oneRefusal.report.sendingIps;
  const sendingIps = counted ? [{ ...counted, ...remedied }] : [];
  await judgeResults({ ...oneRefusal, report: { ...oneRefusal.report, sendingIps } });
}

// ---------------------------------------------------------------- events

/** Events of all kinds, as the logs and bounces of the fixtures give them. @returns {Promise<Buffer[]>} */
async function eventSamples() {
  const samples = [];
  for (const input of [...logs(), ...mails()]) {
    const { events } = await analyze({
      dns: null,
      timezone: "UTC",
      keepEvents: true,
      stdin: atOnce(input),
    });
    if (events.length > 0)
      samples.push(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join("")));
  }
  return samples;
}

// ---------------------------------------------------------------- all of them

const KIBIBYTE = 1 << 10;
const mailbox = () =>
  mails().map((mail) =>
    Buffer.concat([Buffer.from("From MAILER-DAEMON  Mon Nov 23 04:00:29 2026\n"), mail, Buffer.from("\n")]),
  );
const events = await eventSamples();

/** @type {Record<string, Target>} */
export const targets = {
  log: {
    about: "log lines of all mailers and framings",
    samples: logs,
    longest: 512 * KIBIBYTE,
    run: analyseInput,
  },
  dsn: { about: "bounce mail", samples: mails, longest: 512 * KIBIBYTE, run: analyseInput },
  mbox: { about: "the framing of mailboxes", samples: mailbox, longest: 512 * KIBIBYTE, run: splitInput },
  gzip: {
    about: "gzip streams",
    samples: () => [...logs(), ...mails()].slice(0, 60).map((sample) => gzipSync(sample)),
    longest: 64 * KIBIBYTE,
    run: unpackInput,
  },
  dns: {
    about: "DNS messages, and what is made of them",
    samples: replies,
    longest: 4 * KIBIBYTE,
    run: answerInput,
  },
  records: {
    about: "records of SPF, DKIM, DMARC, MX and blocklists",
    samples: recordSamples,
    longest: 64 * KIBIBYTE,
    run: auditInput,
  },
  ndjson: { about: "events", samples: () => events, longest: 512 * KIBIBYTE, run: analyseInput },
};

/** The input of a number: always the same for a seed. @param {string} name @param {readonly Buffer[]} samples @param {Random} random */
export function inputOf(name, samples, random) {
  return mutate(samples, random, targets[name].longest);
}

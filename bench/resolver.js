// The resolver that `whybounce check` asks in the benchmark. It stands for the warm cache of a local resolver,
// which takes far less time for a question than this program: a process of its own, on loopback, with the bytes of
// all answers in memory before it is asked, so that it takes as little of the processors as a Node process can.
// Forked with the number of addresses. It sends its port, and after a message the processor time that it has used.

import { createSocket } from "node:dgram";
import dnsPacket from "dns-packet";
import { FORWARD_ZONE, addressOf, hostOf, kindOf, reverseNameOf, reverseZones } from "./addresses.js";

/** @import { Answer, RecordType, StringAnswer } from "dns-packet" */

const TTL = 3_600;
const HEADER = 12;
const RESPONSE = 0x8180;
const NXDOMAIN = 3;
const RECEIVE_BUFFER = 4 << 20;

/** @type {Map<string, Answer[]>} */
const records = new Map();
/** Every name that exists, also those that only have others below them. @type {Set<string>} */
const names = new Set();
/** A resolver that does not know the tops of the reverse trees is taken for one that is cut off; the nearest zone comes first. */
const zones = [FORWARD_ZONE, ...reverseZones, "in-addr.arpa", "ip6.arpa"];

/** @param {Answer} record */
function add(record) {
  const key = `${record.type} ${record.name}`;
  records.set(key, [...(records.get(key) ?? []), record]);
  for (let name = record.name; name; name = name.slice(name.indexOf(".") + 1)) {
    names.add(name);
    if (!name.includes(".")) return;
  }
}

/** @param {string} zone @returns {Answer} */
const soa = (zone) => ({
  type: "SOA",
  name: zone,
  ttl: TTL,
  data: {
    mname: `ns1.${FORWARD_ZONE}`,
    rname: `hostmaster.${FORWARD_ZONE}`,
    serial: 1,
    refresh: TTL,
    retry: TTL,
    expire: TTL,
    minimum: TTL,
  },
});

/** @param {string} name @param {string} address @returns {StringAnswer} */
const host = (name, address) => ({
  type: address.includes(":") ? "AAAA" : "A",
  name,
  ttl: TTL,
  data: address,
});

/** @param {number} count */
function fill(count) {
  for (const zone of zones) {
    add(soa(zone));
    add({ type: "NS", name: zone, ttl: TTL, data: `ns1.${FORWARD_ZONE}` });
  }
  add(host(`ns1.${FORWARD_ZONE}`, "192.0.2.53"));
  for (let number = 0; number < count; number++) {
    const kind = kindOf(number);
    if (kind === "none") continue;
    add({ type: "PTR", name: reverseNameOf(number), ttl: TTL, data: hostOf(number) });
    if (kind === "nowhere") continue;
    const isElsewhere = kind === "elsewhere";
    const other = addressOf(number).includes(":") ? "2001:db8:bad::1" : "192.0.2.1";
    add(host(hostOf(number), isElsewhere ? other : addressOf(number)));
  }
}

/** @param {string} type @param {string} name */
function encodeAnswer(type, name) {
  const answers = records.get(`${type} ${name}`) ?? [];
  const zone = zones.find((apex) => name === apex || name.endsWith(`.${apex}`));
  return dnsPacket.encode({
    type: "response",
    flags: RESPONSE | (names.has(name) ? 0 : NXDOMAIN),
    questions: [{ type: /** @type {RecordType} */ (type), name }],
    answers,
    authorities: answers.length === 0 && zone ? [soa(zone)] : [],
    additionals: [
      {
        type: "OPT",
        name: ".",
        udpPayloadSize: 1_232,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

/** The end of the question, its spelling included. @param {Buffer} query */
function questionEnd(query) {
  let position = HEADER;
  while (query[position]) position += (query[position] ?? 0) + 1;
  return position + 5;
}

/** Answers by the bytes of their question, as latin1: what a warm cache is. @type {Map<string, Buffer>} */
const cache = new Map();

/** @param {Buffer} message */
const keyOf = (message) => message.latin1Slice(HEADER, questionEnd(message));

/** @param {string} type @param {string} name */
function prepare(type, name) {
  const answer = encodeAnswer(type, name);
  cache.set(keyOf(answer), answer);
}

/** All that a check asks of the addresses. @param {number} count */
function warm(count) {
  for (let number = 0; number < count; number++) {
    prepare("PTR", reverseNameOf(number));
    if (kindOf(number) === "none") continue;
    prepare("A", hostOf(number));
    prepare("AAAA", hostOf(number));
  }
}

/** What few addresses share, and what is written in capitals, is encoded when it is asked for. @param {Buffer} query */
function answerTo(query) {
  const known = cache.get(keyOf(query));
  if (known) return known;
  const [question] = dnsPacket.decode(query).questions ?? [];
  prepare(question?.type ?? "A", (question?.name ?? "").toLowerCase());
  return cache.get(keyOf(query).toLowerCase()) ?? Buffer.alloc(0);
}

/** @param {Buffer} query */
function reply(query) {
  const sent = Buffer.from(answerTo(query));
  query.copy(sent, 0, 0, 2);
  query.copy(sent, HEADER, HEADER, questionEnd(query));
  return sent;
}

const count = Number(process.argv[2]);
fill(count);
warm(count);
const socket = createSocket({
  type: "udp4",
  recvBufferSize: RECEIVE_BUFFER,
  // Peers come as addresses: nothing is to be looked up, which costs as much as the answer.
  lookup: (address, _options, done) => done(null, address, 4),
});
/** Without what it took to prepare the answers. */
const start = process.cpuUsage();
let questions = 0;
socket.on("message", (query, peer) => {
  questions++;
  socket.send(reply(query), peer.port, peer.address);
});
socket.bind(0, "127.0.0.1", () => process.send?.({ port: socket.address().port }));
process.on("message", () => {
  const { user, system } = process.cpuUsage(start);
  process.send?.({ cpu: (user + system) / 1e6, questions });
});
process.on("disconnect", () => process.exit());

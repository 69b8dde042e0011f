// A small DNS server for loopback: answers from a zone given as text, over UDP and TCP on one port.
// Plain JavaScript, because the demo runs it without a build. It shares no code with src/dns, so that
// a mistake there cannot hide here.
//
// A line of the zone is `name TTL IN TYPE rdata`; each SOA begins a zone. A line `;! name word...`
// makes the server misbehave for that name: SERVFAIL, REFUSED, FORMERR-EDNS, silent, delay=500,
// truncate, wrong-id (a forged NXDOMAIN before the right answer).

import { createSocket } from "node:dgram";
import { createServer, isIPv6 } from "node:net";

const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, TXT: 16, AAAA: 28, OPT: 41 };
const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

/** @param {string} text of one name, `\.` and `\ddd` understood @returns {Buffer[]} */
function labelsOf(text) {
  const labels = [[]];
  for (const [part, digits, escaped] of text.replace(/\.$/, "").matchAll(/\\(\d{3})|\\(.)|[^]/g)) {
    if (part === ".") labels.push([]);
    else labels.at(-1).push(digits ? Number(digits) : (escaped ?? part).charCodeAt(0));
  }
  return labels.filter((label) => label.length > 0).map((label) => Buffer.from(label));
}

/** @param {string} text */
function encodeName(text) {
  return Buffer.concat([
    ...labelsOf(text).flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.alloc(1),
  ]);
}

/** @param {number[]} values @param {number} size */
function numbers(values, size) {
  const bytes = Buffer.alloc(values.length * size);
  values.forEach((value, index) => bytes.writeUIntBE(value, index * size, size));
  return bytes;
}

/** @param {string} type @param {string[]} words */
function encodeData(type, words) {
  if (type === "A") return Buffer.from(words[0].split(".").map(Number));
  if (type === "AAAA") return encodeIpv6(words[0]);
  if (type === "TXT") return Buffer.concat([Buffer.from([words[0].length]), Buffer.from(words[0])]);
  if (type !== "SOA") return encodeName(words[0]);
  return Buffer.concat([encodeName(words[0]), encodeName(words[1]), numbers(words.slice(2).map(Number), 4)]);
}

/** @param {string} address */
function encodeIpv6(address) {
  if (!isIPv6(address)) throw new Error(`not an IPv6 address: ${address}`);
  const [head, tail] = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const zeros = tail ? Array(8 - head.length - tail.length).fill("0") : [];
  return numbers(
    [...head, ...zeros, ...(tail ?? [])].map((group) => parseInt(group, 16)),
    2,
  );
}

const fold = (name) => (name === "." ? "." : name.toLowerCase().replace(/\.$/, ""));
const isWithin = (name, zone) => zone === "." || name === zone || name.endsWith(`.${zone}`);

/** @param {string} text */
function parseZone(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const behaviours = new Map();
  for (const line of lines.filter((candidate) => candidate.startsWith(";!"))) {
    const [name, ...words] = line.slice(2).trim().split(/\s+/);
    behaviours.set(fold(name), words);
  }
  const records = lines
    .map((line) => line.replace(/\s*;.*$/, ""))
    .filter(Boolean)
    .map(parseRecord);
  return { records, behaviours };
}

/** @param {string} line */
function parseRecord(line) {
  const [name, ttl, , type, ...words] = line.split(/\s+/);
  if (!(type in TYPES)) throw new Error(`zone line not understood: ${line}`);
  const data = encodeData(type, words);
  const fixed = Buffer.concat([
    numbers([TYPES[type], 1], 2),
    numbers([Number(ttl)], 4),
    numbers([data.length], 2),
  ]);
  return { name: fold(name), type, target: words[0], bytes: Buffer.concat([encodeName(name), fixed, data]) };
}

/** What the zone says, CNAMEs followed. */
function lookUp(records, name, type) {
  const answers = [];
  for (let owner = fold(name), hops = 0; hops < 20; hops += 1) {
    const zones = records.filter((record) => record.type === "SOA" && isWithin(owner, record.name));
    const soa = zones.sort((one, other) => other.name.length - one.name.length)[0];
    if (!soa) return { rcode: answers.length > 0 ? "NOERROR" : "REFUSED", answers, authorities: [] };
    const here = records.filter((record) => record.name === owner);
    const alias = here.find((record) => record.type === "CNAME");
    const wanted = here.filter((record) => record.type === type);
    if (wanted.length > 0) return { rcode: "NOERROR", answers: [...answers, ...wanted], authorities: [] };
    if (!alias) {
      // A name above others exists, even when it has no records (an empty non-terminal).
      const exists = records.some((record) => isWithin(record.name, owner));
      return { rcode: exists ? "NOERROR" : "NXDOMAIN", answers, authorities: [soa] };
    }
    answers.push(alias);
    owner = fold(alias.target);
  }
  return { rcode: "SERVFAIL", answers: [], authorities: [] };
}

/** @param {Buffer} raw */
function parseQuery(raw) {
  const labels = [];
  let position = 12;
  for (; raw[position]; position += raw[position] + 1)
    labels.push(raw.toString("latin1", position + 1, position + 1 + raw[position]));
  const end = position + 5;
  const type = Object.keys(TYPES).find((name) => TYPES[name] === raw.readUInt16BE(position + 1)) ?? "other";
  const hasEdns = raw.readUInt16BE(10) > 0;
  const size = hasEdns ? raw.readUInt16BE(end + 3) : 512;
  return {
    id: raw.readUInt16BE(0),
    recursion: (raw[2] & 1) === 1,
    name: labels.join(".") || ".",
    type,
    question: raw.subarray(12, end),
    hasEdns,
    size,
  };
}

/** Asked as a resolver (RD) it answers as one; asked as the zone's own server, with authority. */
function encodeReply(query, { rcode, answers, authorities }, { truncated = false, id = query.id } = {}) {
  const role = query.recursion ? 0x0180 : 0x0400;
  const flags = 0x8000 | role | (truncated ? 0x0200 : 0) | RCODES[rcode];
  const sections = truncated ? [] : [...answers, ...authorities].map((record) => record.bytes);
  const counts = truncated ? [0, 0] : [answers.length, authorities.length];
  return Buffer.concat([numbers([id, flags, 1, ...counts, 0], 2), query.question, ...sections]);
}

/** The replies to one query, in the order in which they are sent. */
function repliesTo(zone, query, transport) {
  const words = zone.behaviours.get(fold(query.name)) ?? [];
  const empty = (rcode) => ({ rcode, answers: [], authorities: [] });
  if (words.includes("silent")) return [];
  if (words.includes("FORMERR-EDNS") && query.hasEdns) return [encodeReply(query, empty("FORMERR"))];
  const failure = ["SERVFAIL", "REFUSED"].find((rcode) => words.includes(rcode));
  const result = failure ? empty(failure) : lookUp(zone.records, query.name, query.type);
  const whole = encodeReply(query, result);
  const isCut = transport === "udp" && (words.includes("truncate") || whole.length > query.size);
  const reply = isCut ? encodeReply(query, result, { truncated: true }) : whole;
  const forged = encodeReply(query, empty("NXDOMAIN"), { id: query.id ^ 1 });
  return words.includes("wrong-id") ? [forged, reply] : [reply];
}

/** @type {typeof import("./zone-server.js").startZoneServer} */
export async function startZoneServer(zoneText) {
  const zone = parseZone(zoneText);
  const questions = [];
  const udp = createSocket("udp4");
  const tcp = createServer();
  const sockets = new Set();

  const answer = (raw, transport, send) => {
    const query = parseQuery(raw);
    questions.push({ name: query.name, type: query.type, transport });
    const delay = (zone.behaviours.get(fold(query.name)) ?? []).find((word) => word.startsWith("delay="));
    const replies = repliesTo(zone, query, transport);
    setTimeout(() => replies.forEach(send), delay ? Number(delay.slice(6)) : 0);
  };
  udp.on("message", (raw, peer) => {
    answer(raw, "udp", (reply) => !isClosed && udp.send(reply, peer.port, peer.address));
  });
  tcp.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    // In two pieces, so that the reader has to put them together.
    socket.once("data", (raw) =>
      answer(raw.subarray(2), "tcp", (reply) => {
        const bytes = Buffer.concat([numbers([reply.length], 2), reply]);
        socket.write(bytes.subarray(0, 20));
        setTimeout(() => socket.write(bytes.subarray(20)), 5);
      }),
    );
  });

  let isClosed = false;
  const port = await listenOnBoth(udp, tcp);
  const close = async () => {
    isClosed = true;
    sockets.forEach((socket) => socket.destroy());
    await Promise.all([
      new Promise((done) => udp.close(() => done(null))),
      new Promise((done) => tcp.close(done)),
    ]);
  };
  return { resolver: `127.0.0.1:${port}`, port, questions, close };
}

/** A port that is free for TCP may be taken for UDP. */
async function listenOnBoth(udp, tcp) {
  await new Promise((done) => tcp.listen(0, "127.0.0.1", () => done(null)));
  const { port } = tcp.address();
  await new Promise((done, fail) => udp.once("error", fail).bind(port, "127.0.0.1", () => done(null)));
  return port;
}

// A small DNS server for loopback: answers from a zone given as text, over UDP and TCP on one port.
// Plain JavaScript, because the demo runs it without a build.
//
// A line of the zone is `name TTL IN TYPE rdata`; each SOA begins a zone. A line `;! name word...`
// makes the server misbehave for that name, or with `*` for all: SERVFAIL, REFUSED, NXDOMAIN (with nothing beside it), FORMERR-EDNS,
// silent, delay=500, truncate, upward (a referral to the root), deny-empty (NXDOMAIN for a name that
// only has others below it), wrong-id (a forged NXDOMAIN before the right answer), drop-EDNS, no-aa (no AA bit), aa-referral
// (the AA bit in referrals), bare (no SOA beside what is denied), ns-for-soa (NS records there), recursive (answers everybody as a resolver does);
// as a resolver: garbage, breaks-off (the answer's beginning), empty-truncated (over TCP too), unfollowed (the first CNAME
// record and nothing else), SERVFAIL-first (once for each question), SERVFAIL-checked (unless the CD bit is set), local (the AA
// bit, as with data of its own).
// `*.name` stands for a name and all below it.

import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { TYPES, fold, lookUp, numbers, parseZone, rootServer } from "./zone.js";

const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const LISTEN_TRIES = 10;

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
    checkingDisabled: (raw[3] & 0x10) !== 0,
    name: labels.join(".") || ".",
    type,
    question: raw.subarray(12, end),
    hasEdns,
    size,
  };
}

/** Asked as a resolver (RD) it answers as one; asked as the zone's own server, with authority. */
function encodeReply(query, result, { truncated = false, lame = false, id = query.id, words = [] } = {}) {
  const { rcode, answers, authorities, additionals = [], isReferral = false } = result;
  const isSilentOnAuthority =
    lame || words.includes("no-aa") || (isReferral && !words.includes("aa-referral"));
  const authority = isSilentOnAuthority ? 0 : 0x0400;
  const isResolver = query.recursion && !words.includes("authoritative");
  const own = words.includes("local") ? 0x0480 : 0x0080;
  const role = (isResolver && !lame) || words.includes("recursive") ? own : authority;
  const flags = 0x8000 | role | (query.recursion ? 0x0100 : 0) | (truncated ? 0x0200 : 0) | RCODES[rcode];
  const sections = truncated
    ? []
    : [...answers, ...authorities, ...additionals].map((record) => record.bytes);
  const counts = truncated ? [0, 0, 0] : [answers.length, authorities.length, additionals.length];
  return Buffer.concat([numbers([id, flags, 1, ...counts], 2), query.question, ...sections]);
}

/** Of the name itself, else of the nearest name above it that speaks for those below, else of all. */
function behaviourOf(zone, name) {
  const labels = fold(name).split(".");
  const above = labels.map((_, index) => `*.${labels.slice(index).join(".")}`);
  const key = [fold(name), ...above, "*"].find((candidate) => zone.behaviours.has(candidate));
  return key === undefined ? [] : zone.behaviours.get(key);
}
const upward = { rcode: "NOERROR", answers: [], authorities: [rootServer] };

/** The answer of a resolver that does not do its work; null for one that does. */
function spoiltReply(words, query, result) {
  const whole = encodeReply(query, result);
  if (words.includes("garbage")) return Buffer.concat([whole.subarray(0, 2), Buffer.alloc(30, 0xff)]);
  if (words.includes("breaks-off")) return whole.subarray(0, whole.length - 3);
  if (words.includes("empty-truncated")) return encodeReply(query, result, { truncated: true });
  if (!words.includes("unfollowed")) return null;
  return encodeReply(query, {
    ...result,
    rcode: "NOERROR",
    answers: result.answers.slice(0, 1),
    authorities: [],
  });
}

/** Resolvers that fail at times: the first time, or as long as they are to validate. */
function failureNow(zone, query, words) {
  if (words.includes("SERVFAIL-checked") && query.recursion && !query.checkingDisabled) return "SERVFAIL";
  if (!words.includes("SERVFAIL-first")) return undefined;
  const key = `${query.type} ${fold(query.name)}`;
  zone.failedOnce ??= new Set();
  if (zone.failedOnce.has(key)) return undefined;
  zone.failedOnce.add(key);
  return "SERVFAIL";
}

/** What stands beside an answer in place of the SOA record: nothing, or the zone's NS records. */
function authoritiesOf(zone, { authorities }, words) {
  if (words.includes("bare")) return [];
  if (!words.includes("ns-for-soa")) return authorities;
  const apexes = new Set(authorities.map(({ name }) => name));
  return zone.records.filter(({ name, type }) => type === "NS" && apexes.has(name));
}

/** The replies to one query, in the order in which they are sent. */
function repliesTo(zone, query, transport) {
  const words = behaviourOf(zone, query.name);
  const empty = (rcode) => ({ rcode, answers: [], authorities: [] });
  if (words.includes("upward")) return [encodeReply(query, upward, { lame: !words.includes("aa-referral") })];
  if (words.includes("silent") || (words.includes("drop-EDNS") && query.hasEdns)) return [];
  if (words.includes("FORMERR-EDNS") && query.hasEdns) return [encodeReply(query, empty("FORMERR"))];
  const failure =
    ["SERVFAIL", "REFUSED", "NXDOMAIN"].find((rcode) => words.includes(rcode)) ??
    failureNow(zone, query, words);
  const asResolver = (query.recursion && !words.includes("authoritative")) || words.includes("recursive");
  const found = failure ? empty(failure) : lookUp(zone.records, query.name, query.type, asResolver);
  const isHidden = words.includes("deny-empty") && found.isEmptyNonTerminal;
  const shown = found.isReferral ? found : { ...found, authorities: authoritiesOf(zone, found, words) };
  const result = isHidden ? { ...shown, rcode: "NXDOMAIN" } : shown;
  const spoilt = query.recursion ? spoiltReply(words, query, result) : null;
  if (spoilt) return [spoilt];
  const whole = encodeReply(query, result, { words });
  const isCut = transport === "udp" && (words.includes("truncate") || whole.length > query.size);
  const reply = isCut ? encodeReply(query, result, { truncated: true, words }) : whole;
  const forged = encodeReply(query, empty("NXDOMAIN"), { id: query.id ^ 1 });
  return words.includes("wrong-id") ? [forged, reply] : [reply];
}

/** @type {typeof import("./zone-server.js").startZoneServer} */
export async function startZoneServer(zoneText, where = {}) {
  const { host = "127.0.0.1", port: wanted = 0, tcp: hasTcp = true } = where;
  const zone = parseZone(zoneText);
  const questions = [];
  const udp = createSocket("udp4");
  const tcp = createServer();
  const sockets = new Set();

  const answer = (raw, transport, send) => {
    const query = parseQuery(raw);
    questions.push({ name: query.name, type: query.type, transport });
    const delay = behaviourOf(zone, query.name).find((word) => word.startsWith("delay="));
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
  const port = await listenOnBoth(udp, tcp, host, wanted);
  if (!hasTcp) await new Promise((done) => tcp.close(done));
  const close = async () => {
    isClosed = true;
    sockets.forEach((socket) => socket.destroy());
    await Promise.all([
      new Promise((done) => udp.close(() => done(null))),
      hasTcp && new Promise((done) => tcp.close(done)),
    ]);
  };
  return { resolver: `${host}:${port}`, port, questions, close };
}

/** A port that is free for TCP may be taken for UDP: then another one is tried. */
async function listenOnBoth(udp, tcp, host, wanted, tries = LISTEN_TRIES) {
  await new Promise((done, fail) => tcp.once("error", fail).listen(wanted, host, () => done(null)));
  const { port } = tcp.address();
  try {
    await new Promise((done, fail) => udp.once("error", fail).bind(port, host, () => done(null)));
    return port;
  } catch (error) {
    if (tries <= 1 || wanted !== 0) throw error;
    await new Promise((done) => tcp.close(done));
    return listenOnBoth(udp, tcp, host, wanted, tries - 1);
  }
}

// Inputs that are nearly valid: samples of the project, cut, doubled, mixed, and spiked with what has broken
// programs before. Everything follows from the seed, so that a finding can be made again.

/** mulberry32: good enough to vary inputs, and the same on every machine. @param {string} seed */
export function randomFrom(seed) {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  /** From 0 to below `limit`. @param {number} limit */
  const below = (limit) => Math.floor(next() * limit);
  return {
    below,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[below(list.length)],
    /** True once in `times`. @param {number} times */
    oneIn: (times) => below(times) === 0,
  };
}

/** @typedef {ReturnType<typeof randomFrom>} Random */

/** A command that the report offers must never contain it. */
export const SHELL_MARK = "reboot";
/** HTML must never contain it unescaped. */
export const HTML_MARK = "<img src=x onerror=alert(1)>";

const utf8 = (/** @type {string} */ text) => Buffer.from(text).toString("latin1");

/** Deep enough that a recursive reader overflows its stack. */
const deepLists = "[".repeat(20_000) + "]".repeat(20_000);
const deepParts = Array.from(
  { length: 4_000 },
  (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`,
).join("");

const spikes = [
  // terminals
  "\x1b[2J",
  "\x1b]0;owned\x07",
  "\x9b31m",
  utf8("\u009b31m"),
  utf8("\u202e"),
  utf8("\u2066"),
  "\0",
  "\x08",
  "\x7f",
  utf8("\u2028"),
  utf8("\u{e0041}"),
  "\xed\xa0\x80",
  "\xc0\xaf",
  "\xff\xfe",
  utf8("\u{1f4e7}"),
  utf8("ﬀ=＝"),
  // spreadsheets, pages, shells
  "=cmd|' /C calc'!A0",
  "@SUM(1)",
  `"><script>alert(1)</script>`,
  HTML_MARK,
  "![x](http://x.example/x.png)",
  "[x](javascript:alert(1))",
  "|",
  "`",
  "```",
  `$(${SHELL_MARK})`,
  `;${SHELL_MARK};`,
  `\`${SHELL_MARK}\``,
  "'",
  '"',
  // framing
  "\r\n",
  "\n",
  "\r",
  "\n\n",
  "\nFrom x Mon Nov 23 04:00:29 2026\n",
  "\nFrom \n",
  "\n.\n",
  "\n \n",
  "\n\t",
  "--",
  "\n--",
  "=",
  "Content-Type: multipart/report; boundary=x\n\n--x\n",
  "\nContent-Type: message/rfc822\n\n",
  "\nContent-Length: 99999\n",
  "Content-Transfer-Encoding: base64\n\n",
  "=?utf-8?B?G1sySg==?=",
  "=?utf-8?q?=1B?=",
  "\\n",
  "\\",
  "{",
  "}",
  "[",
  "]",
  "{}",
  "null",
  // what is looked for
  "550-5.7.25 ",
  "421-4.7.23 ",
  "550 ",
  "[203.0.113.5]",
  "[203.0.113.5      13]",
  "[2001:db8::5]",
  "[::1]",
  "PTR record",
  " - gsmtp",
  "to=<",
  "from=<",
  ">, relay=",
  "status=bounced (",
  "said: ",
  "orig_to=<",
  " => ",
  " ** ",
  "Final-Recipient: rfc822; ",
  "Action: failed\n",
  "Diagnostic-Code: smtp; ",
  "google.com[192.0.2.26]:25",
  "<<< ",
  "Remote-MTA: dns; ",
  // names and numbers that mean something to JavaScript
  "__proto__",
  "constructor",
  "toString",
  "NaN",
  "-1",
  "0",
  "99999999999999999999",
  "1e999",
  "Feb 30 25:61:61",
  "9999-99-99T99:99:99Z",
  // what patterns may stumble over
  " ".repeat(3_000),
  "a".repeat(3_000),
  "(".repeat(1_000),
  "<".repeat(1_000),
  "[".repeat(1_000),
  "1.".repeat(500),
  "a@".repeat(500),
  "\n".repeat(500),
  "550-".repeat(300),
  ": ".repeat(500),
  "\t".repeat(500),
  "=3D".repeat(300),
  deepLists,
  deepParts,
];

/** Bytes are handled as Latin-1, one character each. @typedef {(text: string, random: Random, others: readonly string[]) => string} Mutation */

/** @type {Mutation[]} */
const mutations = [
  // a byte
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
  },
  // a spike, in between or in place of a word
  (text, random) => {
    const at = random.below(text.length + 1);
    return (
      text.slice(0, at) + random.pick(spikes) + text.slice(at + (random.oneIn(2) ? 0 : random.below(20)))
    );
  },
  (text, random) => {
    const words = [...text.slice(0, 20_000).matchAll(/[^\s<>[\]=,;:()"]+/g)];
    if (words.length === 0) return text;
    const word = random.pick(words);
    return text.slice(0, word.index) + random.pick(spikes) + text.slice(word.index + word[0].length);
  },
  // less
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + random.below(random.oneIn(4) ? text.length : 60));
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  // more of the same
  (text, random) => {
    const at = random.below(text.length + 1);
    const piece = text.slice(at, at + 1 + random.below(200));
    return text.slice(0, at) + piece.repeat(1 + random.below(random.oneIn(10) ? 500 : 5)) + text.slice(at);
  },
  // lines in another order
  (text, random) => {
    const lines = text.split("\n");
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    const [line = ""] = lines.splice(from, 1);
    lines.splice(to, random.oneIn(2) ? 0 : 1, line);
    return lines.join("\n");
  },
  // half of this and half of that
  (text, random, others) => {
    const other = random.pick(others);
    return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
  },
  (text, random, others) => text + random.pick(others),
  (text, random) => (random.oneIn(2) ? text.replaceAll("\n", "\r\n") : text.replaceAll("\n", "\r")),
  (text, random) => text.replace(/\d+/g, (digits) => (random.oneIn(8) ? random.pick(spikes) : digits)),
];

const MAX_MUTATIONS = 8;
/** One input of this many is long: a piece of a sample, over and over. */
const LONG_INPUTS = 150;

/** @param {readonly Buffer[]} samples @param {Random} random @param {number} longest bytes @returns {Buffer} */
export function mutate(samples, random, longest) {
  const others = samples.map((sample) => sample.toString("latin1"));
  let text = random.pick(others);
  for (let left = 1 + random.below(MAX_MUTATIONS); left > 0; left--)
    text = random.pick(mutations)(text, random, others).slice(0, longest);
  if (random.oneIn(LONG_INPUTS) && text !== "") text = lengthened(text, random, longest);
  return Buffer.from(text.slice(0, longest), "latin1");
}

/** Shows work that grows faster than its input. @param {string} text @param {Random} random @param {number} longest */
function lengthened(text, random, longest) {
  const at = random.below(text.length);
  const piece = text.slice(at, at + 1 + random.below(random.oneIn(2) ? 12 : 2_000));
  return text.slice(0, at) + piece.repeat(Math.ceil(longest / piece.length)) + text.slice(at);
}

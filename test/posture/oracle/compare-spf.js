// `npm run compare:spf`: our SPF verdicts against those of mailauth, on random worlds of records. mailauth brings fifty
// packages along, so it is no dependency: it is installed into a temporary folder, which needs the npm registry.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { evaluateSpf } from "../../../dist/posture/spf/evaluate.js";

const PACKAGE = "mailauth@4.13.3";
const { values } = parseArgs({
  options: {
    worlds: { type: "string", default: "3000" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
  },
});

const folder = mkdtempSync(join(tmpdir(), "whybounce-mailauth-"));
execFileSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE], {
  stdio: "ignore",
});
const { spf } = createRequire(join(folder, "node_modules", "x.js"))("mailauth/lib/spf");

// ---------------------------------------------------------------- worlds

const names = Array.from({ length: 6 }, (_, index) => `d${index}.example.com`);
const name = fc.constantFrom(...names, "gone.example.com");
const ipv4 = fc.constantFrom("192.0.2.1", "192.0.2.200", "198.51.100.7", "203.0.113.5");
const ipv6 = fc.constantFrom("2001:db8::1", "2001:db8:1::1", "2001:db8::ff");
const qualifier = fc.constantFrom("", "", "", "+", "-", "~", "?");
const cidr = fc.constantFrom("", "", "/24", "/16", "//64", "/24//48");
const term = fc.oneof(
  fc
    .tuple(qualifier, ipv4, fc.constantFrom("", "/24", "/8", "/33"))
    .map(([q, ip, mask]) => `${q}ip4:${ip}${mask}`),
  fc.tuple(qualifier, ipv6, fc.constantFrom("", "/64", "/32")).map(([q, ip, mask]) => `${q}ip6:${ip}${mask}`),
  fc.tuple(qualifier, name).map(([q, target]) => `${q}include:${target}`),
  fc.tuple(qualifier, name, cidr).map(([q, target, mask]) => `${q}a:${target}${mask}`),
  fc.tuple(qualifier, name, cidr).map(([q, target, mask]) => `${q}mx:${target}${mask}`),
  fc.tuple(qualifier, name).map(([q, target]) => `${q}exists:${target}`),
  fc.constantFrom("a", "mx", "exists:%{i}.%{d}", "include:%{l}.example.com", "exists:%{ir}.%{v}._spf.%{d2}"),
  fc.constantFrom("foo", "ip4:", "a:", "include:", "all:x", "x=y", "A", "MX"),
);
const ending = fc.constantFrom(
  "-all",
  "~all",
  "?all",
  "all",
  "",
  "redirect=d1.example.com",
  "redirect=d2.example.com",
);
const record = fc
  .tuple(fc.array(term, { maxLength: 4 }), ending)
  .map(([terms, end]) => ["v=spf1", ...terms, end].filter(Boolean).join(" "));
const zone = fc.record({
  TXT: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(record) },
    fc.array(record, { maxLength: 2 }),
    fc.constant(["hello"]),
  ),
  A: fc.array(ipv4, { maxLength: 2 }),
  AAAA: fc.array(ipv6, { maxLength: 2 }),
  MX: fc.array(name, { maxLength: 3 }),
  isSilent: fc.integer({ min: 0, max: 15 }).map((number) => number === 0),
});
const world = fc.record({
  zones: fc.tuple(zone, zone, zone, zone, zone, zone),
  ip: fc.oneof(ipv4, ipv6),
});

// ---------------------------------------------------------------- the two

/** mailauth counts a look-up that finds nothing once for each name, we for each term, as section 4.6.4 has it. */
const ANY = 1000;
const blank = {
  detail: null,
  server: "",
  authoritative: false,
  truncated: false,
  aliases: [],
  soa: null,
  extendedErrors: [],
};

async function ours({ zones, ip }) {
  const ask = async (asked, type) => {
    const found = zones[names.indexOf(asked)];
    if (found?.isSilent) return { ...blank, name: asked, type, status: "timeout", records: [] };
    const data = found?.[type] ?? [];
    const records = data.map((text) => ({ data: type === "MX" ? `10 ${text}` : text, ttl: 60 }));
    const status = found === undefined ? "nxdomain" : records.length > 0 ? "answer" : "nodata";
    return { ...blank, name: asked, type, status, records };
  };
  const client = { ip, sender: "d3@d0.example.com", helo: "mail.example.net" };
  return evaluateSpf("d0.example.com", {
    lookup: { ask, budget: { spend: () => true, left: () => 1000 } },
    client,
    maxVoidLookups: ANY,
  });
}

async function theirs({ zones, ip }) {
  const fail = (code) => Promise.reject(Object.assign(new Error(code), { code }));
  const resolver = async (asked, type) => {
    const found = zones[names.indexOf(asked.toLowerCase())];
    if (found === undefined) return fail("ENOTFOUND");
    if (found.isSilent) return fail("ETIMEOUT");
    const data = found[type] ?? [];
    if (data.length === 0) return fail("ENODATA");
    if (type === "TXT") return data.map((text) => [text]);
    return type === "MX" ? data.map((exchange) => ({ priority: 10, exchange })) : data;
  };
  const { status } = await spf({
    sender: "d3@d0.example.com",
    ip,
    helo: "mail.example.net",
    mta: "mx.example.org",
    resolver,
    maxVoidCount: ANY,
  });
  return status.result;
}

/**
 * Where mailauth does not keep to RFC 7208: section 4.6 wants the whole record read first, and there a wrong term counts
 * only when it is reached.
 */
function isKnown({ error }) {
  return error?.kind === "syntax";
}

const tally = { same: 0, known: 0 };
await fc
  .assert(
    fc.asyncProperty(world, async (each) => {
      const own = await ours(each);
      const other = await theirs(each);
      if (own.result === other) tally.same += 1;
      else if (isKnown(own)) tally.known += 1;
      else throw new Error(`ours ${own.result} (${JSON.stringify(own.error)}), mailauth ${other}`);
    }),
    { numRuns: Number(values.worlds), seed: Number(values.seed) },
  )
  .finally(() => rmSync(folder, { recursive: true }));
console.log(
  `seed ${values.seed}: ${tally.same} verdicts are the same, ${tally.known} differ where mailauth departs from RFC 7208`,
);

// Fuzzing of what strangers publish: every TXT record that an audit asks for is a mutation, and names lead anywhere.

import assert from "node:assert/strict";
import { auditFormatNames, renderAudit } from "../dist/index.js";
import { auditDomain } from "../dist/posture/audit-domain.js";
import { createBlocklistChecker } from "../dist/posture/blocklists/check.js";
import { blocklists } from "../dist/posture/blocklists/lists.js";
import { judgeText } from "./judge.js";
import { mutate } from "./mutate.js";

const SAMPLES = [
  "v=spf1 include:_spf.example.net a mx:example.org ip4:203.0.113.0/24 ip6:2001:db8::/32 -all",
  "v=spf1 exists:%{ir}.%{v}.%{d} ptr:%{p} redirect=%{l1r+}._spf.%{d2} exp=why.%{d}",
  "v=spf1 include:%{d} include:a.%{d} include:b.%{d} a:%{h} ~all",
  "v=DKIM1; k=rsa; t=y; h=sha256; s=email; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL0=",
  "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=; v=DKIM1",
  "v=DMARC1; p=reject; sp=none; adkim=s; rua=mailto:a@example.net!10m,mailto:b@example.org; psd=n",
  "v=DMARC1; pct=50; fo=1:d:s; p=; rua=",
  "\u001b[2J\u202e<script>alert(1)</script>",
];

export const recordSamples = () => SAMPLES.map((text) => Buffer.from(text, "latin1"));

const blank = { detail: null, server: "192.0.2.53", authoritative: false, truncated: false, soa: null };
const HOSTS = ["10 mx.example.com", "0 .", "5 203.0.113.5", "20 \\000\\255.example.com"];
const ADDRESSES = { A: ["203.0.113.5", "10.0.0.1", "127.0.0.2"], AAAA: ["2001:db8::1"] };

/** @param {Buffer} input @param {import("./mutate.js").Random} random @param {readonly Buffer[]} samples */
export async function auditInput(input, random, samples) {
  let next = /** @type {Buffer | null} */ (input);
  const text = () => {
    const bytes = next ?? mutate(samples, random, 4_096);
    next = null;
    return bytes.toString("latin1");
  };
  /** @type {(type: string) => string[]} */
  const dataOf = (type) => {
    if (type === "TXT" || type === "SPF") return Array.from({ length: 1 + random.below(3) }, text);
    if (type === "MX") return HOSTS.slice(random.below(4));
    if (type === "PTR") return ["mail.example.com"];
    return ADDRESSES[type === "AAAA" ? "AAAA" : "A"].slice(random.below(3));
  };
  let asked = 0;
  /** @type {import("../dist/dns/ask/resolver.js").Ask} */
  const ask = async (name, type) => {
    asked++;
    const status = /** @type {const} */ (["answer", "answer", "answer", "nodata", "nxdomain", "servfail"])[
      random.below(6)
    ];
    const records = status === "answer" ? dataOf(type).map((data) => ({ data, ttl: 60 })) : [];
    const aliases = random.oneIn(9) ? [{ name, target: "\\027[2j.example.net", ttl: 60 }] : [];
    const answered = records.length === 0 && status === "answer" ? "nodata" : (status ?? "nodata");
    return { ...blank, name, type, status: answered, records, aliases, extendedErrors: [] };
  };
  const resolver = { ask, askWithin: limited(ask), states: [] };
  const selectors = [{ selector: "s1", domain: "example.net", source: /** @type {const} */ ("given") }];
  const domains = [
    await auditDomain(
      {
        domain: "example.com",
        sender: "bounce.example.com",
        source: "given",
        ips: ["203.0.113.5", "2001:db8::25"],
        selectors: random.oneIn(2) ? selectors : [],
      },
      {
        only: ["spf", "dkim", "dmarc", "mx", "blocklists"],
        helo: "mail.example.com",
        resolver,
        ownServers: async (findings) => findings,
        blocklists: createBlocklistChecker(blocklists, ask, []),
      },
    ),
  ];
  // A hundred, and those of the blocklists, which are no domain's.
  assert(asked <= 110, `${asked} questions were asked for one domain`);
  await judgeAudit(domains);
}

/** As the resolver does it. @param {import("../dist/dns/ask/resolver.js").Ask} ask */
function limited(ask) {
  return (/** @type {{ spend: () => boolean } | null} */ budget) =>
    async (/** @type {string} */ name, /** @type {any} */ type) =>
      budget === null || budget.spend()
        ? ask(name, type)
        : {
            ...blank,
            name,
            type,
            status: /** @type {const} */ ("unreachable"),
            records: [],
            aliases: [],
            extendedErrors: [],
          };
}

/** Longer than any audit of one domain has to be. */
const MAX_OUTPUT = 1 << 20;

/** @param {import("../dist/index.js").DomainAudit[]} domains */
async function judgeAudit(domains) {
  /** @type {import("../dist/index.js").AuditReport} */
  const report = {
    schema: "whybounce.audit/1",
    generatedAt: "2026-11-23T00:00:00.000Z",
    generator: { name: "whybounce", version: "0" },
    only: ["spf", "dkim", "dmarc", "mx", "blocklists"],
    found: null,
    domains,
    addresses: [],
    warnings: [],
  };
  for (const format of auditFormatNames) {
    const text = await renderAudit(report, format);
    judgeText(format, text);
    assert(text.length < MAX_OUTPUT, `${format} has ${text.length} characters for one domain`);
  }
}

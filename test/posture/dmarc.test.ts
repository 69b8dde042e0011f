// DMARC by RFC 9989: the examples of its sections 4.10 and B.1, and the records that people write.

import { describe, expect, test } from "vitest";
import { checkDmarc } from "../../src/posture/dmarc/check.ts";
import { isDmarcRecord, parseDmarcRecord } from "../../src/posture/dmarc/record.ts";
import { walkedDomains, walkTree } from "../../src/posture/dmarc/tree-walk.ts";
import { budgetForDomain } from "../../src/posture/lookup.ts";
import { askOf } from "./ask-of.ts";

const lookupOf = (records: Record<string, string | string[]>) => {
  const zones = Object.entries(records).map(([name, texts]) => [
    `_dmarc.${name}`,
    [texts].flat().map((TXT) => (TXT === "TIMEOUT" ? TXT : { TXT })),
  ]);
  return { ask: askOf(Object.fromEntries(zones)), budget: budgetForDomain() };
};

describe("the names that are asked about", () => {
  test("from the domain to the top", () => {
    expect(walkedDomains("a.mail.example.com")).toEqual([
      "a.mail.example.com",
      "mail.example.com",
      "example.com",
      "com",
    ]);
  });

  test("a long name goes straight to seven labels: eight questions at most", () => {
    const walked = walkedDomains("a.b.c.d.e.f.g.h.i.j.mail.example.com");
    expect(walked).toHaveLength(8);
    expect(walked.slice(0, 3)).toEqual([
      "a.b.c.d.e.f.g.h.i.j.mail.example.com",
      "g.h.i.j.mail.example.com",
      "h.i.j.mail.example.com",
    ]);
    expect(walked.at(-1)).toBe("com");
  });

  test("eight labels: one leaves", () => {
    expect(walkedDomains("a.b.c.d.e.mail.example.com").slice(0, 2)).toEqual([
      "a.b.c.d.e.mail.example.com",
      "b.c.d.e.mail.example.com",
    ]);
    expect(walkedDomains("a.b.c.d.e.mail.example.com")).toHaveLength(8);
  });
});

const NONE = "v=DMARC1; p=none";

describe("the organizational domain", () => {
  test.each([
    [
      "records at mail.example.com and example.com",
      { "mail.example.com": NONE, "example.com": NONE },
      "example.com",
    ],
    ["only a public suffix that says so", { com: `${NONE}; psd=y` }, "example.com"],
    [
      "psd=n ends the walk",
      { "mail.example.com": `${NONE}; psd=n`, "example.com": NONE },
      "mail.example.com",
    ],
    ["no record at all", {}, "a.mail.example.com"],
    ["two records count as none", { "mail.example.com": [NONE, NONE], "example.com": NONE }, "example.com"],
    [
      "psd=y at the domain itself does not end the walk",
      { "a.mail.example.com": `${NONE}; psd=y`, "example.com": NONE },
      "example.com",
    ],
    ["another version", { "mail.example.com": "v=DMARC2; p=none" }, "a.mail.example.com"],
  ])("%s", async (_name, records, want) => {
    const { organizationalDomain } = await walkTree("a.mail.example.com", lookupOf(records));
    expect(organizationalDomain).toBe(want);
  });

  test("a silent server on the way: nothing is known above", async () => {
    const walk = await walkTree("mail.example.com", lookupOf({ "example.com": "TIMEOUT" }));
    expect(walk.failed).toMatchObject({ name: "_dmarc.example.com", status: "timeout" });
    expect(walk.applied).toBeNull();
  });
});

describe("which record holds", () => {
  test.each([
    ["its own", { "news.example.com": NONE, "example.com": "v=DMARC1; p=reject" }, "news.example.com"],
    ["that of the organization", { "example.com": "v=DMARC1; p=reject" }, "example.com"],
    ["that of the public suffix", { com: "v=DMARC1; p=reject; psd=y" }, "com"],
  ])("%s", async (_name, records, at) => {
    expect((await walkTree("news.example.com", lookupOf(records))).applied?.at).toBe(at);
  });
});

describe("alignment", () => {
  const records = { "example.com": NONE, "example.net": NONE, "sample.net": NONE };
  test.each([
    ["the same domain", "example.com", "example.com", []],
    ["a Return-Path below", "example.com", "child.example.com", []],
    ["a Return-Path above", "child.example.com", "example.com", ["dmarc_inherited"]],
    ["another domain", "child.example.com", "example.net", ["dmarc_inherited", "dmarc_misaligned_spf"]],
  ])("SPF: %s", async (_name, domain, sender, want) => {
    const { findings } = await checkDmarc({ domain, sender, signers: [], lookup: lookupOf(records) });
    expect(findings.map(({ id }) => id)).toEqual(want);
  });

  test.each([
    ["the same domain", "example.com", "example.com", []],
    ["a signer above", "child.example.com", "example.com", ["dmarc_inherited"]],
    ["another domain", "child.example.com", "sample.net", ["dmarc_inherited", "dmarc_misaligned_dkim"]],
  ])("DKIM: %s", async (_name, domain, signer, want) => {
    const task = { domain, sender: domain, signers: [signer], lookup: lookupOf(records) };
    expect((await checkDmarc(task)).findings.map(({ id }) => id)).toEqual(want);
  });
});

describe("records", () => {
  test.each([
    ["v=DMARC1; p=none", true],
    ["v = DMARC1 ;p=none", true],
    ["v=DMARC1", true],
    ["v=dmarc1; p=none", false],
    ["v=DMARC12; p=none", false],
    ["p=none; v=DMARC1", false],
    [" v=DMARC1; p=none", false],
  ])("%s: %s", (text, want) => expect(isDmarcRecord(text)).toBe(want));

  test.each([
    ["v=DMARC1; p=NONE; sp=Reject", { policy: "none", subdomains: "reject", problems: [] }],
    ["v=DMARC1; p=none; P=reject", { policy: "none", problems: [] }],
    ["v=DMARC1; p=none; p=reject", { policy: "none", problems: ["p twice"] }],
    [
      "v=DMARC1; p=none; rua=mailto:a@example.com!10m, mailto:b@example.net",
      { reports: ["a@example.com", "b@example.net"] },
    ],
    ["v=DMARC1; p=none; rua=a@example.com", { reports: [], problems: ["rua=a@example.com"] }],
    ["v=DMARC1; p=none; constructor=1; x", { problems: ['"x" is no tag'] }],
    ["v=DMARC1; p=none; pct=5; rf=afrf; ri=1", { removed: ["pct", "rf", "ri"] }],
    [
      "v=DMARC1; p=none; t=y; adkim=S; aspf=s; psd=Y",
      { isTest: true, strictDkim: true, strictSpf: true, psd: "y" },
    ],
  ])("%s", (text, want) => expect(parseDmarcRecord(text)).toMatchObject(want));
});

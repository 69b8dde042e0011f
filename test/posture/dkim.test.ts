// Keys, signatures, and the configuration of signers.

import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseSelector } from "../../src/base/standards/dkim-selector.ts";
import {
  readEximConfiguration,
  readKeyTable,
  readOpendkimConf,
  readRspamdSigning,
} from "../../src/posture/dkim/host-config.ts";
import { readKey } from "../../src/posture/dkim/key.ts";
import { readLocalSelectors } from "../../src/posture/dkim/local-selectors.ts";
import { parseHeader } from "../../src/reading/mail/bounce/fields.ts";
import { originOf } from "../../src/reading/mail/bounce/origin.ts";

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const pkcs1 = publicKey.export({ type: "pkcs1", format: "der" }).toString("base64");

describe("a key", () => {
  test.each([
    ["with its algorithm", `v=DKIM1; k=rsa; p=${spki}`, { bits: 2048, problem: null }],
    ["bare", `v=DKIM1; p=${pkcs1}`, { bits: 2048, problem: null }],
    [
      "without version, with blanks in it",
      `p=${spki.slice(0, 60)} ${spki.slice(60)}`,
      { bits: 2048, problem: null },
    ],
    [
      "of the other kind",
      "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      { bits: 256, problem: null },
    ],
    ["of the other kind, too short", "k=ed25519; p=11qYAYKxCrfV", { bits: null, problem: "p= holds no key" }],
    ["of no known kind", "k=dsa; p=AAAA", { problem: "unknown kind of key" }],
    ["revoked", "v=DKIM1; p=", { isRevoked: true, problem: null }],
    ["cut off", `v=DKIM1; p=${spki.slice(0, 100)}`, { problem: "p= holds no key" }],
    ["with quotes in it", 'v=DKIM1; p="AAAA"', { problem: "p= is no base64" }],
    ["without p=", "v=DKIM1; k=rsa", { problem: "no p= tag" }],
    ["with the version at its end", `p=${spki}; v=DKIM1`, { problem: "v= is not the first tag" }],
    ["of another version", `v=DKIM2; p=${spki}`, { problem: "v= is not DKIM1" }],
  ])("%s", (_name, text, want) => expect(readKey(text)).toMatchObject(want));
});

describe("signatures of a returned message", () => {
  const signers = (header: string) => originOf(parseHeader(header)).signedBy;

  test("folded, twice, and one that names nothing", () => {
    const header = [
      "Return-Path: <news@example.com>",
      "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;",
      "\td=Example.com; s=s1;",
      " h=from:to : Subject; bh=AAAA; b=d=wrong",
      "dkim-signature: v=1; d=esp.example; s=k2._x; b=x",
      "DKIM-Signature: v=1; d=a b; b=x",
      "Subject: d=nobody.example; s=none",
      "",
    ].join("\r\n");
    expect(signers(header)).toEqual(["s1@example.com", "k2._x@esp.example"]);
  });

  test("a hundred thousand of them are no work", () => {
    const fields = Array.from({ length: 100_000 }, (_, at) => `DKIM-Signature: d=example.com; s=s${at}\n`);
    expect(signers(fields.join(""))).toHaveLength(10);
  });
});

describe("a selector as it is typed", () => {
  test.each([
    ["s1", { selector: "s1", domain: null }],
    ["S1@Example.com.", { selector: "s1", domain: "example.com" }],
    ["2024.k1", { selector: "2024.k1", domain: null }],
    ["a b", null],
    ["s1@", null],
    ["", null],
    ["x".repeat(200), null],
  ])("%s", (text, want) => expect(parseSelector(text)).toEqual(want));
});

describe("the signer's configuration", () => {
  test("OpenDKIM: one key", () => {
    const text = "# Selector no\nDomain  example.com, example.net\nSelector\tmail # comment\nKeyFile /x\n";
    expect(readOpendkimConf(text).selectors).toEqual([
      { selector: "mail", domain: "example.com" },
      { selector: "mail", domain: "example.net" },
    ]);
  });

  test("OpenDKIM: a table stands in place of it", () => {
    const read = readOpendkimConf(
      "KeyTable refile:/etc/opendkim/key.table\nSelector x\nDomain example.com\n",
    );
    expect(read).toMatchObject({ selectors: [], files: [{ path: "/etc/opendkim/key.table" }] });
    const table =
      "# name value\ns1._domainkey.example.com example.com:s1:/etc/k/s1.private\nall %:s2:/etc/k/s2\n";
    expect(readKeyTable(table).selectors).toEqual([
      { selector: "s1", domain: "example.com" },
      { selector: "s2", domain: null },
    ]);
  });

  test("rspamd: a selector for each domain, and one for the others", () => {
    const text =
      'selector = "2024";\n# selector = "no";\ndomain {\n  example.com {\n    path = "/x";\n    selector = "s1";\n  }\n  "example.net" { selector = s2; }\n}\n';
    expect(readRspamdSigning(text).selectors).toEqual([
      { selector: "2024", domain: null },
      { selector: "s1", domain: "example.com" },
      { selector: "s2", domain: "example.net" },
    ]);
    expect(readRspamdSigning("enabled = true;\n").selectors).toEqual([{ selector: "dkim", domain: null }]);
  });

  test("Exim: what is computed is told, not guessed", () => {
    const text =
      "remote_smtp:\n  driver = smtp\n  dkim_domain = example.com : example.net\n  dkim_selector = s1\nother:\n  dkim_domain = ${lc:${domain:$h_from:}}\n  dkim_selector = x\n";
    const read = readEximConfiguration(text);
    expect(read.selectors).toEqual([
      { selector: "s1", domain: "example.com" },
      { selector: "s1", domain: "example.net" },
    ]);
    expect(read.computed).toEqual(["x for ${lc:${domain:$h_from:}}"]);
  });

  describe("files of this machine", () => {
    const root = mkdtempSync(join(tmpdir(), "whybounce-selectors-"));
    afterAll(() => rmSync(root, { recursive: true }));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };

    test("those that are there are read, with the key table", async () => {
      write("etc/opendkim.conf", "KeyTable /etc/opendkim/table\n");
      write("etc/opendkim/table", "a example.com:s1:/k\n");
      write("etc/rspamd/local.d/dkim_signing.conf", "selector = r1;\n");
      write("etc/exim4/conf.d/transport/30_remote_smtp", "dkim_domain = example.org\ndkim_selector = e1\n");
      write("etc/exim4/exim4.conf", `${"#".repeat(2 << 20)}\n`);
      expect(await readLocalSelectors(root)).toEqual({
        selectors: [
          { selector: "s1", domain: "example.com" },
          { selector: "r1", domain: null },
          { selector: "e1", domain: "example.org" },
        ],
        computed: [],
        unreadable: [join(root, "etc/exim4/exim4.conf")],
      });
    });
  });
});

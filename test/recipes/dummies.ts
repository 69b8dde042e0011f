// One dummy for each recipe of CONTRIBUTING.md, added exactly as the recipe says: a file, and a line in a registry. What
// the program then shows proves that nothing else has to know of it.

import { expect } from "vitest";
import { startZoneServer } from "../support/zone-server.js";

/** Runs the program that was built with the dummies, and gives what it prints. */
export type Program = (args: readonly string[], stdin?: string) => Promise<string>;

/** A line in a registry. */
export interface Line {
  path: string;
  /** The beginning of the list, after which the entry is put. */
  list: string;
  import?: string;
  entry: string;
}

export interface Dummy {
  /** As the recipe is headed. */
  recipe: string;
  /** Left out where the recipe asks for an entry in a table only. */
  file?: { path: string; text: string };
  lines: Line[];
  show: (program: Program) => Promise<void>;
}

const NO_DNS = ["--no-dns", "--no-config", "--timezone", "UTC"];
const GMAIL_REPLY =
  "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=x d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";

async function eventsIn(program: Program, input: string): Promise<unknown[]> {
  const lines = (await program([...NO_DNS, "--format", "ndjson", "-"], input)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as unknown);
}

const mailer: Dummy = {
  recipe: "A mailer",
  file: {
    path: "src/reading/logs/mailers/dummy.ts",
    text: `import type { MtaReader } from "./reader.ts";

// DQ17 refused user@gmail.com at gmail-smtp-in.l.google.com: 550-5.7.25 …
const refused = /^(DQ\\d{1,9}) refused (\\S{1,320}) at (\\S{1,255}): (.+)/;

export const dummy: MtaReader = {
  name: "dummy-mailer",
  outcomeNeedles: [],
  sender: () => null,
  queueId: (head) => /\\bDQ\\d{1,9}\\b/.exec(head)?.[0] ?? null,
  read({ message, time, host, pid }) {
    const [, queueId, recipient, remoteMta, reply] = refused.exec(message) ?? [];
    if (queueId === undefined || !recipient || !remoteMta || !reply) return null;
    return {
      kind: "attempt",
      attempt: {
        mta: "dummy-mailer",
        via: "log",
        time,
        action: "failed",
        suspended: false,
        sender: null,
        recipient,
        queueId,
        messageId: null,
        reportingMta: host,
        remoteMta,
        remoteIp: null,
        localIp: null,
        pid: pid ?? null,
        reply,
      },
    };
  },
  samples: [],
};
`,
  },
  lines: [
    {
      path: "src/reading/logs/mailers/index.ts",
      list: "mtaReaders: readonly MtaReader[] = [",
      import: 'import { dummy } from "./dummy.ts";',
      entry: "dummy, ",
    },
  ],
  async show(program) {
    const line = `Feb 23 10:11:12 mx1 dummyd[9]: DQ17 refused user@gmail.com at gmail-smtp-in.l.google.com: ${GMAIL_REPLY}\n`;
    const refusal = { mta: "dummy-mailer", queueId: "DQ17", sendingIp: "203.0.113.5", code: "550-5.7.25" };
    expect(await eventsIn(program, line)).toMatchObject([refusal]);
  },
};

const receiver: Dummy = {
  recipe: "A receiver",
  file: {
    path: "src/refusals/receivers/dummy.ts",
    text: `import { otherReceiver } from "./receiver.ts";

// 550 nameless machines are not welcome
export const dummy = otherReceiver({
  id: "dummy-receiver",
  name: "A dummy receiver",
  host: /(?:^|\\.)example\\.edu$/,
  text: /\\bnameless machines are not\\b/,
  marks: [{ words: "nameless machines are" }],
});
`,
  },
  lines: [
    {
      path: "src/refusals/receivers/index.ts",
      list: "receivers: readonly Receiver[] = [",
      import: 'import { dummy } from "./dummy.ts";',
      entry: "dummy, ",
    },
  ],
  async show(program) {
    const relay = "mx.example.edu[192.0.2.60]";
    const log = `Feb 23 10:11:12 mx1 postfix/smtp[9]: 63D5E2988B8: to=<user@example.edu>, relay=${relay}:25, delay=1, delays=0/0/1/0, dsn=5.0.0, status=bounced (host ${relay} said: 550 nameless machines are not welcome (in reply to RCPT TO command))\n`;
    const folded = "Diagnostic-Code: smtp; 550-nameless\n    550-machines are not\n    550 welcome\n";
    const plain = bounceWith("7bit", folded);
    const quotedPrintable = bounceWith("quoted-printable", folded.replace("nameless", "name=\nl=65ss"));
    const base64 = bounceWith("base64", folded);
    for (const input of [log, plain, quotedPrintable, base64])
      expect(await eventsIn(program, input)).toMatchObject([
        { receiver: "dummy-receiver", name: "A dummy receiver" },
      ]);
  },
};

function bounceWith(encoding: string, diagnosticCode: string): string {
  const status = `Reporting-MTA: dns; mx1.example.com

Final-Recipient: rfc822; user@example.edu
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.example.edu
${diagnosticCode}`;
  return `Return-Path: <>
From: MAILER-DAEMON@mx1.example.com
To: news@example.com
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It failed.

--b
Content-Type: message/delivery-status
Content-Transfer-Encoding: ${encoding}

${encoding === "base64" ? Buffer.from(status).toString("base64").replaceAll(/.{60}/g, "$&\n") : status}
--b--
`;
}

const layout: Dummy = {
  recipe: "A bounce layout",
  file: {
    path: "src/reading/mail/layouts/dummy.ts",
    text: `// The dummy post office regrets.
//
//   Parcel for user@gmail.com came back:
//   550-5.7.25 [203.0.113.5] The IP address sending this message does not have a

import { ADDRESS, type TextLayout } from "./layout.ts";

export const dummy: TextLayout = {
  id: "dummy-layout",
  head: /^The dummy post office regrets/,
  recipient: new RegExp(\`^Parcel for (\${ADDRESS}) came back:\`),
  returned: null,
  delayed: null,
};
`,
  },
  lines: [
    {
      path: "src/reading/mail/layouts/index.ts",
      list: "textLayouts: readonly TextLayout[] = [",
      import: 'import { dummy } from "./dummy.ts";',
      entry: "dummy, ",
    },
  ],
  async show(program) {
    const bounce = `Return-Path: <>
From: MAILER-DAEMON@mx1.example.com
To: news@example.com
Subject: Parcel came back
Date: Mon, 23 Feb 2026 10:11:13 +0000

The dummy post office regrets.

Parcel for user@gmail.com came back:
${GMAIL_REPLY}
`;
    const refusal = { mta: "dummy-layout", recipient: "user@gmail.com", sendingIp: "203.0.113.5" };
    expect(await eventsIn(program, bounce)).toMatchObject([refusal]);
  },
};

const hoster: Dummy = {
  recipe: "A hoster",
  lines: [
    {
      path: "src/diagnosis/hosters/europe.ts",
      list: "europe: Hoster[] = [",
      entry: `
  {
    id: "dummy-hoster",
    name: "Dummy Hosting",
    kind: "hoster",
    nameServers: ["dummy-hoster.example"],
    contacts: [],
    places: [
      { product: null, setBy: "self", where: "Dummy panel > Reverse DNS", verified: null, defaultPtr: null },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },`,
    },
  ],
  async show(program) {
    const server = await startZoneServer(`
113.0.203.in-addr.arpa. 600 IN SOA ns1.dummy-hoster.example. dns.example.net. 1 3600 900 604800 300
113.0.203.in-addr.arpa. 600 IN NS ns1.dummy-hoster.example.
`);
    const dns = ["--resolver", server.resolver, "--no-authoritative", "--no-config"];
    expect(await program(["check", "203.0.113.5", ...dns]).finally(server.close)).toContain(
      "Dummy Hosting: Dummy panel > Reverse DNS",
    );
  },
};

const cause: Dummy = {
  recipe: "A cause",
  file: {
    path: "src/diagnosis/causes/dummy.ts",
    text: `import type { Cause } from "./cause.ts";

export const dummy: Cause = {
  id: "dummy_cause",
  title: "A dummy cause",
  clause: "it has a dummy cause",
  class: "fail",
  explains: ({ ip }) => (ip === "203.0.113.66" ? [] : undefined),
  summary: ({ ip }) => \`\${ip} has a dummy cause.\`,
  fix: () => [],
  visibleAfter: () => null,
};
`,
  },
  lines: [
    { path: "src/model/topics.ts", list: '"The address": {', entry: '\n    dummy_cause: "cause",' },
    {
      path: "src/diagnosis/causes/index.ts",
      list: "const registry = {",
      import: 'import { dummy } from "./dummy.ts";',
      entry: "\n  dummy_cause: dummy,",
    },
  ],
  async show(program) {
    expect(await checked(program, "203.0.113.66")).toContain("A dummy cause");
  },
};

const finding: Dummy = {
  recipe: "A finding",
  lines: [
    { path: "src/model/topics.ts", list: '"The address": {', entry: '\n    dummy_finding: "finding",' },
    {
      path: "src/diagnosis/findings/names.ts",
      list: "nameFindings: FindingRule[] = [",
      entry: `
  { id: "dummy_finding", summary: ({ ip }) => \`\${ip} has a dummy finding.\` },`,
    },
  ],
  async show(program) {
    expect(await checked(program, "203.0.113.5")).toContain("203.0.113.5 has a dummy finding.");
  },
};

/** What `check` prints of an address without a PTR record. */
async function checked(program: Program, ip: string): Promise<string> {
  const server = await startZoneServer(
    "113.0.203.in-addr.arpa. 600 IN SOA ns1.example. dns.example. 1 2 3 4 300\n",
  );
  const dns = ["--resolver", server.resolver, "--no-authoritative", "--no-config"];
  return program(["check", ip, ...dns]).finally(server.close);
}

const option: Dummy = {
  recipe: "An option",
  lines: [
    {
      path: "src/cli/options/inputs.ts",
      list: "export const inputOptions = {",
      entry: `
  dummyOption: { help: "what a dummy does" },`,
    },
  ],
  async show(program) {
    expect(await program(["--help"])).toMatch(/--dummy-option +what a dummy does/);
  },
};

const output: Dummy = {
  recipe: "An output",
  file: {
    path: "src/report/dummy.ts",
    text: `import type { Results } from "../model/report.ts";

export function render({ report }: Results): string {
  return \`\${report.totals.attempts} refusals, printed by a dummy\\n\`;
}
`,
  },
  lines: [
    {
      path: "src/report/formats.ts",
      list: "export const formats = {",
      entry: `
  dummy: { load: () => import("./dummy.ts"), endings: [".dummy"], ...whole },`,
    },
  ],
  async show(program) {
    expect(await program([...NO_DNS, "--format", "dummy", "-"], "no log\n")).toContain("printed by a dummy");
  },
};

export const dummies: readonly Dummy[] = [mailer, receiver, layout, hoster, cause, finding, option, output];

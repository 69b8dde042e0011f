// Records that want to do harm: what they cost is bounded, and nothing of them is printed raw.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit, auditFormatNames, renderAudit } from "../../../src/index.ts";
import type { DomainAudit } from "../../../src/model/audit.ts";
import { mustSkip } from "../../support/servers.ts";
import { missingPrograms, startInternet, type Internet } from "./start.ts";

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join("");
/** Strings of 200 bytes; an escape counts as one. */
const txt = (name: string, text: string) => {
  const characters = text.match(/\\\d{3}|[^]/g) ?? [];
  const strings: string[] = [];
  for (let at = 0; at < characters.length; at += 200)
    strings.push(`"${characters.slice(at, at + 200).join("")}"`);
  return `${name}. 600 IN TXT ${strings.join(" ")}\n`;
};

/** Clears the screen, rings, turns the text around (UTF-8), and ends a line. */
const EVIL = "\\027[2J\\007\\226\\128\\174\\000\\013\\010<script>alert(1)</script>`reboot`$(reboot)";

const records = [
  // Ten kilobytes of includes, each of which includes all the others.
  txt("bomb.example", `v=spf1 ${times(400, (index) => `include:b${index}.bomb.example `)}-all`),
  times(400, (index) =>
    txt(
      `b${index}.bomb.example`,
      `v=spf1 include:b${(index + 1) % 400}.bomb.example include:b${(index * 7) % 400}.bomb.example ~all`,
    ),
  ),
  // Each term costs eleven questions.
  txt("costly.example", `v=spf1 ${times(40, (index) => `mx:m${index}.costly.example `)}-all`),
  times(40, (index) =>
    times(10, (host) => `m${index}.costly.example. 600 IN MX 1 h${host}.m${index}.costly.example.\n`),
  ),
  times(500, (index) =>
    txt("crowd.example", `v=spf1 ip4:192.0.2.${index % 256} include:x${index}.example -all`),
  ),
  times(500, (index) => txt("_dmarc.crowd.example", `v=DMARC1; p=none; rua=mailto:a${index}@example.com`)),
  txt("evil.example", `v=spf1 ${EVIL} include:${EVIL} exists:%{s}%{l} -all`),
  txt("_dmarc.evil.example", `v=DMARC1; p=${EVIL}; x=${EVIL}; rua=mailto:${EVIL}@evil.example`),
  txt("s1._domainkey.evil.example", `k=${EVIL}; v=DKIM1; t=y; h=${EVIL}; s=${EVIL}; p=${EVIL}`),
  `evil.example. 600 IN MX 1 \\027[2j\\000.evil.example.\n`,
  `evil.example. 600 IN MX 2 alias.evil.example.\nalias.evil.example. 600 IN CNAME \\226\\128\\174.evil.example.\n`,
  txt("long.example", `v=spf1 ${"a".repeat(20_000)} ip4:${"1".repeat(20_000)} ${"%{".repeat(9000)} -all`),
].join("");

describe.skipIf(mustSkip("the hostile records", missingPrograms()))("hostile records", () => {
  let internet: Internet;
  const audits = new Map<string, DomainAudit>();
  const outputs: [name: string, text: string][] = [];
  const domains = ["bomb.example", "costly.example", "crowd.example", "evil.example", "long.example"];

  beforeAll(async () => {
    internet = await startInternet(records, []);
    const { report } = await audit(domains, {
      dns: { resolvers: [internet.resolver], authoritative: false, timeoutMilliseconds: 3000 },
      selectors: ["s1"],
      only: ["spf", "dkim", "dmarc", "mx"],
    });
    for (const each of report.domains) audits.set(each.domain, each);
    for (const format of auditFormatNames)
      for (const unicode of [true, false])
        outputs.push([`${format} ${unicode}`, await renderAudit(report, format, { unicode })]);
  });
  afterAll(() => internet?.stop());

  const idsOf = (domain: string) =>
    audits.get(domain)?.findings.map(({ id, class: state }) => `${id} ${state}`);

  test.each(domains)("%s costs a hundred questions at most", (domain) => {
    expect(audits.get(domain)?.questions).toBeLessThanOrEqual(100);
  });

  test("a bomb of includes is too many look-ups, and told in a few lines", () => {
    expect(idsOf("bomb.example")).toContain("spf_too_many_lookups fail");
    expect(JSON.stringify(audits.get("bomb.example")).length).toBeLessThan(100_000);
  });

  test("of many circles one is told, and how many there are", () => {
    const loops = audits.get("bomb.example")?.findings.filter(({ id }) => id === "spf_loop") ?? [];
    expect(loops).toMatchObject([{ data: { others: expect.any(Number) as number } }]);
    expect(loops[0]?.summary).toMatch(/, and in \d+ other circles$/);
  });

  test("of five hundred records ten are shown, and all are counted", () => {
    const { findings = [] } = audits.get("crowd.example") ?? {};
    for (const id of ["spf_multiple", "dmarc_multiple"]) {
      const told = findings.find((each) => each.id === id);
      expect(told?.data).toMatchObject({ leftOut: 490 });
      expect(told?.summary).toMatch(/^500 /);
    }
  });

  test("what was not asked any more is unknown, and nobody's fault", () => {
    const states = idsOf("costly.example") ?? [];
    expect(states).toContain("audit_limit unknown");
    expect(states.filter((state) => state.endsWith(" temp"))).toEqual([]);
    expect(audits.get("costly.example")?.checks).toMatchObject({
      spf: "fail",
      dkim: "fail",
      dmarc: "fail",
      mx: "fail",
    });
  });

  test("five hundred records are several", () => {
    expect(idsOf("crowd.example")).toEqual(
      expect.arrayContaining(["spf_multiple fail", "dmarc_multiple fail"]),
    );
    expect(JSON.stringify(audits.get("crowd.example")).length).toBeLessThan(100_000);
  });

  test("no format prints what strangers wrote raw", () => {
    for (const [name, text] of outputs) {
      const lines = name.startsWith("csv") ? text.replaceAll("\r\n", "\n") : text;
      expect(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(lines)?.[0], name).toBeUndefined();
      if (name.startsWith("html")) expect(text).not.toContain("<script>");
      expect(text.length, name).toBeLessThan(300_000);
    }
  });

  test("no record is offered that strangers can write into", () => {
    const offered = [...audits.values()].flatMap(({ findings }) =>
      findings.flatMap(({ fix }) => fix?.record ?? []),
    );
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.filter((record) => /script|reboot|[^\x20-\x7e]/.test(record))).toEqual([]);
  });
});

// The first step, its record, who makes it and where, by the DNS of real servers.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge, recognize } from "../../../src/diagnosis/diagnose.ts";
import { withRemedy } from "../../../src/diagnosis/remedy.ts";
import { checkAddresses } from "../../../src/dns/check/check.ts";
import type { AddressFacts } from "../../../src/model/dns.ts";
import { startWith } from "../../../src/report/document/start-with.ts";
import { mustSkip } from "../../support/servers.ts";
import { firstSteps } from "./first-steps.ts";
import { missingPrograms, startLab } from "./start.ts";
import type { Lab } from "./start.ts";

const counts = { attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };
const seen = { byCode: {}, firstSeen: null, lastSeen: null, senderDomains: [], reportingMtas: [] };

describe.skipIf(mustSkip("the DNS laboratory", missingPrograms()))("the first step", () => {
  let lab: Lab;
  const views = new Map<boolean, Map<string, AddressFacts>>();

  beforeAll(async () => {
    lab = await startLab();
    for (const authoritative of [true, false]) {
      const { facts } = await checkAddresses(
        firstSteps.map(({ ip }) => ip),
        {
          resolvers: [lab.resolver],
          authoritative,
          authoritativePort: lab.port,
          timeoutMilliseconds: 2500,
          concurrency: 20,
        },
      );
      views.set(authoritative, facts);
    }
  }, 60_000);
  afterAll(() => lab?.stop());

  const cases = [true, false].flatMap((authoritative) =>
    firstSteps
      .filter(({ byOwnServersOnly }) => authoritative || byOwnServersOnly !== true)
      .map((step) => ({ ...step, authoritative, by: authoritative ? "own servers" : "a resolver" })),
  );

  test.each(cases)("$ip by $by: $what", ({ ip, hints = {}, authoritative, ...want }) => {
    const facts = views.get(authoritative)?.get(ip) as AddressFacts;
    const recognized = recognize(facts)!;
    const diagnosis = withRemedy(ip, judge(recognized, hints), hints);
    const made = diagnosis.fix.filter(({ record }) => record !== null && !record.startsWith("dig "));
    const letters = made.some(({ way }) => way === "a") && want.records.some((line) => line.startsWith("a "));
    expect(diagnosis.cause?.id).toBe(want.id);
    expect(
      made.map(({ record, way }) =>
        way !== undefined && (letters || way === "b") ? `${way} ${record}` : record,
      ),
    ).toEqual(want.records);
    expect(made.map(({ who }) => who)).toEqual(want.who);
    if (want.first !== undefined) expect(diagnosis.fix[0]?.who).toBe(want.first);
    if (want.zone !== undefined) expect(diagnosis.reverseZone?.apex).toBe(want.zone);
    if (want.ticket === null) expect(diagnosis.ticket).toBeNull();
    const lines = diagnosis.ticket?.split("\n") ?? [];
    for (const line of want.ticket ?? []) expect(lines).toContain(line);
    const family = ip.includes(":") ? (6 as const) : (4 as const);
    const headline = startWith({ sendingIps: [{ ip, family, ...counts, ...seen, ...diagnosis }] }) ?? "";
    if (want.headline === "") expect(headline).toBe("");
    else expect(headline.endsWith(want.headline) ? want.headline : headline).toBe(want.headline);
    const said = diagnosis.fix.flatMap(({ action, record }) => [action, record ?? ""]);
    for (const words of want.says ?? [])
      expect(
        said.some((text) => words.test(text)),
        String(words),
      ).toBe(true);
    for (const words of want.never ?? [])
      expect([...said, diagnosis.cause?.summary ?? ""].join("\n")).not.toMatch(words);
  });
});

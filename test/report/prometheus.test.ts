import fc from "fast-check";
import { expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { escapeText } from "../../src/base/words/escape.ts";
import { render } from "../../src/report/prometheus.ts";
import { checkResults, hostileResults, hostileWith, resultsWithoutDns, sampleResults } from "./sample.ts";

const target = { width: 80, color: false, unicode: true };
const metrics = (results: Results) => [...render(results, target)].join("");

test.each([
  ["metrics.prom", sampleResults],
  ["check.prom", checkResults],
])("golden %s", async (name, results) => {
  await expect(metrics(results)).toMatchFileSnapshot(`../../fixtures/reports/${name}`);
});

/** https://prometheus.io/docs/instrumenting/exposition_formats/, written apart from the code that writes it. */
const label = String.raw`[a-z_]+="(?:[^"\\\n]|\\[\\n"])*"`;
const linePattern = new RegExp(
  String.raw`^(?:# HELP [a-z_]+ .+|# TYPE [a-z_]+ gauge|[a-z_]+(?:\{${label}(?:,${label})*\})? [0-9.e+]+)$`,
);

function labelValues(text: string): string[] {
  return [...text.matchAll(/="((?:[^"\\\n]|\\.)*)"/g)].map(([, value = ""]) => value.replace(/\\(.)/g, "$1"));
}

test("every line is one of the format's, whatever strangers write", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (written) => {
      const text = metrics(hostileWith(written));
      for (const line of text.trimEnd().split("\n")) expect(line).toMatch(linePattern);
      expect(labelValues(text)).toContain(escapeText(written, true));
    }),
  );
});

test("a cause that nothing proves is neither 1 nor 0, unless the log tells of a refusal", () => {
  const cause = { id: "reverse_timeout", title: "x", summary: "x", class: "temp", unproven: true } as const;
  const withAttempts = (attempts: number) => {
    const sendingIps = checkResults.report.sendingIps.map((sender) => ({ ...sender, cause, attempts }));
    return metrics({ ...checkResults, report: { ...checkResults.report, sendingIps } });
  };
  expect(withAttempts(0)).not.toContain("whybounce_cause_stands{");
  expect(withAttempts(2)).toMatch(/whybounce_cause_stands\{.*cause="reverse_timeout"\} 1/);
});

test("no sample stands twice", () => {
  const others = [
    ...hostileResults.report.otherGmailRejections,
    ...hostileResults.report.otherGmailRejections,
  ];
  const results = { ...hostileResults, report: { ...hostileResults.report, otherGmailRejections: others } };
  const lines = metrics(results).trimEnd().split("\n");
  const names = lines
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.slice(0, line.lastIndexOf(" ")));
  expect(new Set(names).size).toBe(names.length);
});

test("other receivers have a metric of their own", () => {
  const row = { receiver: "gmx", name: "GMX", code: "554", attempts: 3, sendingIps: [], example: "" };
  const text = metrics({ ...sampleResults, report: { ...sampleResults.report, otherReceivers: [row] } });
  expect(text).toContain('\nwhybounce_other_receiver_rejections{receiver="gmx",code="554"} 3\n');
  expect(metrics(sampleResults)).not.toContain("other_receiver");
});

test("what is not known is absent, not zero", () => {
  expect(metrics(resultsWithoutDns)).not.toContain("whybounce_iprev_pass");
});

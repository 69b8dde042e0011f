// The JSON schemas of the data formats: made from the model's types, and true of everything that is written.

import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, test } from "vitest";
import { contractSchemas } from "../../scripts/contract-schemas.js";
import { closed } from "../support/closed-schema.ts";
import { render as renderJson } from "../../src/report/json.ts";
import { render as renderNdjson } from "../../src/report/ndjson.ts";
import { checkResults, nothingFound, resultsWithoutDns, sampleResults } from "./sample.ts";

const made = contractSchemas();
const schemaOf = (name: string) => JSON.parse(made[`schema/whybounce.${name}.schema.json`] ?? "") as object;

const compile = (schema: unknown) =>
  new Ajv({ strict: true, allowUnionTypes: true }).compile(schema as object);
const names = ["report", "event", "check", "audit"] as const;
const open = new Map(names.map((name) => [name, compile(schemaOf(name))]));
const strict = new Map(names.map((name) => [name, compile(closed(schemaOf(name)))]));

interface Written {
  schema: string;
}

function kindOf({ schema }: Written): (typeof names)[number] {
  if (schema === "whybounce.report/1") return "report";
  if (schema.startsWith("whybounce.audit")) return "audit";
  return schema === "whybounce.check/1" ? "check" : "event";
}

function problems(written: Written, by = strict): string[] {
  const validate = by.get(kindOf(written)) as ValidateFunction;
  if (validate(written)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What stands in a golden file: a report, or lines of NDJSON; in a transcript between other text. */
function writtenIn(text: string): Written[] {
  const whole = [...text.matchAll(/^\{\n[^]*?^\}$/gm)].map(([json]) => json);
  const lines = text.split("\n").filter((line) => line.startsWith('{"schema":"whybounce.'));
  return [...whole, ...lines].map((json) => JSON.parse(json) as Written);
}

const golden = ["fixtures/reports", "fixtures/command-lines", "fixtures/audits"].flatMap((folder) =>
  readdirSync(folder).map((name) => `${folder}/${name}`),
);
const withData = golden
  .filter((path) => !/\.(?:html|eml|svg)$/.test(path))
  .map((path) => ({ path, written: writtenIn(readFileSync(path, "utf8")) }))
  .filter(({ written }) => written.length > 0);

test.each(Object.entries(made))("%s is what npm run docs makes", (path, text) => {
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(text));
});

describe("every golden output is what its schema says", () => {
  test.each(withData)("$path", ({ written }) => {
    for (const one of written) expect(problems(one)).toEqual([]);
  });

  test("each schema is held to something", () => {
    const kinds = new Set(withData.flatMap(({ written }) => written.map(kindOf)));
    expect([...kinds].toSorted()).toEqual(["audit", "check", "event", "report"]);
  });
});

const target = { width: 80, color: false, unicode: true };

test.each([
  ["a sample", sampleResults],
  ["without the DNS", resultsWithoutDns],
  ["nothing found", nothingFound],
  ["a check", checkResults],
])("reports and events: %s", (_name, results) => {
  const report = JSON.parse([...renderJson(results, target)].join("")) as Written;
  expect(problems(report)).toEqual([]);
  for (const line of renderNdjson(results, target)) expect(problems(JSON.parse(line) as Written)).toEqual([]);
  const checked = { ...results, checked: [] };
  for (const line of renderNdjson(checked, target)) expect(problems(JSON.parse(line) as Written)).toEqual([]);
});

describe("what is not so is found", () => {
  const report = () =>
    JSON.parse([...renderJson(sampleResults, target)].join("")) as Record<string, never> & Written;

  test("a field that is missing, or of another type", () => {
    const { warnings: _, ...without } = report();
    expect(problems(without as unknown as Written, open)).toEqual([
      " must have required property 'warnings'",
    ]);
    expect(problems({ ...report(), generatedAt: 5 } as never, open)).toEqual(["/generatedAt must be string"]);
  });

  test("a value that the model does not have", () => {
    const [sender] = report()["sendingIps"] as unknown as object[];
    const changed = { ...report(), sendingIps: [{ ...sender, iprev: "maybe" }] };
    expect(problems(changed as never, open).join()).toContain("/sendingIps/0/iprev");
  });

  test("a new field is accepted by readers, and is no field of this version", () => {
    const later = { ...report(), later: 1 };
    expect(problems(later as never, open)).toEqual([]);
    expect(problems(later as never)).toEqual([" must NOT have additional properties"]);
  });
});

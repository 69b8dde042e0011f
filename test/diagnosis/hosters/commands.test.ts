// Commands are pasted into a shell as they are: each must be one line that the shell can read, a whole request, and
// explain what is the reader's to replace.

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { reverseName } from "../../../src/base/standards/ip.ts";
import { hosters, placeToSet } from "../../../src/diagnosis/hosters/index.ts";

const NAME = "mail.example.com";
const IPS = ["203.0.113.5", "2001:db8::5"];

interface Sample {
  id: string;
  ip: string;
  command: string;
  placeholders: string[];
}

/** Each hoster's commands, for both families, with a PTR record and without. */
const samples: Sample[] = hosters.flatMap((hoster) =>
  IPS.flatMap((ip) =>
    [[], ["old.example.com"]].flatMap((ptr) => {
      const { commands, placeholders } = placeToSet(hoster, ip, NAME, ptr);
      return commands.map((command) => ({ id: hoster.id, ip, command, placeholders }));
    }),
  ),
);
const distinct = [...new Map(samples.map((sample) => [sample.command, sample])).values()];

/** The words of a command as the shell itself takes them; it is not run. */
function wordsOf(command: string): string[] {
  execFileSync("bash", ["-n", "-c", command], { stdio: "pipe" });
  const words = execFileSync("bash", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
  return words.split("\0").slice(0, -1);
}

/** Capitals that no reader has to replace: methods, and words of the protocols. */
const fixedCapitals = new Set(["POST", "PUT", "PATCH", "PTR", "TTL", "UPSERT", "LSW"]);

function capitalsOf(command: string): string[] {
  const words = command.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? [];
  return [...new Set(words)].filter((word) => !fixedCapitals.has(word));
}

function valuesOf(words: string[], option: string): string[] {
  return words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
}

const all = distinct.map((sample) => ({ ...sample, words: wordsOf(sample.command) }));
const requests = all.filter(({ words }) => words[0] === "curl");
const withJson = all.filter(({ words }) => words.some((word) => word.startsWith("{")));

describe.each(all)("$id: $command", ({ ip, command, placeholders, words }) => {
  test("is a command, on one line", () => {
    expect(command).not.toMatch(/[\n`$;&|<>]/);
    expect(words[0]).toMatch(/^[a-z][a-z-]*$/);
  });

  test("has the name, and addresses of its own family only", () => {
    expect(words.join(" ")).toMatch(/(?<![a-z0-9.-])mail\.example\.com\.?(?![a-z0-9-])/);
    expect(command).not.toContain(IPS.find((each) => each !== ip));
  });

  test("explains each word that is the reader's to replace, once", () => {
    for (const word of capitalsOf(command)) {
      expect(placeholders.filter((meaning) => meaning.startsWith(`${word} is `))).toHaveLength(1);
    }
  });
});

test("there are requests, and JSON", () => {
  expect(requests.length).toBeGreaterThan(15);
  expect(withJson.length).toBeGreaterThan(15);
});

test.each(requests)("$id: $command is a whole request", ({ words }) => {
  const urls = words.filter((word) => word.startsWith("http"));
  expect(urls).toHaveLength(1);
  expect(new URL(urls[0]!).protocol).toBe("https:");
  expect(valuesOf(words, "-X")).toHaveLength(1);
  expect(valuesOf(words, "-d")).toHaveLength(1);
  // Without one, curl takes every body for a form.
  const [body = ""] = valuesOf(words, "-d");
  const type = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
  const types = valuesOf(words, "-H").filter((header) => /^content-type:/i.test(header));
  expect(types).toEqual([`Content-Type: ${type}`]);
  expect(words.some((word) => /^(?:Authorization|X-Auth-Token|X-LSW-Auth): |^-u$/.test(word))).toBe(true);
});

test.each(withJson)("$id: $command has JSON that can be read", ({ words }) => {
  const bodies = words.filter((word) => word.startsWith("{"));
  expect(bodies).toHaveLength(1);
  expect(JSON.stringify(JSON.parse(bodies[0]!))).toMatch(/"mail\.example\.com\.?"/);
});

const templates = hosters.flatMap(({ id, places }) =>
  places.flatMap(({ commands = [] }) => commands.map((command) => ({ id, ...command }))),
);

test.each(templates)("$id: $line explains no word that it does not have", ({ line, placeholders }) => {
  expect(capitalsOf(line)).toEqual(expect.arrayContaining(Object.keys(placeholders)));
});

test.each(templates)("$id: $line can be met", ({ line }) => {
  const filled = IPS.map((ip) =>
    line
      .replaceAll("<ip>", ip)
      .replaceAll("<name>", NAME)
      .replaceAll("<reverse>", reverseName(ip))
      .replaceAll("<family>", ip.includes(":") ? "6" : "4"),
  );
  expect(all.some(({ command }) => filled.includes(command))).toBe(true);
});

// The registry of options by itself: what one definition says of others, and of commands.

import { expect, test } from "vitest";
import { commandNames } from "../../src/cli/options/definition.ts";
import { commandOptions, flagsOf, optionNames, options } from "../../src/cli/options/index.ts";

test.each(optionNames)("%s belongs to a command, and names only options that there are", (name) => {
  const { needs, conflicts = [], fromFile = [] } = options[name];
  const owners = commandNames.filter((command) => commandOptions[command].includes(name));
  expect(owners).not.toEqual([]);
  expect(owners).toEqual(expect.arrayContaining([...fromFile]));
  const related = [...(needs ? [needs] : []), ...conflicts].map(({ option }) => option);
  expect(optionNames).toEqual(expect.arrayContaining(related));
});

test.each(commandNames)("%s has each flag once, and every one has its help", (command) => {
  const flags = flagsOf(command);
  expect(new Set(flags.map(({ long }) => long)).size).toBe(flags.length);
  for (const { help } of flags) expect(help).not.toBe("");
});

test("an option and its opposite are two flags of one definition", () => {
  const flags = flagsOf("analyze").filter(({ name }) => name === "config");
  expect(flags).toMatchObject([
    { long: "--config", value: { name: "file" } },
    { long: "--no-config", value: null },
  ]);
});

test("check offers fewer formats", () => {
  const formatOf = (command: "analyze" | "check") => flagsOf(command).find(({ short }) => short === "-f");
  expect(formatOf("analyze")?.value?.choices).toContain("recipients");
  expect(formatOf("check")?.value?.choices).not.toContain("recipients");
});

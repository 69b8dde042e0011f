// What is installed beside the program: the manual page and the completions, each tried where its shell is.

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "../../scripts/generated.js";
import { completionText } from "../../src/cli/completion.ts";
import { configurationKeys } from "../../src/cli/config-file.ts";
import * as help from "../../src/cli/help.ts";
import { commandNames } from "../../src/cli/options/definition.ts";
import { flagsOf } from "../../src/cli/options/index.ts";
import { codes } from "../../src/model/codes/index.ts";
import { explainedWords } from "../../src/model/explained-words.ts";
import { packageVersion } from "../../src/base/version.ts";

const made = generatedFiles({
  registry: { ...help, commandNames, flagsOf },
  codes,
  explainedWords,
  keys: configurationKeys(),
  version: packageVersion(),
});
const pathOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const shipped = (name: string) => readFileSync(pathOf(name), "utf8");
const isThere = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const linesOf = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "");

test.each(Object.keys(made).filter((name) => !name.endsWith(".json")))(
  "%s is what npm run docs makes",
  (name) => expect(shipped(name)).toBe(made[name]),
);

test.each([
  ["bash", "whybounce.bash"],
  ["zsh", "_whybounce"],
  ["fish", "whybounce.fish"],
])("completion %s prints them", (shell, file) => {
  expect(completionText([shell])).toBe(shipped(`completions/${file}`));
});

test.each([[[]], [["tcsh"]], [["bash", "zsh"]], [["__proto__"]]])("completion %j is a mistake", (words) => {
  expect(() => completionText(words)).toThrow("write one of bash, zsh, fish");
});

test("the package holds them", () => {
  const { files, man } = JSON.parse(shipped("package.json")) as { files: string[]; man: string[] };
  expect(files).toEqual(expect.arrayContaining(["man", "completions", "schema"]));
  // A list: npm passes over a lone string when it links the manual pages of a global package.
  expect(man).toEqual(["./man/whybounce.1"]);
});

describe("the manual page", () => {
  const page = made["man/whybounce.1"] ?? "";

  test("tells of every option", () => {
    for (const { long } of [...flagsOf("analyze"), help.versionHelp, help.helpHelp]) {
      expect(page).toContain(`\\fB${long.replaceAll("-", "\\-")}\\fR`);
    }
    expect(page).toContain("\\fB\\-\\-resolver\\fR \\fIip[:port]\\fR");
  });

  test.skipIf(!isThere("man"))("is shown without a complaint", () => {
    const args = ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", pathOf("man/whybounce.1")];
    const { status, stdout, stderr } = spawnSync("man", args, { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("whybounce.config.json");
  });
});

const cases: [words: string[], offered: string[], never: string[]][] = [
  [["--form"], ["--format"], ["--from"]],
  [["--format", "ma"], ["mail", "markdown"], ["json"]],
  [["check", "-f", ""], ["html"], ["recipients"]],
  [["--week", ""], ["last", "this"], []],
  [["che"], ["check"], ["explain"]],
  [["check", "--hel"], ["--helo", "--help"], []],
  [["explain", "ptr_nx"], ["ptr_nxdomain"], []],
  [["explain", "550-5.7.25"], ["550-5.7.25"], []],
  [["help", ""], ["check", "explain"], []],
  [["completion", ""], ["bash", "zsh", "fish"], ["check"]],
  [
    ["store", ""],
    ["init", "push"],
    ["check", "README.md"],
  ],
  [["store", "pu"], ["push"], ["init"]],
  [["store", "push", "READ"], ["README.md"], ["init", "push"]],
  [["store", "push", "--to", "fix"], ["fixtures"], []],
  [["store", "push", "--to", "READ"], [], ["README.md"]],
  [["--from", "fix"], ["fixtures"], []],
  [["probe", "--state", "fix"], ["fixtures"], []],
  [["audit", "READ"], ["README.md"], []],
  [["check", "au"], [], ["audit"]],
];

/** Of folders, some shells offer a name with its slash. */
const named = (offered: (string | undefined)[]) => offered.map((word) => word?.replace(/\/$/, ""));

describe.skipIf(!isThere("bash"))("bash", () => {
  const complete = (words: string[]) =>
    linesOf(
      "bash",
      "--norc",
      "-c",
      'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _whybounce; printf "%s\\n" "${COMPREPLY[@]}"',
      "bash",
      pathOf("completions/whybounce.bash"),
      "whybounce",
      ...words,
    );

  test.each(cases)("%j", (words, offered, never) => {
    const found = named(complete(words));
    expect(found).toEqual(expect.arrayContaining(offered));
    for (const word of never) expect(found).not.toContain(word);
  });

  test("--format=ma, which bash takes for three words, and names of files", () => {
    expect(complete(["--format", "=", "ma"])).toEqual(["markdown", "mail"]);
    expect(complete(["--week", "="])).toEqual(["last", "this"]);
    expect(complete([pathOf("package.js")])).toEqual([pathOf("package.json")]);
    expect(complete(["check", "--resolver", "19"])).toEqual([]);
  });
});

describe.skipIf(!isThere("fish"))("fish", () => {
  test.each(cases)("%j", (words, offered, never) => {
    const line = ["whybounce", ...words].join(" ");
    const script = `source ${pathOf("completions/whybounce.fish")}; complete -C '${line}'`;
    const found = named(linesOf("fish", "--no-config", "-c", script).map((row) => row.split("\t")[0]));
    expect(found).toEqual(expect.arrayContaining(offered));
    for (const word of never) expect(found).not.toContain(word);
  });
});

describe.skipIf(!isThere("zsh"))("zsh", () => {
  /** Types a line and Tab into a shell of its own, and lists what it would offer. */
  const complete = (words: string[]) => {
    const script = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "PS1= ; autoload -U compinit; compinit -u -D; source ${pathOf("completions/_whybounce")}"
      zpty -w shell "compadd() { local -a found; builtin compadd -O found \\"\\$@\\"; print -rl -- '<'\\$^found'>'; builtin compadd \\"\\$@\\" }"
      zpty -w shell "whybounce() { : }"
      zpty -w shell "print rea''dy"
      zpty -r -m shell before '*ready*'
      zpty -w -n shell $'whybounce ${words.join(" ")}\\t\\n'
      zpty -w shell "print fini''shed"
      zpty -r -m shell text '*finished*'
      print -r -- $text`;
    const { stdout } = spawnSync("zsh", ["-f", "-c", script], { encoding: "utf8", timeout: 50_000 });
    return [...stdout.matchAll(/<([^<>\s]+)>/g)].map(([, word]) => word);
  };

  test.each(cases)("%j", (words, offered, never) => {
    const found = named(complete(words));
    expect(found).toEqual(expect.arrayContaining(offered));
    for (const word of never) expect(found).not.toContain(word);
  });
});

test("the man page has the options of every command, also those whose name means something else elsewhere", () => {
  const page = shipped("man/whybounce.1").replaceAll("\\-", "-");
  const section = (title: string) => page.split(`.SH ${title}\n`)[1]?.split(".SH ")[0];
  expect(section("OPTIONS")).toContain("\\fB--from\\fR [\\fIstore\\fR]");
  expect(section("OPTIONS OF CHECK")).toContain("\\fB--from\\fR \\fIdomain\\fR");
  expect(section("OPTIONS OF STORE")).toContain("\\fB--to\\fR \\fIstore\\fR");
  for (const name of ["USER", "PASSWORD"]) {
    expect(section("ENVIRONMENT")).toContain(`\\fBWHYBOUNCE_STORE_${name}\\fR`);
  }
});

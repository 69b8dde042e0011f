import { execFileSync } from "node:child_process";
import {
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { configurationSchema } from "../../scripts/configuration-schema.js";
import { configurationKeys } from "../../src/cli/config-file.ts";
import { UserError } from "../../src/base/errors.ts";
import { commandLineMessage } from "../../src/cli/mistakes.ts";
import { readRequest } from "../../src/cli/read-request.ts";

const NOW = Date.parse("2026-02-23T10:30:00Z");
const LAST_WEEK = { from: Date.parse("2026-02-16"), to: Date.parse("2026-02-23") };

const SCHEMA = new URL("../../schema/whybounce.config.schema.json", import.meta.url);

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "whybounce-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** FOLDER in a line or a text stands for the directory of the test. */
const write = (text: string, name = "whybounce.config.json") => writeFileSync(join(directory, name), text);
const parse = (line: string, userId?: number) => {
  const words = line.split(" ").filter((word) => word !== "");
  return readRequest(
    words.map((word) => word.replace("FOLDER", directory)),
    NOW,
    { directory, userId, systemFolder: join(directory, "etc") },
  );
};
const mistake = async (line: string, userId?: number) => {
  const error = await parse(line, userId).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return commandLineMessage(error as UserError).replaceAll(directory, "FOLDER");
};

const fromPaths = (...paths: string[]) => ({ source: { kind: "paths", paths } });
const toStore = (host: string, passwordFile: string | null = null) => ({
  address: { url: `http://${host}:8123`, database: "mail", user: null, passwordFile },
});
const fromStore = (host: string, recordDns = false) => ({
  source: { kind: "store", ...toStore(host), recordDns },
});

/** One output. */
const to = (format: string, path: string | null = null) => ({ outputs: [{ path, format }] });

/** Several outputs: `week.csv csv`. */
const both = (...outputs: string[]) => ({
  outputs: outputs.map((text) => ({ path: text.split(" ")[0], format: text.split(" ")[1] })),
});

describe("what the file says holds, and the command line wins", () => {
  test.each([
    [{}, "", { ...fromPaths(), ...to("table"), period: { from: null, to: null } }],
    [{ $schema: "x.json" }, "", fromPaths()],
    [{ paths: ["a.log", "b.log"] }, "", fromPaths("a.log", "b.log")],
    [{ paths: ["a.log"] }, "c.log", fromPaths("c.log")],
    [{ week: "last", timezone: "UTC" }, "", { period: LAST_WEEK }],
    [{ since: "7d", timezone: "UTC" }, "--week last", { period: LAST_WEEK }],
    [{ week: "last" }, "--since 2026-02-16T00:00Z", { period: { from: LAST_WEEK.from, to: null } }],
    [{ week: "last", compare: true }, "", { compare: true }],
    [{ week: "last", compare: true }, "-f csv", { compare: false }],
    [{ week: "last", compare: true }, "-o week.prom -o week.csv", { compare: false }],
    [{ week: "last", compare: true }, "-o week.csv -o week.html", { compare: true }],
    [{ week: "last", compare: true, output: "week.csv" }, "", { compare: false }],
    [{ week: "last", compare: true, format: "csv" }, "-f json", { compare: true }],
    [{ week: "last", format: "csv" }, "--compare", { compare: true }],
    [{ format: "csv" }, "", to("csv")],
    [{ format: "csv" }, "-f json", to("json")],
    [{ output: "week.csv" }, "", to("csv", "week.csv")],
    [{ output: "week.csv" }, "-f json", to("json")],
    [{ output: ["week.csv"] }, "", to("csv", "week.csv")],
    [{ output: ["week.csv", "week"], format: "json" }, "", both("week.csv csv", "week json")],
    [{ output: ["week.csv"] }, "-o a.html -o b.json", both("a.html html", "b.json json")],
    [{ format: "csv" }, "-o a.html -o b", both("a.html html", "b csv")],
    [
      { mailTo: ["a@example.com"] },
      "-o a.html -o b.eml",
      { ...both("a.html html", "b.eml mail"), mail: { to: ["a@example.com"] } },
    ],
    [{ format: "csv" }, "-o week.html", to("html", "week.html")],
    [{ format: "csv" }, "-o week", to("csv", "week")],
    [{ dns: false }, "", { dns: null }],
    [{ dns: false, exitCode: false }, "", { dns: null, exitCode: false }],
    [{ dns: false, recordDns: false, store: "clickhouse://db/mail" }, "--from", { dns: null }],
    [{ dns: false }, "--exit-code", { dns: { authoritative: true }, exitCode: true }],
    [{ exitCode: true }, "--no-dns", { dns: null, exitCode: false }],
    [
      { resolver: ["192.0.2.1", "192.0.2.2:54"], authoritative: false, dnsTimeout: "1s", dnsConcurrency: 4 },
      "",
      {
        dns: {
          resolvers: ["192.0.2.1", "192.0.2.2:54"],
          authoritative: false,
          timeoutMilliseconds: 1000,
          concurrency: 4,
        },
      },
    ],
    [{ resolver: ["192.0.2.1"] }, "--resolver 192.0.2.9", { dns: { resolvers: ["192.0.2.9"] } }],
    [
      { quiet: true, progress: false, color: false },
      "--color",
      { quiet: true, progress: false, color: true },
    ],
    [{ format: "mail", mailTo: ["a@example.com"] }, "", { mail: { to: ["a@example.com"], from: null } }],
    [{ mailTo: ["a@example.com"] }, "-o week.html", { ...to("html", "week.html"), mail: null }],
    [{ mailTo: ["a@example.com"] }, "-o week.eml", { mail: { to: ["a@example.com"] } }],
    [{ helo: "mx.example.com", wait: "2h" }, "", { command: "analyze" }],
    [{ helo: "mx.example.com", from: "example.com" }, "check 192.0.2.1", { helo: "mx.example.com" }],
    [{ week: "last", dns: false, output: "week.csv" }, "check 192.0.2.1", to("table")],
    [{ input: "list.txt" }, "check", { lists: ["list.txt"], targets: [] }],
    [{ input: "list.txt" }, "check 192.0.2.1", { lists: [], targets: ["192.0.2.1"] }],
    [{ formt: "json" }, "--no-config", to("table")],
    [{ store: "clickhouse://db/mail", paths: ["a.log"], week: "last" }, "--from", fromStore("db")],
    [{ store: "clickhouse://db/mail", week: "last" }, "--from --week this", fromStore("db")],
    [{ store: "clickhouse://db/mail" }, "--from clickhouse://other/mail", fromStore("other")],
    [{ store: "clickhouse://db/mail", recordDns: true }, "--from", fromStore("db", true)],
    [
      { store: "clickhouse://db/mail", recordDns: true },
      "--from --no-dns",
      { ...fromStore("db"), dns: null },
    ],
    [{ store: "clickhouse://db/mail", from: "example.com" }, "check 192.0.2.1", { from: "example.com" }],
    [
      { store: "clickhouse://db/mail", storePasswordFile: "secret", week: "last" },
      "store push a.log",
      { ...toStore("db", "secret"), paths: ["a.log"], period: { from: null, to: null } },
    ],
    [{ store: "clickhouse://db/mail" }, "store init --to clickhouse://other/mail", toStore("other")],
  ])("%j and %s", async (file, line, want) => {
    write(JSON.stringify(file));
    expect(await parse(line)).toMatchObject(want);
  });

  test("a store in the file does not turn a report of logs into one of the store", async () => {
    write('{"store": "clickhouse://db/mail", "recordDns": true, "paths": ["a.log"]}');
    expect(await parse("")).toMatchObject({ command: "analyze", ...fromPaths("a.log") });
  });

  test("a named file is read instead of the one in the directory, with or without a byte order mark", async () => {
    write('{"format": "csv"}');
    write('\uFEFF{"format": "json"}', "other.json");
    expect(await parse("--config FOLDER/other.json")).toMatchObject(to("json"));
    expect(await parse("check --config FOLDER/other.json 192.0.2.1")).toMatchObject(to("table"));
  });

  test("help, version and explain do not read it", async () => {
    write("broken");
    for (const line of ["--help", "--version", "explain 550"]) {
      expect(await parse(line)).toMatchObject({ command: "text" });
    }
  });
});

describe("mistakes name the file, the key and the next step", () => {
  test.each([
    ['{"formt": "json"}', "unknown key formt; did you mean format?"],
    ['{"dns-timeout": "1s"}', "unknown key dns-timeout; did you mean dnsTimeout?"],
    ['{"noDns": true}', 'unknown key noDns; write "dns": false'],
    ['{"no-color": true}', 'unknown key no-color; write "color": false'],
    ['{"to": "clickhouse://db/mail"}', 'unknown key to; write "store"'],
    ['{"ttl": 400}', "unknown key ttl; say it on the command line, with store init"],
    ['{"zzzzzzzzzz": 1}', "unknown key zzzzzzzzzz; the keys are paths, since, until, "],
    ['{"__proto__": 1}', "unknown key __proto__; the keys are"],
    ['{"config": "other.json"}', "unknown key config; "],
    ['{"format": "xml"}', 'format: "xml" is invalid; write one of table, json, '],
    ['{"quiet": "yes"}', 'quiet: expected true or false, found "yes"'],
    ['{"week": 8}', "week: expected a string, found 8"],
    ['{"resolver": "192.0.2.1"}', 'resolver: expected a list of strings, found "192.0.2.1"'],
    ['{"paths": [1]}', "paths: expected a string, found 1"],
    ['{"dnsConcurrency": 1.5}', "dnsConcurrency: expected a whole number, found 1.5"],
    ['{"dnsConcurrency": 0}', "dnsConcurrency: 0 is invalid; write 1 to 256"],
    ['{"dnsTimeout": "90s"}', 'dnsTimeout: "90s" is invalid; write 100ms to 30s'],
    ['{"week": "2026-W60"}', "week 2026-W60: 2026 has the weeks 2026-W01 to 2026-W53"],
    ['{"output": "week.pdf"}', "output week.pdf: its ending names no format"],
    ['{"compare": true}', "compare needs a period with a beginning; add --week last or --since 7d"],
    ["[]", 'expected an object such as {"week": "last"}, found a list'],
    ['"secret"', 'expected an object such as {"week": "last"}, found a string'],
    ["null", 'expected an object such as {"week": "last"}, found null'],
    ["{", "no valid JSON at line 1, column 2; correct it, or say --no-config"],
    ['{\n "week": "last",\n}', "no valid JSON at line 3, column 1; correct it"],
    ["root:$y$secret", "no valid JSON; correct it"],
    ['{"secret of many words": 1}', "no such key; the keys are paths, "],
  ])("%s", async (text, message) => {
    write(text);
    const told = await mistake("");
    expect(told).toContain(`FOLDER/whybounce.config.json: ${message}`);
    expect(told).not.toContain("secret");
  });

  test("a mistake of the command line is not the file's", async () => {
    write('{"week": "2026-W60", "timezone": "UTC"}');
    expect(await mistake("--week 2026-W70")).toMatch(/^--week 2026-W70: /);
  });

  test("a store's URL is the file's where it stands there", async () => {
    write('{"store": "http://db.example.com"}');
    const where = "FOLDER/whybounce.config.json: store: not the URL of a store";
    expect(await mistake("--from")).toContain(where);
    expect(await mistake("store push a.log")).toContain(where);
    expect(await mistake("--from http://other.example.com")).toMatch(/^--from: not the URL/);
  });

  test("a store that stands nowhere is the folder of this machine, and a server's tables are not made there", async () => {
    const folder = { kind: "folder", directory: null, recordDns: false };
    expect(await parse("--from")).toMatchObject({ source: folder });
    expect(await parse("store push a.log")).toMatchObject({ address: null, directory: null });
    const next = /add --to clickhouse:.*, or the key store into whybounce\.config\.json$/;
    expect(await mistake("store init")).toMatch(next);
  });

  test("a named file that is not there", async () => {
    expect(await mistake("--config FOLDER/none.json")).toBe(
      "--config FOLDER/none.json: no such file or directory; name a file of JSON, or say --no-config",
    );
  });

  test("a file of another user is taken only when it is named", async () => {
    write('{"format": "json"}');
    const path = join(directory, "whybounce.config.json");
    if (statSync(path).uid === 0) chownSync(path, 1000, 1000); // root may give it away
    const owner = statSync(path).uid;
    const stranger = owner + 1;
    expect(await mistake("", stranger)).toBe(
      "FOLDER/whybounce.config.json belongs to another user; add --config FOLDER/whybounce.config.json to use it, or --no-config to pass it over",
    );
    expect(await parse("", owner)).toMatchObject(to("json"));
    expect(await parse("--config FOLDER/whybounce.config.json", stranger)).toMatchObject(to("json"));
  });
});

describe("what is no file of a few lines", () => {
  const path = () => join(directory, "whybounce.config.json");

  test("a directory", async () => {
    mkdirSync(path());
    const words = "is a directory; name a file of JSON, or say --no-config";
    expect(await mistake("")).toBe(`FOLDER/whybounce.config.json: ${words}`);
    expect(await mistake("--config FOLDER")).toBe(`--config FOLDER: ${words}`);
  });

  test("a pipe nobody writes to, and a device without an end", async () => {
    execFileSync("mkfifo", [path()]);
    const words = "is no regular file; name a file of JSON, or say --no-config";
    expect(await mistake("")).toBe(`FOLDER/whybounce.config.json: ${words}`);
    expect(await mistake("--config FOLDER/whybounce.config.json")).toBe(
      `--config FOLDER/whybounce.config.json: ${words}`,
    );
    expect(await mistake("--no-config --config /dev/zero")).toContain("/dev/zero: is no regular file");
  });

  test("a megabyte and more", async () => {
    write(`{"week": "last"${" ".repeat(1 << 20)}}`);
    expect(await mistake("")).toContain("FOLDER/whybounce.config.json: is longer than 1024 KiB; ");
  });

  test("text in UTF-16, as PowerShell writes it, is read", async () => {
    writeFileSync(path(), Buffer.from('\uFEFF{"format": "json"}', "utf16le"));
    expect(await parse("")).toMatchObject(to("json"));
  });

  test("a link that leads to nothing", async () => {
    symlinkSync("none.json", path());
    expect(await mistake("")).toContain("FOLDER/whybounce.config.json: no such file or directory; ");
  });

  test("another user's link to a file of one's own was followed", async () => {
    write('{"format": "json"}', "mine.json");
    symlinkSync("mine.json", path());
    const owner = statSync(path()).uid;
    expect(await parse("", owner)).toMatchObject(to("json"));
    if (owner !== 0) return; // only root can give a link away
    lchownSync(path(), 1000, 1000);
    chownSync(join(directory, "mine.json"), 1001, 1001);
    const sentence =
      "FOLDER/whybounce.config.json belongs to another user; add --config FOLDER/whybounce.config.json to use it, or --no-config to pass it over";
    for (const user of [1000, 1001]) expect(await mistake("", user)).toBe(sentence);
  });
});

test("the schema that is shipped is the one of these keys", () => {
  const made: unknown = JSON.parse(configurationSchema(configurationKeys()));
  expect(JSON.parse(readFileSync(SCHEMA, "utf8"))).toEqual(made);
});

test("the page about the file names every key and no other, and its example is valid", async () => {
  const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(configurationKeys().map(({ name }) => name)));
  write(/```json\n([^`]+)```/.exec(page)?.[1] ?? "no example");
  expect(await parse("")).toMatchObject({
    ...to("mail"),
    ...fromPaths("/var/log/mail.log*"),
    compare: true,
  });
});

describe("where it is looked for", () => {
  const places = {
    "the working directory": "whybounce.config.json",
    $XDG_CONFIG_HOME: "xdg/whybounce/config.json",
    "the home": "home/.config/whybounce/config.json",
    "/etc": "etc/whybounce/config.json",
  };
  const put = (place: keyof typeof places, values: object = { week: "last" }) => {
    mkdirSync(join(directory, places[place], ".."), { recursive: true });
    write(JSON.stringify(values), places[place]);
  };
  const foundFile = async (env: Record<string, string>, line = "") => {
    const found: string[] = [];
    await readRequest(line.split(" ").filter(Boolean), NOW, {
      directory,
      env,
      systemFolder: join(directory, "etc"),
      onFoundFile: (path) => found.push(path.replace(`${directory}/`, "")),
    });
    return found;
  };
  const home = () => ({ HOME: join(directory, "home") });
  const xdg = () => ({ ...home(), XDG_CONFIG_HOME: join(directory, "xdg") });

  test("the first that is there is taken and named, the others are not read", async () => {
    const order = ["/etc", "$XDG_CONFIG_HOME", "the working directory"] as const;
    for (const place of order) {
      put(place);
      expect(await foundFile(xdg())).toEqual([places[place]]);
      write("no JSON", places[place]);
      await expect(foundFile(xdg())).rejects.toThrow("no valid JSON");
      put(place);
    }
  });

  test("$XDG_CONFIG_HOME stands in the place of ~/.config, if it is absolute", async () => {
    put("the home");
    expect(await foundFile(home())).toEqual([places["the home"]]);
    expect(await foundFile(xdg())).toEqual([]);
    expect(await foundFile({ ...home(), XDG_CONFIG_HOME: "xdg" })).toEqual([places["the home"]]);
    expect(await foundFile({ HOME: "" })).toEqual([]);
  });

  test("a file without options, as the packages have it, is not named", async () => {
    write(readFileSync("packaging/config.json", "utf8"));
    expect(await foundFile({})).toEqual([]);
  });

  test("nothing is named with --quiet, --config or --no-config", async () => {
    put("/etc");
    expect(await foundFile({}, "--quiet")).toEqual([]);
    expect(await foundFile({}, "--no-config")).toEqual([]);
    expect(await foundFile({}, `--config ${join(directory, places["/etc"])}`)).toEqual([]);
    expect(await foundFile({})).toEqual([places["/etc"]]);
  });
});

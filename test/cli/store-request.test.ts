// What the command line says of a store.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRequest } from "../../src/cli/read-request.ts";
import { parseStoreAddress, withCredentials } from "../../src/store/address.ts";
import { mistakeIn } from "../support/mistake.ts";
import { createStatements } from "../../src/store/tables.ts";

const parse = (line: string) => readRequest(line.split(" "), Date.parse("2026-02-23T10:30:00Z"));

describe("the URL", () => {
  test.each([
    ["clickhouse://db.example.com", "http://db.example.com:8123", "default", null],
    ["clickhouse://me@db.example.com:9999/mail", "http://db.example.com:9999", "mail", "me"],
    ["clickhouse://db.example.com/mail?secure=true", "https://db.example.com:8443", "mail", null],
    ["clickhouse://[2001:db8::1]:8123/", "http://[2001:db8::1]:8123", "default", null],
  ])("%s", (text, url, database, user) => {
    expect(parseStoreAddress("store", text, null)).toEqual({ url, database, user, passwordFile: null });
  });

  test.each([
    ["http://db.example.com:8123", "not the URL of a store"],
    ["clickhouse:", "not the URL of a store"],
    ["clickhouse:///mail", "not the URL of a store"],
    ["clickhouse://u:s3cret@:99999/x", "not the URL of a store"],
    ["clickhouse://u:s3cret@db.example.com/mail", "a password has no place in a URL"],
    ["clickhouse://db.example.com/mail?pasword=s3cret", "pasword means nothing in a store's URL"],
    ["clickhouse://db.example.com/a;b", "a;b is no name of a database"],
  ])("%s is refused, and no password is shown", (text, words) => {
    const message = messageOf(() => parseStoreAddress("store", text, null));
    expect(message).toContain(`store: ${words}`);
    expect(message).not.toContain("s3cret");
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("credentials", () => {
  const address = parseStoreAddress("to", "clickhouse://db.example.com/mail", null);
  const env = { WHYBOUNCE_STORE_USER: "me", WHYBOUNCE_STORE_PASSWORD: "from the environment" };

  test("from the environment", async () => {
    expect(await withCredentials(address, env)).toMatchObject({
      user: "me",
      password: "from the environment",
    });
    expect(await withCredentials(address, {})).toMatchObject({ user: "default", password: "" });
  });

  test("from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "whybounce-password-"));
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, "from the file\n");
    expect((await withCredentials({ ...address, passwordFile }, env)).password).toBe("from the file");
    await rm(folder, { recursive: true });
    await expect(withCredentials({ ...address, passwordFile }, env)).rejects.toThrow(
      "no such file or directory; name a file that holds the password and nothing else",
    );
  });
});

const TO = "--to clickhouse://db.example.com/mail";

test.each([
  ["store", "store: write store init or store push"],
  ["store drop", "store drop: write store init or store push"],
  ["store init", "store init: where to? add --to clickhouse://"],
  ["store init --to /var/lib/whybounce", "store init /var/lib/whybounce: a folder needs no tables"],
  [
    `store push ${TO} --keep-months 12`,
    "--keep-months is for a folder; leave it out; for tables, use store init",
  ],
  ["store push --to db.example.com:8123", "--to: not the URL of a store"],
  ["--from /var/lib/whybounce --state s.json", "--state remembers what was read of logs"],
  [`store push ${TO} --ttl 400`, "store push: --ttl is for store init"],
  [`store push ${TO} --this-server-only`, "store push: --this-server-only is for store init"],
  [`store init ${TO} mail.log`, "store init reads nothing; leave out mail.log"],
  [`store init ${TO} --cluster a'b`, "--cluster a'b: not the name of a cluster"],
  [`store init ${TO} --this-server-only`, "--this-server-only goes with --cluster"],
  [`store init ${TO} --ttl 0`, "a number of days such as 400"],
  [`store init ${TO} --ttl 12h`, "a number of days such as 400"],
  [
    "--from clickhouse://db.example.com mail.log",
    "leave out mail.log, or store it first: whybounce store push",
  ],
  ["--record-dns mail.log", "--record-dns keeps what the DNS says in a store; add --from"],
  [
    "--record-dns --no-dns --from clickhouse://db.example.com",
    "--record-dns asks the DNS; leave out --no-dns",
  ],
  ["--from clickhouse://db.example.com check 203.0.113.5", "check asks about addresses"],
])("%s", async (line, words) => {
  expect(await mistakeIn(parse(line))).toContain(words);
});

test.each([
  ["400", 400],
  ["400days", 400],
  ["52w", 364],
])("store init --ttl %s", async (ttl, days) => {
  expect(await parse(`store init ${TO} --ttl ${ttl}`)).toMatchObject({ tables: { ttlDays: days } });
});

test("check has a --from of its own", async () => {
  expect(await parse("check --from example.com 203.0.113.5")).toMatchObject({ from: "example.com" });
});

describe("the statements of store init", () => {
  const options = { cluster: null, thisServerOnly: false, ttlDays: null, timezone: "UTC" };

  test("one server", () => {
    const [first] = createStatements("mail", options);
    expect(first).toMatch(/^CREATE TABLE IF NOT EXISTS whybounce_events \([^]*PARTITION BY toYYYYMM\(week\)/);
    expect(first).not.toContain("TTL");
  });

  test("rows that expire", () => {
    const [first] = createStatements("mail", { ...options, ttlDays: 400 });
    expect(first).toMatch(
      /TTL if\(week = toDate\('1970-01-02'\), toDate\(pushed\), week\) \+ INTERVAL 400 DAY$/,
    );
  });

  test("a cluster", () => {
    const [local, all] = createStatements("mail", { ...options, cluster: "fleet" });
    expect(local).toContain("CREATE TABLE IF NOT EXISTS whybounce_events_local ON CLUSTER fleet (");
    expect(all).toContain("Distributed(fleet, mail, whybounce_events_local, cityHash64(home))");
  });
});

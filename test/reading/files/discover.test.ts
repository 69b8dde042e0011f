import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { discover, findMoved, mailboxFiles } from "../../../src/reading/files/discover.ts";

let folder: string;
const files = [
  "logs/mail.log",
  "logs/mail.log.1",
  "logs/old/mail.log.2.gz",
  "logs/.hidden.log",
  "logs/odd [name]*.log",
  "Maildir/cur/1.M1P1.mx1:2,S",
  "Maildir/new/2.M1P1.mx1",
  "Maildir/tmp/3.M1P1.mx1",
  "Maildir/.Bounces/cur/4.M1P1.mx1:2,",
  "Mail/inbox/1",
  "Mail/inbox/2",
  "Mail/inbox/,3",
  "Mail/inbox/#4",
  "Mail/inbox/.mh_sequences",
  "Maildir/dovecot-uidlist",
  "Maildir/dovecot.index.log",
  "Maildir/maildirsize",
  "Maildir/subscriptions",
  "Maildir/.Bounces/maildirfolder",
  "project/new/plan.txt",
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-discover-"));
  for (const name of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "x");
  }
  await symlink(join(folder, "logs"), join(folder, "logs/loop"));
  await symlink(join(folder, "logs/mail.log"), join(folder, "link.log"));
});
afterAll(() => rm(folder, { recursive: true }));

async function find(...names: string[]): Promise<{ found: string[]; errors: string[] }> {
  const errors: string[] = [];
  const found: string[] = [];
  const paths = names.map((name) => join(folder, name));
  for await (const one of discover(paths, (message) => errors.push(message))) {
    if ("emptyDirectory" in one) found.push(`empty ${relative(folder, one.emptyDirectory)}`);
    else if ("mailbox" in one) found.push(`${one.kind} ${relative(folder, one.mailbox)}`);
    else found.push(`${relative(folder, one.file)}${one.named ? " named" : ""}`);
  }
  return { found: found.toSorted(), errors: errors.map((message) => message.replace(`${folder}/`, "")) };
}

test("a file", async () => {
  expect(await find("logs/mail.log")).toEqual({ found: ["logs/mail.log named"], errors: [] });
});

test("a link that is named is followed", async () => {
  expect(await find("link.log")).toEqual({ found: ["link.log named"], errors: [] });
});

test("a directory, links in it left alone", async () => {
  const { found, errors } = await find("logs");
  expect(found).toEqual([
    "logs/.hidden.log",
    "logs/mail.log",
    "logs/mail.log.1",
    "logs/odd [name]*.log",
    "logs/old/mail.log.2.gz",
  ]);
  expect(errors).toEqual([]);
});

test("a Maildir with a folder in it; what is still being written is left alone", async () => {
  expect(await find("Maildir")).toEqual({
    found: ["maildir Maildir", "maildir Maildir/.Bounces"],
    errors: [],
  });
});

test("MH folders", async () => {
  expect((await find("Mail")).found).toEqual(["mh Mail/inbox"]);
});

test("globs", async () => {
  expect((await find("logs/mail.log*")).found).toEqual(["logs/mail.log named", "logs/mail.log.1 named"]);
  expect((await find("logs/**/*.gz")).found).toEqual(["logs/old/mail.log.2.gz named"]);
  expect((await find("Mail*")).found).toEqual([
    "maildir Maildir",
    "maildir Maildir/.Bounces",
    "mh Mail/inbox",
  ]);
  expect(await find("logs/*.zip")).toEqual({ found: [], errors: ["logs/*.zip: no file has such a name"] });
});

test("a file whose name looks like a glob", async () => {
  expect((await find("logs/odd [name]*.log")).found).toEqual(["logs/odd [name]*.log named"]);
});

test("what is missing is told, and the rest is found", async () => {
  expect(await find("missing.log", "logs/mail.log")).toEqual({
    found: ["logs/mail.log named"],
    errors: ["missing.log: no such file or directory"],
  });
});

test("a directory that is named like a part of a Maildir", async () => {
  expect((await find("project")).found).toEqual(["project/new/plan.txt"]);
});

test("a message is given once and found again, wherever a mail program moves it meanwhile", async () => {
  const maildir = join(folder, "Moving");
  for (const part of ["cur", "new", "tmp"]) await mkdir(join(maildir, part), { recursive: true });
  await writeFile(join(maildir, "new/5.M1P1.mx1,S=1"), "x");
  await writeFile(join(maildir, "cur/6.M1P1.mx1:2,"), "x");
  const given: string[] = [];
  for await (const path of mailboxFiles(maildir, "maildir")) {
    given.push(relative(maildir, path));
    if (given.length === 1)
      await rename(join(maildir, "new/5.M1P1.mx1,S=1"), join(maildir, "cur/5.M1P1.mx1,S=1:2,S"));
  }
  expect(given.toSorted()).toEqual(["cur/6.M1P1.mx1:2,", "new/5.M1P1.mx1,S=1"]);
  expect(await findMoved(join(maildir, "new/5.M1P1.mx1,S=1"))).toBe(join(maildir, "cur/5.M1P1.mx1,S=1:2,S"));
  expect(await findMoved(join(maildir, "new/7.M1P1.mx1"))).toBeNull();
});

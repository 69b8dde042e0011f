// What can become of a log between two looks, with real files: nothing is lost and nothing counts twice, and where lines may
// be lost, that is told.

import {
  chmod,
  copyFile,
  link,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { geteuid } from "node:process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptRefusals } from "./history-of.ts";
import { lines, openLab, type Lab } from "./lab.ts";

let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(() => lab.close());

const users = (...numbers: number[]) => numbers.map((number) => `u${number}@gmail.com`).toSorted();
const refused = (number: number) => lines.refused(lab.now() - 60_000 + number, number);
const write = async (path: string, ...numbers: number[]) => lab.append(numbers.map(refused).join(""), path);
const kept = () => keptRefusals(lab.directory);
const rotated = (ending: string) => `${lab.log}${ending}`;
const cutWords = /cut in place/;

test("half a line waits for its end", async () => {
  const line = refused(2);
  await lab.append(refused(1) + line.slice(0, 300));
  await lab.once();
  expect(await kept()).toEqual(users(1));
  await lab.append(line.slice(300));
  await lab.once();
  expect(await kept()).toEqual(users(1, 2));
});

test("late lines in the file that was renamed are read", async () => {
  await write(lab.log, 1);
  await lab.once();
  await rename(lab.log, rotated(".1"));
  await write(lab.log, 2);
  await write(rotated(".1"), 3);
  await lab.once();
  await write(rotated(".1"), 4);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2, 3, 4));
  expect(lab.warnings).toEqual([]);
});

test("two rotations while nobody looked are followed by content, compressed or not", async () => {
  await write(lab.log, 1);
  await lab.once();
  await write(lab.log, 2);
  const { mtime } = await stat(lab.log);
  await writeFile(rotated(".2.gz"), gzipSync(await readFile(lab.log)));
  await utimes(rotated(".2.gz"), mtime, new Date(Date.now() - 20_000));
  await unlink(lab.log);
  await write(lab.log, 3);
  await rename(lab.log, rotated(".1"));
  await write(lab.log, 4);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2, 3, 4));
  expect((await lab.state()).addresses[0]?.refusals).toBe(4);
});

test.each(["-20260216", ".0", "-20260216-1771200000"])(
  "a log that is renamed to name%s is found",
  async (ending) => {
    await write(lab.log, 1);
    await lab.once();
    await write(lab.log, 2);
    await rename(lab.log, rotated(ending));
    await write(lab.log, 3);
    await lab.once();
    expect(await kept()).toEqual(users(1, 2, 3));
  },
);

test("a turn before the ending is found, too", async () => {
  await write(lab.log, 1);
  await lab.once();
  await write(lab.log, 2);
  await rename(lab.log, lab.log.replace(/\.log$/, "-20260216.log"));
  await write(lab.log, 3);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2, 3));
});

test("old rotated logs are not read when a watch begins", async () => {
  await write(rotated(".1"), 1);
  await write(lab.log, 2);
  await lab.once();
  expect(await kept()).toEqual(users(2));
});

test("a file that a compressor still writes is left to a later look", async () => {
  await write(lab.log, 1);
  await lab.once();
  await write(lab.log, 2);
  const packed = gzipSync(await readFile(lab.log));
  await unlink(lab.log);
  await writeFile(rotated(".1.gz"), packed.subarray(0, packed.length / 2));
  await write(lab.log, 3);
  expect((await lab.once()).isUnfinished).toBe(true);
  expect(lab.warnings).toEqual([]);
  await writeFile(rotated(".1.gz"), packed);
  await utimes(rotated(".1.gz"), new Date(), new Date(Date.now() - 30_000));
  await lab.once();
  expect(await kept()).toEqual(users(1, 2, 3));
});

test("copytruncate is told, and the copy has what the log had", async () => {
  await write(lab.log, 1);
  await lab.once();
  await write(lab.log, 2);
  await copyFile(lab.log, rotated(".1"));
  await truncate(lab.log, 0);
  await write(lab.log, 3);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2, 3));
  expect(lab.warnings).toEqual([expect.stringMatching(cutWords)]);
  await write(lab.log, 4);
  await lab.once();
  expect(lab.warnings).toHaveLength(1);
});

test("a log that was cut and has grown beyond its old length is told and read from its beginning", async () => {
  await write(lab.log, 1);
  await lab.once();
  await truncate(lab.log, 0);
  await write(lab.log, 2, 3, 4);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2, 3, 4));
  expect(lab.warnings).toEqual([expect.stringMatching(cutWords)]);
});

test("a log that is rotated by rename is not told to be cut", async () => {
  await write(lab.log, 1);
  await lab.once();
  await rename(lab.log, rotated(".1"));
  await writeFile(lab.log, "");
  await lab.once();
  await write(lab.log, 2);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2));
  expect(lab.warnings).toEqual([]);
});

test("a log that is gone is told once, and read when it comes back, even with the same inode", async () => {
  await write(lab.log, 1);
  await lab.once();
  await unlink(lab.log);
  expect((await lab.once()).hasFailed).toBe(true);
  await lab.once();
  expect(lab.warnings).toEqual([expect.stringMatching(/mail\.log: no such file/)]);
  await write(lab.log, 2);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2));
});

test("a link that is pointed elsewhere is followed", async () => {
  const [first, second, name] = ["a.log", "b.log", "current"].map((file) => join(lab.folder, "log", file));
  await write(first!, 1);
  await symlink(first!, name!);
  const changes = { paths: [name!] };
  await lab.once(changes);
  await write(second!, 2);
  await rm(name!);
  await symlink(second!, name!);
  await lab.once(changes);
  await write(second!, 3);
  await lab.once(changes);
  expect(await kept()).toEqual(users(1, 2, 3));
});

test("a pipe in the place of the log holds nothing up", async () => {
  await write(lab.log, 1);
  await lab.once();
  await rename(lab.log, rotated(".1"));
  execFileSync("mkfifo", [lab.log]);
  expect((await lab.once()).hasFailed).toBe(true);
  await unlink(lab.log);
  await write(lab.log, 2);
  await lab.once();
  expect(await kept()).toEqual(users(1, 2));
});

test.skipIf(geteuid?.() === 0)(
  "permission that is lost is told, and what came meanwhile is read later",
  async () => {
    await write(lab.log, 1);
    await lab.once();
    await write(lab.log, 2);
    await chmod(lab.log, 0);
    expect((await lab.once()).hasFailed).toBe(true);
    expect(lab.warnings.at(-1)).toMatch(/permission|may not/i);
    await chmod(lab.log, 0o600);
    await lab.once();
    expect(await kept()).toEqual(users(1, 2));
  },
);

test("two names of one log count it once", async () => {
  const other = join(lab.folder, "log", "other.log");
  await write(lab.log, 1);
  await link(lab.log, other);
  const changes = { paths: [lab.log, other] };
  await lab.once(changes);
  await write(lab.log, 2);
  await lab.once(changes);
  expect(await kept()).toEqual(users(1, 2));
});

test("a Maildir and an mbox are followed", async () => {
  const maildir = join(lab.folder, "Maildir");
  for (const part of ["cur", "new", "tmp"]) await mkdir(join(maildir, part), { recursive: true });
  const mbox = join(lab.folder, "mbox");
  await writeFile(join(maildir, "new", "1.host"), dsn(1));
  await writeFile(mbox, `From MAILER-DAEMON Mon Feb 16 07:00:00 2026\n${dsn(2)}\n`);
  const changes = { paths: [maildir, mbox] };
  await lab.once(changes);
  const before = (await kept()).length;
  await rename(join(maildir, "new", "1.host"), join(maildir, "cur", "1.host:2,S"));
  await lab.once(changes);
  expect((await kept()).length).toBe(before);
  await writeFile(join(maildir, "new", "3.host"), dsn(3));
  await lab.append(`From MAILER-DAEMON Mon Feb 16 08:00:00 2026\n${dsn(4)}\n`, mbox);
  await lab.once(changes);
  expect(await kept()).toEqual(expect.arrayContaining(users(3, 4)));
  expect(before).toBeGreaterThan(0);
});

function dsn(number: number): string {
  return `From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
To: news@example.net
Subject: Undelivered Mail Returned to Sender
Date: ${new Date(lab.now() - 60_000).toUTCString().replace("GMT", "+0000")}
Message-Id: <bounce${number}@mail.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b${number}"

--b${number}
Content-Type: text/plain

This is the mail system at host mail.example.net.

--b${number}
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
X-Postfix-Queue-ID: 4Qdsn${number}zz
Arrival-Date: ${new Date(lab.now() - 60_000).toUTCString().replace("GMT", "+0000")}

Final-Recipient: rfc822; u${number}@gmail.com
Action: failed
Status: 5.7.25
Remote-MTA: dns; gmail-smtp-in.l.google.com
Diagnostic-Code: smtp; 550-5.7.25 [203.0.113.40] The IP address sending this
    message does not have a 550-5.7.25 PTR record setup, or the corresponding
    forward DNS entry does not 550-5.7.25 match the sending IP. As a policy,
    Gmail does not accept messages 550-5.7.25 from IPs with missing PTR
    records. 550 5.7.25 d75a77b69052e-${number}si1ad.${number} - gsmtp

--b${number}--
`;
}

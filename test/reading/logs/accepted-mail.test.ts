// Whose mail Gmail took, as logs of all mailers tell it: only an audit asks.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { analyze } from "../../../src/index.ts";
import type { AcceptedMail } from "../../../src/model/accepted.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const scratch = mkdtempSync(join(tmpdir(), "whybounce-accepted-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function acceptedIn(path: string): Promise<AcceptedMail> {
  const results = await analyze({ paths: [path], dns: null, keepAccepted: true, timezone: "UTC" });
  return results.accepted!;
}

async function acceptedOf(lines: readonly string[], name = "mail.log"): Promise<AcceptedMail> {
  const path = join(scratch, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return acceptedIn(path);
}

const countsOf = ({ domains }: AcceptedMail) =>
  Object.fromEntries(domains.map(({ domain, deliveries }) => [domain, deliveries]));

describe("every mailer's delivery has its sender", async () => {
  const mailers = (await readdir(join(fixtures, "mailers"))).map((name) => join("mailers", name));
  test.each(mailers)("%s", async (name) => {
    const accepted = await acceptedIn(join(fixtures, name));
    expect(countsOf(accepted)).toMatchObject({ "example.org": 1 });
    expect(accepted).toMatchObject({ withoutSender: 0, ofFurtherDomains: 0 });
  });

  test.each([
    "postfix/gmail-421-4.7.23-delivered-after-repair.log",
    "exim/gmail-421-4.7.23-ehlo-reply-over-lines.log",
    "sendmail/gmail-421-4.7.23-deferred-then-sent.log",
    "opensmtpd/gmail-421-4.7.23-then-sent.log",
  ])("%s", async (name) => {
    expect(await acceptedIn(join(fixtures, name))).toMatchObject({
      domains: [{ domain: "example.com", deliveries: 1 }],
      withoutSender: 0,
    });
  });

  test("a log shipper's lines, whatever the framing", async () => {
    const folder = join(fixtures, "framing");
    for (const name of await readdir(folder)) {
      const accepted = await acceptedIn(join(folder, name));
      expect([name, countsOf(accepted), accepted.withoutSender]).toEqual([name, { "example.com": 1 }, 0]);
    }
  });
});

const stamp = "2026-02-23T13:00:10.345000+00:00 mx1";
const queued = (id: string, sender: string) =>
  `${stamp} postfix/qmgr[1]: ${id}: from=<${sender}>, size=1, nrcpt=1 (queue active)`;
const sent = (
  id: string,
  recipient = "user@gmail.com",
  relay = "gmail-smtp-in.l.google.com[192.0.2.26]:25",
) =>
  `${stamp} postfix/smtp[900]: ${id}: to=<${recipient}>, relay=${relay}, delay=1.2, delays=0.1/0/0.6/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK  1771851610 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)`;
const elsewhere = (id: string) =>
  sent(id, "user@example.net", "mx.example.net[198.51.100.9]:25").replace(/\(250.*/, "(250 2.0.0 Ok)");
const id = (number: number) => `4NQh${String(number).padStart(6, "0")}z9rxK`;

test("mail of senders that were never refused counts, each delivery of it", async () => {
  const accepted = await acceptedOf([
    queued(id(1), "a@example.com"),
    sent(id(1)),
    sent(id(1), "anna@example.org"),
    queued(id(2), "b@EXAMPLE.com"),
    sent(id(2)),
    queued(id(3), "c@example.net"),
    sent(id(3)),
  ]);
  expect(countsOf(accepted)).toEqual({ "example.com": 3, "example.net": 1 });
});

test("mail to others, bounces, and mail that was deferred do not count", async () => {
  const accepted = await acceptedOf([
    queued(id(1), "a@example.com"),
    elsewhere(id(1)),
    queued(id(2), ""),
    sent(id(2)),
    queued(id(3), "a@example.com"),
    sent(id(3)).replace("status=sent", "status=deferred"),
  ]);
  expect(accepted).toEqual({ domains: [], withoutSender: 0, ofFurtherDomains: 0 });
});

test("a recipient at Gmail is told by the address where a smarthost takes the mail", async () => {
  const line = sent(id(1), "user@gmail.com", "smtp.example.net[198.51.100.9]:25").replace(
    /\(250.*/,
    "(250 2.0.0 Ok)",
  );
  const { domains } = await acceptedOf([queued(id(1), "a@example.com"), line]);
  expect(domains).toMatchObject([
    { domain: "example.com", ways: [{ reportingMta: "mx1", remoteMta: "smtp.example.net" }] },
  ]);
});

test("the newest line may be the first, and a sender may be missing", async () => {
  const lines = [queued(id(1), "a@example.com"), sent(id(1)), sent(id(2))];
  for (const order of [lines, lines.toReversed()])
    expect(await acceptedOf(order)).toMatchObject({
      domains: [{ domain: "example.com", deliveries: 1 }],
      withoutSender: 1,
    });
});

test("a message with many deliveries before its sender is told counts each of them", async () => {
  const many = Array.from({ length: 500 }, (_, number) => sent(id(1), `user${number}@gmail.com`));
  const { domains, withoutSender } = await acceptedOf([
    ...many,
    queued(id(1), "a@example.com"),
    sent(id(2)),
    sent(id(2)),
  ]);
  expect(domains).toMatchObject([{ domain: "example.com", deliveries: 500 }]);
  expect(withoutSender).toBe(2);
});

test("of more domains than are counted one by one, the deliveries are told", async () => {
  const lines = Array.from({ length: 20_050 }, (_, number) => [
    queued(id(number), `a@d${number}.example`),
    sent(id(number)),
  ]).flat();
  const { domains, ofFurtherDomains } = await acceptedOf(lines, "domains.log");
  expect([domains.length, ofFurtherDomains]).toEqual([20_000, 50]);
});

test("a long log without any refusal is searched by several threads, and all of it counts", async () => {
  const lines = Array.from({ length: 50_000 }, (_, number) => [
    queued(id(number), `a@d${number % 300}.example`),
    sent(id(number)),
  ]).flat();
  const { domains, withoutSender } = await acceptedOf(lines, "long.log");
  expect(domains).toHaveLength(300);
  expect(domains.reduce((sum, { deliveries }) => sum + deliveries, 0)).toBe(50_000);
  expect(withoutSender).toBe(0);
});

test("nothing of it is told, or loaded, where nobody asks", async () => {
  const path = join(scratch, "plain.log");
  writeFileSync(path, `${queued(id(1), "a@example.com")}\n${sent(id(1))}\n`);
  expect(await analyze({ paths: [path], dns: null })).not.toHaveProperty("accepted");
});

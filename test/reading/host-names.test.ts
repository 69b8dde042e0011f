// Logs that name no host, as Exim's main log: somebody gives the name, and no record is proposed for it.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hintsFor, withToldHosts } from "../../src/diagnosis/hints.ts";
import { candidatesOf } from "../../src/diagnosis/host-names.ts";
import { hostOfLog } from "../../src/reading/host-names.ts";
import { zonemta } from "../../src/reading/logs/mailers/zonemta.ts";
import type { Rejection } from "../../src/model/events.ts";
import { analyzeFiles } from "../support/analyze.ts";

const exim = join(import.meta.dirname, "../../fixtures/exim/gmail-550-5.7.25-failed.log");
const postfix = join(import.meta.dirname, "../../fixtures/postfix/gmail-550-5.7.25-bounced.log");
const HOST = "mail.example.com";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "whybounce-host-"))));
afterAll(() => rm(folder, { recursive: true }));

const rejectionsOf = async (paths: string[], host: string | null = null) =>
  (await analyzeFiles(paths, { host })).events.filter(
    (event): event is Rejection => event.schema === "whybounce.rejection/1",
  );

test("fills in what the lines do not say, and changes no id", async () => {
  const [plain, named] = [await rejectionsOf([exim]), await rejectionsOf([exim], HOST)];
  expect(plain[0]).toMatchObject({ reportingMta: null });
  expect(plain[0]).not.toHaveProperty("hostGiven");
  expect(named[0]).toMatchObject({ reportingMta: HOST, hostGiven: true });
  expect(named.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
});

test("is the host also of lines that call the remote host so", async () => {
  const line = zonemta.samples.find((sample) => sample.line.includes('"host":'))!.line;
  const log = join(folder, "zone.log");
  await writeFile(log, `${line}\n`);
  expect(await rejectionsOf([log], HOST)).toMatchObject([{ reportingMta: HOST, hostGiven: true }]);
});

test("leaves a name that the lines say", async () => {
  const [plain, named] = [await rejectionsOf([postfix]), await rejectionsOf([postfix], HOST)];
  expect(named).toEqual(plain);
});

test("is no name to be proposed, also when it was stored, unless a log told it as well", async () => {
  const { report } = await analyzeFiles([exim], { host: HOST });
  const [address] = report.sendingIps;
  expect(address!.reportingMtas).toEqual([HOST]);
  const nothing = { localIps: new Map(), sightings: new Map(), machine: null };
  const known = { ...nothing, given: null, fullNames: new Map() };
  expect(candidatesOf(address!, known)).toMatchObject([{ name: HOST }]);
  expect(candidatesOf(address!, { ...known, givenHosts: new Set([HOST]) })).toEqual([]);
  const short = { ...address!, reportingMtas: ["mail"] };
  expect(hintsFor(short, nothing, null)).toHaveProperty("shortName");
  expect(hintsFor(withToldHosts(short, new Set(["mail"])), nothing, null)).not.toHaveProperty("shortName");
  const events = join(folder, "events.ndjson");
  const named = await rejectionsOf([exim], HOST);
  await writeFile(events, named.map((event) => `${JSON.stringify(event)}\n`).join(""));
  expect((await rejectionsOf([events]))[0]).toMatchObject({ reportingMta: HOST, hostGiven: true });
  expect(await readFile(events, "utf8")).toContain('"hostGiven":true');
});

test("is this machine's for its standard logs only, and only where it was asked for", () => {
  const own = hostOfLog({ host: null, namesOwnHost: true });
  expect(own("/var/log/exim4/mainlog")).not.toBeNull();
  expect(own("/var/log/exim4/mainlog.1")).not.toBeNull();
  expect(own("/srv/copy/mainlog")).toBeNull();
  expect(hostOfLog({ host: null, namesOwnHost: false })("/var/log/exim4/mainlog")).toBeNull();
  expect(hostOfLog({ host: HOST, namesOwnHost: false })("/srv/copy/mainlog")).toBe(HOST);
});

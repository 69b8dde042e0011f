// A store says what one look at all logs and bounces says, however the days were cut, repeated, killed and brought together.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Period } from "../../src/model/options.ts";
import { openWriter } from "../../src/store/push.ts";
import { recordRun } from "../../src/store/runs.ts";
import { generate, plans, written } from "../counting/generated-log.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { toNdjson } from "../support/events.ts";
import { mustSkip } from "../support/servers.ts";
import type { Server } from "../support/clickhouse-server.js";
import { engines, freshServers } from "./engines.ts";
import { EVENTS_ONLY, everyFormat, fromStore, push } from "./fleet.ts";

const OPEN: Period = { from: null, to: null };
const timezone = "Europe/Berlin";

const kinds = ["none", "killed before it counted", "killed before it saved its state", "twice"] as const;
type Trouble = (typeof kinds)[number];
const troubles = fc.array(fc.constantFrom<Trouble>(...kinds), { minLength: 1, maxLength: 4 });
/** In thousandths of the log. */
const places = fc.array(fc.nat(999), { minLength: 1, maxLength: 3 });

function cutAt(lines: readonly string[], cuts: readonly number[]): string[][] {
  const inOrder = cuts.map((place) => Math.floor((place * lines.length) / 1_000)).toSorted((a, b) => a - b);
  const ends = [...new Set(inOrder), lines.length];
  return ends.map((end, index) => lines.slice(ends[index - 1] ?? 0, end)).filter((part) => part.length > 0);
}

/** Every other message is refused for its SPF record: all of its lines have its queue id. */
function forSpf(line: string): string {
  const [, id = ""] = /: ([0-9A-Za-z]{6,}): /.exec(line) ?? [];
  if (id.charCodeAt(id.length - 1) % 2 === 0) return line;
  return line
    .replace(/4\.7\.23/g, "4.7.27")
    .replace(/5\.7\.25/g, "5.7.27")
    .replace(
      /The IP address sending this message does not have a (?:550-5\.7\.27 )?PTR record(?: setup)?\./,
      SPF,
    );
}
const SPF =
  "Your email has been blocked because SPF authentication didn't pass for this message. SPF [app.example.com] with ip: [203.0.113.5] = did not pass.";

/** What the host that keeps the senders' mailboxes reads of the same refusals, by the sending host's full name. */
function bounceOf(event: AnalysisEvent): AnalysisEvent[] {
  const isReply = event.schema === "whybounce.rejection/1" || event.schema === "whybounce.sender-refusal/1";
  if (!isReply || event.action !== "failed") return [];
  const reportingMta = event.reportingMta === null ? null : `${event.reportingMta}.example.com`;
  const source = { path: "bounces.mbox", message: 1 };
  return [{ ...event, via: "dsn", reportingMta, pid: null, localIp: null, source }];
}

describe.each(engines)("$name", ({ name, missing, create }) => {
  describe.skipIf(mustSkip(`random days on ${name}`, missing))("a store", () => {
    let servers: Server[];
    let folder = "";
    let runs = 0;
    beforeAll(async () => {
      servers = await create();
      await Promise.all(servers.map((one) => one.start()));
      folder = await mkdtemp(join(tmpdir(), "whybounce-days-"));
    }, 60_000);
    afterAll(async () => {
      await Promise.all(servers.map((one) => one.remove()));
      await rm(folder, { recursive: true });
    });

    async function fileOf(file: string, lines: readonly string[]): Promise<string> {
      const path = join(folder, file);
      await writeFile(path, lines.map((line) => `${line}\n`).join(""));
      return path;
    }

    /** Each day pushed, with a state; a push that is killed is made again. */
    async function pushDays(parts: readonly string[][], day: (number: number) => Trouble): Promise<void> {
      const state = join(folder, `state-${++runs}.json`);
      for (const [number, lines] of parts.entries()) {
        const path = await fileOf(`${runs}-${number}.log`, lines);
        if (day(number) !== "none") await pushDay(path, state, day(number));
        await pushDay(path, state, "none");
      }
    }

    async function pushDay(path: string, state: string, trouble: Trouble): Promise<void> {
      const listeners = { onProgress: () => {}, onWarning: () => {} };
      const options = { ...listeners, pusher: "mx1", period: OPEN, batchSize: 7 };
      const writer = await openWriter(servers.at(-1)!.where, options);
      const results = await analyzeFiles([path], { state, timezone: "UTC", onObservations: writer.add });
      if (trouble !== "killed before it counted") {
        await writer.finish();
        await recordRun(writer.store, { host: "mx1", results, period: OPEN, warnings: 0 });
        if (trouble !== "killed before it saved its state") await results.state!.save();
      }
      await results.state!.close();
      await writer.close();
    }

    test("random days, repeats, kills and bounces of another host say what the whole says", async () => {
      const bouncesFirst = fc.boolean();
      await fc.assert(
        fc.asyncProperty(
          plans(),
          places,
          troubles,
          fc.nat(999),
          bouncesFirst,
          async (planned, cuts, trouble, half, first) => {
            await freshServers(servers);
            const { lines } = generate("postfix", planned);
            const text = lines.toSorted((a, b) => a.at - b.at).map((line) => forSpf(written(line, "iso")));
            const path = await fileOf(`whole-${++runs}.log`, text);
            const bounces = (await analyzeFiles([path], { timezone })).events.flatMap(bounceOf);
            const pushBounces = () => push(servers[0]!.where, bounces, { pusher: "mail" });
            if (first) await pushBounces();
            await pushDays(cutAt(text, cuts), (day) => trouble[day % trouble.length]!);
            await pushBounces();
            const timeOf = (line: string | undefined) => Date.parse(line?.split(" ", 1)[0] ?? "");
            const middle = timeOf(text[Math.floor((half * text.length) / 1_000)]);
            const end = timeOf(text.at(-1)) + 1_000;
            for (const period of [OPEN, { from: null, to: middle }, { from: middle, to: end }]) {
              const asked = { period, compare: period.from !== null, timezone, stdin: toNdjson(bounces) };
              const whole = await everyFormat(await analyzeFiles([path, "-"], asked), EVENTS_ONLY);
              const counted = await fromStore(servers[0]!.where, period, false);
              expect(await everyFormat(counted, EVENTS_ONLY)).toEqual(whole);
            }
          },
        ),
        { numRuns: Number(process.env["STORE_RUNS"] ?? 4), endOnFailure: true },
      );
    }, 600_000);
  });
});

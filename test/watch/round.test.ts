// Rounds of a watch from log lines and a zone to what is told.

import { readFile, writeFile, chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alertText, subjectOf } from "../../src/watch/words.ts";
import { HOUR, lines, MINUTE, openLab, SENDER, zone, type Lab } from "./lab.ts";

let lab: Lab;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
});
afterEach(() => lab.close());

const told = ({ changes }: { changes: readonly { kind: string; ip: string }[] }) =>
  changes.map(({ kind, ip }) => `${kind} ${ip}`);
const stateOf = async (ip = SENDER) => (await lab.state()).addresses.find((one) => one.ip === ip);

describe("a refusal", () => {
  test("is told once, with its cause and what to do, by runs that follow each other", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    const round = await lab.once();
    expect(told(round)).toEqual([`refused ${SENDER}`]);
    expect(round.changes[0]).toMatchObject({ from: "unknown", to: "refused", refusals: 1 });
    expect(round.changes[0]?.cause).toMatchObject({ id: "ptr_nxdomain", zone: "113.0.203.in-addr.arpa" });
    expect(round.changes[0]?.cause?.fix.some(({ record }) => record?.includes("PTR"))).toBe(true);
    await lab.append(lines.refused(lab.now() - 1000, 2));
    expect(told(await lab.once())).toEqual([]);
    expect(lab.sent).toHaveLength(1);
    expect(await stateOf()).toMatchObject({ state: "refused", refusals: 2 });
    expect(lab.warnings).toEqual([]);
  });

  test("waits for as many within an hour as --alert-after says", async () => {
    await lab.setZone(zone());
    await lab.append(lines.deferred(lab.now() - 2 * MINUTE, 1) + lines.deferred(lab.now() - MINUTE, 2));
    expect(told(await lab.once({ alertAfter: 3 }))).toEqual([]);
    await lab.append(lines.deferred(lab.now() - 1000, 3));
    expect(told(await lab.once({ alertAfter: 3 }))).toEqual([`refused ${SENDER}`]);
  });

  test.each([
    ["with Gmail's token", (line: string) => line],
    ["with the token cut off", (line: string) => line.replace(/ [0-9a-z]+-[0-9a-z]+\.\d+ - gsmtp/, "")],
  ])("of one message for two recipients is one, as in a report: %s", async (_, cut) => {
    await lab.setZone(zone());
    const first = cut(lines.deferred(lab.now() - MINUTE, 1));
    await lab.append(first + first.replace("to=<u1@", "to=<u2@"));
    expect(told(await lab.once({ alertAfter: 2 }))).toEqual([]);
    expect(await stateOf()).toMatchObject({ refusals: 1 });
    await lab.append(cut(lines.deferred(lab.now() - 1000, 2)));
    expect(told(await lab.once({ alertAfter: 2 }))).toEqual([`refused ${SENDER}`]);
  });

  test("of last week, of an address that passes today, is history", async () => {
    await lab.setZone(zone());
    await lab.append(lines.refused(lab.now() - 150 * HOUR, 1));
    expect(told(await lab.once())).toEqual([]);
    expect(await stateOf()).toMatchObject({ state: "ok" });
  });

  test("of last week, of an address that is still broken, is told as such", async () => {
    await lab.append(lines.refused(lab.now() - 150 * HOUR, 1));
    const [change] = (await lab.once()).changes;
    expect(change).toMatchObject({ kind: "broken", ip: SENDER });
    expect(change?.lastRefusal).not.toBeNull();
  });
});

describe("the way back", () => {
  test("is told once, when Gmail has accepted mail that it had refused", async () => {
    await lab.append(lines.deferred(lab.now() - MINUTE, 1));
    await lab.once();
    await lab.setZone(zone());
    lab.pass(6 * MINUTE);
    expect(told(await lab.once())).toEqual([]);
    lab.pass(6 * MINUTE);
    expect(told(await lab.once())).toEqual([]);
    expect(await stateOf()).toMatchObject({ state: "waiting" });
    await lab.append(lines.delivered(lab.now() - 1000, 1));
    lab.pass(10 * MINUTE);
    expect(told(await lab.once())).toEqual([`mended ${SENDER}`]);
    lab.pass(10 * MINUTE);
    expect(told(await lab.once())).toEqual([]);
  });

  test("does not wait for the second check when accepted mail proves the first", async () => {
    await lab.append(lines.deferred(lab.now() - MINUTE, 1));
    await lab.once();
    await lab.setZone(zone());
    await lab.append(lines.delivered(lab.now() - 1000, 1));
    expect(told(await lab.once())).toEqual([`mended ${SENDER}`]);
  });

  test("without mail is believed after a day without a refusal", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    await lab.once();
    await lab.setZone(zone());
    for (let check = 0; check < 2; check++) {
      lab.pass(6 * MINUTE);
      await lab.once();
    }
    lab.pass(23 * HOUR);
    expect(told(await lab.once())).toEqual([]);
    lab.pass(2 * HOUR);
    expect(told(await lab.once())).toEqual([`mended ${SENDER}`]);
  });

  test("does not end in an alert for a bounce that comes late", async () => {
    await lab.append(lines.deferred(lab.now() - 2 * MINUTE, 1));
    await lab.once();
    await lab.setZone(zone());
    await lab.append(lines.delivered(lab.now() - 1000, 1));
    await lab.once();
    await lab.append(lines.refused(lab.now() - MINUTE, 7));
    expect(told(await lab.once())).toEqual([]);
    expect(await stateOf()).toMatchObject({ state: "mended" });
  });
});

describe("the clock of the DNS", () => {
  const targets = async () => [SENDER, "203.0.113.41"];

  test("tells a PTR record that vanishes before any mail is refused, and its return", async () => {
    await lab.setZone(zone());
    expect(told(await lab.once({ targets }))).toEqual([]);
    expect(await stateOf()).toMatchObject({ state: "ok" });
    await lab.setZone(zone({ ptr: false }));
    lab.pass(30 * MINUTE);
    expect(told(await lab.once({ targets }))).toEqual([]);
    lab.pass(31 * MINUTE);
    const round = await lab.once({ targets });
    expect(told(round)).toEqual([`broken ${SENDER}`]);
    expect(round.changes[0]?.lastRefusal).toBeNull();
    await lab.setZone(zone());
    const later: string[] = [];
    for (let check = 0; check < 3; check++) {
      lab.pass(6 * MINUTE);
      later.push(...told(await lab.once({ targets })));
    }
    expect(later).toEqual([`mended ${SENDER}`]);
  });

  test("asks about what is broken sooner, and only about that", async () => {
    await lab.once({ targets });
    const before = await lab.state();
    lab.pass(6 * MINUTE);
    await lab.once({ targets });
    const after = await lab.state();
    const checked = ({ addresses }: typeof before) =>
      new Map(addresses.map(({ ip, dnsChecked }) => [ip, dnsChecked]));
    expect(checked(after).get("203.0.113.41")).toBe(checked(before).get("203.0.113.41"));
    expect(checked(after).get(SENDER)).toBeGreaterThan(checked(before).get(SENDER)!);
  });

  test("never takes a DNS that cannot be asked for a change, and tells it once after six hours", async () => {
    await lab.setZone(zone());
    await lab.once({ targets });
    await lab.setZone(zone({ words: ";! * SERVFAIL" }));
    const kinds: string[] = [];
    for (let hour = 0; hour < 9; hour++) {
      lab.pass(61 * MINUTE);
      kinds.push(...told(await lab.once({ targets })));
    }
    expect(kinds.toSorted()).toEqual([`not-asked ${SENDER}`, "not-asked 203.0.113.41"].toSorted());
    expect(await stateOf()).toMatchObject({ state: "ok" });
  });

  test("asks in each round anew whether a resolver knows the public DNS", async () => {
    // One run of a resident watch: the same options all the time.
    const { dns } = lab.task();
    const walled = ". 600 IN SOA ns.example. a.example. 1 1 1 1 60";
    await lab.setZone(walled);
    await lab.once({ targets, dns });
    expect(await stateOf()).toMatchObject({ state: "unknown" });
    await lab.setZone(zone({ words: "in-addr.arpa 60 IN NS ns1.example.net." }));
    lab.pass(6 * MINUTE);
    await lab.once({ targets, dns });
    expect(await stateOf()).toMatchObject({ state: "ok" });
  });

  test("goes on where no log can be read, and says so once", async () => {
    const missing = { targets, paths: [join(lab.folder, "log", "none.log")] };
    const first = await lab.once(missing);
    expect(first.hasFailed).toBe(true);
    expect(told(first)).toEqual([`broken ${SENDER}`]);
    const { length } = lab.warnings;
    expect(length).toBeGreaterThan(0);
    await lab.once(missing);
    expect(lab.warnings).toHaveLength(length);
  });
});

describe("reminders and storms", () => {
  test("a refusal is told again after a day, then after two, four and seven", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    await lab.once();
    const days: number[] = [];
    for (let day = 1; day <= 23; day++) {
      lab.pass(24 * HOUR);
      if (told(await lab.once()).includes(`still-refused ${SENDER}`)) days.push(day);
    }
    expect(days).toEqual([1, 3, 7, 14, 21]);
  });

  test("an address that changes again and again is told as unsteady once, and later as it is", async () => {
    const targets = async () => [SENDER];
    const kinds: string[] = [];
    for (let turn = 0; turn < 12; turn++) {
      await lab.setZone(zone({ ptr: Math.floor(turn / 3) % 2 === 1 }));
      for (let check = 0; check < 2; check++) {
        lab.pass(6 * MINUTE);
        kinds.push(...told(await lab.once({ targets })));
      }
    }
    expect(kinds.map((kind) => kind.split(" ")[0])).toEqual(["broken", "mended", "unsteady"]);
    await lab.setZone(zone({ ptr: false }));
    for (let hour = 0; hour < 8; hour++) {
      lab.pass(HOUR + MINUTE);
      kinds.push(...told(await lab.once({ targets })));
    }
    expect(kinds.slice(3)).toEqual([`broken ${SENDER}`]);
  });

  test("all changes of a quarter of an hour are one message a channel", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    await lab.once();
    expect(lab.sent).toHaveLength(1);
    for (const number of [50, 51, 52]) {
      await lab.append(lines.refused(lab.now(), number, `203.0.113.${number}`));
      lab.pass(2 * MINUTE);
      await lab.once();
    }
    expect(lab.sent).toHaveLength(1);
    lab.pass(10 * MINUTE);
    await lab.once();
    expect(lab.sent[1]?.alert.changes.map(({ ip }) => ip)).toEqual([
      "203.0.113.50",
      "203.0.113.51",
      "203.0.113.52",
    ]);
  });
});

describe("an alert that cannot be sent", () => {
  test("is kept as it is, and sent later, once", async () => {
    lab.trouble.reason = "no route";
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    expect((await lab.once()).hasFailed).toBe(true);
    const kept = (await lab.state()).outboxes[0]?.sealed;
    expect(kept?.changes).toHaveLength(1);
    lab.trouble.reason = null;
    lab.pass(2 * MINUTE);
    await lab.once();
    expect(lab.sent.map(({ alert }) => alert.id)).toEqual([kept?.id]);
    lab.pass(HOUR);
    await lab.once();
    expect(lab.sent).toHaveLength(1);
  });

  test("that was being sent when a run was killed is not sent twice, and the next one says what stood in it", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    const { openWatchFile } = await import("../../src/watch/watch-file.ts");
    const { runRound } = await import("../../src/watch/round.ts");
    const file = await openWatchFile(lab.directory, () => {});
    const killed = {
      ...file,
      save: (next: typeof file.state) => file.save(next).then(() => Promise.reject(new Error("killed"))),
    };
    await expect(runRound(file.state, killed, lab.task(), lab.send)).rejects.toThrow("killed");
    await file.close();
    await lab.once();
    expect(lab.sent).toEqual([]);
    expect(lab.warnings).toEqual([expect.stringMatching(/killed while it sent [\da-f]{32}/)]);
    lab.pass(16 * MINUTE);
    await lab.once();
    lab.pass(16 * MINUTE);
    await lab.once();
    expect(lab.sent).toHaveLength(1);
    const [{ alert }] = lab.sent as [(typeof lab.sent)[number]];
    expect(alert).toMatchObject({
      changes: [],
      digest: null,
      doubtful: [{ changes: [{ kind: "refused", ip: SENDER }], more: 0, digestWeek: null }],
    });
    expect(alert.doubtful[0]?.id).not.toBe(alert.id);
    expect(subjectOf(alert)).toBe("1 earlier message may not have arrived");
    expect(alertText(alert)).toContain(`  - Gmail refuses mail from ${SENDER}`);
    lab.pass(25 * HOUR);
    await lab.once();
    expect(lab.sent[1]?.alert).toMatchObject({ changes: [{ kind: "still-refused" }], doubtful: [] });
  });

  test("is told to be dropped when its channel is named no more", async () => {
    lab.trouble.reason = "no route";
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    await lab.once();
    await lab.once({ channels: [] });
    expect(lab.warnings.at(-1)).toContain("alert over exec:/hook: this channel is gone");
  });
});

describe("the state", () => {
  test("that another run holds is not used by two", async () => {
    await lab.once();
    const { openWatchFile } = await import("../../src/watch/watch-file.ts");
    const first = await openWatchFile(lab.directory, () => {});
    await expect(openWatchFile(lab.directory, () => {})).rejects.toThrow(/another run \(process \d+/);
    await first.close();
  });

  test("of a newer version is refused, and a cut one begins anew and says so", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    await lab.once();
    const path = join(lab.directory, "watch.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace("whybounce.watch/1", "whybounce.watch/2"));
    await expect(lab.once()).rejects.toThrow(/newer version/);
    await writeFile(path, text.slice(0, 100));
    await lab.once();
    expect(lab.warnings.at(-1)).toContain("the watch's state is damaged");
  });

  test("that a killed run left half written is taken away", async () => {
    await lab.once();
    const remnants = [".watch.json.0123456789ab.tmp", ".watch.next.json.0123456789ab.tmp"];
    for (const name of remnants) await writeFile(join(lab.directory, name), "{");
    await lab.once();
    expect((await readdir(lab.directory)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("forgets nothing that was read when a run is killed between its two files", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    const { openWatchFile } = await import("../../src/watch/watch-file.ts");
    const { runRound } = await import("../../src/watch/round.ts");
    const file = await openWatchFile(lab.directory, () => {});
    const killed = {
      ...file,
      commit: (next: typeof file.state) => file.commit(next, () => Promise.reject(new Error("killed"))),
    };
    await expect(runRound(file.state, killed, lab.task(), lab.send)).rejects.toThrow();
    await file.close();
    expect(lab.sent).toEqual([]);
    expect(await readdir(lab.directory)).toContain("watch.next.json");
    expect(told(await lab.once())).toEqual([`refused ${SENDER}`]);
    expect(await stateOf()).toMatchObject({ refusals: 1 });
  });

  test("is taken over when a run is killed after the positions were saved", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    const { openWatchFile } = await import("../../src/watch/watch-file.ts");
    const { runRound } = await import("../../src/watch/round.ts");
    const file = await openWatchFile(lab.directory, () => {});
    const killed = {
      ...file,
      commit: (next: typeof file.state, save: () => Promise<void>) =>
        file.commit(next, async () => {
          await save();
          throw new Error("killed");
        }),
    };
    await expect(runRound(file.state, killed, lab.task(), lab.send)).rejects.toThrow();
    await file.close();
    await lab.once();
    expect(lab.sent.map(({ alert }) => alert.changes.map(({ kind }) => kind))).toEqual([["refused"]]);
    expect(await stateOf()).toMatchObject({ refusals: 1 });
  });

  test("survives a clock that is set back", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    await lab.once();
    lab.pass(-48 * HOUR);
    expect(told(await lab.once())).toEqual([]);
    expect(await stateOf()).toMatchObject({ state: "refused" });
  });
});

describe("--digest weekly", () => {
  test("tells once a week how all is, from what the history holds", async () => {
    const isDigestWanted = true;
    const targets = async () => ["203.0.113.41"];
    await lab.setZone(zone());
    await lab.append(lines.deferred(lab.now() - 2 * MINUTE, 1) + lines.delivered(lab.now() - MINUTE, 1));
    await lab.once({ isDigestWanted, targets });
    expect(lab.sent).toEqual([]);
    lab.pass(7 * 24 * HOUR);
    await lab.once({ isDigestWanted, targets });
    lab.pass(HOUR);
    await lab.once({ isDigestWanted, targets });
    const digests = lab.sent.flatMap(({ alert }) => alert.digest ?? []);
    expect(digests).toHaveLength(1);
    expect(digests[0]).toMatchObject({ addresses: 2, inOrder: 2, refusals: 1, affected: 1, delivered: 1 });
  });
});

test("a folder that may not be written to is told in one line", async () => {
  await writeFile(join(lab.folder, "state"), "");
  await expect(lab.once()).rejects.toThrow(/state/);
  await chmod(join(lab.folder, "state"), 0o600);
});

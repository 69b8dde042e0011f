// `whybounce watch`, once or until it is ended.

import type { AddressChangeTold, Round, WatchState } from "../model/watch.ts";
import { isAtGmail } from "../watch/channels/channel.ts";
import { follow } from "../watch/follow.ts";
import { heldAlerts } from "../watch/outboxes.ts";
import { runRound } from "../watch/round.ts";
import { sender } from "../watch/send.ts";
import type { WatchTask } from "../watch/task.ts";
import { openWatchFile, type WatchFile } from "../watch/watch-file.ts";
import { changeLine, heldLine } from "../watch/words.ts";
import { EXIT } from "./exit-code.ts";
import type { Io } from "./process-io.ts";
import type { WatchRequest } from "./requests.ts";
import type { Status } from "./status-line.ts";
import { statusOf } from "./streams.ts";
import { usualFolder } from "./usual-folder.ts";

/** Resolves to the exit code. */
export async function runWatch(request: WatchRequest, io: Io): Promise<number> {
  await io.spareMemory?.("most");
  const status = statusOf(request, io);
  const signal = io.untilStopped?.() ?? io.signal;
  const task = await taskOf(request, io, status, signal);
  for (const channel of request.channels)
    if (channel.kind === "mail" && isAtGmail(channel))
      status.warn(
        `alert over ${channel.name}: Gmail may refuse this mail for the very fault it reports; name an address elsewhere`,
      );
  const file = await openWatchFile(task.directory, status.warn);
  try {
    return request.isOnce
      ? await once(task, file, request, io)
      : await resident({ task, file, request, io, signal });
  } finally {
    await file.close();
  }
}

async function taskOf(
  request: WatchRequest,
  io: Io,
  { warn }: Status,
  signal: AbortSignal | undefined,
): Promise<WatchTask> {
  const { paths, timezone, host, helo, local, dns, list, ownAddresses } = request;
  const { everyMilliseconds, alertAfter, channels, secret, isDigestWanted } = request;
  return {
    paths,
    timezone,
    host,
    helo,
    local,
    dns,
    ownAddresses,
    everyMilliseconds,
    alertAfter,
    channels,
    secret,
    isDigestWanted,
    directory: request.state ?? usualFolder(io),
    targets: async () => (list === null ? [] : targetsIn(list, warn)),
    env: io.env,
    signal,
    now: io.now,
    onWarning: warn,
  };
}

async function targetsIn(path: string, warn: (text: string) => void): Promise<string[]> {
  const { readTargetLists } = await import("./target-list.ts");
  const { targets, problems } = await readTargetLists([], [path], null);
  for (const problem of problems) warn(problem);
  return targets;
}

// ---------------------------------------------------------------- once

async function once(task: WatchTask, file: WatchFile, request: WatchRequest, io: Io): Promise<number> {
  const round = await runRound(file.state, file, task, sender(task));
  const hasFailed = await tell(round, task, request, io);
  await tellHeld(round, task, request, io);
  if (round.isInterrupted) return EXIT.interrupted;
  return round.hasFailed || hasFailed ? EXIT.failed : EXIT.done;
}

/** Lines of what changed, and metrics of how it is. True if that failed. */
async function tell(round: Round, task: WatchTask, request: WatchRequest, io: Io): Promise<boolean> {
  if (round.isInterrupted) return false;
  const isJournal = task.channels.some(({ kind }) => kind === "journal");
  if (!request.quiet || isJournal)
    for (const change of round.changes) await io.stdout.write(`${lineOf(change, isJournal)}\n`);
  return writeTextfiles(round.state, task);
}

/** A run that ends leaves to the next one what is not sent yet: whoever waits for it sees why. */
async function tellHeld(
  { state }: Round,
  { channels, now }: WatchTask,
  { quiet }: WatchRequest,
  io: Io,
): Promise<void> {
  const isJournal = channels.some(({ kind }) => kind === "journal");
  if (quiet && !isJournal) return;
  for (const held of heldAlerts(state, now()))
    await io.stdout.write(`${isJournal ? `<${INFORMATIONAL}>` : ""}${heldLine(held)}\n`);
}

const INFORMATIONAL = 6;

/** Levels of syslog (RFC 5424), as systemd reads them in front of a line (sd-daemon(3)). */
const levels: Record<AddressChangeTold["kind"], number> = {
  refused: 3,
  "still-refused": 3,
  broken: 4,
  unsteady: 4,
  "not-asked": 4,
  mended: 5,
};

function lineOf(change: AddressChangeTold, isJournal: boolean): string {
  return isJournal ? `<${levels[change.kind]}>${changeLine(change)}` : `${change.time} ${changeLine(change)}`;
}

async function writeTextfiles(state: WatchState, { channels, onWarning }: WatchTask): Promise<boolean> {
  const paths = channels.flatMap((channel) => (channel.kind === "textfile" ? channel.path : []));
  if (paths.length === 0) return false;
  const { writeMetrics } = await import("../watch/channels/textfile.ts");
  let hasFailed = false;
  for (const path of paths)
    await writeMetrics(path, state).catch((error: unknown) => {
      hasFailed = true;
      onWarning(`alert over textfile:${path}: ${(error as Error).message}`);
    });
  return hasFailed;
}

// ---------------------------------------------------------------- resident

interface Resident {
  task: WatchTask;
  file: WatchFile;
  request: WatchRequest;
  io: Io;
  signal: AbortSignal | undefined;
}

async function resident({ task, file, request, io, signal }: Resident): Promise<number> {
  const isScreen = io.stdout.isTerminal && !request.quiet && io.env["TERM"] !== "dumb";
  const screen = isScreen ? (await import("./watch-screen.ts")).openScreen(task, io) : null;
  const following = screen ? { ...task, onWarning: screen.warn } : task;
  try {
    await follow(following, file, sender(task), {
      signal: screen?.signal(signal) ?? signal,
      onRound: async (round) => {
        if (screen) screen.show(round);
        else await tell(round, task, request, io);
        if (screen) await writeTextfiles(round.state, task);
      },
    });
  } finally {
    screen?.close();
  }
  return EXIT.done;
}

// What probes of this machine have kept: when which address called, and which one the receiver saw. Probes write it; reports and
// watches read it.

import { join } from "node:path";
import { shownName, systemErrorReason } from "../base/errors.ts";
import { readSmallFile, UnfitFile } from "../base/small-file.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import type { ProbeSighting } from "../model/machine.ts";
import type { KeptConnection, ProbeConnection } from "../model/probe.ts";

export const PROBE_SCHEMA = "whybounce.probe-state/1";
/** What is known of an address is shown as long as it may still be true. */
export const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;
const FILE = "probe.json";
const MAX_BYTES = 4 << 20;

export function probeMemoryIn(folder: string): string {
  return join(folder, FILE);
}

/** `problem`: there is something that could not be read; nothing was kept is no problem. */
export interface KeptConnections {
  connections: KeptConnection[];
  problem: string | null;
}

export async function readKeptConnections(folder: string): Promise<KeptConnections> {
  try {
    const connections = connectionsIn((await readSmallFile(probeMemoryIn(folder), MAX_BYTES)).text);
    return connections === null
      ? { connections: [], problem: "holds no state of a probe" }
      : { connections, problem: null };
  } catch (error) {
    return { connections: [], problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string | null {
  if (error instanceof UnfitFile) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" ? null : systemErrorReason(error);
}

function connectionsIn(text: string): KeptConnection[] | null {
  try {
    const state = JSON.parse(text) as { schema?: unknown; connections?: unknown };
    if (state.schema !== PROBE_SCHEMA || !Array.isArray(state.connections)) return null;
    return state.connections.every(isConnection) ? state.connections : null;
  } catch {
    return null;
  }
}

function isConnection(value: unknown): value is KeptConnection {
  if (typeof value !== "object" || value === null) return false;
  const { at, from, server, port, stage, greeting, reply, seenIp, verdict } = value as Record<
    string,
    unknown
  >;
  const texts = [at, from, server, stage];
  const { namedIp } = (verdict ?? {}) as Record<string, unknown>;
  return (
    texts.every((text) => typeof text === "string") &&
    [greeting, reply, seenIp, namedIp].every((text) => typeof (text ?? "") === "string") &&
    typeof port === "number" &&
    !Number.isNaN(Date.parse(at as string))
  );
}

// ---------------------------------------------------------------- what Gmail saw

export interface ProbeSightings {
  sightings: ProbeSighting[];
  /** Ready to be printed after `whybounce: `. */
  warnings: string[];
}

/** The latest of each address, in the order of time. */
export async function sightingsInFolders(folders: readonly string[], now: number): Promise<ProbeSightings> {
  const latest = new Map<string, ProbeSighting>();
  const warnings: string[] = [];
  for (const folder of new Set(folders)) {
    const { connections, problem } = await readKeptConnections(folder);
    if (problem !== null)
      warnings.push(
        `${shownName(probeMemoryIn(folder))}: ${problem}; what probes saw of this machine is left out`,
      );
    for (const sighting of connections.flatMap((one) => sightingOf(one, now) ?? [])) {
      const before = latest.get(sighting.from);
      if (before === undefined || before.at <= sighting.at) latest.set(sighting.from, sighting);
    }
  }
  const sightings = [...latest.values()].toSorted((one, other) => one.at.localeCompare(other.at));
  return { sightings, warnings };
}

/** Null where Gmail named no address, where it was not Gmail that answered, and where nobody knows whether it is still so. */
function sightingOf(connection: KeptConnection, now: number): ProbeSighting | null {
  const { at, from, stage, failure, verdict, seenIp } = connection;
  const age = now - Date.parse(at);
  const seen = canonicalIp(verdict?.namedIp ?? seenIp ?? "");
  const own = canonicalIp(from);
  if (seen === null || own === null || age < 0 || age > KEPT_MILLISECONDS) return null;
  if (!isGoogleHost(connection.server) || isOthersVoice(connection)) return null;
  const isAccepted = stage === "message" && failure === null;
  const result = verdict ? "refused" : isAccepted ? "accepted" : "answered";
  return { from: own, seenIp: seen, at: new Date(at).toISOString(), result, code: verdict?.code ?? null };
}

export function isGoogleHost(host: string): boolean {
  return /(?:^|\.)google(?:mail)?\.com$/i.test(host);
}

/** Whether somebody else answers in the place of Google's, whose greetings end in `gsmtp`. */
export function isOthersVoice({
  greeting,
  stage,
  reply,
  failure,
}: Pick<ProbeConnection, "greeting" | "stage" | "reply" | "failure">): boolean {
  // One that refuses is a greeting, too.
  const words = greeting ?? (stage === "greeting" && failure === null ? reply : null);
  return words !== null && !/\bgsmtp\b|\bgoogle\.com\b/i.test(words);
}

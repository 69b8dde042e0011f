// How somebody else's server is called: one call after the other, at least a second apart, at most twenty in a run, and, for a
// mere greeting, none from the same address within ten minutes of the last one.

import { setTimeout as sleep } from "node:timers/promises";
import type { ProbeConnection } from "../model/probe.ts";
import { openMemory, type ConnectionMemory } from "./memory.ts";
import { begun, call, type Call, type CallResult } from "./smtp/session.ts";

/** Of a machine with more addresses, the first tell enough for a first look; others are named on the command line. */
export const MAX_CALLS = 20;
export const APART_MILLISECONDS = 1_000;
export const AGAIN_MILLISECONDS = 10 * 60 * 1_000;

export interface Calls {
  /** In the order of what was asked; null for one that was not made. */
  results: (CallResult | null)[];
  /** Beyond the limit. */
  leftOut: number;
}

export interface Listener {
  signal?: AbortSignal | undefined;
  onCall: (asked: Call) => void;
}

export async function callAll(asked: readonly Call[], folder: string, listener: Listener): Promise<Calls> {
  const memory = await openMemory(folder, Date.now());
  try {
    const results: (CallResult | null)[] = [];
    let lastBegun: number | null = null;
    for (const one of asked.slice(0, MAX_CALLS)) {
      const known = one.message === null ? tooSoon(memory, one) : null;
      if (known !== null) {
        results.push({ connection: known, accepted: false });
        continue;
      }
      if (lastBegun !== null) await sleep(Math.max(0, lastBegun + APART_MILLISECONDS - Date.now()));
      if (listener.signal?.aborted === true) break;
      lastBegun = Date.now();
      results.push(await callOnce(one, memory, listener));
      // A call that took long is followed by a pause as well.
      lastBegun = Date.now();
    }
    return {
      results: asked.map((_, index) => results[index] ?? null),
      leftOut: Math.max(0, asked.length - MAX_CALLS),
    };
  } finally {
    await memory.release();
  }
}

async function callOnce(asked: Call, memory: ConnectionMemory, { onCall }: Listener): Promise<CallResult> {
  const at = new Date().toISOString();
  // Before the call: a run that is killed in it must not be followed by another at once.
  const { ways } = asked;
  await memory.keep({ ...begun(asked, at), failure: "other", ways });
  onCall(asked);
  const result = await call(asked, at);
  await memory.keep({ ...result.connection, ways });
  return result;
}

/** The last call, if ten minutes are not over; a clock that was put back does not count. */
function tooSoon(memory: ConnectionMemory, { peer }: Call): ProbeConnection | null {
  const last = memory.last(peer.from, peer.host, peer.port);
  if (last === null) return null;
  const { ways: _kept, ...connection } = last;
  const age = Date.now() - Date.parse(last.at);
  return age >= 0 && age < AGAIN_MILLISECONDS ? { ...connection, remembered: true } : null;
}

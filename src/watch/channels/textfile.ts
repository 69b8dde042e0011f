// The states as metrics, for the textfile collector of node_exporter. They are written after each round, changed or not.

import { chmod } from "node:fs/promises";
import { inPieces } from "../../base/pieces.ts";
import { replaceFile } from "../../base/replaced-file.ts";
import { escapeText } from "../../base/words/escape.ts";
import type { AddressState, WatchedAddress, WatchState } from "../../model/watch.ts";

const states: readonly AddressState[] = ["unknown", "ok", "refused", "broken", "waiting", "mended"];

export async function writeMetrics(path: string, state: WatchState): Promise<void> {
  await replaceFile(path, inPieces(linesOf(state)));
  // The collector runs as another user.
  await chmod(path, 0o644);
}

type Sample = [labelled: string, value: number];

/** Ten thousand addresses have a hundred thousand lines: none is made before it is written. */
function* linesOf({ addresses, lastRound, outboxes }: WatchState): Generator<string> {
  const sorted = addresses.toSorted((a, b) => (a.ip < b.ip ? -1 : 1));
  const ofEach = (valuesOf: (address: WatchedAddress) => Sample[]) => samplesOf(sorted, valuesOf);
  yield* metric(
    "whybounce_address_state",
    "1 for the state that the address is in, 0 for the others.",
    ofEach(({ ip, state }) => states.map((one) => [labels({ ip, state: one }), one === state ? 1 : 0])),
  );
  yield* metric(
    "whybounce_address_state_since_timestamp_seconds",
    "When the state of the address began.",
    ofEach(({ ip, since }) => [[labels({ ip }), seconds(since)]]),
  );
  yield* metric(
    "whybounce_last_check_timestamp_seconds",
    "When the DNS was asked about the address last.",
    ofEach(({ ip, dnsChecked }) => (dnsChecked === null ? [] : [[labels({ ip }), seconds(dnsChecked)]])),
  );
  yield* metric(
    "whybounce_refusals_last_hour",
    "Refusals by Gmail for reverse DNS in the last hour.",
    ofEach(({ ip, recent }) => [[labels({ ip }), recent.length]]),
  );
  yield* metric("whybounce_alerts_unsent", "Messages and changes that wait to be sent.", [
    ["", outboxes.reduce((sum, { sealed, waiting }) => sum + (sealed ? 1 : 0) + waiting.length, 0)],
  ]);
  yield* metric(
    "whybounce_watch_timestamp_seconds",
    "When the watch looked last: alert when it grows old.",
    lastRound === null ? [] : [["", seconds(lastRound)]],
  );
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}

function* samplesOf(
  addresses: readonly WatchedAddress[],
  valuesOf: (address: WatchedAddress) => Sample[],
): Generator<Sample> {
  for (const address of addresses) yield* valuesOf(address);
}

function* metric(name: string, help: string, samples: Iterable<Sample>): Generator<string> {
  let head = `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
  for (const [labelled, value] of samples) {
    yield `${head}${name}${labelled} ${value}\n`;
    head = "";
  }
}

function labels(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return escapeText(value, true).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

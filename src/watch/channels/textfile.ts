// The states as metrics, for the textfile collector of node_exporter. They are written after each round, changed or not.

import { chmod } from "node:fs/promises";
import { replaceFile } from "../../base/replaced-file.ts";
import { escapeText } from "../../base/words/escape.ts";
import type { AddressState, WatchState } from "../../model/watch.ts";

const states: readonly AddressState[] = ["unknown", "ok", "refused", "broken", "waiting", "mended"];

export async function writeMetrics(path: string, state: WatchState): Promise<void> {
  await replaceFile(path, [metricsOf(state)]);
  // The collector runs as another user.
  await chmod(path, 0o644);
}

export function metricsOf({ addresses, lastRound, outboxes }: WatchState): string {
  const sorted = addresses.toSorted((a, b) => (a.ip < b.ip ? -1 : 1));
  const blocks = [
    metric(
      "whybounce_address_state",
      "1 for the state that the address is in, 0 for the others.",
      sorted.flatMap(({ ip, state }) =>
        states.map((one) => [labels({ ip, state: one }), one === state ? 1 : 0] as const),
      ),
    ),
    metric(
      "whybounce_address_state_since_timestamp_seconds",
      "When the state of the address began.",
      sorted.map(({ ip, since }) => [labels({ ip }), Math.round(since / 1000)] as const),
    ),
    metric(
      "whybounce_last_check_timestamp_seconds",
      "When the DNS was asked about the address last.",
      sorted.flatMap(({ ip, dnsChecked }) =>
        dnsChecked === null ? [] : [[labels({ ip }), Math.round(dnsChecked / 1000)] as const],
      ),
    ),
    metric(
      "whybounce_refusals_last_hour",
      "Refusals by Gmail for reverse DNS in the last hour.",
      sorted.map(({ ip, recent }) => [labels({ ip }), recent.length] as const),
    ),
    metric("whybounce_alerts_unsent", "Messages and changes that wait to be sent.", [
      ["", outboxes.reduce((sum, { sealed, waiting }) => sum + (sealed ? 1 : 0) + waiting.length, 0)],
    ]),
    metric(
      "whybounce_watch_timestamp_seconds",
      "When the watch looked last: alert when it grows old.",
      lastRound === null ? [] : [["", Math.round(lastRound / 1000)]],
    ),
  ];
  return blocks.join("");
}

function metric(name: string, help: string, samples: readonly (readonly [string, number])[]): string {
  if (samples.length === 0) return "";
  const lines = samples.map(([labelled, value]) => `${name}${labelled} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function labels(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return escapeText(value, true).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

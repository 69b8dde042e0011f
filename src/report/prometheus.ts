// The report as Prometheus metrics, for the textfile collector of node_exporter. All are gauges: a
// value says what one run found in one period, so it can also become smaller.
// https://prometheus.io/docs/instrumenting/exposition_formats/

import type { Action } from "../model/action.ts";
import type { RenderTarget, Report, Results } from "../model/report.ts";
import { escapeText } from "../base/words/escape.ts";
import type { RefusalReport } from "../model/refusals.ts";
import { causeStands, isStandingOpen } from "../model/standing.ts";

interface Sample {
  labels?: Record<string, string>;
  value: number;
}

interface Metric {
  name: string;
  help: string;
  samples: (results: Results) => Sample[];
}

const metrics: Metric[] = [
  {
    name: "whybounce_ptr_rejections",
    help: "Refusals by Gmail for reverse DNS in the period, by sending address and reply code.",
    samples: ({ report }) =>
      bySender(report, ({ ip, byCode }) =>
        Object.entries(byCode).map(([code, value]) => ({ labels: { ip, code }, value })),
      ),
  },
  {
    name: "whybounce_ptr_rejections_unattributed",
    help: "Refusals by Gmail for reverse DNS in the period that name no sending address.",
    samples: ({ report }) => [{ value: report.totals.unattributed }],
  },
  {
    name: "whybounce_affected_deliveries",
    help: "Deliveries (message and recipient) that were refused, by how they ended.",
    samples: ({ report }) =>
      bySender(report, ({ ip, lost, retrying, delivered }) =>
        Object.entries({ lost, retrying, delivered }).map(([outcome, value]) => ({
          labels: { ip, outcome },
          value,
        })),
      ),
  },
  {
    name: "whybounce_first_rejection_timestamp_seconds",
    help: "Time of the first refusal in the period.",
    samples: ({ report }) => bySender(report, ({ ip, firstSeen }) => timeSample({ ip }, firstSeen)),
  },
  {
    name: "whybounce_last_rejection_timestamp_seconds",
    help: "Time of the last refusal in the period.",
    samples: ({ report }) => bySender(report, ({ ip, lastSeen }) => timeSample({ ip }, lastSeen)),
  },
  {
    name: "whybounce_iprev_pass",
    help: "1 if the reverse DNS of the address passes now, 0 if not; absent if it could not be asked.",
    samples: ({ report }) =>
      bySender(report, ({ ip, iprev }) =>
        iprev === null || iprev === "temperror" ? [] : [{ labels: { ip }, value: iprev === "pass" ? 1 : 0 }],
      ),
  },
  {
    name: "whybounce_cause_stands",
    help: "1 if Gmail would refuse the address for this cause again today, 0 if not; absent if that is not known.",
    samples: ({ report }) =>
      bySender(report, (sender) => {
        const { ip, cause } = sender;
        return cause === null || isStandingOpen(sender)
          ? []
          : [{ labels: { ip, cause: cause.id }, value: causeStands(sender) ? 1 : 0 }];
      }),
  },
  {
    name: "whybounce_action_addresses",
    help: "Addresses that one action helps, by action, cause and who is to act.",
    samples: ({ report }) =>
      byAction(report, ({ id, cause, who, ips }) => ({
        labels: { action: id, cause: cause.id, who },
        value: ips.length,
      })),
  },
  {
    name: "whybounce_action_lost_deliveries",
    help: "Deliveries lost in the period from the addresses, or for the sender, that one action helps.",
    samples: ({ report }) => byAction(report, ({ id, lost }) => ({ labels: { action: id }, value: lost })),
  },
  {
    name: "whybounce_other_rejections",
    help: "Refusals by Gmail in the period for other reasons than reverse DNS, by reply code.",
    samples: ({ report }) =>
      report.otherGmailRejections.map(({ code, meaning, attempts }) => ({
        labels: { code, meaning },
        value: attempts,
      })),
  },
  {
    name: "whybounce_sender_rejections",
    help: "Refusals by Gmail in the period for the sender's records, by reason, domain, sending address and reply code.",
    samples: ({ report }) =>
      (report.refusals ?? []).flatMap((refusal) =>
        Object.entries(refusal.codes).map(([code, value]) => ({
          labels: { ...refusalLabels(refusal), code },
          value,
        })),
      ),
  },
  {
    name: "whybounce_sender_cause_stands",
    help: "1 if Gmail would refuse for this reason again today, 0 if not; absent if that is not known.",
    samples: ({ report }) =>
      (report.refusals ?? [])
        .filter(({ state }) => state === "stands" || state === "passes now")
        .map((refusal) => ({ labels: refusalLabels(refusal), value: refusal.state === "stands" ? 1 : 0 })),
  },
  {
    name: "whybounce_other_receiver_rejections",
    help: "Refusals by other receivers than Gmail in the period for reverse DNS, by receiver and reply code.",
    samples: ({ report }) =>
      (report.otherReceivers ?? []).map(({ receiver, code, attempts }) => ({
        labels: { receiver, code },
        value: attempts,
      })),
  },
  {
    name: "whybounce_unread",
    help: "Lines and messages that look like a refusal by Gmail for reverse DNS and could not be read.",
    samples: ({ report }) => (report.unread === undefined ? [] : [{ value: report.unread.count }]),
  },
  {
    name: "whybounce_hosts",
    help: "Hosts that push to the store, by whether they have done so in the last seven days.",
    samples: ({ report: { hosts } }) =>
      hosts === undefined
        ? []
        : [
            { labels: { state: "reported" }, value: hosts.reported },
            { labels: { state: "silent" }, value: hosts.silent.length },
          ],
  },
  {
    name: "whybounce_host_silent",
    help: "1 for each host that has not pushed to the store in the last seven days.",
    samples: ({ report: { hosts } }) =>
      (hosts?.silent ?? []).map(({ host }) => ({ labels: { host }, value: 1 })),
  },
  {
    name: "whybounce_inputs_failed",
    help: "1 if an input could not be read, or not to its end: the counts may be too low.",
    samples: ({ inputFailed }) => [{ value: inputFailed ? 1 : 0 }],
  },
  {
    name: "whybounce_period_start_timestamp_seconds",
    help: "Where the period begins, if it was limited.",
    samples: ({ report }) => timeSample({}, report.period.from),
  },
  {
    name: "whybounce_period_end_timestamp_seconds",
    help: "Where the period ends, if it was limited.",
    samples: ({ report }) => timeSample({}, report.period.to),
  },
  {
    name: "whybounce_run_timestamp_seconds",
    help: "When these metrics were made: alert when it grows old.",
    samples: ({ report }) => timeSample({}, report.generatedAt),
  },
  {
    name: "whybounce_build_info",
    help: "The version that made these metrics.",
    samples: ({ report }) => [{ labels: { version: report.generator.version }, value: 1 }],
  },
];

export function* render(results: Results, _target: RenderTarget): Iterable<string> {
  for (const { name, help, samples } of metrics) {
    const lines = merged(samples(results));
    if (lines.size === 0) continue;
    yield `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    for (const [labels, value] of lines) yield `${name}${labels} ${value}\n`;
  }
}

/** What is not known is empty. */
function refusalLabels({ cause, domain, sendingIp }: RefusalReport): Record<string, string> {
  return { cause: cause.id, domain: domain ?? "", ip: sendingIp ?? "" };
}

/** The collector rejects the whole file when the same labels come twice. */
function merged(samples: Sample[]): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { labels = {}, value } of samples) {
    const key = labelText(labels);
    lines.set(key, (lines.get(key) ?? 0) + value);
  }
  return lines;
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Control bytes are made visible first, so that no value holds a line feed. */
function escapeLabel(value: string): string {
  return escapeText(value, true).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

function bySender(report: Report, samples: (sender: Report["sendingIps"][number]) => Sample[]): Sample[] {
  return report.sendingIps.flatMap(samples);
}

function byAction({ actions = [] }: Report, sample: (action: Action) => Sample): Sample[] {
  return actions.map(sample);
}

function timeSample(labels: Record<string, string>, isoTime: string | null): Sample[] {
  return isoTime === null ? [] : [{ labels, value: Date.parse(isoTime) / 1000 }];
}

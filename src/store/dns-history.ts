// Records what the DNS said at each report, and tells from it since when an address is broken or repaired.

import { minuteWords } from "../base/words/quantities.ts";
import type { CauseClass, Finding } from "../model/cause.ts";
import type { StoreOptions } from "../model/options.ts";
import type { SendingIpReport } from "../model/report.ts";
import { openStore, type Store } from "./connection.ts";
import { text } from "./sql.ts";
import { DNS_TABLE } from "./tables.ts";
import { checkVersion, secondsNow } from "./version.ts";

/** What earlier checks of one address found; seconds since the epoch, 0 is never. */
export interface DnsHistory {
  lastFine: number;
  lastBroken: number;
  /** The first check after all that found otherwise. */
  fineSince: number;
  brokenSince: number;
}

const FINE = "class IN ('pass', 'warn')";
const BROKEN = "class = 'fail'";

/** Adds to each address what the history knows about it, and then today's answer to the history. */
export async function withHistory(
  where: StoreOptions,
  sendingIps: readonly SendingIpReport[],
  record: boolean,
): Promise<SendingIpReport[]> {
  const store = await openStore(where);
  try {
    await checkVersion(store);
    const history = await readHistory(
      store,
      sendingIps.map(({ ip }) => ip),
    );
    if (record) await store.insert(DNS_TABLE, sendingIps.filter(({ cause }) => cause !== null).map(toRow));
    return sendingIps.map((sender) => {
      const finding = findingOf(sender, history.get(sender.ip));
      return finding ? { ...sender, findings: [...sender.findings, finding] } : sender;
    });
  } finally {
    await store.close();
  }
}

function toRow({ ip, iprev, cause, ptr }: SendingIpReport): object {
  return {
    ip,
    checked: secondsNow(),
    iprev: iprev ?? "",
    cause: cause?.id ?? "",
    class: cause?.class ?? "",
    title: cause?.title ?? "",
    names: ptr.map(({ name }) => name),
  };
}

async function readHistory(store: Store, ips: readonly string[]): Promise<Map<string, DnsHistory>> {
  if (ips.length === 0) return new Map();
  const own = `(SELECT ip, class, toUInt32(checked) AS at FROM ${DNS_TABLE} WHERE ip IN (${ips.map(text).join(", ")}))`;
  const rows = await store.query<Record<keyof DnsHistory, number> & { ip: string }>(
    `SELECT ip, any(last_fine) AS lastFine, any(last_broken) AS lastBroken,
      minIf(at, ${FINE} AND at > last_broken) AS fineSince, minIf(at, ${BROKEN} AND at > last_fine) AS brokenSince
    FROM ${own} AS answers GLOBAL ANY LEFT JOIN (
      SELECT ip, maxIf(at, ${FINE}) AS last_fine, maxIf(at, ${BROKEN}) AS last_broken FROM ${own} AS known GROUP BY ip
    ) AS extremes USING ip GROUP BY ip`,
  );
  return new Map(rows.map(({ ip, ...history }) => [ip, history]));
}

const fineness: Record<CauseClass, boolean | null> = {
  pass: true,
  warn: true,
  fail: false,
  temp: null,
  not_checkable: null,
};

export function isFine(said: string): boolean {
  return fineness[said as CauseClass] === true;
}

export function isBroken(said: string): boolean {
  return fineness[said as CauseClass] === false;
}

/** Null if there is no answer today, or if it was always the same. */
export function findingOf(
  { ip, cause }: Pick<SendingIpReport, "ip" | "cause">,
  history: DnsHistory | undefined,
): Finding | null {
  const fine = cause === null ? null : fineness[cause.class];
  if (history === undefined || fine === null) return null;
  const { lastFine, lastBroken, fineSince, brokenSince } = history;
  if (fine && lastBroken > 0) {
    const summary = `Earlier checks found the DNS of ${ip} broken, last ${words(lastBroken)}; in order ${sinceWords(fineSince)}.`;
    return { id: "mended_since", summary };
  }
  if (!fine && lastFine + lastBroken > 0) {
    const before = lastFine > 0 ? `was in order ${words(lastFine)}; broken` : "was broken at every check,";
    return { id: "broken_since", summary: `The DNS of ${ip} ${before} ${sinceWords(brokenSince)}.` };
  }
  return null;
}

function sinceWords(first: number): string {
  return first > 0 ? `since ${words(first)} at the latest` : "since then";
}

function words(seconds: number): string {
  return minuteWords(new Date(seconds * 1000).toISOString());
}

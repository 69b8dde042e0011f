// Each address with all that was found out about it, and whether it is in order.

import type { Machine } from "../model/machine.ts";
import type { ProbedAddress, ProbeTask } from "../model/probe.ts";
import { worstProbeState, type ProbeFinding, type ProbeState } from "../model/probe-findings.ts";
import type { SendingIpReport } from "../model/report.ts";
import { isStandingOpen, stateOf, surelyStands } from "../model/standing.ts";
import { judgedIp, type SeenSource } from "./attribute.ts";
import { addressFacts, type Outcome } from "./facts.ts";
import { diagnose } from "./reverse-dns.ts";
import type { Server } from "./server.ts";
import { inWords } from "./words/index.ts";

interface Context {
  task: ProbeTask;
  server: Server | null;
  machine: Machine | null;
  warn: (text: string) => void;
}

export async function judge(
  sources: readonly SeenSource[],
  outcomes: ReadonlyMap<string, Outcome>,
  { task, server, machine, warn }: Context,
): Promise<ProbedAddress[]> {
  const judged = sources.map((source) => ({ source, ip: judgedIp(source) }));
  const diagnoses = await diagnose(judged, machine, task, warn);
  const seconds = Math.round(task.timeoutMilliseconds / 1000);
  return judged.map(({ source, ip }) => {
    const outcome = outcomes.get(source.ip) ?? { connection: null, delivery: null };
    const reverseDns = (ip === null ? null : diagnoses.get(ip)) ?? null;
    const stands = reverseDns !== null && surelyStands(reverseDns);
    const findings = addressFacts(source, ip, outcome, { seconds, server, stands }).map(inWords);
    return probedAddress({ source, judged: ip, outcome, findings, reverseDns });
  });
}

interface Found {
  source: SeenSource;
  judged: string | null;
  outcome: Outcome;
  findings: ProbeFinding[];
  reverseDns: SendingIpReport | null;
}

function probedAddress({ source, judged, outcome, findings, reverseDns }: Found): ProbedAddress {
  const own: ProbeState = reverseDns === null || isStandingOpen(reverseDns) ? "unknown" : stateOf(reverseDns);
  const state = worstProbeState([own, ...findings.map((finding) => finding.state)]);
  return { ...source, judgedIp: judged, reverseDns, ...outcome, state, findings };
}

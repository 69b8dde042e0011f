// What the command line asks of an audit: what was typed becomes domains, addresses and paths.

import { lstat } from "node:fs/promises";
import { UserError } from "../base/errors.ts";
import { readDomain } from "../base/standards/domain-name.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { readTimezone } from "../index.ts";
import { usualBlocklists } from "../model/blocklists.ts";
import { checkNames } from "../model/posture.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import type { AuditRequest, ReportSettings } from "./requests.ts";
import { parseWait, waitAndOperands } from "./wait.ts";

export async function auditRequest(
  operands: string[],
  typed: TypedOptions,
  settings: ReportSettings & Pick<AuditRequest, "dns">,
): Promise<AuditRequest> {
  ensureConsistent("audit", typed);
  const { wait, words } = await waitAndOperands(typed.wait, operands, isOperand);
  const waitMilliseconds = wait === undefined ? null : parseWait(wait);
  const wantsLists = typed.blocklists === true || (typed.only?.includes("blocklists") ?? false);
  const lists = typed.blocklist ?? (wantsLists ? usualBlocklists : []);
  return {
    command: "audit",
    ...(await targetsIn(words)),
    sender: typed.sender ?? null,
    helo: typed.helo ?? null,
    selectors: typed.selector ?? [],
    hostSelectors: typed.hostSelectors ?? false,
    only: typed.only ?? [...checkNames],
    blocklists: lists,
    timezone: await readTimezone(typed.timezone),
    waitMilliseconds,
    ...settings,
  };
}

type Targets = Pick<AuditRequest, "domains" | "ips" | "paths">;

async function targetsIn(operands: string[]): Promise<Targets> {
  const targets: Targets = { domains: [], ips: [], paths: [] };
  for (const operand of operands) await sort(operand, targets);
  if (operands.length > 0) return targets;
  throw new UserError({
    thing: "audit",
    problem: "nothing to audit",
    nextStep: "name a domain such as example.com, an address, or a log",
  });
}

/** What may stand where the time of `--wait` does. */
async function isOperand(word: string): Promise<boolean> {
  return canonicalIp(word) !== null || readDomain(word) !== null || (await isPath(word));
}

async function isPath(operand: string): Promise<boolean> {
  return /[/*?\\]/.test(operand) || (await lstat(operand).catch(() => null)) !== null;
}

async function sort(operand: string, { domains, ips, paths }: Targets): Promise<void> {
  const ip = canonicalIp(operand);
  if (ip !== null) return void (ips.includes(ip) || ips.push(ip));
  if (operand === "-")
    throw new UserError({
      thing: "audit -",
      problem: "audit does not read standard input",
      nextStep: "name a file",
    });
  if (await isPath(operand)) return void paths.push(operand);
  const domain = readDomain(operand);
  if (domain !== null) return void (domains.includes(domain) || domains.push(domain));
  throw new UserError({
    thing: "audit",
    value: operand,
    problem: "neither a domain, an address nor a file that is there",
    nextStep: "write example.com, 203.0.113.5 or the path of a log",
  });
}

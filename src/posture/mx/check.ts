// Whether the domain in MAIL FROM can take mail: bounces go there, and receivers refuse senders that nobody can answer.

import { isIP } from "node:net";
import { isInnerIp } from "../../base/standards/ip.ts";
import { readMx } from "../../base/standards/mx.ts";
import type { Finding } from "../../model/posture.ts";
import { finding } from "../finding.ts";
import { find, type Lookup } from "../lookup.ts";
import { MAX_SHOWN, shownTerm } from "../shown.ts";

export interface MxHost {
  host: string;
  preference: number;
  addresses: string[];
}

export interface MxCheck {
  hosts: MxHost[];
  findings: Finding[];
}

/** The domain is one in MAIL FROM. */
export async function checkMx(domain: string, lookup: Lookup): Promise<MxCheck> {
  const found = await find(lookup, domain, "MX");
  if (found.kind === "failed")
    return { hosts: [], findings: [finding("mx_temp", "temp", { domain }, found.question)] };
  if (found.kind === "none") return { hosts: [], findings: await withoutMx(domain, found.status, lookup) };
  const records = found.records
    .map((data) => readMx(data))
    .toSorted((one, other) => one.preference - other.preference);
  if (records.some(({ host }) => host === "."))
    return {
      hosts: [],
      findings: [finding("mx_null", "fail", { domain }, {})],
    };
  return checkHosts(domain, records, lookup);
}

/** RFC 5321 section 5.1: without MX records the domain's own address takes its mail. */
async function withoutMx(domain: string, status: "nxdomain" | "nodata", lookup: Lookup): Promise<Finding[]> {
  if (status === "nxdomain") return [finding("domain_nxdomain", "fail", { domain }, {})];
  const answers = [await find(lookup, domain, "A"), await find(lookup, domain, "AAAA")];
  if (answers.some(({ kind }) => kind === "records"))
    return [finding("mx_none_a_only", "note", { domain }, {})];
  for (const answer of answers)
    if (answer.kind === "failed") return [finding("mx_temp", "temp", { domain }, answer.question)];
  return [finding("mx_none", "fail", { domain }, {})];
}

async function checkHosts(
  domain: string,
  records: { preference: number; host: string }[],
  lookup: Lookup,
): Promise<MxCheck> {
  const looked = records.slice(0, MAX_SHOWN);
  const leftOut = records.length - looked.length;
  const checked = await Promise.all(looked.map((record) => checkHost(domain, record, lookup)));
  const dead = checked.filter(({ isDead }) => isDead);
  const unresolvable = dead.map(({ host: { host } }) => {
    const isAll = dead.length === records.length;
    return finding("mx_unresolvable", isAll ? "fail" : "warn", { domain }, { host, all: isAll });
  });
  return {
    hosts: checked.map(({ host }) => host),
    findings: [
      ...(leftOut === 0
        ? []
        : [finding("audit_limit", "note", { domain }, { what: "mail hosts", limit: MAX_SHOWN, leftOut })]),
      ...unresolvable,
      ...checked.flatMap(({ findings }) => findings),
    ],
  };
}

interface CheckedHost {
  host: MxHost;
  /** It has no address, and that is certain. */
  isDead: boolean;
  findings: Finding[];
}

async function checkHost(
  domain: string,
  { host, preference }: { preference: number; host: string },
  lookup: Lookup,
): Promise<CheckedHost> {
  const shown = shownTerm(host);
  if (isIP(host) !== 0)
    return {
      host: { host: shown, preference, addresses: [] },
      isDead: false,
      findings: [finding("mx_is_ip", "fail", { domain }, { host: shown })],
    };
  const answers = [await find(lookup, host, "A"), await find(lookup, host, "AAAA")];
  const addresses = answers.flatMap((answer) => (answer.kind === "records" ? answer.records : []));
  const findings = answers.flatMap((answer) => {
    if (answer.kind === "failed")
      return addresses.length > 0 ? [] : [finding("mx_temp", "temp", { domain }, answer.question)];
    const target = answer.answer?.aliases[0]?.target;
    return target === undefined
      ? []
      : [finding("mx_cname", "warn", { domain }, { host: shown, target: shownTerm(target) })];
  });
  const inner = addresses.find(isInnerIp);
  if (inner !== undefined)
    findings.push(finding("mx_private", "warn", { domain }, { host: shown, address: inner }));
  return {
    host: { host: shown, preference, addresses: addresses.slice(0, MAX_SHOWN) },
    isDead: answers.every(({ kind }) => kind === "none"),
    // The alias shows in the answers of both families.
    findings: [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()],
  };
}

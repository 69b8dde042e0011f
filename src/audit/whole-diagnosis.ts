// The command that tells all of an address that an audit is about: also the evidence, the ticket, and what logs say of it.

import { shellWord } from "../base/words/shell.ts";
import type { AuditTask } from "../model/audit.ts";
import type { SendingIpReport } from "../model/report.ts";

type Asked = Pick<AuditTask, "domains" | "paths" | "helo" | "dns" | "timezone">;

/** A check does not know the log: what was refused there is told by the report of it. */
export function wholeDiagnosis(
  asked: Asked,
  { ip, attempts }: Pick<SendingIpReport, "ip" | "attempts">,
): string {
  const isOfLog = attempts > 0 && asked.paths.length > 0;
  const words = isOfLog
    ? [...common(asked), ...zone(asked), ...operands(asked.paths)]
    : ["check", ...common(asked), ...from(asked), ip];
  return ["whybounce", ...words].map(shellWord).join(" ");
}

/** A path that looks like an option would be read as one. */
function operands(paths: readonly string[]): string[] {
  return paths.some((path) => path.startsWith("-")) ? ["--", ...paths] : [...paths];
}

function common({ helo, dns }: Asked): string[] {
  return [
    ...(helo === null ? [] : ["--helo", helo]),
    ...dns.resolvers.flatMap((resolver) => ["--resolver", resolver]),
    ...(dns.authoritative ? [] : ["--no-authoritative"]),
  ];
}

function from({ domains: [domain] }: Asked): string[] {
  return domain === undefined ? [] : ["--from", domain];
}

/** That of this machine need not be said. */
function zone({ timezone }: Asked): string[] {
  return timezone === "system" ? [] : ["--timezone", timezone];
}

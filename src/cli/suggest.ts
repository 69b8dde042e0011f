// A path that leads nowhere may be a mistyped command, or an address that `check` is for.

import { isPlainHostName } from "../base/standards/host-name.ts";
import { parseIpRange } from "../base/standards/ip-range.ts";
import { nearest } from "../base/words/nearest.ts";
import { canonicalIp } from "../base/standards/ip.ts";

const commands: Record<string, string> = {
  check: "check",
  audit: "audit",
  explain: "explain",
  help: "help",
  store: "store",
  doctor: "doctor",
  completion: "completion",
  init: "store init",
  push: "store push",
  version: "--version",
};

/** `mail.log` is a name that no host has. */
const fileEnding =
  /\.(?:log|txt|eml|mbox|mbx|gz|xz|zst|bz2|zip|json|jsonl|ndjson|csv|\d+|old|bak|out|err|msg|html?)$/i;

/** Shorter words resemble every command. */
const MIN_WORD = 3;

/** An addition to "no such file"; empty where nothing resembles the path. */
export function meantCommand(path = ""): string {
  if (canonicalIp(path) !== null) return `; to diagnose an address: whybounce check ${path}`;
  if (typeof parseIpRange(path) === "object" && parseIpRange(path) !== null)
    return `; to diagnose addresses: whybounce check ${path}`;
  const [meant] = path.length < MIN_WORD ? [] : nearest(path, Object.keys(commands));
  if (meant !== undefined) return `; did you mean whybounce ${commands[meant]}?`;
  const isName = isPlainHostName(path) && !fileEnding.test(path);
  return isName ? `; to diagnose a host or a domain: whybounce check ${path}` : "";
}

// A path that leads nowhere may be a mistyped command, an id that `explain` knows, or an address that `check` is for.

import { isPlainHostName } from "../base/standards/host-name.ts";
import { parseIpRange } from "../base/standards/ip-range.ts";
import { nearest } from "../base/words/nearest.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { idSpelling, topicIds } from "../model/explained.ts";
import { storeActions } from "./help/store.ts";
import { commandNames } from "./options/definition.ts";

/** What may be meant, and how it is written. */
const commands = new Map<string, string>([
  ...commandNames.filter((name) => name !== "analyze").map((name) => [name, name] as const),
  ...storeActions.map((action) => [action, `store ${action}`] as const),
  ["help", "help"],
  ["version", "--version"],
]);

/** `mail.log` is a name that no host has. */
const fileEnding =
  /\.(?:log|txt|eml|mbox|mbx|gz|xz|zst|bz2|zip|json|jsonl|ndjson|csv|\d+|old|bak|out|err|msg|html?)$/i;

/** Shorter words resemble every command. */
const MIN_WORD = 3;

/** The command that a mistyped word may mean; null where none resembles it. */
export function nearestCommand(word: string): string | null {
  const [meant = ""] = word.length < MIN_WORD ? [] : nearest(word.toLowerCase(), [...commands.keys()]);
  return commands.get(meant) ?? null;
}

/** An addition to "no such file"; empty where nothing resembles the path. */
export function meantCommand(path = ""): string {
  if (canonicalIp(path) !== null) return `; to diagnose an address: whybounce check ${path}`;
  if (typeof parseIpRange(path) === "object" && parseIpRange(path) !== null)
    return `; to diagnose addresses: whybounce check ${path}`;
  const meant = nearestCommand(path) ?? nearestTopic(path);
  if (meant !== null) return `; did you mean whybounce ${meant}?`;
  const isName = isPlainHostName(path) && !fileEnding.test(path);
  return isName ? `; to diagnose a host or a domain: whybounce check ${path}` : "";
}

/** `spf_non`: words of ids are joined, those of file names seldom so. */
function nearestTopic(path: string): string | null {
  if (!/^[a-z\d]+[_-][\w-]+$/i.test(path)) return null;
  const [meant] = nearest(idSpelling(path), topicIds);
  return meant === undefined ? null : `explain ${meant}`;
}

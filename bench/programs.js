// The programs that are measured: whybounce, and those it is held against as far as they are installed.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

/** @import { Program } from "./measure.js" */
/** @import { Truth } from "./truth.js" */

export const whybounceFile = fileURLToPath(new URL("../bin/whybounce.js", import.meta.url));
const patterns = ["-e", "5.7.25", "-e", "4.7.23", "-e", "PTR"];
const sisimaiScript = "my $bounces = Sisimai->make($ARGV[0]); print scalar @$bounces";

/** A complete report; what it says must be the truth. @param {string[]} paths @param {Truth} truth @returns {Program} */
export const analyze = (paths, truth) => ({
  command: ["node", whybounceFile, "--no-dns", "--timezone", "UTC", "--format", "json", ...paths],
  found: (output) => {
    const { totals, sendingIps } = JSON.parse(output);
    // How many ends were not seen follows from the log's last time, which is none of what happened to the mail.
    const { unattributed, endNotSeen: _endNotSeen, ...counts } = totals;
    const byIp = Object.fromEntries(
      sendingIps.map((/** @type {{ ip: string, attempts: number }} */ row) => [row.ip, row.attempts]),
    );
    expectSame(
      paths,
      { ...counts, unattributed, byIp },
      { ...truth.totals, unattributed: 0, byIp: truth.byIp },
    );
    return totals.attempts;
  },
});

/** @param {string} list @param {string} resolver @param {{ byIprev: Record<string, number> }} truth @returns {Program} */
export const checkAddresses = (list, resolver, truth) => ({
  command: ["node", whybounceFile, "check", "--input", list, "--format", "json"].concat([
    "--no-authoritative",
    "--resolver",
    resolver,
  ]),
  found: (output) => {
    /** @type {Record<string, number>} */
    const byIprev = {};
    const { sendingIps } = JSON.parse(output);
    for (const { iprev } of sendingIps) byIprev[iprev] = (byIprev[iprev] ?? 0) + 1;
    expectSame([list], byIprev, truth.byIprev);
    return sendingIps.length;
  },
});

/** @param {string[]} paths @param {object} found @param {object} truth */
function expectSame(paths, found, truth) {
  if (isDeepStrictEqual(found, truth)) return;
  const where = paths.length === 1 ? paths[0] : `${paths.length} files`;
  throw new Error(`${where}: the report says ${shortened(found)}, true is ${shortened(truth)}`);
}

/** @param {object} counts */
const shortened = (counts) => JSON.stringify(counts).slice(0, 600);

/** The sum of `grep -c`, which names each of several files. @param {string} output */
const sumOfCounts = (output) =>
  output
    .trim()
    .split("\n")
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(":") + 1)), 0);

/** @type {Record<string, (paths: string[]) => Program>} */
const peers = {
  "grep -cF": (paths) => ({ command: ["grep", "-cF", ...patterns, ...paths], found: sumOfCounts }),
  "rg -c -F": (paths) => ({ command: ["rg", "-c", "-F", ...patterns, ...paths], found: sumOfCounts }),
  "zgrep -cF": (paths) => ({ command: ["zgrep", "-cF", ...patterns, ...paths], found: sumOfCounts }),
  "rg -z -c -F": (paths) => ({
    command: ["rg", "-z", "-c", "-F", ...patterns, ...paths],
    found: sumOfCounts,
  }),
  pflogsumm: (paths) => ({ command: [inPath("pflogsumm"), ...paths], once: true }),
  eximstats: (paths) => ({ command: [inPath("eximstats"), ...paths], once: true }),
  Sisimai: (paths) => ({ command: ["perl", "-MSisimai", "-e", sisimaiScript, ...paths], found: Number }),
};

/** The programs that stand on this machine, of those named. @param {string[]} paths @param {string[]} names @returns {Record<string, Program>} */
export function installedPeers(paths, names) {
  const entries = names.flatMap((name) => {
    const peer = peers[name]?.(paths);
    return peer && versionOf(name) !== null ? [[name, peer]] : [];
  });
  return Object.fromEntries(entries);
}

/** Debian puts some of them where only root looks. @param {string} file */
function inPath(file) {
  const directories = [...(process.env.PATH ?? "").split(":"), "/usr/sbin"];
  return directories.map((directory) => join(directory, file)).find(existsSync) ?? file;
}

/** @type {Record<string, string[]>} */
const versionCommands = {
  "grep -cF": ["grep", "--version"],
  "rg -c -F": ["rg", "--version"],
  "zgrep -cF": ["zgrep", "--version"],
  "rg -z -c -F": ["rg", "--version"],
  pflogsumm: [inPath("pflogsumm"), "--version"],
  eximstats: [inPath("eximstats"), "--help"],
  Sisimai: ["perl", "-MSisimai", "-e", "print $Sisimai::VERSION"],
};

/** The version of a peer, null where it is not installed. @param {string} name */
export function versionOf(name) {
  const [file, ...args] = versionCommands[name] ?? [];
  if (file === undefined) return null;
  const { status, stdout } = spawnSync(file, args, { encoding: "utf8" });
  if (status === null || (status !== 0 && stdout === "")) return null;
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? "";
}

// Debian's packages of the mail servers: fetched, never installed, for they exclude one another and would
// start services of their own. Haraka comes from npm, into a folder of its own: it is no dependency.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Each with the packages it needs that are not installed here. */
export const packages = [
  "postfix",
  "exim4-daemon-light",
  "sendmail-bin",
  "courier-mta",
  "rsyslog",
  "nftables",
  "logrotate",
];

const cache = process.env["WHYBOUNCE_E2E_CACHE"] ?? "/var/cache/whybounce-e2e";

/** Pinned: its log is what is tested. */
const HARAKA = "3.3.4";

export const folderOf = (name) => join(cache, name);

const harakaFolder = folderOf("haraka");

/** Throws an error with apt's words when a package cannot be fetched. */
export function fetchPackage(name) {
  const folder = folderOf(name);
  const complete = join(folder, "complete");
  if (existsSync(complete)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    download(name, folder);
  } catch {
    // The lists of packages are old, or there are none.
    apt(["update"]);
    download(name, folder);
  }
  writeFileSync(complete, "");
}

/** Throws an error with npm's words when it cannot be installed. */
export function installHaraka() {
  if (hasHaraka()) return;
  mkdirSync(harakaFolder, { recursive: true });
  const words = [
    "install",
    "--prefix",
    harakaFolder,
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--silent",
  ];
  execFileSync("npm", [...words, `Haraka@${HARAKA}`], {
    cwd: harakaFolder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (!hasHaraka()) throw new Error(`npm has not installed Haraka ${HARAKA} in ${harakaFolder}`);
}

function hasHaraka() {
  const manifest = join(harakaFolder, "node_modules/Haraka/package.json");
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === HARAKA;
}

function download(name, folder) {
  apt(["download", name, ...missingDependencies(name)], folder);
}

/** `dpkg` names the installed one of alternatives; what the package holds is complete without. */
function missingDependencies(name) {
  const plan = apt(["install", "--simulate", "--no-install-recommends", "--reinstall", name]);
  const installed = plan.matchAll(/^Inst (\S+)/gm);
  return [...installed].map(([, wanted]) => wanted).filter((wanted) => wanted !== name);
}

function apt(words, folder = "/") {
  const options = { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  return execFileSync("apt-get", ["-qq", ...words], options);
}

// Debian's packages of the mail servers: fetched, never installed, for they exclude one another and would
// start services of their own.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Each with the packages it needs that are not installed here. */
export const packages = ["postfix", "exim4-daemon-light", "sendmail-bin", "rsyslog", "nftables", "logrotate"];

const cache = process.env["WHYBOUNCE_E2E_CACHE"] ?? "/var/cache/whybounce-e2e";

export const folderOf = (name) => join(cache, name);

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

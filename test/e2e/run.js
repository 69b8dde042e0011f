// `npm run test:e2e`: fetches the packages, then runs the tests in namespaces of their own. What they make,
// processes, mounts, networks, the kernel takes away with the namespaces, however the run ends.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchPackage, folderOf, installHaraka, packages } from "./packages.js";

const inProject = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const needed = ["unshare", "setpriv", "nsenter", "ip", "apt-get", "dpkg-deb", "nsd", "unbound"];
const namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--net", "--uts"];
/** What an unprivileged container forbids. */
const probe = `cd "$0" && mount -t tmpfs tmpfs . && mkdir upper work root &&
  mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root && ip link add probe type bridge`;

function missing() {
  if (process.getuid?.() !== 0) return "it needs root, for network namespaces and mounts";
  const places = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  const absent = needed.filter((name) => !places.some((place) => existsSync(join(place, name))));
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : undefined;
}

function firstError(action) {
  try {
    action();
  } catch (error) {
    return String(error.stderr || error.message).trim();
  }
}

/** By the words that choose them: `probe`, `servers`. Each has namespaces of its own: an Internet, and a Gmail. */
const files = new Map(
  readdirSync(inProject("test/e2e"))
    .filter((name) => name.endsWith(".e2e.ts"))
    .map((name) => [name.replace(".e2e.ts", ""), name]),
);

function chosenFiles() {
  const chosen = process.argv.slice(2).flatMap((word) => files.get(word) ?? []);
  return chosen.length > 0 ? chosen : [...files.values()];
}

/** `--write` puts the table into docs/verification.md; every other word is vitest's. */
function start(folder, file, withHaraka) {
  const vitest = [inProject("node_modules/vitest/vitest.mjs"), "run", "--root", inProject(".")];
  const config = ["--config", inProject("test/e2e/vitest.config.ts")];
  const given = process.argv.slice(2).filter((word) => word !== "--write" && !files.has(word));
  const command = [
    "unshare",
    ...namespaces,
    process.execPath,
    ...vitest,
    ...config,
    `test/e2e/${file}`,
    ...given,
  ];
  const env = {
    ...process.env,
    WHYBOUNCE_E2E_FOLDER: folder,
    WHYBOUNCE_E2E_PACKAGES: folderOf(""),
    WHYBOUNCE_E2E_HARAKA: withHaraka ? "1" : "",
    WHYBOUNCE_E2E_WRITE: process.argv.includes("--write") ? "1" : "",
  };
  return spawn("setpriv", ["--pdeathsig", "KILL", ...command], { stdio: "inherit", env });
}

function failWhereRequired() {
  if (process.env.REQUIRE_SERVERS !== "1") return;
  console.log("REQUIRE_SERVERS=1 forbids that");
  process.exitCode = 1;
}

// As the system starts them: the servers' users must get at what is made for them.
process.umask(0o022);
const folder = mkdtempSync(join(tmpdir(), "whybounce-e2e-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const probing = () => execFileSync("unshare", [...namespaces, "sh", "-c", probe, folder], { stdio: "pipe" });
const reason = missing() ?? firstError(probing) ?? firstError(() => packages.forEach(fetchPackage));
const harakaReason = reason ? undefined : firstError(installHaraka);
if (reason) {
  console.log(`the end-to-end tests are skipped: ${reason}`);
  failWhereRequired();
} else {
  if (harakaReason) {
    console.log(`Haraka is left out of the end-to-end tests: npm could not install it: ${harakaReason}`);
    failWhereRequired();
  }
  let child = null;
  let isStopped = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      isStopped = true;
      child?.kill("SIGKILL");
    });
  for (const file of chosenFiles()) {
    if (isStopped) break;
    child = start(folder, file, harakaReason === undefined);
    const [code] = await once(child, "exit");
    if (code !== 0) process.exitCode = code ?? 130;
  }
}

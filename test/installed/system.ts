// A bare system of a test's own: a copy of one of the roots, in which programs are run as on a machine.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { rootFolder } from "./roots.js";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface System {
  /** A path in it, as this machine sees it. */
  path: (path: string) => string;
  /** Runs a command of its shell. */
  run: (command: string, input?: string | Buffer) => Promise<Ended>;
  /** Puts a file of this machine into it. */
  copy: (file: string, to: string) => void;
  close: () => void;
}

const PACKAGES = "packages";

/** A file that `npm run package` built, by the beginning and the end of its name. */
export function built(pattern: RegExp): string {
  const names = readdirSync(PACKAGES).filter((name) => pattern.test(name));
  if (names.length !== 1) throw new Error(`${PACKAGES} has ${names.length} files like ${pattern}`);
  return join(PACKAGES, names[0] ?? "");
}

const env = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LANG: "C.UTF-8",
  DEBIAN_FRONTEND: "noninteractive",
};

/** Not synchronous: the name server that it may ask is in this process. */
export function runProgram(
  program: string,
  words: readonly string[],
  { input = "", ...options }: { env: NodeJS.ProcessEnv; input?: string | Buffer | undefined; cwd?: string },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: "pipe" });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
    // It may end before it has read all.
    child.stdin.on("error", () => {}).end(input);
  });
}

export function openSystem(release: "bookworm" | "trixie"): System {
  const folder = mkdtempSync(join(process.env["WHYBOUNCE_INSTALLED_FOLDER"] ?? "/tmp", "system-"));
  const root = join(folder, basename(release));
  spawnSync("cp", ["-a", "--reflink=auto", rootFolder(release), root], { stdio: "inherit" });
  // Programs of the system look at it; a namespace takes the mount away with the program.
  const enter =
    'mount -t proc proc "$0/proc" && mount -t devpts devpts "$0/dev/pts" && exec chroot "$0" /bin/sh -c "$1"';
  return {
    path: (path) => join(root, path),
    run: (command, input) => {
      const words = ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", enter, root, command];
      return runProgram("unshare", words, { env, input });
    },
    copy: (file, to) => {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      cpSync(file, join(root, to), { recursive: true });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

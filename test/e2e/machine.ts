// A mail server's machine: this machine's file system with the server's packages laid over it, a network
// namespace of its own, and a syslog daemon. Nothing is installed, and nothing of it outlives the run.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { connectMachine, execute, nameServers } from "./network.ts";

export interface Machine {
  name: string;
  /** Its number among the machines, from 0: it has the addresses of that number. */
  number: number;
  /** Where its file system is seen from outside. */
  root: string;
  run: (command: string[], input?: string) => Promise<string>;
  start: (command: string[]) => ChildProcess;
  write: (path: string, text: string) => void;
  read: (path: string) => string;
}

/** Not this machine's own, so that a stamp without zone is not right by chance. */
export const TIME_ZONE = "America/New_York";

const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/**
 * `users` are the system users that the packages' scripts would have made; `folders` hold the packages; `connect` makes its
 * network.
 */
export async function createMachine(
  number: number,
  name: string,
  folders: string[],
  users: string[],
  connect: (name: string, machine: number) => Promise<void> = connectMachine,
): Promise<Machine> {
  const root = await createRoot(name);
  for (const folder of folders) await unpack(folder, root);
  const within = ["nsenter", `--net=/run/netns/${name}`, `--root=${root}`, `--wd=${root}`];
  const machine: Machine = {
    name,
    number,
    root,
    run: (command, input = "") => run([...within, ...command], input),
    start: ([program = "", ...words]) =>
      spawn(within[0]!, [...within.slice(1), program, ...words], { stdio: "ignore", env: environment }),
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    read: (path) => readFileSync(join(root, path), "utf8"),
  };
  await connect(name, number);
  settle(machine, users);
  return machine;
}

async function createRoot(name: string): Promise<string> {
  const folder = join(process.env["WHYBOUNCE_E2E_FOLDER"]!, name);
  const [upper, work, root] = ["upper", "work", "root"].map((part) => join(folder, part)) as [
    string,
    string,
    string,
  ];
  for (const part of [upper, work, root]) mkdirSync(part, { recursive: true });
  await execute("mount", [
    "-t",
    "overlay",
    "overlay",
    "-o",
    `lowerdir=/,upperdir=${upper},workdir=${work}`,
    root,
  ]);
  await execute("mount", ["-t", "proc", "proc", join(root, "proc")]);
  for (const part of ["dev", "tmp", "run", "var/log", "var/spool", "var/mail"])
    await execute("mount", ["-t", "tmpfs", "tmpfs", join(root, part)]);
  for (const [device, minor] of [
    ["null", "3"],
    ["zero", "5"],
    ["full", "7"],
    ["random", "8"],
    ["urandom", "9"],
  ] as const)
    await execute("mknod", ["-m", "666", join(root, "dev", device), "c", "1", minor]);
  return root;
}

/** It may lie on a file system of its own, which the machine's root does not show. */
export async function showFolder({ root }: Machine, folder: string): Promise<void> {
  mkdirSync(join(root, folder), { recursive: true });
  await execute("mount", ["--bind", folder, join(root, folder)]);
}

async function unpack(folder: string, root: string): Promise<void> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    // Not `dpkg-deb -x`: that would put a folder in the place of the link /lib.
    const script = 'dpkg-deb --fsys-tarfile "$0" | tar -x -p --keep-directory-symlink -C "$1"';
    await execute("bash", ["-o", "pipefail", "-c", script, join(folder, file), root]);
  }
}

const FIRST_USER = 21_000;

function settle(machine: Machine, users: string[]): void {
  const { root, name } = machine;
  for (const [index, user] of users.entries()) {
    appendFileSync(
      join(root, "etc/passwd"),
      `${user}:x:${FIRST_USER + index}:${FIRST_USER + index}::/:/bin/false\n`,
    );
    appendFileSync(join(root, "etc/group"), `${user}:x:${FIRST_USER + index}:\n`);
  }
  for (const path of ["etc/resolv.conf", "etc/localtime"]) rmSync(join(root, path), { force: true });
  machine.write("etc/resolv.conf", `nameserver ${nameServers.resolver}\n`);
  machine.write("etc/localtime", "");
  writeFileSync(join(root, "etc/localtime"), readFileSync(`/usr/share/zoneinfo/${TIME_ZONE}`));
  machine.write("etc/hosts", `127.0.0.1 localhost\n127.0.1.1 mx.${name}.example mx\n`);
  machine.write("etc/mailname", `${name}.example\n`);
}

function run([program = "", ...words]: string[], input: string): Promise<string> {
  const child = spawn(program, words, { env: environment });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => {
      output
        .then(([stdout, stderr]) =>
          code === 0
            ? done(stdout)
            : fail(new Error(`${words.slice(3).join(" ")}: exit ${code}: ${stdout}${stderr}`)),
        )
        .catch(fail);
    });
  });
}

/** What rsyslog makes of its input lines; one template for each file. */
export const syslogForms = [
  {
    form: "syslog, traditional stamps",
    path: "/var/log/mail.traditional",
    template: "RSYSLOG_TraditionalFileFormat",
  },
  { form: "syslog, ISO 8601 stamps", path: "/var/log/mail.iso", template: "RSYSLOG_FileFormat" },
  { form: "syslog, RFC 5424", path: "/var/log/mail.rfc5424", template: "RSYSLOG_SyslogProtocol23Format" },
];

export async function startSyslog(machine: Machine): Promise<void> {
  const files = syslogForms.map(
    ({ path, template }) => `*.* action(type="omfile" file="${path}" template="${template}")`,
  );
  machine.write(
    "/etc/rsyslog-e2e.conf",
    ['module(load="imuxsock")', `global(localHostname="mx" workDirectory="/tmp")`, ...files, ""].join("\n"),
  );
  await machine.run(["rsyslogd", "-f", "/etc/rsyslog-e2e.conf", "-i", "/run/rsyslogd.pid"]);
}

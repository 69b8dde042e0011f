// `npm run bench`: makes the inputs, runs whybounce side by side with the programs that are installed, checks
// that the counts are the true ones, and prints the table with the ratios. Options: `--size MIB` (1024),
// `--runs N` (5), `--only WORD` (rows whose name holds it), `--directory DIR` (the inputs stay there).

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeLog } from "./logs.js";
import { writeLargeMail, writeMailbox } from "./mailboxes.js";

const { values: options } = parseArgs({
  options: {
    size: { type: "string", default: "1024" },
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    directory: { type: "string", default: join(tmpdir(), "whybounce-bench") },
  },
});
const runs = Number(options.runs);
const bytes = Number(options.size) << 20;
const directory = options.directory;
mkdirSync(directory, { recursive: true });

const program = fileURLToPath(new URL("../bin/whybounce.js", import.meta.url));
const whybounce = `node ${program} --no-dns --timezone UTC --format json`;
const patterns = "-e 5.7.25 -e 4.7.23 -e PTR";
const sisimai = `perl -MSisimai -e 'my $v = Sisimai->make($ARGV[0]); print scalar @$v'`;
const REFUSALS = 2_000;

/** Makes a file once; what is true of it is kept beside it. @type {<Truth>(name: string, make: (path: string) => Truth) => { path: string, truth: Truth }} */
function input(name, make) {
  const path = join(directory, name);
  const truthPath = `${path}.truth.json`;
  if (!existsSync(truthPath)) {
    console.error(`making ${path}`);
    writeFileSync(truthPath, JSON.stringify(make(path) ?? {}));
  }
  return { path, truth: JSON.parse(readFileSync(truthPath, "utf8")) };
}

/** @param {string} command */
function shell(command) {
  const result = spawnSync("bash", ["-c", command], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.error) throw result.error;
  return result.stdout;
}

/** Seconds and MiB of one run; the output goes through a pipe, as GNU grep is a cheat at /dev/null. @param {string} command */
function time(command) {
  const marks = join(directory, "time.txt");
  const quoted = command.replaceAll("'", `'\\''`);
  shell(`/usr/bin/time -o ${marks} -f '%e %M' bash -c '${quoted}' | cat > ${join(directory, "out.txt")}`);
  const [seconds = 0, kibibytes = 0] =
    readFileSync(marks, "utf8").trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
  return { seconds, mebibytes: kibibytes / 1_024 };
}

/** Runs all commands in turn, `runs` times, so that each meets the same noise. @param {Record<string, string>} commands */
function compare(commands) {
  /** @type {Record<string, { seconds: number[], mebibytes: number[] }>} */
  const measured = Object.fromEntries(
    Object.keys(commands).map((name) => [name, { seconds: [], mebibytes: [] }]),
  );
  for (let run = 0; run < runs; run++) {
    for (const [name, command] of Object.entries(commands)) {
      const { seconds, mebibytes } = time(command);
      measured[name]?.seconds.push(seconds);
      measured[name]?.mebibytes.push(mebibytes);
    }
  }
  return Object.fromEntries(
    Object.entries(measured).map(([name, { seconds, mebibytes }]) => [
      name,
      { seconds: median(seconds), mebibytes: Math.max(...mebibytes) },
    ]),
  );
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** @param {string} paths @param {number} attempts */
function checkCounts(paths, attempts) {
  const found = JSON.parse(shell(`${whybounce} ${paths}`)).totals.attempts;
  if (found !== attempts) throw new Error(`${paths}: ${found} refusals found, ${attempts} are true`);
}

/** @param {string} name */
function isInstalled(name) {
  return spawnSync("bash", ["-c", `command -v ${name}`]).status === 0;
}

const hasSisimai = spawnSync("perl", ["-MSisimai", "-e", "1"]).status === 0;

/** @param {Record<string, string | false>} commands @returns {Record<string, string>} */
const installed = (commands) =>
  Object.fromEntries(
    Object.entries(commands).flatMap(([name, command]) => (command === false ? [] : [[name, command]])),
  );

/** @param {string} path @param {string | false} statistics */
const logPeers = (path, statistics) => ({
  "grep -cF": `grep -cF ${patterns} ${path}`,
  "rg -cF": isInstalled("rg") && `rg -c -F ${patterns} ${path}`,
  statistics,
});

/** @param {string} name @param {"postfix" | "exim"} format */
const plainLog = (name, format) => () => {
  const { path, truth } = input(`${name}-${options.size}.log`, (at) =>
    writeLog({ path: at, format, bytes, refusals: REFUSALS }),
  );
  checkCounts(path, truth.refusals);
  const tool = format === "exim" ? "eximstats" : "pflogsumm";
  return { whybounce: `${whybounce} ${path}`, ...logPeers(path, isInstalled(tool) && `${tool} ${path}`) };
};

/** @param {number} parts */
const gzippedLog = (parts) => () => {
  const { path, truth } = input(`postfix-${options.size}.log`, (at) =>
    writeLog({ path: at, format: "postfix", bytes, refusals: REFUSALS }),
  );
  const { path: base } = input(`postfix-${options.size}-${parts}`, (at) => {
    shell(
      parts === 1
        ? `gzip -c ${path} > ${at}.1.gz`
        : `split -n l/${parts} -d --filter='gzip -c > $FILE.gz' ${path} ${at}.`,
    );
    return {};
  });
  const paths = `${base}.*.gz`;
  checkCounts(paths, truth.refusals);
  return {
    whybounce: `${whybounce} ${paths}`,
    "zgrep -cF": `zgrep -cF ${patterns} ${paths}`,
    "rg -z": isInstalled("rg") && `rg -z -c -F ${patterns} ${paths}`,
  };
};

/** @param {number} messages @param {number} ptrShare */
const mailbox = (messages, ptrShare) => () => {
  const { path, truth } = input(`bounces-${messages}-${ptrShare}.mbox`, (at) =>
    writeMailbox({ path: at, messages, ptrShare }),
  );
  checkCounts(path, truth.refusals);
  return { whybounce: `${whybounce} ${path}`, Sisimai: hasSisimai && `${sisimai} ${path}` };
};

/** @param {number} mebibytes */
const denseLog = (mebibytes) => () => {
  const { path, truth } = input(`dense-${mebibytes}.log`, (at) =>
    writeLog({ path: at, format: "postfix", bytes: 0, refusals: Math.round((mebibytes << 20) / 1_900) }),
  );
  checkCounts(path, truth.refusals);
  console.error(`${path}: ${truth.refusals} refusals in ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB`);
  return { whybounce: `${whybounce} ${path}` };
};

/** @param {string} name @param {number} mebibytes @param {boolean} isBounce */
const largeMail = (name, mebibytes, isBounce) => () => {
  const { path } = input(name, (at) => writeLargeMail({ path: at, bytes: mebibytes << 20, isBounce }));
  return { whybounce: `${whybounce} ${path}` };
};

/** @type {Record<string, () => Record<string, string | false>>} */
const rows = {
  "Postfix log": plainLog("postfix", "postfix"),
  "Exim log": plainLog("exim", "exim"),
  "Postfix log, gzip": gzippedLog(1),
  "Postfix log, 8 gzip files": gzippedLog(8),
  "dense log, 64 MiB": denseLog(64),
  "dense log, 512 MiB": denseLog(512),
  "mbox, 20,000 bounces, 5 % PTR": mailbox(20_000, 0.05),
  "mbox, 5,000 bounces, all PTR": mailbox(5_000, 1),
  "one bounce of 200 MiB": largeMail("bounce-200.eml", 200, true),
  "one mail of 15 MiB": largeMail("mail-15.eml", 15, false),
  "--version": () => ({ whybounce: `node ${program} --version`, "node -e 0": "node -e 0" }),
};

console.log("| work | program | seconds | MiB | times whybounce |\n|---|---|---|---|---|");
for (const [name, prepare] of Object.entries(rows)) {
  if (!name.includes(options.only)) continue;
  const measured = compare(installed(prepare()));
  const own = measured.whybounce?.seconds ?? 0;
  for (const [who, { seconds, mebibytes }] of Object.entries(measured)) {
    const ratio = who === "whybounce" ? "" : (seconds / own).toFixed(2);
    console.log(`| ${name} | ${who} | ${seconds.toFixed(2)} | ${mebibytes.toFixed(0)} | ${ratio} |`);
  }
}

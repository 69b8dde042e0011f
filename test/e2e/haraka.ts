// A real Haraka, from npm. It logs to its standard output, in a form that is configured: each form has a machine of its own.

import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import SmtpConnection from "nodemailer/lib/smtp-connection";
import { createMachine, showFolder } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { MAILDIR, messageText, senderOf } from "./mail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";
import { addressOf } from "./network.ts";
import { allScenarios } from "./scenarios.ts";
import type { Scenario } from "./scenarios.ts";

export type HarakaFormat = "default" | "logfmt" | "json";

const HOME = "/etc/haraka";
const LOG = "/var/log/haraka.log";
const QUEUE = "/var/spool/haraka";
const PATIENT = "1h*9";

export async function startHaraka(
  number: number,
  name: string,
  packages: (name: string) => string,
  format: HarakaFormat,
): Promise<MailServer> {
  const machine = await createMachine(number, name, [], []);
  const installed = packages("haraka");
  await showFolder(machine, installed);
  const program = join(installed, "node_modules/Haraka/bin/haraka");
  await machine.run([process.execPath, program, "-i", HOME]);
  configure(machine, format);
  machine.write(LOG, "");
  const script = `exec "${process.execPath}" "${program}" -c ${HOME} >${LOG} 2>&1`;
  const running = machine.start(["sh", "-c", script]);
  await logged(machine, /Listening on /);
  const { version } = JSON.parse(
    readFileSync(join(installed, "node_modules/Haraka/package.json"), "utf8"),
  ) as { version: string };
  return {
    machine,
    version: `Haraka ${version}`,
    logs: [{ form: `its own log, format=${format}`, path: LOG }],
    maildir: MAILDIR,
    warns: false,
    quotesRcpt: true,
    writesAll: true,
    hidesHost: true,
    namesAddress: true,
    forgetsReplies: true,
    canSend: () => true,
    send: async (scenarios) => {
      for (const scenario of scenarios) await submit(machine, scenario);
      await settled(machine);
    },
    retry: async () => {
      running.kill("SIGHUP");
      await settled(machine);
    },
    expire: async (soon) => {
      const before = machine.read(LOG).length;
      setPatience(machine, soon ? "none" : PATIENT);
      await logged(machine, /Reloaded file: .*outbound\.ini/, before);
    },
    queue: async () => queued(machine),
  };
}

function configure(machine: Machine, format: HarakaFormat): void {
  const { name, number, root } = machine;
  const addresses = Object.fromEntries(
    allScenarios.map(({ name: message, from }) => [message, addressOf(number, from)]),
  );
  const files: Record<string, string> = {
    me: `mx.${name}.example`,
    plugins: "sources",
    queue_dir: QUEUE,
    "smtp.ini": "listen=0.0.0.0:25\nnodes=0",
    "log.ini": `[main]\nlevel=info\ntimestamps=true\nformat=${format}`,
    "sources.json": JSON.stringify({ addresses, domain: `${name}.example`, maildir: `${MAILDIR}/new` }),
  };
  for (const [file, text] of Object.entries(files)) machine.write(`${HOME}/config/${file}`, `${text}\n`);
  setPatience(machine, PATIENT);
  for (const folder of [QUEUE, `${MAILDIR}/new`, `${MAILDIR}/cur`, `${HOME}/plugins`])
    mkdirSync(join(root, folder), { recursive: true });
  const plugin = fileURLToPath(new URL("haraka/sources.cjs", import.meta.url));
  copyFileSync(plugin, join(root, HOME, "plugins/sources.js"));
}

/** How often, and after how long, it tries again. Only the test says when. */
function setPatience(machine: Machine, intervals: string): void {
  machine.write(
    `${HOME}/config/outbound.ini`,
    `temp_fail_intervals=${intervals}\nenable_tls=false\nlocal_mx_ok=true\n`,
  );
}

async function submit(machine: Machine, scenario: Scenario): Promise<void> {
  const from = senderOf(machine, scenario);
  const host = addressOf(machine.number, "plain4");
  const connection = new SmtpConnection({ host, port: 25, ignoreTLS: true, name: "shop.example" });
  const failed = new Promise<never>((_, fail) => void connection.once("error", fail));
  const sent = new Promise<void>((done, fail) => {
    connection.connect(() =>
      connection.send({ from, to: scenario.to }, messageText(from, scenario.to), (error) =>
        error ? fail(error) : done(),
      ),
    );
  });
  await Promise.race([sent, failed]);
  connection.quit();
}

async function logged(machine: Machine, words: RegExp, from = 0): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (words.test(machine.read(LOG).slice(from))) return;
    await sleep(200);
  }
  throw new Error(`Haraka did not log ${words}: ${machine.read(LOG).slice(-2000)}`);
}

/** Nothing new in the log, several times in a row. */
async function settled(machine: Machine): Promise<void> {
  let before = -1;
  for (let calm = 0; calm < 6; calm += 1) {
    await sleep(400);
    const { length } = machine.read(LOG);
    if (length !== before) calm = -1;
    before = length;
  }
}

interface QueuedMail {
  mail_from: { user: string; host: string };
  rcpt_to: { user: string; host: string }[];
}

/** A file begins with the length of what is known of the mail, in four bytes, and that as JSON. */
function queued({ root }: Machine): Delivery[] {
  const folder = join(root, QUEUE);
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const text = bytes.toString("utf8", 4, 4 + bytes.readUInt32BE(0));
    const { mail_from: from, rcpt_to: all } = JSON.parse(text) as QueuedMail;
    const sender = `${from.user}@${from.host}`;
    return all.map(({ user, host }) => ({ sender, recipient: `${user}@${host}` }));
  });
}

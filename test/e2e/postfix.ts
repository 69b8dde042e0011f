// A real Postfix, with a transport for each of its sending addresses.

import { setTimeout as sleep } from "node:timers/promises";
import { createMachine, startSyslog, syslogForms } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { MAILDIR, messageText, senderOf } from "./mail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";
import { addressOf } from "./network.ts";
import { allScenarios, sources } from "./scenarios.ts";

const MAIL_LOG = "/var/log/maillog";

/** `file`: Postfix writes its own log (`maillog_file`, since 3.4) and warns of delays, too. */
export async function startPostfix(
  number: number,
  name: string,
  packages: (name: string) => string,
  logging: "syslog" | "file",
): Promise<MailServer> {
  const folders = logging === "syslog" ? ["postfix", "rsyslog"] : ["postfix"];
  const machine = await createMachine(number, name, folders.map(packages), ["postfix", "postdrop"]);
  await configure(machine, logging);
  if (logging === "syslog") await startSyslog(machine);
  await machine.run(["postfix", "start"]);
  const version = (await machine.run(["postconf", "-h", "mail_version"])).trim();
  return {
    machine,
    version: `Postfix ${version}`,
    logs: logging === "syslog" ? syslogForms : [{ form: "maillog_file", path: MAIL_LOG }],
    maildir: MAILDIR,
    warns: logging === "file",
    quotesRcpt: false,
    writesAll: true,
    canSend: () => true,
    send: async (scenarios) => {
      for (const scenario of scenarios) {
        const sender = senderOf(machine, scenario);
        await machine.run(["sendmail", "-i", "-f", sender, ...scenario.to], messageText(sender, scenario.to));
      }
      await settled(machine);
    },
    retry: async () => {
      await machine.run(["postqueue", "-f"]);
      await settled(machine);
    },
    expire: async (soon) => {
      const lifetime = soon ? "1s" : "5d";
      await machine.run(["postconf", `maximal_queue_lifetime=${lifetime}`]);
      await machine.run(["postfix", "reload"]);
    },
    queue: () => queued(machine),
  };
}

async function configure(machine: Machine, logging: "syslog" | "file"): Promise<void> {
  const { name } = machine;
  machine.write("/etc/postfix/main.cf", mainConfiguration(name, logging));
  machine.write("/etc/postfix/master.cf", machine.read("/usr/share/postfix/master.cf.dist"));
  const senders = allScenarios.map((scenario) => `${senderOf(machine, scenario)} ${scenario.from}:`);
  machine.write("/etc/postfix/transports", `${senders.join("\n")}\n`);
  await machine.run(["postconf", "-MX", "smtp/inet"]);
  for (const source of sources) {
    const address = addressOf(machine.number, source);
    const bind = address.includes(":")
      ? [`smtp_bind_address6=${address}`, "inet_protocols=ipv6"]
      : [`smtp_bind_address=${address}`, "inet_protocols=ipv4"];
    const service = [
      source,
      "unix",
      "-",
      "-",
      "n",
      "-",
      "-",
      "smtp",
      ...bind.flatMap((option) => ["-o", option]),
    ];
    await machine.run(["postconf", "-M", `${source}/unix=${service.join(" ")}`]);
  }
  await machine.run(["postconf", "-F", "*/*/chroot=n"]);
  await machine.run(["sh", "-c", "postfix set-permissions 2>/dev/null || true"]);
  await machine.run(["install", "-d", "-o", "mail", "-g", "mail", MAILDIR]);
}

function mainConfiguration(name: string, logging: "syslog" | "file"): string {
  const settings = {
    compatibility_level: "3.6",
    myhostname: `mx.${name}.example`,
    mydestination: "",
    inet_protocols: "all",
    // Only the test says when something is tried again.
    minimal_backoff_time: "1h",
    maximal_backoff_time: "2h",
    queue_run_delay: "1h",
    in_flow_delay: "0",
    sender_dependent_default_transport_maps: "texthash:/etc/postfix/transports",
    virtual_mailbox_domains: `${name}.example`,
    virtual_mailbox_base: "/var/mail",
    virtual_mailbox_maps: "static:bounces/",
    virtual_minimum_uid: "1",
    virtual_uid_maps: "static:8",
    virtual_gid_maps: "static:8",
    alias_maps: "",
    alias_database: "",
    ...(logging === "file"
      ? { maillog_file: MAIL_LOG, maillog_file_prefixes: "/var/log", delay_warning_time: "1s" }
      : {}),
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join("");
}

interface QueueEntry {
  queue_name: string;
  queue_id: string;
  sender: string;
  recipients: { address: string }[];
}

async function entries(machine: Machine): Promise<QueueEntry[]> {
  const lines = (await machine.run(["postqueue", "-j"])).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as QueueEntry);
}

async function queued(machine: Machine): Promise<Delivery[]> {
  return (await entries(machine)).flatMap(({ sender, recipients }) =>
    recipients.map(({ address }) => ({ sender, recipient: address })),
  );
}

/** Nothing on its way in or out, several times in a row: the queue manager begins a run a moment later. */
async function settled(machine: Machine): Promise<void> {
  for (let calm = 0; calm < 4; calm += 1) {
    await sleep(400);
    const found = await entries(machine);
    if (found.some(({ queue_name: queue }) => queue !== "deferred")) calm = -1;
  }
}

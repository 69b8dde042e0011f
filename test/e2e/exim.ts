// A real Exim, which writes its own log and to syslog at the same time.

import { createMachine, startSyslog, syslogForms } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { MAILDIR, messageText, senderOf } from "./mail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";
import { addressOf } from "./network.ts";
import { allScenarios } from "./scenarios.ts";

/** `all`: with everything that can be logged, in its own log only, and warnings of delays. */
export async function startExim(
  number: number,
  name: string,
  packages: (name: string) => string,
  logging: "plain" | "all",
): Promise<MailServer> {
  const machine = await createMachine(number, name, ["exim4-daemon-light", "rsyslog"].map(packages), [
    "Debian-exim",
  ]);
  for (const folder of ["/var/log/exim4", "/var/spool/exim4"])
    await machine.run(["install", "-d", "-o", "Debian-exim", "-g", "Debian-exim", folder]);
  await machine.run(["install", "-d", "-o", "mail", "-g", "mail", MAILDIR]);
  const addresses = allScenarios.map((scenario) => `${scenario.name}: ${addressOf(number, scenario.from)}`);
  machine.write("/etc/exim4/addresses", `${addresses.join("\n")}\n`);
  configure(machine, logging, true);
  if (logging === "plain") await startSyslog(machine);
  const [, version = ""] = /version (\S+)/.exec(await machine.run(["exim4", "-bV"])) ?? [];
  return {
    machine,
    version: `Exim ${version}`,
    logs:
      logging === "plain" ? [mainLog, ...syslogForms] : [{ ...mainLog, form: "mainlog, log_selector +all" }],
    maildir: MAILDIR,
    warns: logging === "all",
    quotesRcpt: true,
    writesAll: true,
    canSend: () => true,
    send: async (scenarios) => {
      for (const scenario of scenarios) {
        const sender = senderOf(machine, scenario);
        await machine.run(
          ["exim4", "-odq", "-oi", "-f", sender, ...scenario.to],
          messageText(sender, scenario.to),
        );
      }
      await runQueue(machine);
    },
    retry: () => runQueue(machine),
    expire: async (soon) => configure(machine, logging, !soon),
    queue: () => queued(machine),
  };
}

const mainLog = { form: "mainlog", path: "/var/log/exim4/mainlog" };

function configure(machine: Machine, logging: "plain" | "all", patient: boolean): void {
  const { name } = machine;
  const plain = "log_file_path = /var/log/exim4/%slog : syslog\ndelay_warning =";
  const all = "log_file_path = /var/log/exim4/%slog\nlog_selector = +all\nlog_timezone\ndelay_warning = 1s";
  machine.write(
    "/etc/exim4/exim4.conf",
    `
primary_hostname = mx.${name}.example
domainlist local_domains = ${name}.example
${logging === "plain" ? plain : all}
keep_environment =

begin routers
bounces:
  driver = accept
  domains = +local_domains
  transport = maildir
internet:
  driver = dnslookup
  # A sending address has one family only.
  ignore_target_hosts = <; \${if match{\${lookup{$sender_address_local_part}lsearch{/etc/exim4/addresses}}}{:}{0.0.0.0/0}{::0/0}}
  transport = smtp

begin transports
smtp:
  driver = smtp
  interface = <; \${lookup{$sender_address_local_part}lsearch{/etc/exim4/addresses}}
  # Else the next message would be sent from the address of the first.
  connection_max_messages = 1
maildir:
  driver = appendfile
  directory = ${MAILDIR}
  maildir_format
  user = mail
  group = mail

begin retry
* * ${patient ? "F,4d,1h" : "F,1s,1s"}
`,
  );
}

async function runQueue(machine: Machine): Promise<void> {
  // Whatever was noted down about hosts that refused.
  await machine.run(["exim4", "-qff"]);
  // The bounces that it made.
  await machine.run(["exim4", "-q"]);
}

/** `exim -bp`: a line with the sender, then the recipients, `D` before those that are done. */
async function queued(machine: Machine): Promise<Delivery[]> {
  let sender = "";
  const found: Delivery[] = [];
  for (const line of (await machine.run(["exim4", "-bp"])).split("\n")) {
    const head = /^\s*\S+\s+\S+\s+\S+ <(.*?)>/.exec(line);
    if (head) sender = head[1]!;
    const recipient = /^ {10}(\S+)$/.exec(line);
    if (recipient) found.push({ sender, recipient: recipient[1]! });
  }
  return found;
}

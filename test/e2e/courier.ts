// A real Courier. A message's sending address is that of the virtual host that it is submitted for; IPv4 only, for it tries the
// addresses of a host in the order of its own.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createMachine, startSyslog, syslogForms } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { MAILDIR, messageText, senderOf } from "./mail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";
import { addressOf } from "./network.ts";
import { sources } from "./scenarios.ts";
import type { Scenario } from "./scenarios.ts";

const SUBMIT = "/usr/lib/courier/courier/submit";
const QUEUE = "/var/lib/courier/msgs";
/** A message that has run out, see {@link age}. */
const AGED = /^E1$/m;

export async function startCourier(
  number: number,
  name: string,
  packages: (name: string) => string,
): Promise<MailServer> {
  const machine = await createMachine(number, name, ["courier-mta", "rsyslog"].map(packages), ["courier"]);
  await machine.run(["sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"]);
  await configure(machine);
  await startSyslog(machine);
  await machine.run(["authdaemond", "start"]);
  await machine.run(["courier", "start"]);
  const [, version = ""] = /courier-mta_([\d.]+)/.exec(readdirSync(packages("courier-mta")).join(" ")) ?? [];
  return {
    machine,
    version: `Courier ${version}`,
    logs: syslogForms,
    maildir: MAILDIR,
    warns: false,
    quotesRcpt: true,
    writesAll: true,
    namesAll: true,
    hidesHost: true,
    hidesExpiry: true,
    canSend: ({ from }) => !from.endsWith("6"),
    send: async (scenarios) => {
      for (const scenario of scenarios) await submit(machine, scenario);
      await settled(machine);
    },
    retry: () => flush(machine),
    expire: async (soon) => {
      if (soon) age(machine);
    },
    queue: async () => queued(machine),
  };
}

async function configure(machine: Machine): Promise<void> {
  const { name, number } = machine;
  const settings: Record<string, string> = {
    me: `mx.${name}.example`,
    defaultdomain: `${name}.example`,
    locals: `${name}.example`,
    dsnfrom: `"Courier mail server" <@>`,
    bofh: "opt BOFHBADMIME=accept",
    "aliasdir/.courier-default": `${MAILDIR}/`,
    authdaemonrc:
      'authmodulelist="authuserdb"\nauthmodulelistorig="authuserdb"\ndaemons=1\nauthdaemonvar=/run/courier/authdaemon\nDEBUG_LOGIN=0\nDEFAULTOPTIONS=""\nLOGGEROPTS=""\n',
    // Only the test says when something is tried again.
    retryalpha: "1h",
    retrybeta: "1h",
    retrygamma: "1h",
    maxdelta: "1h",
    warntime: "4d",
    // Else the next message would go through a connection that a 421 has closed: it logs no reply then.
    esmtptimeoutkeepalive: "0",
  };
  for (const source of sources.filter((one) => !one.endsWith("6"))) {
    const address = addressOf(number, source);
    settings[`vhost.${address}`] = "";
    settings[`ipout.${address}`] = address;
  }
  for (const [file, text] of Object.entries(settings)) machine.write(`/etc/courier/${file}`, `${text}\n`);
  await machine.run([
    "sh",
    "-ec",
    String.raw`touch /etc/environment
for name in makedat maildirmake deliverquota preline lockmail; do ln -sf $name.courier /usr/bin/$name; done
install -d -o courier -g courier /run/courier /run/courier/authdaemon /var/lib/courier ${MAILDIR} ${MAILDIR}/tmp ${MAILDIR}/new ${MAILDIR}/cur
chown -R courier:courier /var/lib/courier /etc/courier/aliasdir
chmod 4755 /usr/lib/courier/courier/submitmkdir; chown courier:courier /usr/lib/courier/courier/submitmkdir
makealiases; makehosteddomains; makeacceptmailfor; makesmtpaccess`,
  ]);
}

async function submit(machine: Machine, scenario: Scenario): Promise<void> {
  const sender = senderOf(machine, scenario);
  const envelope = [sender, ...scenario.to, ""].map((line) => `${line}\n`).join("");
  const vhost = `-vhost=${addressOf(machine.number, scenario.from)}`;
  await machine.run(
    [
      "setpriv",
      "--reuid=courier",
      "--regid=courier",
      "--clear-groups",
      SUBMIT,
      vhost,
      "local",
      "dns; localhost (localhost [127.0.0.1])",
    ],
    envelope + messageText(sender, scenario.to),
  );
}

/** What its log said last of the deliveries under way. */
const underWay = /.*courierd: Waiting\..* inprogress=(\d+)/gs;

/** No delivery under way, and nothing new in the log, several times in a row: what it flushes begins a moment later. */
async function settled(machine: Machine): Promise<void> {
  let before = "";
  for (let calm = 0; calm < 5; calm += 1) {
    await sleep(400);
    const log = machine.read(syslogForms[0]!.path);
    const [, count] = [...log.matchAll(underWay)].at(-1) ?? [];
    if (count !== "0" || log !== before) calm = -1;
    before = log;
  }
}

/**
 * Until each message that has run out was tried for the last time: a flush passes over one that courierd is just putting back
 * into its queue.
 */
async function flush(machine: Machine): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    await machine.run(["courier", "flush"]);
    await settled(machine);
    if (!controlFiles(machine).some((path) => AGED.test(readFileSync(path, "utf8")))) return;
  }
}

/** The control files of the messages in the queue. */
function controlFiles({ root }: Machine): string[] {
  return readdirSync(join(root, QUEUE), { recursive: true, encoding: "utf8" })
    .filter((path) => /(?:^|\/)C\d+$/.test(path))
    .map((path) => join(root, QUEUE, path));
}

/** It writes down when a message comes in until when it will be tried: E and seconds since the epoch. */
function age(machine: Machine): void {
  for (const path of controlFiles(machine))
    writeFileSync(path, readFileSync(path, "utf8").replace(/^E\d+$/m, "E1"));
}

/** `s` and the sender, `r` and a recipient, in order; `S` or `F` and a recipient's number when a delivery has ended. */
function queued(machine: Machine): Delivery[] {
  return controlFiles(machine).flatMap((path) => {
    const lines = readFileSync(path, "utf8").split("\n");
    const sender = lines.find((line) => line.startsWith("s"))?.slice(1) ?? "";
    const ended = new Set(lines.flatMap((line) => /^[SF](\d+) /.exec(line)?.[1] ?? []));
    return lines
      .filter((line) => line.startsWith("r"))
      .flatMap((line, index) => (ended.has(String(index)) ? [] : [{ sender, recipient: line.slice(1) }]));
  });
}

// A real Sendmail. Its sending address is an option of the process, so each message gets a process of its own;
// it sends over IPv4 only.

import { createMachine, startSyslog, syslogForms } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { messageText, senderOf } from "./mail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";
import { addressOf } from "./network.ts";
import type { Scenario } from "./scenarios.ts";

/** An mbox file, of the user who gets all mail to the senders. */
const BOUNCES = "/var/mail/mail";

export async function startSendmail(
  number: number,
  name: string,
  packages: (name: string) => string,
): Promise<MailServer> {
  const folders = ["sendmail-bin", "rsyslog"].map(packages);
  const machine = await createMachine(number, name, folders, ["smmta", "smmsp"]);
  // Else it would try Google's IPv6 addresses first, from any address of its own.
  await machine.run(["sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"]);
  await configure(machine);
  await startSyslog(machine);
  const sendmail = (scenario: Scenario, words: string[], input = "") => {
    const address = `ClientPortOptions=Family=inet,Address=${addressOf(number, scenario.from)}`;
    return machine.run(["sendmail", "-Am", `-O${address}`, ...words], input);
  };
  let sent: Scenario[] = [];
  let lifetime = "5d";
  const runQueue = (scenario: Scenario) =>
    sendmail(scenario, [`-OTimeout.queuereturn=${lifetime}`, `-qR${scenario.to[0]}`]);
  const version = await machine.run(["sh", "-c", "sendmail -d0.1 -bt </dev/null | head -1"]);
  return {
    machine,
    version: version.trim().replace("Version", "Sendmail"),
    logs: syslogForms,
    maildir: BOUNCES,
    warns: false,
    quotesRcpt: true,
    writesAll: false,
    // Gmail's refusals of two messages from one address could not be distinguished: Sendmail writes the last only.
    canSend: ({ name: message, from }) => !from.endsWith("6") && message !== "banner-421-too",
    send: async (scenarios) => {
      sent = [...sent, ...scenarios];
      for (const scenario of scenarios) {
        const sender = senderOf(machine, scenario);
        const words = ["-odq", "-oem", "-i", "-f", sender, ...scenario.to];
        await sendmail(scenario, words, messageText(sender, scenario.to));
        await runQueue(scenario);
      }
    },
    retry: async () => {
      for (const scenario of sent) await runQueue(scenario);
    },
    expire: async (soon) => {
      lifetime = soon ? "1s" : "5d";
    },
    queue: () => queued(machine),
  };
}

async function configure(machine: Machine): Promise<void> {
  const { name } = machine;
  machine.write(
    "/etc/mail/sendmail.mc",
    `
define(\`_CF_DIR_', \`/usr/share/sendmail/cf/')
include(\`/usr/share/sendmail/cf/m4/cf.m4')
OSTYPE(\`linux')
define(\`confDOMAIN_NAME', \`mx.${name}.example')
define(\`confDONT_BLAME_SENDMAIL', \`GroupWritableDirPathSafe')
define(\`LOCAL_MAILER_PATH', \`/usr/libexec/sendmail/mail.local')
define(\`LOCAL_MAILER_ARGS', \`mail.local -d $u')
LOCAL_DOMAIN(\`${name}.example')
MAILER(\`local')
MAILER(\`smtp')
LOCAL_RULE_0
R$+ < @ ${name}.example. >\t$#local $: mail
`,
  );
  await machine.run(["sh", "-c", "m4 /etc/mail/sendmail.mc > /etc/mail/sendmail.cf"]);
  await machine.run([
    "sh",
    "-c",
    "ln -sf ../libexec/sendmail/sendmail /usr/sbin/sendmail; mkdir -p -m 700 /var/spool/mqueue; : > /etc/mail/aliases",
  ]);
}

/** `sendmail -bp`: a line with the sender, then lines with the recipients. */
async function queued(machine: Machine): Promise<Delivery[]> {
  let sender = "";
  const found: Delivery[] = [];
  for (const line of (await machine.run(["sendmail", "-bp", "-Am"])).split("\n")) {
    const head = /^[0-9A-Za-z]{14}\S*\s.* (\S+)$/.exec(line);
    if (head) sender = head[1]!;
    const recipient = /^\t+ (\S+)$/.exec(line);
    if (recipient) found.push({ sender, recipient: recipient[1]! });
  }
  return found;
}

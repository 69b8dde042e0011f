// Everything that runs: the Internet, its name servers, Gmail, and the mail servers, which all do the same.

import { join } from "node:path";
import { startCourier } from "./courier.ts";
import { startExim } from "./exim.ts";
import { startGmail } from "./gmail-server.ts";
import { startHaraka } from "./haraka.ts";
import { senderOf } from "./mail-server.ts";
import type { MailServer } from "./mail-server.ts";
import { startNameServers } from "./name-servers.ts";
import type { NameServers } from "./name-servers.ts";
import { createInternet } from "./network.ts";
import { startPostfix } from "./postfix.ts";
import type { Scenario } from "./scenarios.ts";
import { startSendmail } from "./sendmail.ts";
import { truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Where the packages of this name are. */
const packages = (name: string) => join(process.env["WHYBOUNCE_E2E_PACKAGES"]!, name);

const starts: Record<string, (number: number, name: string) => Promise<MailServer>> = {
  postfix: (number, name) => startPostfix(number, name, packages, "syslog"),
  "postfix-file": (number, name) => startPostfix(number, name, packages, "file"),
  exim: (number, name) => startExim(number, name, packages, "plain"),
  "exim-all": (number, name) => startExim(number, name, packages, "all"),
  sendmail: (number, name) => startSendmail(number, name, packages),
  courier: (number, name) => startCourier(number, name, packages),
  haraka: (number, name) => startHaraka(number, name, packages, "default"),
  "haraka-logfmt": (number, name) => startHaraka(number, name, packages, "logfmt"),
  "haraka-json": (number, name) => startHaraka(number, name, packages, "json"),
};

/** The machines, by the mail server that runs there. Haraka is from npm, which may be out of reach. */
export const machines = Object.keys(starts).filter(
  (name) => !name.startsWith("haraka") || process.env["WHYBOUNCE_E2E_HARAKA"] === "1",
);

export interface Laboratory {
  dns: NameServers;
  server: (machine: string) => MailServer;
  /** Each mail server sends those of the messages that it can send. */
  send: (scenarios: Scenario[]) => Promise<void>;
  /** All mail servers at once do this, and wait until their queues are at rest. */
  everywhere: (action: (server: MailServer) => Promise<void>) => Promise<void>;
  truth: (machine: string) => Promise<Truth>;
  stop: () => Promise<void>;
}

export async function startLaboratory(): Promise<Laboratory> {
  await createInternet();
  const dns = await startNameServers(machines.map((name) => `${name}.example`));
  const gmail = await startGmail(machines);
  const servers = await Promise.all(machines.map((name, number) => starts[name]!(number, name)));
  const runs = new Map(servers.map((server): [MailServer, number[]] => [server, []]));
  const sent = new Set<string>();
  const serverOf = (machine: string) => servers[machines.indexOf(machine)]!;
  async function everywhere(action: (server: MailServer) => Promise<void>): Promise<void> {
    await Promise.all(
      servers.map(async (server) => {
        runs.get(server)?.push(Date.now());
        await action(server);
      }),
    );
  }
  return {
    dns,
    server: serverOf,
    send: (scenarios) =>
      everywhere((server) => {
        const own = scenarios.filter((scenario) => server.canSend(scenario));
        for (const scenario of own) sent.add(senderOf(server.machine, scenario));
        return server.send(own);
      }),
    everywhere,
    truth: (machine) => truthOf(gmail, serverOf(machine), runs.get(serverOf(machine))!, sent),
    stop: () => gmail.close(),
  };
}

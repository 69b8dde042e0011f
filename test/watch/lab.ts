// A watch over real files and a name server on loopback, with a clock that can be moved on.

import { appendFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import type { Alert, Round, WatchState } from "../../src/model/watch.ts";
import type { AlertChannel } from "../../src/watch/channels/channel.ts";
import { runRound } from "../../src/watch/round.ts";
import type { Send } from "../../src/watch/outboxes.ts";
import type { WatchTask } from "../../src/watch/task.ts";
import { openWatchFile } from "../../src/watch/watch-file.ts";
import { closed } from "../support/closed-schema.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const SENDER = "203.0.113.40";

const reply =
  "said: 550-5.7.25 [IP] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. As a policy, Gmail does not accept messages 550-5.7.25 from IPs with missing PTR records. For more information, go to 550-5.7.25  https://support.google.com/a?p=sender-guidelines-ip  550-5.7.25 To learn more about Gmail requirements for bulk senders, visit 550 5.7.25  https://support.google.com/a?p=sender-guidelines. TOKEN - gsmtp (in reply to end of DATA command)";
const soft = reply
  .replaceAll("550-5.7.25", "421-4.7.23")
  .replace("550 5.7.25", "421 4.7.23")
  .replace(
    "The IP address sending this message does not have a",
    "The sending IP address for this message doesn't have a",
  );

/** Syslog lines of Postfix, as rsyslog writes them with ISO stamps. */
export const lines = {
  refused: (time: number, number: number, ip = SENDER) =>
    line(time, number, "dsn=5.7.25, status=bounced", reply, ip),
  deferred: (time: number, number: number, ip = SENDER) =>
    line(time, number, "dsn=4.7.23, status=deferred", soft, ip),
  delivered: (time: number, number: number) =>
    line(time, number, "dsn=2.0.0, status=sent", "250 2.0.0 OK  1796038311 TOKEN - gsmtp", ""),
};

function line(time: number, number: number, status: string, text: string, ip: string): string {
  const stamp = new Date(time).toISOString().replace("Z", "+00:00");
  const host = "gmail-smtp-in.l.google.com[142.250.110.27]";
  const words = text
    .replace("[IP]", `[${ip}]`)
    .replace("TOKEN", `d75a77b69052e-${number.toString(16)}si1ad.${number}`);
  const said = text.startsWith("250") ? words : `host ${host} ${words}`;
  return `${stamp} mx1 postfix/smtp[4711]: ${queueId(number)}: to=<u${number}@gmail.com>, relay=${host}:25, delay=1, delays=0.1/0/0.4/0.5, ${status} (${said})\n`;
}

const queueId = (number: number) => `4Q${number.toString(36).padStart(8, "a")}zz`;

/** The reverse zone, and the names; `ptr: false` leaves the record out. */
export function zone({ ptr = true, words = "" } = {}): string {
  const soa = "ns1.example.net. host.example.net. 1 3600 600 86400 60";
  return `${words}
113.0.203.in-addr.arpa 60 IN SOA ${soa}
113.0.203.in-addr.arpa 60 IN NS ns1.example.net.
${ptr ? "40.113.0.203.in-addr.arpa 60 IN PTR mail.example.net." : ""}
41.113.0.203.in-addr.arpa 60 IN PTR mail2.example.net.
example.net 60 IN SOA ${soa}
example.net 60 IN NS ns1.example.net.
ns1.example.net 60 IN A 127.0.0.1
mail.example.net 60 IN A 203.0.113.40
mail2.example.net 60 IN A 203.0.113.41
`;
}

export interface Lab {
  folder: string;
  log: string;
  directory: string;
  warnings: string[];
  /** What was sent, by channel. */
  sent: { channel: string; alert: Alert }[];
  /** Makes sending fail while it is set. */
  trouble: { reason: string | null };
  now: () => number;
  pass: (milliseconds: number) => void;
  append: (text: string, path?: string) => Promise<void>;
  setZone: (text: string) => Promise<void>;
  /** One run of `watch --once`. */
  once: (changes?: Partial<WatchTask>) => Promise<Round>;
  task: (changes?: Partial<WatchTask>) => WatchTask;
  send: Send;
  state: () => Promise<WatchState>;
  close: () => Promise<void>;
}

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../schema/whybounce.alert.schema.json"), "utf8"),
) as unknown;
const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(closed(schema) as object);

/** Every alert that a test lets send is what its schema says, and has no field beyond it. */
function holdToSchema(alert: Alert): void {
  if (!fits(JSON.parse(JSON.stringify(alert)))) throw new Error(JSON.stringify(fits.errors));
}

export const channel: AlertChannel = { name: "exec:/hook", kind: "program", path: "/hook" };

export async function openLab(zoneText = zone()): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), "whybounce-watch-"));
  const logs = join(folder, "log");
  await mkdir(logs);
  let server: ZoneServer = await startZoneServer(zoneText);
  const { port, resolver } = server;
  let offset = 0;
  const now = () => Date.now() + offset;
  const log = join(logs, "mail.log");
  const directory = join(folder, "state");
  const warnings: string[] = [];
  const sent: Lab["sent"] = [];
  const trouble: Lab["trouble"] = { reason: null };
  const send: Send = async ({ name }, alert) => {
    if (trouble.reason !== null) throw new Error(trouble.reason);
    holdToSchema(alert);
    sent.push({ channel: name, alert });
  };
  const task = (changes: Partial<WatchTask> = {}): WatchTask => ({
    paths: [log],
    directory,
    timezone: "UTC",
    host: null,
    helo: null,
    local: false,
    dns: { resolvers: [resolver], authoritative: false, timeoutMilliseconds: 300, concurrency: 32 },
    targets: async () => [],
    ownAddresses: false,
    everyMilliseconds: HOUR,
    alertAfter: 1,
    channels: [channel],
    secret: null,
    isDigestWanted: false,
    env: {},
    now,
    onWarning: (message) => void warnings.push(message),
    ...changes,
  });
  async function withFile<T>(
    act: (file: Awaited<ReturnType<typeof openWatchFile>>) => Promise<T>,
  ): Promise<T> {
    const file = await openWatchFile(directory, (message) => void warnings.push(message));
    return act(file).finally(() => file.close());
  }
  return {
    folder,
    log,
    directory,
    warnings,
    sent,
    trouble,
    now,
    send,
    task,
    pass: (milliseconds) => void (offset += milliseconds),
    append: (text, path = log) => appendFile(path, text),
    async setZone(text) {
      await server.close();
      server = await startZoneServer(text, { port });
    },
    once: (changes) => withFile((file) => runRound(file.state, file, task(changes), send)),
    state: () => withFile(async (file) => file.state),
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

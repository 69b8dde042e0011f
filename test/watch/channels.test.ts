// Alerts over each channel, to real servers and programs on this machine.

import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import type { AddressChangeTold, Alert } from "../../src/model/watch.ts";
import { parseChannel } from "../../src/watch/channels/channel.ts";
import { writeMetrics } from "../../src/watch/channels/textfile.ts";
import { sender } from "../../src/watch/send.ts";
import { newAddress } from "../../src/watch/transitions.ts";
import { emptyState } from "../../src/watch/watch-file.ts";
import { alertText, changeLine, subjectOf } from "../../src/watch/words.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-channels-"));
});
afterEach(() => rm(folder, { recursive: true }));

const change: AddressChangeTold = {
  kind: "refused",
  ip: "203.0.113.40",
  time: "2026-02-16T10:00:00.000Z",
  from: "ok",
  to: "refused",
  since: "2026-02-16T10:00:00.000Z",
  cause: {
    id: "ptr_nxdomain",
    class: "fail",
    title: "No PTR record",
    fix: [{ action: "Create the PTR record", record: "40.113.0.203.in-addr.arpa. PTR mail.example.net." }],
    zone: "113.0.203.in-addr.arpa",
  },
  refusals: 3,
  lastRefusal: "2026-02-16T09:59:00.000Z",
};
const alert: Alert = {
  schema: "whybounce.alert/1",
  id: "0123456789abcdef0123456789abcdef",
  time: "2026-02-16T10:00:00.000Z",
  host: "mx1.example.net",
  changes: [change],
  digest: null,
  doubtful: [],
};

const send = (name: string, secret: string | null = null) =>
  sender({ secret, env: { PATH: process.env["PATH"], SECRET_OF_OTHERS: "x" } })(parseChannel(name)!, alert);

describe("the names of channels", () => {
  test.each([
    ["mail:root", { kind: "mail", to: "root", way: null }],
    [
      "mail:ops@example.net?smtp=127.0.0.1:2525",
      { kind: "mail", way: { smtp: { host: "127.0.0.1", port: 2525 } } },
    ],
    ["mail:ops@example.net?sendmail=/opt/sendmail", { kind: "mail", way: { sendmail: "/opt/sendmail" } }],
    ["https://chat.example.com/hook?x=1", { kind: "web" }],
    ["http://127.0.0.1:8080/", { kind: "web" }],
    ["exec:/usr/local/bin/page", { kind: "program", path: "/usr/local/bin/page" }],
    ["textfile:/run/a.prom", { kind: "textfile", path: "/run/a.prom" }],
    ["journal", { kind: "journal" }],
  ])("%s", (name, parsed) => expect(parseChannel(name)).toMatchObject(parsed));

  test.each([
    "",
    "mail:",
    "mail:-oQ/tmp",
    "mail:a@example.net,b@example.net",
    "mail:a@example.net?smtp=192.0.2.1:25",
    "mail:a@example.net?smtp=127.0.0.1:0",
    "http://chat.example.com/hook",
    "http://127.0.0.1.example.com/",
    "https://user:secret@chat.example.com/",
    "ftp://chat.example.com/",
    "exec:page",
    "exec:./page",
    "textfile:a.prom",
    "journald",
  ])("%j is none", (name) => expect(parseChannel(name)).toBeNull());
});

describe("mail", () => {
  test("by SMTP has one recipient, no sender, a stable id, and the fix", async () => {
    const { port, heard, close } = await smtpServer();
    await send(`mail:ops@example.net?smtp=127.0.0.1:${port}`);
    const session = await heard;
    expect(session).toMatch(/MAIL FROM:<>/);
    expect(session).toMatch(/RCPT TO:<ops@example\.net>/);
    expect(session).toMatch(/Subject: Gmail refuses mail from 203\.0\.113\.40/);
    expect(session).toMatch(/Message-ID: <0123456789abcdef0123456789abcdef\.whybounce@mx1\.example\.net>/);
    expect(session).toMatch(/Auto-Submitted: auto-generated/);
    expect(session).toContain("40.113.0.203.in-addr.arpa. PTR mail.example.net.");
    close();
  });

  test("that the server refuses has failed", async () => {
    const { port, close } = await smtpServer("550 5.1.1 no such user");
    await expect(send(`mail:ops@example.net?smtp=127.0.0.1:${port}`)).rejects.toThrow(/550/);
    close();
  });

  test("by sendmail names the recipient behind the options", async () => {
    const program = await script(`printf '%s\\n' "$@" > ${folder}/words; cat > ${folder}/message`);
    await send(`mail:root?sendmail=${program}`);
    expect(await readFile(join(folder, "words"), "utf8")).toBe("-i\n-f\n<>\n--\nroot\n");
    expect(await readFile(join(folder, "message"), "utf8")).toMatch(/^Subject: Gmail refuses/m);
  });

  test("to Gmail is warned of", async () => {
    let stderr = "";
    const stream = { write: async () => {}, isTerminal: false, columns: undefined };
    const io: Io = {
      stdout: stream,
      stderr: { ...stream, write: async (words: string) => void (stderr += words) },
      stdin: async function* () {},
      stdinIsPiped: false,
      env: {},
      now: Date.now,
      sleep: async () => {},
    };
    const log = join(folder, "mail.log");
    await writeFile(log, "");
    const line = `watch --once --no-config --no-local --resolver 127.0.0.1:1 --state ${folder}/state --alert mail:me@gmail.com ${log}`;
    await main(line.split(" "), io);
    expect(stderr).toContain("Gmail may refuse this mail for the very fault it reports");
  });
});

describe("a web address", () => {
  let server: Server;
  const requests: { request: IncomingMessage; body: string }[] = [];
  let answers: number[] = [];
  beforeEach(async () => {
    requests.length = 0;
    server = createServer((request, response) => {
      void text(request).then((body) => {
        requests.push({ request, body });
        const status = answers.shift() ?? 204;
        response.writeHead(status, status === 302 ? { Location: "http://127.0.0.1:1/" } : {}).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => server.close());
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

  test("gets JSON, the secret and an id that stays", async () => {
    answers = [];
    await send(url(), "token");
    expect(requests[0]?.request.headers).toMatchObject({
      "content-type": "application/json",
      authorization: "Bearer token",
      "idempotency-key": alert.id,
    });
    expect(JSON.parse(requests[0]!.body)).toEqual(alert);
  });

  test("that is in trouble is asked three times, and not more", async () => {
    answers = [503, 503, 204];
    await send(url());
    expect(requests).toHaveLength(3);
    answers = [503, 503, 503];
    await expect(send(url())).rejects.toThrow("answered 503");
    expect(requests).toHaveLength(6);
  }, 20_000);

  test("that sends on is not followed, and one that says no is not asked again", async () => {
    answers = [302];
    await expect(send(url())).rejects.toThrow(/redirect, which is not followed/);
    answers = [404];
    await expect(send(url())).rejects.toThrow("answered 404");
    expect(requests).toHaveLength(2);
  });
});

describe("a program", () => {
  test("gets the alert on standard input, and not the environment of others", async () => {
    const program = await script(`cat > ${folder}/alert; env > ${folder}/env`);
    await send(`exec:${program}`);
    expect(JSON.parse(await readFile(join(folder, "alert"), "utf8"))).toEqual(alert);
    expect(await readFile(join(folder, "env"), "utf8")).not.toContain("SECRET_OF_OTHERS");
  });

  test("that fails has failed, with its words", async () => {
    const program = await script("echo no pager >&2; exit 3");
    await expect(send(`exec:${program}`)).rejects.toThrow("ended with 3: no pager");
    await expect(send("exec:/none/there")).rejects.toThrow();
  });

  test("that reads nothing, or leaves another one behind, is awaited to its own end only", async () => {
    const program = await script("sleep 60 & exit 0");
    const begin = Date.now();
    await send(`exec:${program}`);
    expect(Date.now() - begin).toBeLessThan(10_000);
  });
});

test("the textfile can be read by others, and has each state of each address", async () => {
  const path = join(folder, "a.prom");
  await writeMetrics(path, {
    ...emptyState(),
    addresses: [{ ...newAddress("203.0.113.40", 0), state: "refused" }],
  });
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  const metrics = await readFile(path, "utf8");
  expect(metrics).toContain('whybounce_address_state{ip="203.0.113.40",state="refused"} 1\n');
  expect(metrics).toContain('whybounce_address_state{ip="203.0.113.40",state="ok"} 0\n');
});

describe("words", () => {
  test("of more than twenty addresses are told by cause and zone", () => {
    const changes = Array.from({ length: 10_000 }, (_, index) => ({
      ...change,
      ip: `198.51.${Math.floor(index / 256)}.${index % 256}`,
    }));
    const told = alertText({ ...alert, changes });
    expect(told).toContain(
      "10,000 addresses refused: No PTR record in 113.0.203.in-addr.arpa (198.51.0.0, 198.51.0.1, 198.51.0.2, …)",
    );
    expect(told.length).toBeLessThan(1_000);
    expect(subjectOf({ ...alert, changes })).toBe("Gmail refuses mail from 10,000 addresses");
  });

  test("of strangers are escaped", () => {
    const cause = { ...change.cause!, title: "a\u001b[2Jb\nc" };
    expect(changeLine({ ...change, cause })).not.toMatch(/[\u001b\n]/);
    expect(alertText({ ...alert, changes: [{ ...change, cause }] })).not.toContain("\u001b");
  });
});

async function script(commands: string): Promise<string> {
  const path = join(folder, "program");
  await writeFile(path, `#!/bin/sh\n${commands}\n`);
  await chmod(path, 0o755);
  return path;
}

/** Says yes to everything but, if given, to recipients. */
async function smtpServer(toRecipient = "250 ok") {
  let done = (_session: string) => {};
  const heard = new Promise<string>((resolve) => (done = resolve));
  const server = createTcpServer((socket) => {
    let session = "";
    let isData = false;
    socket.write("220 mx1.example.net ESMTP\r\n");
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      const words = bytes.toString();
      session += words;
      if (isData) {
        if (!session.endsWith("\r\n.\r\n")) return;
        isData = false;
        done(session);
        socket.write("250 taken\r\n");
      } else if (/^DATA/i.test(words)) {
        isData = true;
        socket.write("354 go\r\n");
      } else socket.write(/^RCPT/i.test(words) ? `${toRecipient}\r\n` : "250 ok\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, heard, close: () => server.close() };
}

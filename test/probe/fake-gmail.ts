// A receiver on loopback that does what a test says at each stage of a connection, and counts what it was told.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";

export type Stage = "greeting" | "ehlo" | "mail" | "rcpt" | "data" | "message";

/** A reply of its own, or what it does in place of one. */
export type Act =
  | string
  | { hang: true }
  | { reset: true }
  | { close: true }
  /** In so many writes, a moment apart. */
  | { inParts: string[] }
  /** As the sending address asks for. */
  | { judge: (from: string) => Promise<string> };

export interface Script extends Partial<Record<Stage, Act>> {
  /** What it says it saw; left out: where the connection came from. Null: it names nothing. */
  sees?: string | null | undefined;
  tls?: boolean;
  /** What it does in place of TLS; a text is sent in the clear, behind its answer to STARTTLS. */
  handshake?: Act;
  /** What it answers to STARTTLS in place of 220. */
  starttls?: Act;
  /** Its greeting, for another server in Gmail's place. */
  calls?: string;
}

export interface Session {
  from: string;
  /** When it began, in milliseconds. */
  at: number;
  commands: string[];
  message: string | null;
  tls: boolean;
}

export interface FakeGmail {
  port: number;
  sessions: Session[];
  /** What it does from now on. */
  script: (script: Script) => void;
  close: () => Promise<void>;
}

export const isOpensslMissing = !["/usr/bin/openssl", "/usr/local/bin/openssl"].some((path) =>
  existsSync(path),
);

export async function startFakeGmail(host = "127.0.0.1", port = 0): Promise<FakeGmail> {
  let script: Script = {};
  const sessions: Session[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    const from = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const session: Session = { from, at: Date.now(), commands: [], message: null, tls: false };
    sessions.push(session);
    serve(socket, session, script);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    sessions,
    script: (next) => (script = next),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const replies: Record<Stage, string> = {
  greeting: "220 mx.google.com ESMTP d75a77b69052e-3bfe6ab7225si1387918380242lbh.227 - gsmtp\r\n",
  ehlo: "",
  mail: "250 2.1.0 OK d75a77b69052e - gsmtp\r\n",
  rcpt: "250 2.1.5 OK d75a77b69052e - gsmtp\r\n",
  data: "354 Go ahead d75a77b69052e - gsmtp\r\n",
  message: "250 2.0.0 OK  1771840272 d75a77b69052e-3bfe6ab7225si1387918380242lbh.227 - gsmtp\r\n",
};

function ehloReply({ sees, tls }: Script, session: Session): string {
  const seen = sees === undefined ? session.from : sees;
  const first = `mx.google.com at your service${seen === null ? "" : `, [${seen}]`}`;
  const offers = ["SIZE 157286400", "8BITMIME", ...(tls && !session.tls ? ["STARTTLS"] : []), "CHUNKING"];
  return `${[first, ...offers].map((line) => `250-${line}\r\n`).join("")}250 SMTPUTF8\r\n`;
}

function serve(plain: Socket, session: Session, script: Script): void {
  let socket = plain;
  let buffer = "";
  let inMessage = false;
  plain.on("error", () => {});
  listen();
  act("greeting");

  function listen(): void {
    socket.on("data", (bytes: Buffer) => {
      buffer += bytes.toString("latin1");
      work();
    });
  }

  function work(): void {
    const mark = inMessage ? "\r\n.\r\n" : "\r\n";
    for (let end = buffer.indexOf(mark); end >= 0; end = buffer.indexOf("\r\n")) {
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + mark.length);
      if (inMessage) {
        inMessage = false;
        session.message = text;
        return act("message");
      }
      command(text);
      if (inMessage) return work();
    }
  }

  function command(line: string): void {
    session.commands.push(line);
    const verb = line.toUpperCase().split(/[ :]/, 1)[0] ?? "";
    if (verb === "QUIT") {
      socket.end("221 2.0.0 closing connection d75a77b69052e - gsmtp\r\n");
      return;
    }
    if (verb === "STARTTLS") return startTls();
    if (verb === "DATA") inMessage = script.data === undefined;
    act(
      ({ EHLO: "ehlo", MAIL: "mail", RCPT: "rcpt", DATA: "data" } as Record<string, Stage>)[verb] ?? "mail",
    );
  }

  function startTls(): void {
    if (script.starttls !== undefined) return perform(script.starttls);
    plain.removeAllListeners("data");
    if (script.handshake !== undefined) {
      plain.write("220 2.0.0 Ready to start TLS\r\n");
      return perform(script.handshake);
    }
    // What is sent in the clear after the answer must not be taken for a part of the conversation.
    plain.write("220 2.0.0 Ready to start TLS\r\n");
    const secure = new TLSSocket(plain, { isServer: true, secureContext: secureContext() });
    secure.on("error", () => {});
    session.tls = true;
    socket = secure;
    listen();
  }

  function act(stage: Stage): void {
    const asked = script[stage] ?? (stage === "greeting" ? (script.calls ?? replies.greeting) : null);
    const answer = asked ?? (stage === "ehlo" ? ehloReply(script, session) : replies[stage]);
    perform(answer);
  }

  function perform(answer: Act): void {
    if (typeof answer === "string") socket.write(answer, "latin1");
    else if ("reset" in answer) plain.resetAndDestroy();
    else if ("close" in answer) socket.end();
    else if ("judge" in answer)
      void answer.judge(session.from).then((reply) => socket.write(reply, "latin1"));
    else if ("inParts" in answer)
      for (const [index, part] of answer.inParts.entries()) setTimeout(() => socket.write(part), index * 60);
  }
}

let made: ReturnType<typeof createSecureContext> | null = null;

/** Takes a moment: called before a test in which the time counts. */
export function secureContext(): ReturnType<typeof createSecureContext> {
  if (made !== null) return made;
  const folder = mkdtempSync(join(tmpdir(), "whybounce-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const words = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=mx.google.com",
  ];
  execFileSync("openssl", [...words, "-keyout", key, "-out", cert], { stdio: "ignore" });
  made = createSecureContext({ key: readFileSync(key), cert: readFileSync(cert) });
  rmSync(folder, { recursive: true });
  return made;
}

// One SMTP connection as a row of replies (RFC 5321 section 4.2). The server is a stranger: what it says is bounded in length
// and in time, and every way in which it fails is a result.

import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { SmtpFailure } from "../../model/probe.ts";

/** RFC 5321 allows lines of 512 octets; the longest answer to EHLO that is known has twenty. */
const MAX_REPLY = 65_536;
const MAX_LINES = 500;
/** So many characters show whether it is a reply at all. */
const CODE_LENGTH = 4;

export interface Peer {
  host: string;
  ip: string;
  port: number;
  /** The address of this host to be bound. */
  from: string;
}

export interface SmtpReply {
  code: number;
  /** Without their codes. */
  lines: string[];
  /** As it came, its lines joined by line ends. */
  text: string;
}

export type Answer = { reply: SmtpReply } | { failure: SmtpFailure; heard: string };

export interface Dialogue {
  /** The next whole reply. */
  hear: (milliseconds: number) => Promise<Answer>;
  say: (text: string) => void;
  /** Goes on in TLS, as mailers do without looking at the certificate; false where that fails. */
  secure: (milliseconds: number) => Promise<boolean>;
  close: () => void;
}

/** Resolves to the reason where no connection comes about. */
export async function openDialogue(peer: Peer, milliseconds: number): Promise<Dialogue | SmtpFailure> {
  const socket = connectTcp({ host: peer.ip, port: peer.port, localAddress: peer.from });
  const failure = await connected(socket, "connect", milliseconds);
  if (failure === null) return createDialogue(socket, peer);
  socket.destroy();
  return failure;
}

function connected(socket: Socket, event: string, milliseconds: number): Promise<SmtpFailure | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("silent"), milliseconds);
    const end = (failure: SmtpFailure | null) => {
      clearTimeout(timer);
      resolve(failure);
    };
    socket.once(event, () => end(null));
    // Stays: an error after the time is over must not end the program.
    socket.on("error", (error) => end(failureOf(error)));
    socket.once("close", () => end("lost"));
  });
}

const failures: Record<string, SmtpFailure> = {
  ETIMEDOUT: "silent",
  ECONNREFUSED: "refused",
  ENETUNREACH: "no route",
  EHOSTUNREACH: "no route",
  ENETDOWN: "no route",
  // Without IPv6 in the kernel.
  EAFNOSUPPORT: "no route",
  EACCES: "not permitted",
  EPERM: "not permitted",
  EADDRNOTAVAIL: "not on host",
  EINVAL: "not on host",
  ECONNRESET: "lost",
  EPIPE: "lost",
};

function failureOf(error: unknown): SmtpFailure {
  return failures[(error as NodeJS.ErrnoException).code ?? ""] ?? "other";
}

// ---------------------------------------------------------------- what is said

function createDialogue(tcp: Socket, { host }: Peer): Dialogue {
  let socket = tcp;
  let heard = "";
  let ended: SmtpFailure | null = null;
  let wake = () => {};

  function listen(): void {
    // One character for each byte: a reply is ASCII, and anything else is shown as codes.
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      heard += text;
      if (heard.length > MAX_REPLY) end("not smtp");
      // A server that sends byte for byte must not have the reply taken apart for each of them.
      if (text.includes("\n") || heard.length <= CODE_LENGTH + text.length) wake();
    });
    socket.on("error", (error) => end(failureOf(error)));
    socket.on("close", () => end("lost"));
  }

  function end(failure: SmtpFailure): void {
    ended ??= failure;
    socket.destroy();
    wake();
  }

  async function hear(milliseconds: number): Promise<Answer> {
    const timer = setTimeout(() => end("time is over"), milliseconds);
    try {
      for (;;) {
        const found = replyIn(heard);
        if (found === "not smtp") end("not smtp");
        else if (found !== null) {
          heard = heard.slice(found.length);
          return { reply: found.reply };
        }
        if (ended !== null) return { failure: ended, heard: heard.slice(0, MAX_REPLY) };
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async function secure(milliseconds: number): Promise<boolean> {
    for (const event of ["data", "error", "close"]) socket.removeAllListeners(event);
    // What came before TLS began may be anybody's.
    heard = "";
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const secured = connectTls({ socket, rejectUnauthorized: false, ...servername });
    const failure = await connected(secured, "secureConnect", milliseconds);
    socket = secured;
    listen();
    if (failure !== null) end("tls failed");
    return failure === null;
  }

  listen();
  return {
    hear,
    say: (text) => void (socket.writable && socket.write(text)),
    secure,
    close: () => socket.destroy(),
  };
}

/** `250-mx.google.com at your service`, `250 SMTPUTF8`; the blank may be missing after the last code. */
const replyLine = /^(?<code>[2-5]\d\d)(?:(?<mark>[ -])(?<text>.*))?$/;
/** What the first bytes of a reply look like: a server that begins otherwise speaks no SMTP. */
const beginning = /^(?:[2-5](?:\d(?:\d(?:[ \r\n-]|$)|$)|$)|$)/;

/** Null while its last line is not there. */
export function replyIn(heard: string): { reply: SmtpReply; length: number } | "not smtp" | null {
  if (!beginning.test(heard)) return "not smtp";
  const lines: string[] = [];
  let start = 0;
  for (let end = heard.indexOf("\n"); end >= 0; end = heard.indexOf("\n", start)) {
    const line = heard.slice(start, end).replace(/\r$/, "");
    start = end + 1;
    const { code, mark, text = "" } = replyLine.exec(line)?.groups ?? {};
    if (code === undefined || lines.length === MAX_LINES) return "not smtp";
    lines.push(text);
    if (mark === "-") continue;
    const whole = heard.slice(0, end).replaceAll("\r", "");
    return { reply: { code: Number(code), lines, text: whole }, length: start };
  }
  return null;
}

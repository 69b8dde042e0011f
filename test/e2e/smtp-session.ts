// The server's half of one SMTP connection (RFC 5321), with PIPELINING and CHUNKING as Gmail offers them.
// It knows commands and their order; what is answered, others decide.

import type { Socket } from "node:net";

/** Lines that end in CRLF. A 421 closes the connection, as does anything that begins with it. */
export interface Decisions {
  /** Undefined for a welcome. */
  banner: () => string | undefined;
  mail: (sender: string) => string | undefined;
  rcpt: (recipient: string) => string | undefined;
  data: () => Promise<string>;
}

const CRLF = "\r\n";
const GREETING = "220 mx.google.com ESMTP d75a77b69052e - gsmtp";
const extensions = [
  "mx.google.com at your service",
  "SIZE 35882577",
  "8BITMIME",
  "ENHANCEDSTATUSCODES",
  "PIPELINING",
  "CHUNKING",
];

export function serve(socket: Socket, decisions: Decisions): void {
  let buffer = Buffer.alloc(0);
  /** The recipients of this transaction; undefined before MAIL. */
  let recipients: number | undefined;
  let ending: "command" | "data" = "command";
  /** Bytes of a BDAT chunk still to come. */
  let chunk = 0;
  let last = false;
  let closed = false;
  let working = Promise.resolve();

  socket.on("error", () => {});
  socket.on("data", (bytes: Buffer) => {
    buffer = Buffer.concat([buffer, bytes]);
    working = working.then(work);
  });
  // A client that pipelines QUIT closes its half at once, and still waits for the replies.
  socket.on("end", () => {
    working = working.then(() => {
      socket.end();
    });
  });
  // One after the other: what comes in a pipeline waits until the DNS was asked for what came before.
  say(decisions.banner() ?? GREETING + CRLF);

  function say(reply: string): void {
    if (closed) return;
    socket.write(reply);
    if (!reply.startsWith("421")) return;
    closed = true;
    // The client may still be sending; to close at once would take the reply away from it.
    socket.end();
  }

  async function work(): Promise<void> {
    while (!closed) {
      if (chunk > 0) {
        if (buffer.length < chunk) return;
        buffer = buffer.subarray(chunk);
        chunk = 0;
        await endChunk();
        continue;
      }
      const end = ending === "data" ? buffer.indexOf("\r\n.\r\n") : buffer.indexOf(CRLF);
      if (end < 0) return;
      const line = buffer.subarray(0, end).toString();
      buffer = buffer.subarray(end + (ending === "data" ? 5 : 2));
      if (ending === "data") await endMessage();
      else await command(line);
    }
  }

  async function endMessage(): Promise<void> {
    ending = "command";
    recipients = undefined;
    say(await decisions.data());
  }

  async function endChunk(): Promise<void> {
    if (!recipients) say(`503 5.5.1 RCPT first. d75a77b69052e - gsmtp${CRLF}`);
    else if (last) await endMessage();
    else say(`250 2.0.0 OK${CRLF}`);
  }

  async function command(line: string): Promise<void> {
    const [verb = ""] = line.toUpperCase().split(/[ :]/, 1);
    switch (verb) {
      case "EHLO":
        return say([...extensions.map((name) => `250-${name}`), "250 SMTPUTF8", ""].join(CRLF));
      case "HELO":
        return say(`250 mx.google.com at your service${CRLF}`);
      case "MAIL":
        return mail(line);
      case "RCPT":
        return rcpt(line);
      case "DATA":
        if (!recipients) return say(`503 5.5.1 RCPT first. d75a77b69052e - gsmtp${CRLF}`);
        ending = "data";
        return say(`354 Go ahead d75a77b69052e - gsmtp${CRLF}`);
      case "BDAT":
        chunk = Number(line.split(" ")[1]);
        last = /LAST$/i.test(line);
        if (chunk === 0) await endChunk();
        return;
      case "QUIT":
        say(`221 2.0.0 closing connection d75a77b69052e - gsmtp${CRLF}`);
        closed = true;
        socket.end();
        return;
      default:
        if (verb === "RSET") recipients = undefined;
        return say(
          verb === "RSET" || verb === "NOOP"
            ? `250 2.1.5 Flushed${CRLF}`
            : `502 5.5.1 Unrecognized command${CRLF}`,
        );
    }
  }

  function mail(line: string): void {
    const refusal = decisions.mail(address(line));
    if (refusal === undefined) recipients = 0;
    say(refusal ?? `250 2.1.0 OK d75a77b69052e - gsmtp${CRLF}`);
  }

  function rcpt(line: string): void {
    if (recipients === undefined) return say(`503 5.5.1 MAIL first. d75a77b69052e - gsmtp${CRLF}`);
    const refusal = decisions.rcpt(address(line));
    if (refusal === undefined) recipients += 1;
    say(refusal ?? `250 2.1.5 OK d75a77b69052e - gsmtp${CRLF}`);
  }
}

/** `MAIL FROM:<a@b> SIZE=5` */
function address(line: string): string {
  return /<(.*)>/.exec(line)?.[1] ?? "";
}

// Gmail as the mail servers meet it: it refuses what the scenarios say, and writes down what it refused
// and what it accepted. That is the truth which the tool's findings are held against.

import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { formatReply, replies } from "./gmail-replies.ts";
import type { ReplyName, ReplyText } from "./gmail-replies.ts";
import { passesIprev } from "./iprev.ts";
import { addressOf, googleHosts } from "./network.ts";
import { allScenarios } from "./scenarios.ts";
import type { Scenario, Stage } from "./scenarios.ts";
import { serve } from "./smtp-session.ts";

export interface Refusal {
  time: number;
  stage: Stage;
  /** The name of the host that refused. */
  host: string;
  clientIp: string;
  code: string;
  temporary: boolean;
  ptr: boolean;
  /** The token in its reply. */
  replyId: string;
  /**
   * What was refused. A greeting is refused before any message is known: then it is one of those that
   * are sent from this address.
   */
  messages: RefusedMessage[];
}

export interface RefusedMessage {
  sender: string;
  recipients: string[];
}

export interface Acceptance {
  time: number;
  sender: string;
  recipient: string;
}

export interface GmailServer {
  refusals: Refusal[];
  acceptances: Acceptance[];
  close: () => Promise<void>;
}

/** A scenario as one mail server plays it. */
interface Play {
  scenario: Scenario;
  machine: string;
  clientIp: string;
  attempts: number;
}

/** `machines`: the names of the mail servers by number. */
export async function startGmail(machines: string[]): Promise<GmailServer> {
  const plays = machines.flatMap((machine, number) =>
    allScenarios.map((scenario): Play => ({
      scenario,
      machine,
      clientIp: addressOf(number, scenario.from),
      attempts: 0,
    })),
  );
  const refusals: Refusal[] = [];
  const acceptances: Acceptance[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    answer(socket, plays, refusals, acceptances);
  });
  server.listen({ port: 25, host: "::" });
  await once(server, "listening");
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  return { refusals, acceptances, close };
}

function answer(socket: Socket, plays: Play[], refusals: Refusal[], acceptances: Acceptance[]): void {
  const clientIp = plainAddress(socket.remoteAddress);
  const host = hostOf(plainAddress((socket.address() as AddressInfo).address));
  let play: Play | undefined;
  let accepted: string[] = [];

  function refuse(text: ReplyText, stage: Stage, messages: RefusedMessage[]): string {
    const replyId = newToken();
    const { replyCode, enhancedStatusCode, ptr } = text;
    const facts = { time: Date.now(), stage, host, clientIp, ptr, temporary: replyCode < 500, replyId };
    const code = `${replyCode}-${enhancedStatusCode}`;
    refusals.push({ ...facts, code, messages });
    return formatReply(text, clientIp, replyId);
  }

  serve(socket, {
    banner() {
      const refused = plays.filter((one) => one.scenario.stage === "banner" && one.clientIp === clientIp);
      const first = refused[0];
      const text = first && nextReply(first);
      return text
        ? refuse(
            text,
            "banner",
            refused.map((one) => messageOf(one)),
          )
        : undefined;
    },
    mail(sender) {
      accepted = [];
      play = plays.find((one) => senderOf(one) === sender);
      const text = play?.scenario.stage === "mail" ? nextReply(play) : undefined;
      return play && text ? refuse(text, "mail", [messageOf(play)]) : undefined;
    },
    rcpt(recipient) {
      const isAsked = play?.scenario.stage === "rcpt" && !recipient.startsWith("good.");
      const text = play && isAsked ? nextReply(play) : undefined;
      if (play && text) return refuse(text, "rcpt", [messageOf(play, [recipient])]);
      accepted.push(recipient);
      return undefined;
    },
    async data() {
      const recipients = accepted;
      accepted = [];
      const text = play?.scenario.stage === "data" ? await replyByDns(play, clientIp) : undefined;
      if (play && text) return refuse(text, "data", [messageOf(play, recipients)]);
      const time = Date.now();
      for (const recipient of recipients)
        acceptances.push({ time, sender: play ? senderOf(play) : "", recipient });
      return `250 2.0.0 OK  ${Math.floor(time / 1000)} ${newToken()} - gsmtp\r\n`;
    },
  });
}

/** The message's next reply; undefined when it is accepted. */
function nextReply(play: Play): ReplyText | undefined {
  const { replies: script } = play.scenario;
  const name = script[Math.min(play.attempts, script.length - 1)]!;
  play.attempts += 1;
  return name === "accept" || name === "dns" ? undefined : replies[name satisfies ReplyName];
}

async function replyByDns(play: Play, clientIp: string): Promise<ReplyText | undefined> {
  if (!play.scenario.replies.includes("dns")) return nextReply(play);
  return (await passesIprev(clientIp)) ? undefined : replies.rateLimited;
}

const messageOf = (play: Play, recipients = play.scenario.to): RefusedMessage => ({
  sender: senderOf(play),
  recipients,
});

const senderOf = ({ scenario, machine }: Play) => `${scenario.name}@${machine}.example`;

function hostOf(address: string): string {
  return googleHosts.find(({ ipv4, ipv6 }) => address === ipv4 || address === ipv6)?.name ?? address;
}

function plainAddress(address = ""): string {
  return address.replace(/^::ffff:/, "");
}

/** `d75a77b69052e-3bfe6ab7225si1387918380242lbh.227` */
function newToken(): string {
  const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join("");
  const hex = randomInt(2 ** 40)
    .toString(16)
    .padStart(10, "0");
  return `d75a77b69052e-${hex}si${digits(13)}lbh.${randomInt(1000)}`;
}

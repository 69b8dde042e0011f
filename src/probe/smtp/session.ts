// What is said in a connection: EHLO and QUIT, or one test message. Nothing is retried, and nothing is said twice.

import { canonicalIp } from "../../base/standards/ip.ts";
import type { ProbeConnection, SmtpStage } from "../../model/probe.ts";
import { openDialogue, type Dialogue, type Peer, type SmtpReply } from "./dialogue.ts";
import { verdictOf } from "./verdict.ts";

export interface TestMessage {
  sender: string;
  recipient: string;
  /** Whole, with its header, in lines that end in CRLF. */
  text: string;
}

export interface Call {
  peer: Peer;
  helo: string;
  timeoutMilliseconds: number;
  /** The ways out of this host that leave from there. */
  ways: string[];
  /** Null: only a greeting. */
  message: TestMessage | null;
}

export interface CallResult {
  connection: ProbeConnection;
  accepted: boolean;
}

/** Longer ones are cut: nine lines of 512 octets are the longest reply of Gmail's. */
const MAX_SHOWN = 1_000;
/** The end of the data takes a receiver longest (RFC 5321 section 4.5.3.2.6). */
const PATIENCE_AT_END = 3;

export async function call(asked: Call, at: string): Promise<CallResult> {
  const connection = begun(asked, at);
  const dialogue = await openDialogue(asked.peer, asked.timeoutMilliseconds);
  if (typeof dialogue === "string")
    return { connection: { ...connection, failure: dialogue }, accepted: false };
  try {
    const accepted = await talk(dialogue, asked, connection);
    await quit(dialogue, asked.timeoutMilliseconds, connection);
    return { connection, accepted };
  } finally {
    dialogue.close();
  }
}

/** As it is before anything was heard: remembered like that, should the run be ended from outside. */
export function begun({ peer, helo }: Call, at: string): ProbeConnection {
  const { host, ip, port, from } = peer;
  const heard = { reply: null, greeting: null, seenIp: null, tls: false, verdict: null, remembered: false };
  return { at, from, server: host, serverIp: ip, port, helo, stage: "connect", failure: null, ...heard };
}

/** True when a test message was accepted. */
async function talk(dialogue: Dialogue, asked: Call, connection: ProbeConnection): Promise<boolean> {
  const { helo, message } = asked;
  const step = createStep(dialogue, asked, connection);
  const greeting = await step("greeting", null);
  if (greeting === null) return false;
  connection.greeting = shown(greeting.text);
  let offers = await greet(step, helo, connection);
  if (offers === null) return false;
  if (message === null) return false;
  if (offersTls(offers)) {
    if ((await step("starttls", "STARTTLS")) === null) return false;
    if (!(await dialogue.secure(asked.timeoutMilliseconds))) {
      connection.failure = "tls failed";
      return false;
    }
    connection.tls = true;
    offers = await greet(step, helo, connection);
    if (offers === null) return false;
  }
  return transmit(step, message);
}

type Step = (stage: SmtpStage, command: string | null, patience?: number) => Promise<SmtpReply | null>;

/** The reply where it is a good one; else null, and the connection says why. */
function createStep(
  dialogue: Dialogue,
  { peer, timeoutMilliseconds }: Call,
  connection: ProbeConnection,
): Step {
  return async (stage, command, patience = 1) => {
    connection.stage = stage;
    if (command !== null) dialogue.say(`${command}\r\n`);
    const answer = await dialogue.hear(timeoutMilliseconds * patience);
    if ("failure" in answer) {
      connection.failure = answer.failure;
      if (answer.heard !== "") connection.reply = shown(answer.heard);
      return null;
    }
    const { reply } = answer;
    connection.reply = shown(reply.text);
    if (reply.code < 400) return reply;
    connection.verdict = verdictOf(reply.text, peer);
    return null;
  };
}

async function greet(step: Step, helo: string, connection: ProbeConnection): Promise<SmtpReply | null> {
  const reply = await step("ehlo", `EHLO ${helo}`);
  if (reply !== null) connection.seenIp = seenIn(reply) ?? connection.seenIp;
  return reply;
}

/**
 * `mx.google.com at your service, [203.0.113.5]` (IPv6 without a prefix); others say `mx.example.net Hello mail.example.com
 * [203.0.113.5]`. No standard asks for it, so none is a result, too.
 */
function seenIn({ lines }: SmtpReply): string | null {
  const [first = ""] = lines;
  const named = [...first.slice(0, MAX_SHOWN).matchAll(/\[(?<ip>[^\][]{3,60})\]/g)];
  return canonicalIp(named.at(-1)?.groups?.["ip"] ?? "");
}

function offersTls({ lines }: SmtpReply): boolean {
  return lines.slice(1).some((line) => line.trim().toUpperCase() === "STARTTLS");
}

async function transmit(step: Step, { sender, recipient, text }: TestMessage): Promise<boolean> {
  if ((await step("mail", `MAIL FROM:<${sender}>`)) === null) return false;
  if ((await step("rcpt", `RCPT TO:<${recipient}>`)) === null) return false;
  if ((await step("data", "DATA")) === null) return false;
  // RFC 5321 section 4.5.2.
  const stuffed = text.replaceAll(/^\./gm, "..");
  return (await step("message", `${stuffed.replace(/(?:\r\n)?$/, "\r\n")}.`, PATIENCE_AT_END)) !== null;
}

/** Its answer changes nothing; a server that was lost hears no goodbye. */
async function quit(dialogue: Dialogue, milliseconds: number, { failure }: ProbeConnection): Promise<void> {
  if (failure !== null) return;
  dialogue.say("QUIT\r\n");
  await dialogue.hear(milliseconds);
}

function shown(text: string): string {
  return text.trim().slice(0, MAX_SHOWN);
}

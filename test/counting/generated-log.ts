// Logs of messages whose fates are known: as Postfix and Exim write them, with the queue ids that come again once a
// message is gone, and with what the administrator does to the queue.

import fc from "fast-check";

export const FATES = [
  "never refused",
  "bounced",
  "delivered later",
  "delivered by the next host",
  "retrying",
  "expired",
  "deleted",
  "requeued and delivered",
  "requeued and bounced",
] as const;

export interface Plan {
  host: string;
  fate: (typeof FATES)[number];
  recipients: number;
  /** Seconds since the last message came in. */
  after: number;
  /** The queue id of an earlier message, if it is free by then. */
  reuse: boolean;
}

export interface Truth {
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  retrying: number;
  delivered: number;
  /** The senders of affected deliveries. */
  senders: string[];
}

/** A line and its time, in seconds since the start. */
interface Line {
  at: number;
  host: string;
  text: string;
}

export interface GeneratedLog {
  lines: Line[];
  truth: Truth;
}

export const plans = (fates: readonly Plan["fate"][] = FATES): fc.Arbitrary<Plan[]> =>
  fc.array(
    fc.record({
      host: fc.constantFrom("mx1", "mx2"),
      fate: fc.constantFrom(...fates),
      recipients: fc.integer({ min: 1, max: 3 }),
      after: fc.integer({ min: 3, max: 4_000 }),
      reuse: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );

const emptyTruth = (): Truth => ({
  attempts: 0,
  messages: 0,
  affected: 0,
  lost: 0,
  retrying: 0,
  delivered: 0,
  senders: [],
});

/** What a mailer writes of a message; all lines of one second in their order. */
export interface Writer {
  id: (number: number) => string;
  arrive: (message: Message) => void;
  /** The message is taken from the queue to be tried again. */
  activate: (message: Message) => void;
  refuse: (message: Message, isFinal: boolean) => void;
  passHost: (message: Message) => void;
  deliver: (message: Message) => void;
  expire: (message: Message) => void;
  remove: (message: Message) => void;
  delete: (message: Message) => void;
  /** Null where a mailer keeps the id. */
  requeue: ((message: Message, id: string) => void) | null;
}

export interface Message {
  at: number;
  host: string;
  id: string;
  number: number;
  sender: string;
  recipients: string[];
}

/** `freeFor`: for so many seconds no message has an id, before it comes again. */
export function generate(
  mailer: "postfix" | "exim" | CreateWriter,
  planned: readonly Plan[],
  freeFor = 5,
): GeneratedLog {
  const lines: Line[] = [];
  const truth = emptyTruth();
  const write = (message: Message, text: string) =>
    void lines.push({ at: message.at, host: message.host, text });
  let tokens = 0;
  const token = () => `d75a77b69052e-ae7893ee80dsi${500 + ++tokens}.${tokens}`;
  const create = typeof mailer === "function" ? mailer : { postfix, exim }[mailer];
  const writer = create(write, token);
  /** Ids that are free again, and since when. */
  const free: { id: string; host: string; since: number }[] = [];
  let now = 0;
  let ids = 0;

  function idFor({ reuse, host }: Plan): string {
    const at = free.findIndex((entry) => reuse && entry.host === host && entry.since < now - freeFor);
    return at < 0 ? writer.id(++ids) : free.splice(at, 1)[0]!.id;
  }

  for (const [index, plan] of planned.entries()) {
    now += plan.after;
    const recipients = Array.from({ length: plan.recipients }, (_, i) => `user${index}.${i}@gmail.com`);
    const sender = `news@m${index}.example.com`;
    const message = { at: now, host: plan.host, id: idFor(plan), number: index, sender, recipients };
    const before = tokens;
    live(message, plan.fate);
    if (plan.fate !== "never refused") {
      truth.messages++;
      truth.affected += recipients.length;
      truth.senders.push(sender);
      truth.attempts += tokens - before - (endsAccepted.has(plan.fate) ? 1 : 0);
    }
    truth.lost += isLost.has(plan.fate) ? recipients.length : 0;
    truth.delivered += endsAccepted.has(plan.fate) && plan.fate !== "never refused" ? recipients.length : 0;
    truth.retrying += plan.fate === "retrying" ? recipients.length : 0;
    if (plan.fate !== "retrying") free.push({ id: message.id, host: plan.host, since: message.at });
  }

  function live(message: Message, fate: Plan["fate"]): void {
    writer.arrive(message);
    message.at++;
    if (fate === "never refused") return finish(message, () => writer.deliver(message));
    if (fate === "bounced") return finish(message, () => writer.refuse(message, true));
    if (fate === "delivered by the next host") {
      writer.passHost(message);
      return finish(message, () => writer.deliver(message));
    }
    writer.refuse(message, false);
    message.at += 1_000 + (message.number % 7);
    if (fate === "retrying") return;
    if (fate === "deleted") return writer.delete(message);
    if (fate.startsWith("requeued")) {
      if (writer.requeue) writer.requeue(message, writer.id(++ids));
      message.at++;
      const end = fate.endsWith("delivered") ? writer.deliver : (one: Message) => writer.refuse(one, true);
      return finish(message, () => end(message));
    }
    writer.activate(message);
    return finish(message, () => (fate === "expired" ? writer.expire(message) : writer.deliver(message)));
  }

  function finish(message: Message, end: () => void): void {
    end();
    writer.remove(message);
  }

  return { lines, truth };
}

const isLost = new Set<Plan["fate"]>(["bounced", "expired", "deleted", "requeued and bounced"]);
const endsAccepted = new Set<Plan["fate"]>([
  "never refused",
  "delivered later",
  "delivered by the next host",
  "requeued and delivered",
]);

export const ADDRESS = "203.0.113.5";
export const GOOGLE = "gmail-smtp-in.l.google.com";
const temporary = (token: string) =>
  `421-4.7.23 [${ADDRESS}      23] The IP address sending this message does not have a PTR record. 421 4.7.23  https://support.google.com/a?p=sender-guidelines-ip ${token} - gsmtp`;
const permanent = (token: string) =>
  `550-5.7.25 [${ADDRESS}] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=sender-guidelines-ip ${token} - gsmtp`;
const START = Date.UTC(2026, 10, 10);
const epoch = (at: number) => START / 1000 + at;

export type CreateWriter = (write: (message: Message, text: string) => void, token: () => string) => Writer;

const postfix: CreateWriter = (write, token) => {
  const each = (message: Message, fields: string) => {
    for (const recipient of message.recipients)
      write(
        message,
        `postfix/smtp[${300 + message.number}]: ${message.id}: to=<${recipient}>, relay=${GOOGLE}[192.0.2.26]:25, delay=0.9, delays=0/0/0.4/0.5, ${fields}`,
      );
  };
  const said = `host ${GOOGLE}[192.0.2.26] said: `;
  const activate = (message: Message) =>
    write(
      message,
      `postfix/qmgr[115]: ${message.id}: from=<${message.sender}>, size=501, nrcpt=1 (queue active)`,
    );
  const arrive = (message: Message) => {
    write(message, `postfix/cleanup[114]: ${message.id}: message-id=<m${message.number}@app.example.com>`);
    activate(message);
  };
  return {
    id: (number) => `3A0${(0x122900 + number * 7).toString(16).toUpperCase()}F1`,
    arrive,
    activate,
    refuse: (message, isFinal) => {
      const reply = isFinal ? permanent(token()) : temporary(token());
      const ended = isFinal ? "dsn=5.7.25, status=bounced" : "dsn=4.7.23, status=deferred";
      each(message, `${ended} (${said}${reply} (in reply to end of DATA command))`);
    },
    passHost: (message) =>
      write(
        message,
        `postfix/smtp[${300 + message.number}]: ${message.id}: host ${GOOGLE}[192.0.2.26] refused to talk to me: ${temporary(token())}`,
      ),
    deliver: (message) =>
      each(message, `dsn=2.0.0, status=sent (250 2.0.0 OK  ${epoch(message.at)} ${token()} - gsmtp)`),
    expire: (message) =>
      write(
        message,
        `postfix/qmgr[115]: ${message.id}: from=<${message.sender}>, status=expired, returned to sender`,
      ),
    remove: (message) => write(message, `postfix/qmgr[115]: ${message.id}: removed`),
    delete: (message) => write(message, `postfix/postsuper[900]: ${message.id}: removed`),
    requeue: (message, id) => {
      write(message, `postfix/postsuper[900]: ${message.id}: requeued`);
      message.at++;
      write(message, `postfix/pickup[901]: ${id}: uid=109 from=<${message.sender}> orig_id=${message.id}`);
      message.id = id;
      arrive(message);
    },
  };
};

const exim: CreateWriter = (write, token) => {
  const host = `R=dnslookup T=remote_smtp H=${GOOGLE} [192.0.2.26]`;
  const error = "SMTP error from remote mail server after pipelined end of data: ";
  const each = (message: Message, flag: string, rest: string) => {
    for (const recipient of message.recipients) write(message, `${message.id} ${flag} ${recipient} ${rest}`);
  };
  return {
    id: (number) =>
      `1xV${String.fromCodePoint(65 + (number % 26))}${number.toString().padStart(2, "0")}-0000N${String.fromCodePoint(97 + (number % 26))}-1x`,
    arrive: (message) =>
      write(
        message,
        `${message.id} <= ${message.sender} H=app1.example.com [198.51.100.240] P=esmtp S=587 id=m${message.number}@app.example.com`,
      ),
    activate: () => {},
    refuse: (message, isFinal) => {
      const reply = isFinal ? permanent(token()) : temporary(token());
      if (!isFinal) write(message, `${message.id} H=${GOOGLE} [192.0.2.26]: ${error}${reply}`);
      each(
        message,
        isFinal ? "**" : "==",
        isFinal ? `${host}: ${error}${reply}` : `${host.replace(" H=", " defer (-46) H=")}: ${error}${reply}`,
      );
    },
    passHost: (message) =>
      write(message, `${message.id} H=${GOOGLE} [192.0.2.26]: ${error}${temporary(token())}`),
    deliver: (message) =>
      each(message, "=>", `${host} C="250 2.0.0 OK  ${epoch(message.at)} ${token()} - gsmtp"`),
    expire: (message) => each(message, "**", "R=dnslookup T=remote_smtp: retry timeout exceeded"),
    remove: (message) => write(message, `${message.id} Completed`),
    delete: (message) => {
      write(message, `${message.id} removed by root`);
      write(message, `${message.id} Completed`);
    },
    requeue: null,
  };
};

/** The line as syslog writes it, or Exim in a log of its own, whose lines name no host. */
export function written({ at, host, text }: Line, layout: "syslog" | "iso" | "mainlog"): string {
  const stamp = new Date(START + at * 1000).toISOString();
  if (layout === "iso") return `${stamp.replace("Z", "+00:00")} ${host} ${tagged(text)}`;
  const [date, time] = [stamp.slice(0, 10), stamp.slice(11, 19)];
  return layout === "mainlog"
    ? `${date} ${time} ${text}`
    : `Nov ${date.slice(8)} ${time} ${host} ${tagged(text)}`;
}

function tagged(text: string): string {
  return /^(?:postfix\/|sm-mta\[|qmail: |maddy\[)/.test(text) ? text : `exim[77]: ${text}`;
}

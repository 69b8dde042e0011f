// What Sendmail, qmail and maddy write of messages whose fates are known. None of them writes that a message left the queue but
// qmail, whose queue ids come again.

import { ADDRESS, GOOGLE, type CreateWriter, type Message } from "./generated-log.ts";

const ptr = "The IP address sending this message does not have a";

/** Only the first line of a reply is logged, without Google's token. */
export const sendmail: CreateWriter = (write, token) => {
  const each = (message: Message, fields: string, status: string) => {
    const to = message.recipients.map((recipient) => `<${recipient}>`).join(",");
    write(
      message,
      `sm-mta[77]: ${message.id}: to=${to}, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=${GOOGLE}. [192.0.2.26], ${fields}, stat=${status}`,
    );
  };
  return {
    id: (number) => `6AN4${number.toString().padStart(4, "0")}cd0${(1_199 + number).toString()}`,
    arrive: (message) =>
      write(
        message,
        `sm-mta[77]: ${message.id}: from=<${message.sender}>, size=501, class=0, nrcpts=${message.recipients.length}, msgid=<m${message.number}@app.example.com>, proto=ESMTP, daemon=MTA-v4, relay=app1.example.com [198.51.100.240]`,
      ),
    activate: () => {},
    refuse: (message, isFinal) => {
      token();
      if (isFinal) each(message, `dsn=5.7.25, reply=550 5.7.25 [${ADDRESS}] ${ptr}`, "Service unavailable");
      else {
        const reply = `421-4.7.23 [${ADDRESS}      23] The sending IP address for this message doesn't have a PTR`;
        each(message, `dsn=4.7.23, reply=${reply}`, `Deferred: ${reply}`);
      }
    },
    passHost: () => {},
    deliver: (message) => each(message, "dsn=2.0.0", `Sent (OK  1795406540 ${token()} - gsmtp)`),
    expire: (message) =>
      write(
        message,
        `sm-mta[77]: ${message.id}: 6AS42Kcd001210: sender notify: Cannot send message for 5 days`,
      ),
    remove: () => {},
    delete: () => {},
    requeue: null,
  };
};

export const qmail: CreateWriter = (write, token) => {
  let deliveries = 0;
  const say = (message: Message, text: string) =>
    write(message, `qmail: ${1_795_406_534 + message.at}.123456 ${text}`);
  const end = (message: Message, recipient: string, said: string) => {
    const number = ++deliveries;
    say(message, `starting delivery ${number}: msg ${message.id} to remote ${recipient}`);
    say(message, `delivery ${number}: ${said.replaceAll(" ", "_").replace(/^(\w+):_/, "$1: ")}`);
  };
  const each = (message: Message, said: string) => {
    for (const recipient of message.recipients) end(message, recipient, said);
  };
  return {
    id: (number) => `${2_098_700 + number}`,
    arrive: (message) => {
      say(message, `new msg ${message.id}`);
      say(message, `info msg ${message.id}: bytes 812 from <${message.sender}> qp 4711 uid 89`);
    },
    activate: () => {},
    refuse: (message, isFinal) =>
      each(
        message,
        isFinal
          ? `failure: 192.0.2.26 failed after I sent the message./Remote host said: 550-5.7.25 [${ADDRESS}] ${ptr}/550-5.7.25 PTR record setup./550 5.7.25  ${token()} - gsmtp/`
          : `deferral: 192.0.2.26 failed after I sent the message./Remote host said: 421-4.7.23 [${ADDRESS}      23] The sending IP address for this message doesn't have a PTR/421 4.7.23 record. ${token()} - gsmtp/`,
      ),
    passHost: () => {},
    deliver: (message) =>
      each(
        message,
        `success: 192.0.2.26 accepted message./Remote host said: 250 2.0.0 OK  1795406540 ${token()} - gsmtp/`,
      ),
    expire: () => {},
    remove: (message) => say(message, `end msg ${message.id}`),
    delete: () => {},
    requeue: null,
  };
};

export const maddy: CreateWriter = (write, token) => {
  const say = (message: Message, words: string, fields: object) =>
    write(message, `maddy[812]: ${words}\t${JSON.stringify(fields)}`);
  const each = (message: Message, words: string, fields: object = {}) => {
    for (const rcpt of message.recipients) say(message, words, { msg_id: message.id, rcpt, ...fields });
  };
  const attempt = (message: Message, code: number, status: string, text: string) => {
    const smtp = { smtp_code: code, smtp_enchcode: status, smtp_msg: text };
    each(message, "queue: delivery attempt failed", { reason: text, remote_server: `${GOOGLE}.`, ...smtp });
  };
  return {
    id: (number) => (0x161c8b61 + number * 7).toString(16),
    arrive: (message) => {
      const { id, sender } = message;
      say(message, "submission: incoming message", { msg_id: id, sender, src_ip: "198.51.100.240:20725" });
      each(message, "submission: RCPT ok");
    },
    activate: () => {},
    refuse: (message, isFinal) => {
      if (!isFinal) {
        const reply = `[${ADDRESS}      23] The sending IP address for this message doesn't have a PTR\nrecord.`;
        attempt(message, 421, "4.7.23", `${reply} ${token()} - gsmtp`);
        return;
      }
      attempt(message, 550, "5.7.25", `[${ADDRESS}] ${ptr}\nPTR record setup. ${token()} - gsmtp`);
      each(message, "queue: not delivered, permanent error");
    },
    passHost: () => {},
    deliver: (message) => {
      token();
      for (const rcpt of message.recipients)
        say(message, "queue: delivered", { attempt: 2, msg_id: message.id, rcpt });
    },
    expire: (message) => each(message, "queue: not delivered, temporary error"),
    remove: () => {},
    delete: () => {},
    requeue: null,
  };
};

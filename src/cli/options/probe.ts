// Options of `whybounce probe`.

import { readDomain } from "../../base/standards/domain-name.ts";
import { isPlainHostName } from "../../base/standards/host-name.ts";
import { canonicalIp } from "../../base/standards/ip.ts";
import { isPlainMailbox } from "../../base/standards/mailbox.ts";
import { parseTimeSpan } from "../../base/standards/time-span.ts";
import { probeDefaults } from "../../index.ts";
import { FILE, type OptionDefinitions } from "./definition.ts";

/** Whom a run calls and writes to is typed each time: nothing of it stands in the configuration file. */
const typedOnly = { noKey: "" } as const;

/** Milliseconds. Within less, healthy servers far away seem silent; nobody waits longer for a greeting. */
const TIMEOUT = { minimum: 500, maximum: 300_000 };

export const probeOptions = {
  connect: {
    ...typedOnly,
    help: "one connection from each address: EHLO and QUIT, a second apart, not again within ten minutes",
  },
  send: {
    ...typedOnly,
    help: "send one test message from each address to this mailbox, which must be yours",
    value: { name: "address", parse: parseMailbox, expected: "write one address such as you@gmail.com" },
  },
  probeSender: {
    ...typedOnly,
    long: "sender",
    help: "the sender of the test message (default: postmaster@ and the HELO name); with --via-mta it may be repeated, for senders whose mail leaves from other addresses",
    value: { name: "address", parse: parseMailbox, expected: "write one address such as news@example.com" },
    isList: true,
    needs: {
      option: "send",
      predicate: "is the sender of a test message, and none is sent",
      nextStep: ["add ", { option: "send", value: "you@gmail.com" }],
    },
  },
  viaMta: {
    ...typedOnly,
    help: "let the local mail server send the test message, and follow its log",
    needs: {
      option: "send",
      predicate: "is about a test message, and none is sent",
      nextStep: ["add ", { option: "send", value: "you@gmail.com" }],
    },
    conflicts: [{ option: "connect", predicate: "calls nobody itself" }],
  },
  toDomain: {
    ...typedOnly,
    help: "probe the way to this domain's mail servers (default: gmail.com)",
    value: { name: "domain", parse: readDomain, expected: "write a domain such as outlook.com" },
    conflicts: [{ option: "server", predicate: "looks for a server, and one is named" }],
  },
  server: {
    ...typedOnly,
    help: "call this server instead of the domain's MX",
    value: {
      name: "host[:port]",
      parse: parseHostAndPort,
      expected: "write a host such as mx.example.net, 192.0.2.25:2525 or [2001:db8::25]:25",
    },
  },
  received: {
    ...typedOnly,
    help: "a delivered copy of a mail: its headers tell which address was seen; may be repeated",
    value: FILE,
    isList: true,
  },
  probeState: {
    ...typedOnly,
    long: "state",
    help: "the folder where connections are remembered (default: /var/lib/whybounce, or below $XDG_STATE_HOME)",
    value: { name: "dir", isFolder: true },
  },
  connectTimeout: {
    ...typedOnly,
    help: `how long to wait for the connection and each reply: 5s, 1m (default: ${probeDefaults.timeoutMilliseconds / 1000}s)`,
    value: {
      name: "time",
      parse: parseTimeout,
      expected: `write ${TIMEOUT.minimum}ms to ${TIMEOUT.maximum / 60_000}m`,
    },
  },
} as const satisfies OptionDefinitions;

/** With a domain, and no option by mistake. */
function parseMailbox(text: string): string | null {
  return text.includes("@") && !text.startsWith("-") && isPlainMailbox(text) && isAscii(text) ? text : null;
}

/** SMTP without SMTPUTF8. */
function isAscii(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

export interface HostAndPort {
  host: string;
  port: number;
}

const SMTP_PORT = 25;
const withPort = /^(?:\[(?<inner>[^\]]+)\]|(?<plain>[^:[\]]+))(?::(?<port>\d{1,5}))?$/;

function parseHostAndPort(text: string): HostAndPort | null {
  const alone = canonicalIp(text);
  if (alone !== null) return { host: alone, port: SMTP_PORT };
  const { inner, plain, port } = withPort.exec(text)?.groups ?? {};
  const named = inner ?? plain ?? "";
  const host = canonicalIp(named) ?? (isPlainHostName(named) ? named.toLowerCase() : null);
  const number = Number(port ?? SMTP_PORT);
  return host === null || number < 1 || number > 65_535 ? null : { host, port: number };
}

function parseTimeout(text: string): number | null {
  const milliseconds = parseTimeSpan(/[a-z]$/i.test(text) ? text : `${text}s`) ?? 0;
  return milliseconds >= TIMEOUT.minimum && milliseconds <= TIMEOUT.maximum ? milliseconds : null;
}

// The ways that an alert can take, as the option names them.

import { isPlainMailbox } from "../../base/standards/mailbox.ts";

export type AlertChannel = { name: string } & (
  | { kind: "mail"; to: string; way: MailWay }
  | { kind: "web"; url: string }
  | { kind: "program"; path: string }
  | { kind: "textfile"; path: string }
  | { kind: "journal" }
);

/** Null: `sendmail`, or SMTP where a unit may not start a program that changes its group. */
export type MailWay = { smtp: { host: string; port: number } } | { sendmail: string } | null;

/** `mail:root`, `mail:root?smtp=127.0.0.1:25`, `https://…`, `exec:/path`, `textfile:/path.prom`, `journal`; null for anything else. */
export function parseChannel(name: string): AlertChannel | null {
  if (name === "journal") return { name, kind: "journal" };
  if (/^https?:/i.test(name)) return isFitUrl(name) ? { name, kind: "web", url: name } : null;
  const [kind, rest] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  if (kind === "mail") return mailChannel(name, rest);
  if (!rest.startsWith("/") || rest.includes("\0")) return null;
  if (kind === "exec") return { name, kind: "program", path: rest };
  return kind === "textfile" ? { name, kind: "textfile", path: rest } : null;
}

/** Plain HTTP shows everybody on the way what is told; on this machine there is nobody. */
function isFitUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isLoopback = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname);
  return (
    username === "" && password === "" && (protocol === "https:" || (protocol === "http:" && isLoopback))
  );
}

const way =
  /^(?:smtp=(?<host>127(?:\.\d{1,3}){3}|::1|localhost):(?<port>\d{1,5})|sendmail=(?<path>\/[^\0]+))$/;

function mailChannel(name: string, rest: string): AlertChannel | null {
  const at = rest.indexOf("?");
  const to = at < 0 ? rest : rest.slice(0, at);
  if (!isPlainMailbox(to) || to.startsWith("-")) return null;
  if (at < 0) return { name, kind: "mail", to, way: null };
  const { host, port, path } = way.exec(rest.slice(at + 1))?.groups ?? {};
  if (path !== undefined) return { name, kind: "mail", to, way: { sendmail: path } };
  const number = Number(port);
  if (host === undefined || number < 1 || number > 65_535) return null;
  return { name, kind: "mail", to, way: { smtp: { host, port: number } } };
}

/** Mail about refused mail, through the address that is refused, to the one who refuses. */
export function isAtGmail({ to }: { to: string }): boolean {
  return /@(?:gmail|googlemail)\.com$/i.test(to);
}

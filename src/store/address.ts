// Where a store is and how to get in. A password stands in the environment or in a file: what stands on a command
// line is seen by every user of the machine.

import { systemErrorReason, UserError } from "../base/errors.ts";
import type { StoreOptions } from "../model/options.ts";
import { readSmallFile } from "../base/small-file.ts";

export interface StoreAddress {
  /** The HTTP interface. */
  url: string;
  database: string;
  /** Null means: as the environment says. */
  user: string | null;
  passwordFile: string | null;
}

const WRITE_ONE = "write one such as clickhouse://db.example.com:8123/whybounce";
const PORTS = { plain: 8123, secure: 8443 };
/** Names that need no quotes in SQL. */
export const SQL_NAME = /^[A-Za-z_]\w{0,63}$/;

/** `clickhouse://[user@]host[:port][/database][?secure=true]`; `option` is named in what is wrong with it. */
export function parseStoreAddress(option: string, text: string, passwordFile: string | null): StoreAddress {
  const url = readUrl(option, text);
  if (url.password !== "")
    throw new UserError({
      option,
      problem: "a password has no place in a URL, where others see it",
      nextStep: ["take it out and set WHYBOUNCE_STORE_PASSWORD, or use ", { option: "storePasswordFile" }],
    });
  const { secure, others } = parametersOf(url);
  if (others.length > 0)
    throw new UserError({
      option,
      problem: `${others[0]} means nothing in a store's URL`,
      nextStep: "it may have ?secure=true",
    });
  const database = decoded(option, url.pathname.replace(/^\//, "")) || "default";
  if (!SQL_NAME.test(database))
    throw new UserError({ option, problem: `${database} is no name of a database`, nextStep: WRITE_ONE });
  const port = url.port === "" ? (secure ? PORTS.secure : PORTS.plain) : Number(url.port);
  return {
    url: `${secure ? "https" : "http"}://${url.hostname}:${port}`,
    database,
    user: decoded(option, url.username) || null,
    passwordFile,
  };
}

/** An address that cannot be read is not shown: a password may stand in it. */
function readUrl(option: string, text: string): URL {
  const url = /^clickhouse:\/\/[^/]/.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url !== null && url.hostname !== "") return url;
  throw new UserError({ option, problem: "not the URL of a store", nextStep: WRITE_ONE });
}

function decoded(option: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    const escape = /%(?![0-9a-f]{2}).{0,2}/i.exec(text)?.[0] ?? "an escape";
    const problem = `${escape} stands for no character in a URL`;
    throw new UserError({ option, problem, nextStep: "write a percent sign as %25" });
  }
}

function parametersOf({ searchParams }: URL): { secure: boolean; others: string[] } {
  const others = [...searchParams.keys()].filter((name) => name !== "secure");
  return { secure: ["true", "1"].includes(searchParams.get("secure") ?? ""), others };
}

/** Completes an address by what the environment and the password file say. */
export async function withCredentials(
  { url, database, user, passwordFile }: StoreAddress,
  env: Record<string, string | undefined>,
): Promise<StoreOptions> {
  const password =
    passwordFile === null ? (env["WHYBOUNCE_STORE_PASSWORD"] ?? "") : await readPassword(passwordFile);
  return { url, database, user: user ?? env["WHYBOUNCE_STORE_USER"] ?? "default", password };
}

/** A password that everybody on the way can read is worth a word; null where there is no such way. */
function plainPasswordWarning({ url, database, password }: StoreOptions): string | null {
  const { protocol, hostname, host } = new URL(url);
  if (password === "" || protocol === "https:" || isLoopback(hostname)) return null;
  return `clickhouse://${host}/${database}: the password crosses the network unencrypted; add ?secure=true, or reach the server through a tunnel`;
}

export function warnOfPlainPassword(where: StoreOptions, { warn }: { warn: (text: string) => void }): void {
  const warning = plainPasswordWarning(where);
  if (warning !== null) warn(warning);
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host);
}

/** A key of a machine may be long; what is longer is another file. */
const MAX_PASSWORD = 4_096;

async function readPassword(path: string): Promise<string> {
  try {
    return (await readSmallFile(path, MAX_PASSWORD, true)).text.replace(/\r?\n$/, "");
  } catch (error) {
    throw new UserError({
      option: "storePasswordFile",
      value: path,
      problem: systemErrorReason(error),
      nextStep: "name a file that holds the password and nothing else",
    });
  }
}

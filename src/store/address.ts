// Where a store is and how to get in. A password stands in the environment or in a file: what stands on a command
// line is seen by every user of the machine.

import { systemErrorReason, UserError } from "../errors.ts";
import type { StoreOptions } from "../model.ts";
import { readSmallFile } from "../small-file.ts";

export interface StoreAddress {
  /** The HTTP interface. */
  url: string;
  database: string;
  /** Null means: as the environment says. */
  user: string | null;
  passwordFile: string | null;
}

const EXAMPLE = "clickhouse://db.example.com:8123/whybounce";
const PORTS = { plain: 8123, secure: 8443 };
/** Names that need no quotes in SQL. */
export const SQL_NAME = /^[A-Za-z_]\w{0,63}$/;

/** `clickhouse://[user@]host[:port][/database][?secure=true]` */
export function parseStoreAddress(option: string, text: string, passwordFile: string | null): StoreAddress {
  const url = readUrl(option, text);
  if (url.password !== "")
    throw new UserError(
      `${option}: a password has no place in a URL, where others see it; take it out and set WHYBOUNCE_STORE_PASSWORD, or use --store-password-file`,
    );
  const { secure, others } = parametersOf(url);
  if (others.length > 0)
    throw new UserError(`${option}: ${others[0]} means nothing in a store's URL; it may have ?secure=true`);
  const database = decodeURIComponent(url.pathname.replace(/^\//, "")) || "default";
  if (!SQL_NAME.test(database))
    throw new UserError(`${option}: ${database} is no name of a database; write one such as ${EXAMPLE}`);
  const port = url.port === "" ? (secure ? PORTS.secure : PORTS.plain) : Number(url.port);
  return {
    url: `${secure ? "https" : "http"}://${url.hostname}:${port}`,
    database,
    user: decodeURIComponent(url.username) || null,
    passwordFile,
  };
}

/** What cannot be read is not shown: a password may stand in it. */
function readUrl(option: string, text: string): URL {
  const url = /^clickhouse:\/\/[^/]/.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url !== null && url.hostname !== "") return url;
  throw new UserError(`${option}: not the URL of a store; write one such as ${EXAMPLE}`);
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

/** A key of a machine may be long; what is longer is another file. */
const MAX_PASSWORD = 4_096;

async function readPassword(path: string): Promise<string> {
  try {
    return (await readSmallFile(path, MAX_PASSWORD, true)).text.replace(/\r?\n$/, "");
  } catch (error) {
    throw new UserError(
      `--store-password-file ${path}: ${systemErrorReason(error)}; name a file that holds the password and nothing else`,
    );
  }
}

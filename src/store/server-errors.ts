// What the failures of a store's server mean, and what the user does next.

import { UserError, type Mistake, type Words } from "../base/errors.ts";

/** What the store says, and what the user does next. */
type Trouble = Pick<Mistake, "problem" | "nextStep">;

const otherTables: Trouble = {
  problem: "its tables are not those of this version of whybounce",
  nextStep: "use the version that made them, or another database",
};

const refusedLogin: Trouble = {
  problem: "user or password is wrong",
  nextStep: ["set WHYBOUNCE_STORE_USER and WHYBOUNCE_STORE_PASSWORD, or ", { option: "storePasswordFile" }],
};

const narrowThePeriod: Words = ["narrow the period with ", { option: "since" }, " or ", { option: "week" }];

/** Keyed by the engine's own code. */
const engineErrors: Record<number, Trouble | ((name: string) => Trouble)> = {
  16: otherTables,
  47: otherTables,
  60: (name) => ({
    problem: "has no tables of whybounce",
    nextStep: `create them with: whybounce store init --to ${name}`,
  }),
  81: (name) => ({
    problem: `there is no database ${name.slice(name.lastIndexOf("/") + 1)}`,
    nextStep: `create it and its tables with: whybounce store init --to ${name}`,
  }),
  117: otherTables,
  139: {
    problem: "this cluster has no ZooKeeper or Keeper for ON CLUSTER",
    nextStep: "run store init --this-server-only on each server",
  },
  159: { problem: "the server took too long", nextStep: narrowThePeriod },
  164: {
    problem: "this user may not do that",
    nextStep: "a report needs a user with readonly = 2, a push one that may insert",
  },
  170: {
    problem: "the server knows no such cluster",
    nextStep: "see system.clusters for its clusters",
  },
  192: refusedLogin,
  193: refusedLogin,
  194: refusedLogin,
  241: { problem: "the server's memory is too small for this query", nextStep: narrowThePeriod },
  497: {
    problem: "this user may not do that",
    nextStep: "grant it SELECT, for a push INSERT, and for store init CREATE TABLE",
  },
  516: refusedLogin,
};

/** Keyed by the system's code. */
const networkErrors: Record<string, string> = {
  ECONNREFUSED: "nothing listens there; is the server up, and is it the port of its HTTP interface (8123)?",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the connection was lost; run the same command again, nothing is counted twice",
  EPIPE: "the connection was lost; run the same command again, nothing is counted twice",
  ETIMEDOUT: "the server did not answer in time",
};

/** `password` is taken out of what the server says. */
export function explained(error: unknown, name: string, password = ""): UserError {
  if (error instanceof UserError) return error;
  const { message } = error as Error;
  const trouble = knownTrouble(error, name) ?? { problem: describe(without(password, message)) };
  return new UserError({ thing: name, ...trouble }, { cause: error });
}

/** In our own words alone; null where only the server has some. */
export function knownTrouble(error: unknown, name: string): Trouble | null {
  const { code, message } = error as NodeJS.ErrnoException;
  const number = Number(/^\d+$/.exec(code ?? "")?.[0] ?? /Code: (\d+)/.exec(message)?.[1]);
  const known = engineErrors[number];
  if (known !== undefined) return typeof known === "function" ? known(name) : known;
  const problem = networkErrors[code ?? ""];
  return problem === undefined ? null : { problem };
}

const MAX_SHOWN = 200;

/** Servers quote what they got. */
function without(password: string, message: string): string {
  return password === "" ? message : message.replaceAll(password, "(password)");
}

/** The page itself, or what the parser of JSON says of its first character. */
const webPage = /^\s*(?:<!doctype html|<html|<head|<\?xml|<!--)|Unexpected token '?</i;

/** The engine's own words, without the names of its C++ code. */
function describe(message: string): string {
  if (/socket hang up|aborted|Timeout error/i.test(message)) return networkErrors["ECONNRESET"]!;
  if (webPage.test(message))
    return "a web page came instead of an answer, as from a proxy or another server; name the address and port of ClickHouse's HTTP interface (8123)";
  if (/Parse Error|Expected HTTP/i.test(message))
    return "that is not ClickHouse's HTTP interface; name its port (8123)";
  const words = message
    .replaceAll(/\s+/g, " ")
    .replace(/, e\.what\(\).*$/, "")
    .replace(/^.*DB::Exception: /, "");
  return `the server says: ${words.length > MAX_SHOWN ? `${words.slice(0, MAX_SHOWN)}...` : words}`;
}

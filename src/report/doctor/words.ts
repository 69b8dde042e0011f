// The doctor's sentences: what was found, and the way out where there is one to take.

import type {
  DoctorCheck,
  DoctorReport,
  JournalCheck,
  MailerCheck,
  OwnServersCheck,
  ResolverCheck,
} from "../../model/doctor.ts";
import { stateWords, storeWords } from "./kept-words.ts";
import { byteSize, count, minuteOf } from "../../base/words/quantities.ts";

export interface DoctorWords {
  subject: string;
  text: string;
  wayOut: string | null;
}

const subjects: Record<DoctorCheck["check"], string> = {
  program: "program",
  resolver: "resolver",
  "no resolver": "resolver",
  "own servers": "name servers",
  log: "log",
  "no log": "log",
  journal: "journal",
  mailer: "mailer",
  configuration: "configuration",
  store: "store",
  state: "state",
};

export function doctorWords(one: DoctorCheck): DoctorWords {
  return { subject: subjects[one.check], ...wordsOf(one) };
}

type Said = Omit<DoctorWords, "subject">;

const plain = (text: string): Said => ({ text, wayOut: null });

function wordsOf(one: DoctorCheck): Said {
  switch (one.check) {
    case "program":
      return plain(`whybounce ${one.version}, ${forms[one.form]}, Node.js ${one.node}`);
    case "resolver":
      return resolverWords(one);
    case "no resolver":
      return { text: `none is known: ${one.reason}`, wayOut: NAME_RESOLVER };
    case "own servers":
      return ownServersWords[one.result];
    case "log":
      return logWords(one);
    case "no log":
      return one.hasJournal
        ? plain("none in the usual places: the journal is read instead")
        : { text: "none in the usual places", wayOut: NAME_LOG };
    case "journal":
      return journalWords(one);
    case "mailer":
      return mailerWords(one);
    case "configuration":
      return configurationWords(one);
    case "store":
      return storeWords(one);
    case "state":
      return stateWords(one);
  }
}

const forms = { package: "npm's package", "one file": "as one file", binary: "with a Node.js of its own" };

const NAME_RESOLVER = "name one that knows the public DNS with --resolver, or correct /etc/resolv.conf";
const NAME_LOG = "name the log, or the folder of the mail server's container";

// ---------------------------------------------------------------- DNS

const statusWords: Partial<Record<ResolverCheck["status"], string>> = {
  refused: "it refuses (REFUSED)",
  servfail: "it fails (SERVFAIL)",
  timeout: "no answer in time",
  unreachable: "it cannot be reached",
};

function resolverWords({ server, standing, status, invents }: ResolverCheck): Said {
  if (standing === "cut off")
    return {
      text: `${server} denies in-addr.arpa: it is cut off from the public DNS`,
      wayOut: NAME_RESOLVER,
    };
  if (standing !== "public")
    return {
      text: `${server}: ${statusWords[status] ?? "no answer that can be used"}`,
      wayOut: NAME_RESOLVER,
    };
  if (invents === true)
    return { text: `${server} invents addresses for names that do not exist`, wayOut: NAME_RESOLVER };
  return plain(`${server} knows in-addr.arpa${invents === null ? "" : ", and invents no answers"}`);
}

const INTERCEPTED_WAY =
  "let questions to port 53 pass, over UDP and TCP; until then the resolver's word alone counts";

const ownServersWords: Record<OwnServersCheck["result"], Said> = {
  answered: plain("the name servers of in-addr.arpa answer themselves: port 53 is not intercepted"),
  intercepted: {
    text: "something on the way answers instead of the zones' own name servers",
    wayOut: INTERCEPTED_WAY,
  },
  silent: {
    text: "no name server of in-addr.arpa was heard: port 53 seems to be closed",
    wayOut: INTERCEPTED_WAY,
  },
  unknown: {
    text: "not known: no resolver named the name servers of in-addr.arpa",
    wayOut: NAME_RESOLVER,
  },
  "not asked": plain("those of the zones themselves are not asked, as --no-authoritative says"),
};

// ---------------------------------------------------------------- logs

function logWords(log: Extract<DoctorCheck, { check: "log" }>): Said {
  if (!log.isReadable)
    return { text: `${log.path}: ${log.reason ?? "it cannot be read"}`, wayOut: wayToRead(log.group) };
  if (log.bytes === 0)
    return {
      text: `${log.path} is empty`,
      wayOut: "name the log that the mail server writes, or the rotated ones",
    };
  const text = `${log.path} can be read: ${byteSize(log.bytes)}, last written ${minuteOf(log.lastWritten)} UTC`;
  return { text, wayOut: log.isOld ? "nothing was written for a week: name the log that is in use" : null };
}

/** `$USER` is the shell's: the name of a user has no place in a report of a bug. */
function wayToRead(group: string | null): string {
  if (group === null) return "run whybounce with sudo";
  return `the group ${group} may read it: run whybounce with sudo, or join the group (sudo usermod -aG ${group} $USER) and log in again`;
}

function journalWords({ result, group }: JournalCheck): Said {
  switch (result) {
    case "readable":
      return { text: "it can be read", wayOut: null };
    case "volatile":
      return {
        text: "it is kept until the machine starts again",
        wayOut: "make the folder /var/log/journal and restart systemd-journald to keep it for good",
      };
    case "no access":
      return { text: "this user may not read it", wayOut: wayToRead(group) };
    case "no reader":
      return {
        text: "journalctl is not installed",
        wayOut: "install systemd's journalctl, or read it on the machine that wrote it",
      };
    case "none":
      return plain("none on this machine");
  }
}

// ---------------------------------------------------------------- the rest

function mailerWords({ mailers, outgoing, failed }: MailerCheck): Said {
  const names = mailers.map(({ mailer, isRelayed }) =>
    isRelayed ? `${mailer}, which sends through a relay` : mailer,
  );
  const inner = outgoing.filter(({ isInner }) => isInner).length;
  const families = [4, 6].map((family) => ({
    family,
    amount: outgoing.filter((one) => one.family === family).length,
  }));
  const addresses = families
    .filter(({ amount }) => amount > 0)
    .map(({ family, amount }) => `${amount} IPv${family}`);
  const behind = inner > 0 ? ` (${inner} of them private: another machine gives mail its public one)` : "";
  const from =
    addresses.length === 0
      ? "no address was found that mail leaves from"
      : `mail leaves from ${addresses.join(" and ")} ${outgoing.length === 1 ? "address" : "addresses"}${behind}`;
  const text = `${names.length === 0 ? "neither Postfix nor Exim" : names.join("; ")}; ${from}`;
  if (failed.length === 0) return plain(text);
  const programs = failed.map(({ program, reason }) => `${program} (${reason})`).join(", ");
  return {
    text,
    wayOut: `did not tell everything: ${programs}; run whybounce as root, or give the name with --helo`,
  };
}

function configurationWords({ path, keys, problem }: Extract<DoctorCheck, { check: "configuration" }>): Said {
  if (problem !== null) return { text: problem, wayOut: "correct it, or say --no-config" };
  if (path === null) return plain("none in use");
  return plain(keys.length === 0 ? `${path} sets nothing` : `${path} sets ${keys.join(", ")}`);
}

/** What the report comes to, in one sentence. */
export function doctorHeadline({ checks }: DoctorReport): string {
  const problems = checks.filter(({ state }) => state === "problem").length;
  const warnings = checks.filter(({ state }) => state === "warning").length;
  if (problems + warnings === 0) return "All is well here.";
  const parts = [
    problems > 0 ? count(problems, "problem") : "",
    warnings > 0 ? count(warnings, "warning") : "",
  ];
  return `${parts.filter((part) => part !== "").join(" and ")}.`;
}

// Options about the report, and about how the command behaves.

import { isPlainMailbox } from "../../base/standards/mailbox.ts";
import {
  auditFormatNames,
  checkFormatNames,
  doctorFormatNames,
  formatNames,
  probeFormatNames,
} from "../../report/formats.ts";
import { FILE, type OptionDefinitions } from "./definition.ts";

const formatHelp = (names: readonly string[]) =>
  `how the report is written: ${names.join(", ")} (default: table)`;

/** Only the command line says where `check` writes to. */
const reportsAlone = { fromFile: ["analyze"] } as const;

const mailbox = {
  name: "address",
  parse: (text: string) => (isPlainMailbox(text) && !text.startsWith("-") ? text : null),
  expected: "write one address such as postmaster@example.com",
} as const;

export const reportOptions = {
  format: {
    ...reportsAlone,
    short: "f",
    help: formatHelp(formatNames),
    value: { name: "name", choices: formatNames },
    variants: {
      check: { help: formatHelp(checkFormatNames), choices: checkFormatNames },
      audit: { help: formatHelp(auditFormatNames), choices: auditFormatNames },
      probe: { help: formatHelp(probeFormatNames), choices: probeFormatNames },
      doctor: { help: formatHelp(doctorFormatNames), choices: doctorFormatNames },
    },
  },
  json: {
    help: "the same as --format json",
    noKey: 'write "format": "json"',
    conflicts: [{ option: "format" }],
  },
  output: {
    ...reportsAlone,
    short: "o",
    help: "write the report to this file, whole or not at all; its ending picks the format; may be repeated",
    value: FILE,
    isList: true,
    keyMayBeOne: true,
  },
  details: {
    help: "show each address by itself, all records and whole tickets, even for many addresses",
  },
  mailTo: {
    help: "recipient of the mail that --format mail writes; may be repeated (default: root)",
    value: mailbox,
    isList: true,
  },
  mailFrom: {
    help: "sender of that mail (default: as the mail server says)",
    value: mailbox,
  },
} as const satisfies OptionDefinitions;

export const runOptions = {
  exitCode: {
    help: "exit with 1 if a cause still stands, with 2 if that is not known",
    variants: {
      audit: { help: "exit with 1 if something fails, with 2 if the DNS could not be asked" },
      probe: { help: "exit with 1 if an address fails, with 2 if one is not known to pass" },
      doctor: { help: "exit with 1 if there is a problem" },
    },
    conflicts: [{ option: "dns", isOff: true, predicate: "needs the DNS to know what still stands" }],
  },
  quiet: {
    help: "no warnings on standard error; the report has them",
    variants: {
      store: { help: "no warnings and no summary" },
      watch: { help: "no warnings, and no line for each change" },
    },
  },
  progress: { opposite: "no status line on the terminal" },
  color: { help: "colors even when the output is not a terminal", opposite: "no colors" },
  config: {
    help: "read options from this file (default: whybounce.config.json in this folder, else the user's or the system's)",
    opposite: "read no options from a file",
    value: FILE,
    noKey: "",
  },
} as const satisfies OptionDefinitions;

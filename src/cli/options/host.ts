// Options about the host that mail leaves from.

import type { OptionDefinitions } from "./definition.ts";

export const hostOptions = {
  helo: {
    help: "the name your mail server greets with (HELO, EHLO)",
    value: {
      name: "name",
      parse: parseHelo,
      expected: "write the name as the server says it, such as mail.example.com",
    },
  },
  local: {
    opposite: "do not ask this machine's own mail server and network for its names",
    variants: {
      audit: {
        help: "ask nothing of this machine, as for the other commands: an audit asks it only with --host-selectors",
      },
    },
  },
} as const satisfies OptionDefinitions;

/** Anything that a server may greet with, also wrong names and address literals: the check looks for those. */
const heloPattern = /^[\w.:[\]-]{1,255}$/;

function parseHelo(text: string): string | null {
  return heloPattern.test(text) ? text.replace(/\.$/, "").toLowerCase() : null;
}

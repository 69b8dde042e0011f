// Options of `whybounce check`.

import { FILE, type OptionDefinitions } from "./definition.ts";

export const checkOptions = {
  input: { short: "i", help: "also check what this file lists, one per line", value: FILE },
  from: {
    help: "the domain you send mail from",
    value: { name: "domain", parse: parseDomain, expected: "write a domain such as example.com" },
  },
  wait: {
    help: "ask again until every address passes: 30m, 2h (default: 1h); exit with 1 when the time is over",
    variants: {
      audit: {
        help: "ask again until nothing fails: --wait=30m (default: 1h); exit with 1 when the time is over",
      },
    },
    value: { name: "time", preset: "1h", suggestions: ["30m", "1h", "2h"] },
  },
} as const satisfies OptionDefinitions;

const domainPattern =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** `news@example.com` says its domain as well. */
function parseDomain(text: string): string | null {
  const domain = text.slice(text.lastIndexOf("@") + 1).replace(/\.$/, "");
  return domainPattern.test(domain) ? domain.toLowerCase() : null;
}

// A mistake in the words of the command line.

import { commandLineName, mistakeSentence, type OptionMention, type UserError } from "../base/errors.ts";

export function commandLineMessage({ mistake }: UserError): string {
  return mistakeSentence(mistake, spell);
}

/** The store of a report is `--from`; the `from` of `check` is another option. */
function spell(mention: OptionMention): string {
  return mention.option === "store"
    ? `--from${commandLineName(mention).slice("--store".length)}`
    : commandLineName(mention);
}

// A mistake in the words of the command line.

import { commandLineName, mistakeSentence, type OptionMention, type UserError } from "../base/errors.ts";

export function commandLineMessage({ mistake }: UserError): string {
  return mistakeSentence(mistake, spell);
}

/** The store of a report is `--from`; the option `from` of `check` is another one. */
function spell(mention: OptionMention): string {
  return commandLineName(mention.option === "store" ? { ...mention, option: "from" } : mention);
}

// A mistake in the words of the command line.

import { commandLineName, mistakeSentence, type OptionMention, type UserError } from "../base/errors.ts";

export function commandLineMessage({ mistake }: UserError): string {
  return mistakeSentence(mistake, spell);
}

/** The store of a report is `--from`, the sender of a probe `--sender`, its folder `--state`: other commands have other options of these names. */
const spelled: Record<string, string> = { store: "from", probeSender: "sender", probeState: "state" };

function spell(mention: OptionMention): string {
  return commandLineName({ ...mention, option: spelled[mention.option] ?? mention.option });
}

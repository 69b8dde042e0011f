import type { CommandHelp } from "./command-help.ts";

/** Those that there are completions for. */
export const shells = ["bash", "zsh", "fish"] as const;

export const completion: CommandHelp = {
  description: "print the completions for a shell",
  usage: shells.join("|"),
  operands: [
    {
      name: shells.join("|"),
      choices: shells,
      help: "the shell; the packages for Debian install the completions by themselves",
    },
  ],
  examples: [
    'eval "$(whybounce completion bash)"       in ~/.bashrc',
    'eval "$(whybounce completion zsh)"        in ~/.zshrc, after compinit',
    "whybounce completion fish | source        in config.fish",
  ],
  exitCodes: [],
};

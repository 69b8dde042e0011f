// What the help says of a command.

export interface Operand {
  name: string;
  isList?: true;
  /** Completed by names of files. */
  isFile?: true;
  /** It is one of these; what follows it is another operand. */
  choices?: readonly string[];
  help: string;
}

export interface CommandHelp {
  description: string;
  usage: string;
  /** What follows the options. */
  operands: readonly Operand[];
  examples: readonly string[];
  exitCodes: readonly { code: number; meaning: string }[];
}

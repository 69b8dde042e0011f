// What a probe asks of the machine. Tests give the words of other machines.

import { hostname } from "node:os";
import type { Witnesses } from "../machine/index.ts";
import { runProgram, runWithInput } from "../machine/programs.ts";

export interface ProbeWitnesses extends Witnesses {
  hostsFile: string;
  /** Gives the mail server a message. */
  hand: typeof runWithInput;
}

export const witnesses: ProbeWitnesses = {
  run: runProgram,
  hand: runWithInput,
  hostName: hostname(),
  hostsFile: "/etc/hosts",
};

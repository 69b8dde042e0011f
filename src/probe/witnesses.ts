// What a probe asks of the machine. Tests give the words of other machines.

import { hostname } from "node:os";
import type { Witnesses } from "../machine/index.ts";
import { runProgram } from "../machine/programs.ts";

export interface ProbeWitnesses extends Witnesses {
  hostsFile: string;
}

export const witnesses: ProbeWitnesses = { run: runProgram, hostName: hostname(), hostsFile: "/etc/hosts" };

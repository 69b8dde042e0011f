// A probe as a program asks for it: what is left out is as on the command line.

import { UserError } from "../base/errors.ts";
import { probeDefaults, type ProbeResults, type ProbeTask } from "../model/probe.ts";
import { probe } from "./probe.ts";

type Given = Partial<Omit<ProbeTask, "ips">> & Pick<ProbeTask, "dns" | "timezone">;

export async function probeAsked(ips: string[], given: Given): Promise<ProbeResults> {
  const task: ProbeTask = { ...defaults, ...given, ips };
  const isCalling = task.connect || (task.send !== null && !task.send.viaMailer);
  if (isCalling && task.stateFolder === "") throw noStateFolder();
  return probe(task);
}

const defaults = {
  ...probeDefaults,
  paths: [],
  received: [],
  server: null,
  helo: null,
  connect: false,
  send: null,
  stateFolder: "",
  local: true,
  onWarning: () => {},
};

function noStateFolder(): UserError {
  const predicate = "is missing: whybounce calls nobody unless it can remember when";
  return new UserError({ option: "stateFolder", predicate, nextStep: "name a folder" });
}

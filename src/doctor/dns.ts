// The DNS as the doctor reports of it.

import { examineDns } from "../dns/check/health.ts";
import type { DoctorFacts, DoctorTask } from "../model/doctor.ts";

export async function examineDnsHere(options: DoctorTask["dns"]): Promise<DoctorFacts[]> {
  const { resolvers, problem, ownServers } = await examineDns(options);
  if (resolvers.length === 0) return [{ check: "no resolver", reason: problem ?? "none is named" }];
  return [
    ...resolvers.map(({ server, standing, answer: { status }, invents }) => ({
      check: "resolver" as const,
      server,
      standing,
      status,
      invents,
    })),
    { check: "own servers", result: ownServers ?? "not asked" },
  ];
}

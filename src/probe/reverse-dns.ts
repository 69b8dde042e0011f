// The reverse DNS of what the receiver sees, diagnosed as `whybounce check` does it.

import { ipFamily } from "../base/standards/ip.ts";
import { checkAll } from "../diagnosis/check-all.ts";
import { uncounted } from "../model/undiagnosed.ts";
import { namesOf } from "../machine/index.ts";
import type { Machine } from "../model/machine.ts";
import type { ProbeTask } from "../model/probe.ts";
import type { SendingIpReport } from "../model/report.ts";
import type { SeenSource } from "./attribute.ts";

interface Judged {
  source: SeenSource;
  ip: string | null;
}

export async function diagnose(
  judged: readonly Judged[],
  machine: Machine | null,
  { dns, send, onProgress = () => {} }: ProbeTask,
  onWarning: (text: string) => void,
): Promise<Map<string, SendingIpReport>> {
  const known = judged.flatMap(({ source, ip }) => (ip === null ? [] : [{ source, ip }]));
  const ips = [...new Set(known.map(({ ip }) => ip))];
  if (ips.length === 0) return new Map();
  const names = known.flatMap(({ source, ip }) => (source.helo === null ? [] : [[ip, source.helo] as const]));
  const given = {
    heloName: null,
    heloNames: new Map(names),
    from: send?.sender?.split("@")[1] ?? null,
    localIps: localIpsOf(known),
    sightings: new Map(),
    machine: machine && {
      names: namesOf(machine),
      outgoing: machine.outgoing.map(({ ip }) => ip),
      isOwn: () => true,
      warnings: [],
    },
  };
  const { sendingIps } = await checkAll(
    ips.map((ip) => uncounted(ip, ipFamily(ip))),
    dns,
    given,
    { onWarning, onProgress },
  );
  return new Map(sendingIps.map((sender) => [sender.ip, sender]));
}

/**
 * What this host calls the address that others see as another. That a public one is seen as another public one the probe says
 * itself: no mail has left, and no setting chose the address.
 */
function localIpsOf(known: readonly { source: SeenSource; ip: string }[]): Map<string, Set<string>> {
  const local = new Map<string, Set<string>>();
  for (const { source, ip } of known) {
    if (source.onHost === null) continue;
    const own = local.get(ip) ?? new Set();
    if (source.inner || source.ip === ip) own.add(source.ip);
    local.set(ip, own);
  }
  return local;
}

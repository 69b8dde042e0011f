// Where an action is done, and by whom: what makes two addresses one action.

import { hexadecimalGroups, ipFamily } from "../base/standards/ip.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import type { FixStep, Responsible, Step, StepRecord } from "../model/cause.ts";
import type { SendingIpReport } from "../model/report.ts";
import { hosters } from "./hosters/index.ts";
import { PLACEHOLDER } from "./words/steps.ts";

/** As data while the diagnosis is made, else from the contract's words: in a report that was read back. */
export function stepsOf({ presentation, fix }: SendingIpReport): Step[] {
  return presentation?.steps ?? fix.map(stepFrom);
}

/** RFC 1035 section 5.1, as the steps write it. */
const zoneFileLine =
  /^(?<owner>[^\s;"]{1,255})\.\s+\d+\s+IN\s+(?<type>PTR|A|AAAA)\s+(?<target>[^\s;"]{1,255})$/;

function stepFrom({ who, action: task, record: text, where, way, main }: FixStep): Step {
  const record = readRecord(text);
  const kind =
    record === null ? (text === null ? "wait" : "verify") : record.type === "PTR" ? "set-ptr" : "set-address";
  return {
    kind,
    who,
    task,
    where,
    record,
    ...(record === null && text !== null ? { command: text } : {}),
    ...(way === undefined ? {} : { way }),
    ...(main ? { main } : {}),
  };
}

function readRecord(text: string | null): StepRecord | null {
  const { owner, type, target } = zoneFileLine.exec(text ?? "")?.groups ?? {};
  if (owner === undefined || target === undefined) return null;
  return { owner, type: type as StepRecord["type"], target: target.replace(/\.$/, "") };
}

/** The steps that repair the cause; the first one where none is marked. */
export function mainSteps(steps: readonly Step[]): Step[] {
  const mains = steps.filter(({ main }) => main);
  return mains.length > 0 ? mains : steps.slice(0, 1);
}

/** A relay, other people's host, a domain, a hoster or a zone. */
export function placeOf(sender: SendingIpReport, step: Step | null): string {
  const { server } = sender;
  if (server?.relay) return server.relay.name;
  if (server?.whose === "other") return server.hosts.join("+") || networkOf(sender.ip);
  return domainOf(step) ?? hosterOf(sender) ?? sender.reverseZone?.apex ?? networkOf(sender.ip);
}

/** Address records are made in the zone of the name's own domain. */
function domainOf(step: Step | null): string | null {
  const record = step?.record ?? null;
  if (record === null || record.type === "PTR" || record.owner === PLACEHOLDER) return null;
  return organizationalDomain(record.owner) ?? record.owner;
}

/** One console or one support for all of its zones; a registry has neither. */
function hosterOf({ reverseZone }: SendingIpReport): string | null {
  const id = reverseZone?.hoster ?? null;
  return hosters.some((hoster) => hoster.id === id && hoster.kind !== "registry") ? id : null;
}

/** Reverse zones are mostly cut here: it stands for a zone that nobody could be asked for. */
function networkOf(ip: string): string {
  if (ipFamily(ip) === 4) return `${ip.split(".").slice(0, 3).join(".")}.0/24`;
  return `${hexadecimalGroups(ip).slice(0, 3).join(":")}::/48`;
}

/** Null where the addresses of a hoster lie in several zones. */
export function zoneOf(senders: readonly SendingIpReport[], step: Step | null): string | null {
  const domain = domainOf(step);
  if (domain !== null) return domain;
  const zones = new Set(senders.map(({ reverseZone }) => reverseZone?.apex ?? null));
  return zones.size === 1 ? ([...zones][0] ?? null) : null;
}

export function keeperName({ server, reverseZone }: SendingIpReport, who: Responsible): string | null {
  if (server?.relay) return server.relay.name;
  if (server?.whose === "other") return server.hosts[0] ?? null;
  if (who !== "hoster" && who !== "zone holder") return null;
  return hosters.find(({ id }) => id === reverseZone?.hoster)?.name ?? reverseZone?.contact ?? null;
}

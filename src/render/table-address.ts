// The block of one address: the cause in words, what the DNS showed, the steps of the repair with each
// record ready to be copied, and when Gmail will notice.

import type { FixStep, Responsible, ReverseZone, SendingIpReport } from "../model.ts";
import { count, duration, grouped, minuteOf } from "./quantities.ts";
import { causeStands } from "./standing.ts";
import { classTone, labelled, labelledList, paragraph, sentence, type Page } from "./table-page.ts";

export function addressBlock(page: Page, sender: SendingIpReport): string[] {
  const { cause } = sender;
  if (cause === null) {
    const unknown = labelled(page, "Cause", "not known: the DNS was not checked");
    return [...page.heading(sender.ip), ...refusalLines(page, sender), ...unknown];
  }
  return [
    ...page.heading(`${sender.ip}: ${cause.title}`, classTone[cause.class]),
    ...refusalLines(page, sender),
    ...labelled(page, cause.class === "pass" ? "Result" : "Cause", cause.summary),
    ...diagnosisLines(page, sender),
  ];
}

// ---------------------------------------------------------------- what Gmail refused

function refusalLines(page: Page, sender: SendingIpReport): string[] {
  if (sender.affected === 0 && sender.attempts === 0) return [];
  return [
    ...labelled(page, "Refusals", `${refusalCounts(sender)}${seenBetween(sender)}`),
    ...labelled(page, "Mail", mailCounts(sender)),
    ...senderLines(page, sender),
  ];
}

function refusalCounts(sender: SendingIpReport): string {
  const codes = Object.entries(sender.byCode).toSorted((left, right) => right[1] - left[1]);
  const list = codes.map(([code, amount]) => (codes.length === 1 ? code : `${code}: ${grouped(amount)}`));
  return list.length === 0 ? grouped(sender.attempts) : `${grouped(sender.attempts)} (${list.join(", ")})`;
}

function seenBetween({ firstSeen, lastSeen }: SendingIpReport): string {
  if (firstSeen === null || lastSeen === null) return "";
  if (firstSeen === lastSeen) return `, ${minuteOf(firstSeen)} UTC`;
  return `, ${minuteOf(firstSeen)} to ${minuteOf(lastSeen)} UTC`;
}

function mailCounts(sender: SendingIpReport): string {
  const { messages, affected, lost, retrying, delivered } = sender;
  const ends = `${grouped(lost)} lost, ${grouped(retrying)} still being retried, ${grouped(delivered)} delivered in the end`;
  return `${count(messages, "message")} to ${count(affected, "recipient")}: ${ends}`;
}

/** More sender domains than this tell a reader no more; the JSON report has them all. */
const MAXIMUM_DOMAINS = 8;

function senderLines(page: Page, sender: SendingIpReport): string[] {
  if (sender.senderDomains.length === 0) return [];
  const shown = sender.senderDomains.slice(0, MAXIMUM_DOMAINS);
  const names = shown.map(({ domain, affected }) => `${domain} (${grouped(affected)})`);
  const more = sender.senderDomains.length - shown.length;
  const servers = sender.reportingMtas.length === 0 ? "" : `, through ${some(sender.reportingMtas)}`;
  return labelled(
    page,
    "From",
    `${names.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""}${servers}`,
  );
}

function some(names: string[]): string {
  const more = names.length - MAXIMUM_DOMAINS;
  return names.slice(0, MAXIMUM_DOMAINS).join(", ") + (more > 0 ? ` and ${grouped(more)} more` : "");
}

// ---------------------------------------------------------------- why, and the way out

function diagnosisLines(page: Page, sender: SendingIpReport): string[] {
  return [
    ...labelledList(page, "Evidence", sender.evidence),
    ...labelledList(
      page,
      "Also",
      sender.findings.map((finding) => finding.summary),
    ),
    ...(causeStands(sender) ? zoneLines(page, sender.reverseZone) : []),
    ...stepsWithRemedy(page, sender),
    ...(sender.stopgap === null ? [] : labelled(page, "Meanwhile", sender.stopgap)),
    ...visibleLines(page, sender),
    ...moreLines(page, sender),
  ];
}

function zoneLines(page: Page, zone: ReverseZone | null): string[] {
  if (zone === null) return [];
  const keeper = zone.hoster === null ? "" : `; kept by ${zone.hoster}`;
  const servers = zone.nameServers.length === 0 ? "" : `; name servers ${some(zone.nameServers)}`;
  const contact = zone.contact === null ? "" : `; contact ${zone.contact}`;
  return labelled(page, "Zone", `${zone.apex}${keeper}${servers}${contact}`);
}

/** What sets the PTR record stands right behind the step that asks for it. */
function stepsWithRemedy(page: Page, sender: SendingIpReport): string[] {
  const { fix } = sender;
  const steps = fix.map((step, index) => stepLines(page, step, index, fix.length));
  const others = fix.findLastIndex(({ who }) => who === "hoster" || who === "zone holder");
  const place = others === -1 ? steps.length : others + 1;
  return [
    ...steps.slice(0, place),
    remedyLines(page, sender),
    ...steps.slice(place),
    greetingLines(page, sender),
  ].flat();
}

const responsibleWords = {
  you: "you",
  hoster: "your hosting provider, or you in its control panel",
  "zone holder": "the holder of the reverse zone",
  registry: "the holder of the address block, at its registry",
  "dns provider": "whoever runs the DNS of the domain",
  nobody: null,
} satisfies Record<Responsible, string | null>;

/** A record stands at the start of a line of its own, unbroken: in a zone file, a blank before it means something. */
function stepLines(page: Page, step: FixStep, index: number, steps: number): string[] {
  const who = responsibleWords[step.who];
  const marker = steps > 1 ? `${index + 1}. ` : "";
  const indent = " ".repeat(marker.length);
  return [
    ...labelled(page, index === 0 ? "To do" : "", sentence(step.action), marker),
    ...(who === null ? [] : labelled(page, "", `Who: ${who}`, indent)),
    ...(step.where === null ? [] : labelled(page, "", `Where: ${step.where}`, indent)),
    ...(step.record === null ? [] : ["", page.paint("bold", step.record), ""]),
  ];
}

/** Commands stand unbroken, each on a line of its own; a letter as a paragraph without indentation. */
function remedyLines(page: Page, { ticket, commands }: SendingIpReport): string[] {
  const first = commands.length > 1 ? SEVERAL_COMMANDS : ONE_COMMAND;
  return [
    ...(commands.length === 0 ? [] : [...labelled(page, "Command", first), "", ...commands, ""]),
    ...(ticket === null ? [] : [...labelled(page, "Ticket", TICKET), "", ...paragraph(page, ticket), ""]),
  ];
}

function greetingLines(page: Page, { heloCommands }: SendingIpReport): string[] {
  return heloCommands.length === 0 ? [] : [...labelled(page, "Greeting", GREETING), "", ...heloCommands, ""];
}

const GREETING = "the one that fits makes the server greet with the right name:";
const ONE_COMMAND = "this does it (words in CAPITALS are yours to replace):";
const SEVERAL_COMMANDS = "the one that fits does it (words in CAPITALS are yours to replace):";
const TICKET = "ready to be sent to whoever runs the reverse zone, after your own steps:";

function visibleLines(page: Page, sender: SendingIpReport): string[] {
  const { visibleAfterSeconds: seconds } = sender;
  if (seconds === null) return [];
  const noticed =
    seconds === 0
      ? "Gmail sees the change at once."
      : `After the change, Gmail may remember the old answer for up to ${duration(seconds)}.`;
  return labelled(page, "Then", `${noticed}${whatBecomesOfMail(sender)}`);
}

/** Whoever has to convince a hoster needs more words than fit here. */
function moreLines(page: Page, sender: SendingIpReport): string[] {
  if (sender.cause === null || !causeStands(sender)) return [];
  return labelled(page, "More", `whybounce explain ${sender.cause.id}`);
}

function whatBecomesOfMail({ lost, retrying }: SendingIpReport): string {
  const retried = retrying > 0 ? " Mail still being retried then goes out by itself." : "";
  return lost > 0 ? `${retried} Lost mail must be sent again.` : retried;
}

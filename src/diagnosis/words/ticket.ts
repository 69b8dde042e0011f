// The words of a ticket: a mail to whoever runs a reverse zone, ready to be sent. All of them are in this file, so that a
// translation is one file more. It claims nothing unproven, and every word of a stranger's is escaped before.

import { isPlainOwnerName } from "../../base/standards/host-name.ts";
import { ipFamily } from "../../base/standards/ip.ts";
import type { TicketItem, TicketRequest } from "../../model/ticket.ts";
import { wrap } from "../../base/words/wrap.ts";

/** Whoever mends one address needs no more proof; the report has all of it. */
const MAX_EVIDENCE = 4;
/** With many addresses each has the same to show. */
const MAX_EVIDENCE_OF_MANY = 8;

/** RFC 5322 section 2.1.1 recommends 78 characters at most. */
const WIDTH = 76;

/** Which of several tickets to the same reader it is. */
export interface Part {
  number: number;
  of: number;
}

/** One ticket about all of them. */
export function ticketWords(
  [first, ...others]: readonly [TicketRequest, ...TicketRequest[]],
  part: Part = { number: 1, of: 1 },
): string {
  const requests = [first, ...others];
  const items = requests.map(({ item }) => item);
  return [
    head(first, items, part),
    "Hello,",
    ...records(items.filter(({ record }) => record !== null)),
    ...delegations(requests),
    ...items.filter(({ record }) => record === null).map((item) => lines(taskWords(item), "")),
    ...quote(items),
    ...proof(items),
    "To check that it is done:",
    requests.map(check).join("\n"),
    "Thank you.",
  ].join("\n\n");
}

function head(
  { hoster, zone, contact, undelegated }: TicketRequest,
  items: TicketItem[],
  { number, of }: Part,
): string {
  const holder = undelegated === null ? "whoever runs the reverse zone" : "whoever holds the address block";
  const keeper = zone === null ? holder : `whoever runs the zone ${zone}`;
  const support = hoster === null ? [] : [`${hoster} support`];
  const whom = [...support, ...(contact === null ? [] : [contact])];
  return [
    `To: ${whom.length === 0 ? keeper : whom.join(", or ")}`,
    `Subject: ${subject(items)}${of === 1 ? "" : ` (${number} of ${of})`}`,
    "Customer: YOUR CUSTOMER NUMBER",
  ].join("\n");
}

function subject(items: TicketItem[]): string {
  const addresses = items.length === 1 ? items.map(({ ip }) => ip).join("") : `${items.length} addresses`;
  return items.every(({ record }) => record !== null)
    ? `Please set the reverse DNS of ${addresses}`
    : `Problem with the reverse DNS of ${addresses}`;
}

// ---------------------------------------------------------------- what is wanted

function records(items: TicketItem[]): string[] {
  if (items.length === 0) return [];
  const request =
    items.length === 1
      ? "Please set this PTR record, as the only one of the address:"
      : "Please set these PTR records, each as the only one of its address:";
  return [request, items.map(recordLines).join("\n")];
}

function recordLines({ ip, record, leadsBack }: TicketItem): string {
  const type = ipFamily(ip) === 4 ? "A" : "AAAA";
  const forward = leadsBack
    ? `${record?.name} already has ${type} ${ip}`
    : `its ${type} record will be in place when you read this`;
  return `  ${record?.owner}. PTR ${record?.name}.\n    for ${ip}; ${forward}`;
}

function delegations(requests: readonly TicketRequest[]): string[] {
  const zones = [...new Set(requests.flatMap(({ undelegated }) => undelegated ?? []))];
  if (zones.length === 0) return [];
  const what = zones.length === 1 ? "This zone is" : "These zones are";
  return [
    `${what} not delegated yet, and must be delegated first:\n\n${zones.map((zone) => `  ${zone}.`).join("\n")}`,
  ];
}

function taskWords({ ip, reverseName, task }: TicketItem): string {
  return `Reverse DNS of ${ip} (${reverseName}.): please ${task}.`;
}

// ---------------------------------------------------------------- why, and how to see that it is done

/** One refusal shows what Gmail says; the others say the same. */
function quote(items: TicketItem[]): string[] {
  const explained = items.find(({ reply, explainsRefusal }) => reply !== null && explainsRefusal);
  const quoted = explained ?? items.find(({ reply }) => reply !== null);
  if (quoted?.reply === undefined || quoted.reply === null) return [];
  const introduction = quoted.explainsRefusal
    ? "Gmail refuses our mail because of this, and says:"
    : "Gmail refused our mail, perhaps for another reason, and said:";
  return [introduction, lines(quoted.reply)];
}

function proof(items: TicketItem[]): string[] {
  const texts = [...new Set(items.flatMap(({ evidence }) => evidence.slice(0, MAX_EVIDENCE)))];
  if (texts.length === 0) return [];
  const shown = texts.slice(0, MAX_EVIDENCE_OF_MANY).map((text) => lines(text, "  - "));
  return ["What the DNS says now:", shown.join("\n")];
}

/** As mail is written: in lines that fit a screen. */
function lines(text: string, first = "  "): string {
  return wrap(text, { width: WIDTH, first, keepPaths: true }).join("\n");
}

/** Asked at the zone's own server: no cache can answer in its place. Another zone's server knows no reverse name. */
function check({
  item: { ip, reverseName, record },
  check: { nameServers, expected },
  zone,
}: TicketRequest): string {
  const isPlain = record === null || record.owner === reverseName || !isPlainOwnerName(record.owner);
  const isElsewhere = isPlain && zone !== null && !`.${reverseName}`.endsWith(`.${zone}`);
  const question = isPlain ? `-x ${ip}` : `${record.owner} PTR`;
  const options = expected === "over TCP" ? "+short +tcp" : "+short";
  const asked = expected === "validated" ? [VALIDATING] : isElsewhere ? [] : nameServers;
  const servers = asked.length === 0 ? [""] : asked.map((server) => `@${server} `);
  const answer = record === null ? expectations[expected] : `must answer ${record.name}.`;
  return [...servers.map((server) => `  dig ${options} ${server}${question}`), `    ${answer}`].join("\n");
}

/** Google's public resolver validates. */
const VALIDATING = "8.8.8.8";

const expectations: Record<TicketRequest["check"]["expected"], string> = {
  answer: "must give an answer, not an error",
  "same answer": "must give the same answer each time",
  "fewer names": "must no longer hold the names that are to be deleted",
  validated: "must give an answer, not an error",
  "over TCP": "must give an answer, not an error",
};

// Sentences about which address sends.

import type { probeTopics } from "../../model/probe-topics.ts";
import { bySetting, mailerName, type WordsFor } from "./sentence.ts";

export const addressWords: WordsFor<(typeof probeTopics)["Which address sends"][number]> = {
  probe_relay: ({ data }) => ({
    summary: `${mailerName(data)} does not send this mail itself: ${data.relayHost} does${bySetting(data.setting)}. Gmail judges the addresses of that host.`,
    action: `run whybounce probe on ${data.relayHost}, or ask whoever runs it`,
  }),
  probe_not_sent: ({ data }) => ({
    summary: `${mailerName(data)} sends no mail there: its configuration refuses it or throws it away${bySetting(data.setting)}.`,
    action: "change the transport or the router if mail should leave",
  }),
  probe_route_unknown: ({ data }) => ({
    summary: `${mailerName(data)} did not say which way this mail takes${data.problem === null ? "" : `: ${data.problem}`}.`,
    action: "run the command by hand as root",
  }),
  probe_depends: ({ data }) => ({
    summary: `Which way mail takes out of ${mailerName(data)} depends on the sender or on chance${bySetting(data.setting)}: all of them are shown.`,
    action: null,
  }),
  probe_computed: ({ data }) =>
    data.value.includes("$")
      ? {
          summary: `${mailerName(data)} computes ${data.setting} for each message: ${data.value}. Which address that gives is not known here.`,
          action: "name the addresses: whybounce probe 203.0.113.5 203.0.113.6",
        }
      : {
          summary: `${data.setting} of ${mailerName(data)} is ${data.value}, and that is no address: which one it binds, or whether mail waits for it, is not known here.`,
          action: `write the address into ${data.setting}`,
        },
  probe_not_on_host: ({ ip, data: { settings, unusable } }) => {
    const named = settings.length === 0 ? "" : `, which ${settings.join(", ")} names`;
    const where = settings.length === 0 ? "" : " in that setting";
    return unusable
      ? {
          summary: `The system lets nothing be sent from ${ip}${named}, though an interface has it: mail that should leave from it waits.`,
          action: `bring its interface up (ip address show to ${ip}), or name another address${where}`,
        }
      : {
          summary: `No interface of this host has ${ip}${named}: mail that should leave from it waits.`,
          action: `add ${ip} to an interface, or name another address${where}`,
        };
  },
  probe_nat: ({ ip, data }) => ({
    summary: `${ip} is translated (NAT): the receiver sees ${data.seen}. The PTR record belongs to ${data.seen}.`,
    action: null,
  }),
  probe_other_address: ({ ip, data }) => ({
    summary: `The receiver sees ${data.seen}, not ${ip}: something on the way translates it.`,
    action: `give ${data.seen} the PTR record, or take out the translation`,
  }),
  probe_random_ipv6: ({ data }) => ({
    summary: `${data.seen} looks like a temporary or random IPv6 address (RFC 8981, RFC 7217), and no setting names it: the system chose it, and may choose another tomorrow.`,
    action:
      "bind one fixed IPv6 address for sending (Postfix smtp_bind_address6, Exim interface on the transport) and give that one its PTR and AAAA records",
  }),
  probe_audit: ({ data }) => ({
    summary: `A probe looks at addresses. An audit tells whether SPF, DKIM and DMARC of the senders (${data.domains.join(", ")}) let mail from there pass.`,
    action: `whybounce audit ${[...data.domains, ...data.ips].join(" ")}`,
  }),
  probe_no_address: ({ data }) => ({
    summary: `${data.server} took the connection, and names no address in its answer: which one it saw is not known.`,
    action: null,
  }),
};

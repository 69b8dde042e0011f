// Sentences about the way to the receiver's server.

import type { ProbeData } from "../../model/probe-findings.ts";
import type { probeTopics } from "../../model/probe-topics.ts";
import { count, minuteWords } from "../../base/words/quantities.ts";
import { stageWords, type WordsFor } from "./sentence.ts";

type Peer = Pick<ProbeData["probe_connection_refused"], "server" | "serverIp" | "port">;

function peerName({ server, serverIp, port }: Peer): string {
  return server === serverIp ? `${serverIp} port ${port}` : `${server} (${serverIp}) port ${port}`;
}

export const connectionWords: WordsFor<(typeof probeTopics)["The way to the receiver"][number]> = {
  probe_port_blocked: ({ ip, data }) => ({
    summary: `From ${ip}, ${peerName(data)} kept silent for ${count(data.seconds, "second")}: as a rule, the provider or a firewall blocks port ${data.port} on the way out.`,
    action: `ask the provider of ${ip} to open port ${data.port} for outgoing mail, or send through a relay host`,
  }),
  probe_connection_refused: ({ ip, data }) => ({
    summary: `From ${ip}, the connection to ${peerName(data)} was refused: a firewall on the way answers instead of the receiver, or the server is down.`,
    action: `look at the outgoing rules for port ${data.port} on this host and at its provider`,
  }),
  probe_no_route: ({ ip, data }) => ({
    summary: `This host has no IPv${data.family} way from ${ip} to ${peerName(data)}: there is no route, or a router says so.`,
    action:
      data.family === 6
        ? "repair the IPv6 route, or send over IPv4 only (Postfix inet_protocols = ipv4, Exim disable_ipv6 = true)"
        : "repair the IPv4 route of this address",
  }),
  probe_not_permitted: ({ ip, data }) => ({
    summary: `This host itself forbids the connection from ${ip} to ${peerName(data)}: a local firewall or the sandbox of the service.`,
    action: `allow outgoing connections to port ${data.port}`,
  }),
  probe_connection_lost: ({ ip, data }) => ({
    summary: `From ${ip}, the connection to ${peerName(data)} broke off: the answer ${stageWords(data.stage)} is missing.`,
    action: "try again in ten minutes; if it stays so, look for a firewall that reads mail",
  }),
  probe_no_greeting: ({ ip, data }) => ({
    summary: `From ${ip}, ${peerName(data)} took the connection and then kept silent for ${count(data.seconds, "second")}: the answer ${stageWords(data.stage)} is missing.`,
    action: "try again in ten minutes; if it stays so, look for a firewall that reads mail",
  }),
  probe_another_server: ({ ip, data }) => ({
    summary: `From ${ip}, another server answers instead of ${peerName(data)}: "${data.greeting}". Something on the way catches mail.`,
    action: `ask the provider of ${ip} who answers on port ${data.port}, or send through a relay host`,
  }),
  probe_not_smtp: ({ ip, data }) => ({
    summary: `From ${ip}, what ${peerName(data)} says ${stageWords(data.stage)} is no reply of a mail server: "${data.reply}".`,
    action: "find out what answers there: a proxy or a firewall may",
  }),
  probe_greeting_refused: ({ ip, data }) => ({
    summary: `${data.server} refuses ${ip} ${stageWords(data.stage)}, before any mail: ${data.code}${reasonWords(data)}. "${data.reply}"`,
    action: actionFor(data),
  }),
  probe_hosts_file: ({ data }) => ({
    summary: `/etc/hosts of this host gives ${data.host} the address ${data.address}: a mail server that reads it goes there, and not where the DNS says.`,
    action: `take ${data.host} out of /etc/hosts`,
  }),
  probe_inner_server: ({ data }) => ({
    summary: `The resolver gives ${data.host} the private address ${data.address}: it answers from data of its own, and nobody was called.`,
    action: "ask another resolver: --resolver 9.9.9.9",
  }),
  probe_not_again: ({ data }) => ({
    summary: `The last connection was made at ${minuteWords(data.at)}: its result is shown, and none is made before ${minuteWords(data.again)}.`,
    action: null,
  }),
  probe_limit: ({ data }) => ({
    summary: `At most ${data.limit} addresses are looked at in a run: ${count(data.leftOut, "more was", "more were")} left out.`,
    action: "name the others: whybounce probe 203.0.113.5 203.0.113.6",
  }),
};

/** `: for the reverse DNS`, `: the sender is over its daily limit` */
export function reasonWords({
  reason,
  meaning,
}: Pick<ProbeData["probe_refused"], "reason" | "meaning">): string {
  if (reason === "reverse DNS") return ", for the reverse DNS of the address";
  return meaning === null ? "" : `, ${meaning}`;
}

export function actionFor({ code, reason }: Pick<ProbeData["probe_refused"], "code" | "reason">): string {
  if (reason === "reverse DNS") return "repair the reverse DNS as told for the address";
  return reason === "known" ? `see whybounce explain ${code}` : "read the reply";
}

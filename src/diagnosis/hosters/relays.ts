// Services that send mail for others. Their addresses are theirs: a customer makes no record for them, but asks the service.
// The domains are those in the PTR names and greetings of their servers, from general knowledge and public mail headers,
// not verified one by one: an address is taken for a service's only by a name, never by its block.

export interface Relay {
  id: string;
  name: string;
  /** The ends of its servers' names, whole labels. */
  domains: string[];
  /** Whom to ask, or what to set there, as the rest of a sentence. */
  ask: string;
  /** Its reverse zones are kept on name servers that serve many others too: they prove nothing. */
  sharesNameServers?: true;
}

const SUPPORT = "open a support case there, with the address and Gmail's reply";

export const relays: Relay[] = [
  {
    id: "amazon-ses",
    name: "Amazon SES",
    domains: ["amazonses.com"],
    ask: "open a case with AWS support for SES, with the address and Gmail's reply",
    sharesNameServers: true,
  },
  {
    id: "google",
    name: "Google (Gmail, Workspace)",
    // Machines rented in Google's cloud have names in googleusercontent.com.
    domains: ["google.com", "gmail.com", "googlemail.com"],
    ask: "the administrator of the Workspace account opens a support case",
    sharesNameServers: true,
  },
  {
    id: "microsoft-365",
    name: "Microsoft 365",
    domains: ["protection.outlook.com", "outbound.protection.office365.us", "prod.outlook.com"],
    ask: "the administrator of the tenant opens a service request in the Microsoft 365 admin center",
    sharesNameServers: true,
  },
  {
    id: "sendgrid",
    name: "Twilio SendGrid",
    domains: ["sendgrid.net"],
    ask: "for a dedicated address, set it yourself under Settings > Sender Authentication > Reverse DNS; for a shared one, open a support case",
  },
  { id: "mailgun", name: "Mailgun", domains: ["mailgun.net", "mailgun.org", "mailgun.co"], ask: SUPPORT },
  { id: "postmark", name: "Postmark", domains: ["mtasv.net", "postmarkapp.com"], ask: SUPPORT },
  {
    id: "brevo",
    name: "Brevo (Sendinblue)",
    domains: ["sender-sib.com", "mailin.fr", "sendinblue.com", "brevosend.com"],
    ask: SUPPORT,
  },
  {
    id: "mailchimp",
    name: "Mailchimp (Mandrill)",
    domains: ["mcsv.net", "mcdlv.net", "rsgsv.net", "mandrillapp.com", "mailchimpapp.net"],
    ask: SUPPORT,
  },
  { id: "sparkpost", name: "SparkPost", domains: ["sparkpostmail.com", "sparkpost.com"], ask: SUPPORT },
  { id: "mailjet", name: "Mailjet", domains: ["mailjet.com"], ask: SUPPORT },
  { id: "smtp2go", name: "SMTP2GO", domains: ["smtp2go.com", "smtpcorp.com"], ask: SUPPORT },
  { id: "zoho", name: "Zoho", domains: ["zoho.com", "zoho.eu", "zohomail.com"], ask: SUPPORT },
  { id: "mimecast", name: "Mimecast", domains: ["mimecast.com"], ask: SUPPORT },
  { id: "proofpoint", name: "Proofpoint", domains: ["pphosted.com", "ppe-hosted.com"], ask: SUPPORT },
  { id: "messagelabs", name: "Symantec Email Security", domains: ["messagelabs.com"], ask: SUPPORT },
];

/** What is known of an address: the names in its PTR records, of the hosts that report of it, of its zone's servers. */
export interface RelayTraces {
  ptrNames: readonly string[];
  reportingMtas: readonly string[];
  nameServers: readonly string[];
}

export function findRelay({ ptrNames, reportingMtas, nameServers }: RelayTraces): Relay | null {
  const hosts = [...ptrNames, ...reportingMtas].map(comparable);
  const byHost = relays.find((relay) => hosts.some((name) => isOf(relay, name)));
  if (byHost !== undefined) return byHost;
  const servers = nameServers.map(comparable);
  const isKeeper = (relay: Relay) => servers.length > 0 && servers.every((name) => isOf(relay, name));
  return relays.find((relay) => relay.sharesNameServers !== true && isKeeper(relay)) ?? null;
}

/** Longer ones are escaped and nobody's. */
const MAX_NAME = 254;

function comparable(written: string): string {
  return written.length > MAX_NAME ? "" : written.replace(/\.$/, "").toLowerCase();
}

function isOf({ domains }: Relay, name: string): boolean {
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

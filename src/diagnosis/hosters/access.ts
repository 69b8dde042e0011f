// Access providers, and mail relays that lend addresses. Each place tells where it was read; comments tell what
// else is known, and how.

import type { Hoster } from "./hoster.ts";

export const access: Hoster[] = [
  // From memory.
  {
    id: "comcast-business",
    name: "Comcast Business",
    kind: "access",
    nameServers: ["comcast.net", "comcastbusiness.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where: "Telephone or chat support, for plans with a static IP only",
        verified: null,
        defaultPtr: /^\d+-\d+-\d+-\d+-(?:ip-)?static\.hfc\.comcastbusiness\.net$/,
      },
    ],
    forwardFirst: false,
    ipv6: "unknown",
    note: "A residential line never gets a PTR record of its own: send through the provider's mail relay",
  },
  // Default name observed in Received headers; name servers are those of the provider's own domains, from memory.
  {
    id: "spectrum",
    name: "Spectrum Business / Enterprise",
    kind: "access",
    nameServers: ["charter.com", "rr.com", "spectrum.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where: "A ticket to the client service, for Spectrum's own commercial address blocks only",
        verified: {
          source:
            "https://enterprise.spectrum.com/support/ (how to request a PTR record, or reverse DNS pointer)",
          date: "2026-11-30",
        },
        defaultPtr: /^rrcs-\d+-\d+-\d+-\d+\.[a-z]+\.biz\.rr\.com$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // The document is old. Name servers observed at 12.in-addr.arpa.
  {
    id: "att",
    name: "AT&T Managed Internet",
    kind: "access",
    nameServers: ["els-gms.att.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where:
          "A ticket: AT&T keeps the reverse records only where it also keeps the forward domain; otherwise it delegates the block to the customer",
        verified: { source: "https://studylib.net/doc/8438244", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // Default name observed in Received headers; name servers from memory.
  {
    id: "sendgrid",
    name: "SendGrid",
    kind: "hoster",
    nameServers: ["sendgrid.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "limited",
        where:
          "For dedicated IPs only, in the main account: Settings > Sender Authentication > Reverse DNS, then create the address record that it shows, then Validate (one domain for each IP)",
        verified: { source: "https://sendgrid.kke.co.jp/docs/", date: "2026-11-30" },
        defaultPtr: /^(?:s\.)?[a-z0-9]+\.outbound-mail\.sendgrid\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
];

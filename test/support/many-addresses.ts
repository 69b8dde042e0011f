// A fleet's log with two hundred addresses and the DNS that they have: four things are to be done, two of them by the
// reader and two by others. The same on every machine.

export interface Fleet {
  log: string;
  zone: string;
}

interface Park {
  amount: number;
  ip: (number: number) => string;
  host: (number: number) => string;
  domain: string;
  /** Refusals of each address. */
  refusals: number;
  code: 550 | 421;
}

const range = (amount: number) => Array.from({ length: amount }, (_, index) => index + 1);

/** Without a PTR record in the reader's own zone, at a hoster with a console, at one that is written to; and a name without an address. */
const parks: Park[] = [
  {
    amount: 100,
    ip: (number) => `203.0.113.${number + 10}`,
    host: (number) => `mx${number}.example.com`,
    domain: "example.com",
    refusals: 3,
    code: 550,
  },
  {
    amount: 60,
    ip: (number) => `198.51.100.${number * 2}`,
    host: (number) => `out${number}.example.net`,
    domain: "example.net",
    refusals: 2,
    code: 550,
  },
  {
    amount: 25,
    ip: (number) => `192.0.2.${number}`,
    host: (number) => `news${number}.example.org`,
    domain: "example.org",
    refusals: 1,
    code: 550,
  },
  {
    amount: 15,
    ip: (number) => `2001:db8:25::${number.toString(16)}`,
    host: (number) => `v6-${number}.example.com`,
    domain: "example.com",
    refusals: 1,
    code: 421,
  },
];

export function manyAddresses(): Fleet {
  return { log: parks.flatMap(linesOf).join(""), zone: zoneText() };
}

// ---------------------------------------------------------------- the log

function linesOf(park: Park, index: number): string[] {
  return range(park.amount).flatMap((number) =>
    range(park.refusals).flatMap((repeat) => refusalLines(park, number, `${index}${repeat}`)),
  );
}

const refusals = {
  550: {
    status: "bounced",
    dsn: "5.7.25",
    said: "550-5.7.25 [IP] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. As a policy, Gmail does not accept messages 550 5.7.25 from IPs with missing PTR records. ",
  },
  421: {
    status: "deferred",
    dsn: "4.7.23",
    said: "421-4.7.23 [IP] The IP address sending this message does not have a 421-4.7.23 PTR record, or the corresponding forward DNS entry does not match the 421-4.7.23 sending IP. To protect users from spam, mail has been temporarily 421 4.7.23 rate limited. ",
  },
};

function refusalLines({ ip, host, domain, code }: Park, number: number, which: string): string[] {
  const { status, dsn, said } = refusals[code];
  const minute = String(number % 60).padStart(2, "0");
  const name = host(number);
  const start = `2026-02-1${6 + (number % 4)}T1${which.at(-1)}:${minute}:1`;
  const id = `4F${which}${String(number).padStart(4, "0")}`;
  const token = `${id.toLowerCase()}-3b2a1c4si93755ad.${number}`;
  return [
    `${start}0.000000+00:00 ${name} postfix/qmgr[813]: ${id}: from=<news@${domain}>, size=1501, nrcpt=1 (queue active)\n`,
    `${start}2.000000+00:00 ${name} postfix/smtp[900]: ${id}: to=<user${number}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.250]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=${dsn}, status=${status} (host gmail-smtp-in.l.google.com[192.0.2.250] said: ${said.replace("[IP]", `[${ip(number)}]`)}${token} - gsmtp (in reply to end of DATA command))\n`,
  ];
}

// ---------------------------------------------------------------- the DNS

function zoneText(): string {
  return [
    ...zone("example.com", "ns1.example.com"),
    "ns1.example.com. 3600 IN A 203.0.113.2",
    ...zone("example.net", "ns1.example.com"),
    ...range(60).map((number) => `out${number}.example.net. 3600 IN A 198.51.100.${number * 2}`),
    ...zone("example.org", "ns1.example.com"),
    ...zone("113.0.203.in-addr.arpa", "ns1.example.com"),
    ...zone("100.51.198.in-addr.arpa", "hydrogen.ns.hetzner.com", "oxygen.ns.hetzner.com"),
    ...zone("2.0.192.in-addr.arpa", "ns1.example.com"),
    ...range(25).map((number) => `${number}.2.0.192.in-addr.arpa. 3600 IN PTR news${number}.example.org.`),
    ...zone("5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "ns1.hosting.example"),
  ].join("\n");
}

function zone(apex: string, ...servers: string[]): string[] {
  const contact = `hostmaster.${servers[0]?.split(".").slice(-2).join(".")}.`;
  return [
    `${apex}. 3600 IN SOA ${servers[0]}. ${contact} 2026022301 3600 900 604800 3600`,
    ...servers.map((server) => `${apex}. 3600 IN NS ${server}.`),
  ];
}

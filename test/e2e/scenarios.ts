// The messages that every mail server sends, and what Gmail answers to each.

import type { ReplyName } from "./gmail-replies.ts";

export type Stage = "banner" | "mail" | "rcpt" | "data";

/** A sending address of a mail server by its use; `addressOf` has the numbers. */
export const sources = [
  "plain4",
  "second4",
  "third4",
  "banner421",
  "banner550",
  "bannerThenGood",
  "plain6",
  "second6",
  "banner6",
] as const;

export type Source = (typeof sources)[number];

export interface Scenario {
  /** Local part of its sender: so every sender is one message. */
  name: string;
  from: Source;
  to: string[];
  stage: Stage;
  /** One reply for each attempt, the last one for all later attempts. `dns` looks the client up, as Gmail does. */
  replies: (ReplyName | "accept" | "dns")[];
}

/** So often a message is refused before it is accepted by a later queue run, whatever number of MX hosts is tried. */
const WHOLE_RUN = 4;
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

/** Refused at the end of the data, permanently or in turns with temporary refusals: Gmail's usual way. */
const atEndOfData: Scenario[] = [
  { name: "current", from: "plain4", to: ["ann@gmail.com"], stage: "data", replies: ["noPtr"] },
  { name: "current6", from: "plain6", to: ["bob@gmail.com"], stage: "data", replies: ["noPtr"] },
  {
    name: "several",
    from: "plain4",
    to: ["carol@gmail.com", "o'brien@gmail.com", "first.last+tag@gmail.com"],
    stage: "data",
    replies: ["noPtr"],
  },
  { name: "workspace", from: "second4", to: ["dan@customer.example"], stage: "data", replies: ["noPtr"] },
  { name: "y2021", from: "second4", to: ["eve@gmail.com"], stage: "data", replies: ["noPtr2021"] },
  { name: "y2017", from: "second4", to: ["frank@gmail.com"], stage: "data", replies: ["noPtr2017"] },
  { name: "v6-2013", from: "plain6", to: ["grace@gmail.com"], stage: "data", replies: ["guidelines2013"] },
  { name: "v6-2016", from: "plain6", to: ["heidi@gmail.com"], stage: "data", replies: ["guidelines2016"] },
  { name: "v6-2024", from: "second6", to: ["ivan@gmail.com"], stage: "data", replies: ["guidelines2024"] },
  { name: "limited", from: "plain4", to: ["judy@gmail.com"], stage: "data", replies: ["rateLimited"] },
  {
    name: "limited6",
    from: "second6",
    to: ["kim@gmail.com", "leo@gmail.com"],
    stage: "data",
    replies: ["rateLimitedPadded"],
  },
  { name: "limited451", from: "plain4", to: ["mia@gmail.com"], stage: "data", replies: ["rateLimited451"] },
  { name: "limited470", from: "second4", to: ["noa@gmail.com"], stage: "data", replies: ["rateLimited470"] },
  {
    name: "next-mx",
    from: "third4",
    to: ["oli@gmail.com"],
    stage: "data",
    replies: ["rateLimited", "accept"],
  },
  {
    name: "later",
    from: "third4",
    to: ["pat@gmail.com"],
    stage: "data",
    replies: [...times(WHOLE_RUN, "rateLimited" as const), "accept"],
  },
  {
    name: "then-final",
    from: "third4",
    to: ["quin@gmail.com"],
    stage: "data",
    replies: [...times(WHOLE_RUN, "rateLimited" as const), "noPtr"],
  },
  {
    name: "by-turns",
    from: "third4",
    to: ["ron@gmail.com"],
    stage: "data",
    replies: ["rateLimited451", "rateLimited470", "rateLimitedPadded", "rateLimited451", "accept"],
  },
];

const atOtherStages: Scenario[] = [
  { name: "mail-final", from: "plain4", to: ["sue@gmail.com"], stage: "mail", replies: ["noPtr"] },
  { name: "mail-final6", from: "plain6", to: ["tom@gmail.com"], stage: "mail", replies: ["guidelines2024"] },
  { name: "mail-limited", from: "second4", to: ["uma@gmail.com"], stage: "mail", replies: ["rateLimited"] },
  { name: "mail-451", from: "second4", to: ["vic@gmail.com"], stage: "mail", replies: ["rateLimited451"] },
  {
    name: "rcpt-final",
    from: "plain4",
    to: ["wim@gmail.com", "xena@gmail.com"],
    stage: "rcpt",
    replies: ["noPtr"],
  },
  // `good…` is accepted.
  {
    name: "rcpt-some",
    from: "third4",
    to: ["good.yan@gmail.com", "zoe@gmail.com"],
    stage: "rcpt",
    replies: ["noPtr"],
  },
  { name: "rcpt-limited", from: "second6", to: ["abe@gmail.com"], stage: "rcpt", replies: ["rateLimited"] },
  {
    name: "rcpt-451",
    from: "second4",
    to: ["bea@gmail.com", "cid@gmail.com"],
    stage: "rcpt",
    replies: ["rateLimited451"],
  },
  { name: "banner-421", from: "banner421", to: ["dee@gmail.com"], stage: "banner", replies: ["rateLimited"] },
  {
    name: "banner-421-too",
    from: "banner421",
    to: ["eli@gmail.com"],
    stage: "banner",
    replies: ["rateLimited"],
  },
  { name: "banner-550", from: "banner550", to: ["fay@gmail.com"], stage: "banner", replies: ["noPtr"] },
  {
    name: "banner-470",
    from: "banner6",
    to: ["gus@gmail.com"],
    stage: "banner",
    replies: ["rateLimited470"],
  },
  {
    name: "banner-good",
    from: "bannerThenGood",
    to: ["hal@gmail.com"],
    stage: "banner",
    replies: ["rateLimited", "accept"],
  },
];

/** Nothing of this is a refusal for reverse DNS. */
const lookAlikes: Scenario[] = [
  { name: "fine", from: "plain4", to: ["ida@gmail.com"], stage: "data", replies: ["accept"] },
  {
    name: "unauthenticated",
    from: "plain4",
    to: ["jan@gmail.com"],
    stage: "data",
    replies: ["unauthenticated"],
  },
  { name: "too-much", from: "plain6", to: ["kay@gmail.com"], stage: "data", replies: ["tooMuch"] },
  { name: "reputation", from: "second4", to: ["lou@gmail.com"], stage: "data", replies: ["lowReputation"] },
  { name: "unsolicited", from: "second4", to: ["max@gmail.com"], stage: "data", replies: ["unsolicited"] },
  { name: "no-such-user", from: "plain4", to: ["nil@gmail.com"], stage: "rcpt", replies: ["noSuchUser"] },
];

/** For the sender's records: none is a refusal for reverse DNS either, but each has a reason and a record of its own. */
export const forRecords: Scenario[] = (
  [
    ["spfHardFail", "ann"],
    ["dmarcPolicy", "bob"],
    ["dnsFailure", "carol"],
    ["spfMissing", "dan"],
    ["spfSuspicious", "eve"],
    ["dkimMissing", "frank"],
    ["dmarcMissing", "grace"],
    ["notAligned", "heidi"],
    ["noTls", "ivan"],
    ["notDirect", "judy"],
  ] as const
).map(([reply, recipient]) => ({
  name: `record-${reply.toLowerCase()}`,
  from: "second4",
  to: [`${recipient}.record@gmail.com`],
  stage: "data",
  replies: [reply],
}));

export const scenarios: Scenario[] = [...atEndOfData, ...atOtherStages, ...lookAlikes, ...forRecords];

/** Sent before the zone is mended, and tried again after. */
export const waiting: Scenario[] = (["plain4", "second4", "plain6"] as const).map((from) => ({
  name: `waiting-${from}`,
  from,
  to: [`olga.${from}@gmail.com`],
  stage: "data",
  replies: ["dns"],
}));

/** Sent after. */
export const afterwards: Scenario[] = waiting.map((scenario) => ({
  ...scenario,
  name: scenario.name.replace("waiting", "afterwards"),
}));

export const allScenarios = [...scenarios, ...waiting, ...afterwards];

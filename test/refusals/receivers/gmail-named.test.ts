// What Gmail's other refusals name.

import { expect, test } from "vitest";
import { namedIn } from "../../../src/refusals/receivers/gmail-named.ts";

test.each([
  [
    "SPF and DKIM, in a sentence",
    "This mail is unauthenticated, which poses a security risk to the sender and Gmail users, and has been blocked. The sender must authenticate with at least one of SPF or DKIM. For this message, DKIM checks did not pass and SPF check for [send.example.com] did not pass with ip: [203.0.113.9]. The sender should visit https://support.google.com/mail/answer/81126#authentication",
    "send.example.com 203.0.113.9 spf",
  ],
  [
    "SPF and DKIM, as a list",
    "This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM. Authentication results: DKIM = did not pass SPF [Relay3.example.com] with ip: [2001:db8::16] = did not pass For instructions on setting up authentication, go to https://support.google.com/mail/answer/81126#authentication",
    "relay3.example.com 2001:db8::16 spf",
  ],
  [
    "SPF alone",
    "Your email has been rate limited because SPF authentication didn't pass for this message. Gmail requires all bulk email senders to authenticate their email with SPF. Authentication results: SPF example.com with IP address: 203.0.113.9 = Did not pass.",
    "example.com 203.0.113.9 spf",
  ],
  [
    "a hard fail",
    "The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all) but it fails to pass SPF checks with the ip: [203.0.113.9]. To best protect our users",
    "example.com 203.0.113.9 spf",
  ],
  [
    "DMARC",
    "Unauthenticated email from example.co.uk is not accepted due to domain's DMARC policy. Please contact the administrator of example.co.uk domain",
    "example.co.uk null from",
  ],
  [
    "a rate by DKIM domain, padded",
    "Gmail has detected an unusual rate of unsolicited mail originating from your DKIM domain [example.com      35]. To protect our users from spam",
    "example.com null dkim",
  ],
  [
    "a rate by SPF domain",
    "an unusual rate of unsolicited email originating from your SPF domain example.com. To protect our users",
    "example.com null spf",
  ],
  [
    "a rate by address",
    "an unusual rate of email originating from your IP address 203.0.113.9. To protect",
    "null 203.0.113.9 ip",
  ],
  [
    "a rate by network",
    "an unusual rate of unsolicited mail originating from your IP Netblock [203.0.113.0      19]. To",
    "null 203.0.113.0 netblock",
  ],
  [
    "a rate by link",
    "an unusual rate of unsolicited email containing one of your URL domains. To protect",
    "null null url",
  ],
  [
    "a quota by Message-ID",
    "exceeded the quota for sending messages that have the same Message-ID:. To best protect",
    "null null message-id",
  ],
  ["nothing", "The email account that you tried to reach does not exist.", "null null null"],
  [
    "no name in a sentence's end",
    "authenticate with either SPF or DKIM. Authentication results",
    "null null null",
  ],
])("%s", (_name, text, want) => {
  const { namedDomain, namedIp, namedAs, ...rest } = namedIn(text);
  expect(`${namedDomain} ${namedIp} ${namedAs}`).toBe(want);
  expect(rest).toEqual({});
});

test("the recipient's own rule", () => {
  const text =
    "This message violates example.com email policy. - gcdp d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";
  expect(namedIn(text)).toMatchObject({ recipientRule: true });
});

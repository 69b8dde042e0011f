// Which domains are those of a provider of mailboxes for everybody.

import { expect, test } from "vitest";
import { isMailboxProvider } from "../../src/model/mailbox-providers.ts";

test.each(["gmail.com", "Yahoo.co.uk", "hotmail.fr", "gmx.net", "outlook.com.br", "web.de", "t-online.de"])(
  "%s is one",
  (domain) => expect(isMailboxProvider(domain)).toBe(true),
);

test.each([
  "example.com",
  "mail.example.com",
  "google.com",
  "yahoo.example.com",
  "live.example",
  "outlook.co",
  "constructor",
])("%s is none", (domain) => expect(isMailboxProvider(domain)).toBe(false));

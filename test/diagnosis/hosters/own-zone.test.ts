import { describe, expect, test } from "vitest";
import { heloLines, ownZoneLines } from "../../../src/diagnosis/hosters/own-zone.ts";

describe("a reverse zone of one's own", () => {
  test("BIND, PowerDNS, Windows DNS", () => {
    const owner = "5.113.0.203.in-addr.arpa";
    expect(ownZoneLines({ zone: "113.0.203.in-addr.arpa", owner, name: "mail.example.com" })).toEqual([
      "5 3600 IN PTR mail.example.com. ; BIND, in the file of 113.0.203.in-addr.arpa",
      "pdnsutil add-record 113.0.203.in-addr.arpa 5 PTR 3600 mail.example.com. # PowerDNS",
      'Add-DnsServerResourceRecordPtr -ZoneName "113.0.203.in-addr.arpa" -Name "5" -PtrDomainName "mail.example.com." # Windows DNS',
    ]);
  });

  test("what is there already is replaced", () => {
    const record = {
      zone: "113.0.203.in-addr.arpa",
      owner: "7.113.0.203.in-addr.arpa",
      name: "mx1.example.com",
    };
    expect(ownZoneLines(record, "PTR")).toEqual([
      "7 3600 IN PTR mx1.example.com. ; BIND, in the file of 113.0.203.in-addr.arpa: replace the PTR line of 7 by this one",
      "pdnsutil replace-rrset 113.0.203.in-addr.arpa 7 PTR 3600 mx1.example.com. # PowerDNS",
      'Remove-DnsServerResourceRecord -ZoneName "113.0.203.in-addr.arpa" -Name "7" -RRType PTR -Force; Add-DnsServerResourceRecordPtr -ZoneName "113.0.203.in-addr.arpa" -Name "7" -PtrDomainName "mx1.example.com." # Windows DNS',
    ]);
    expect(ownZoneLines(record, "CNAME")[1]).toMatch(
      /^pdnsutil delete-rrset \S+ 7 CNAME && pdnsutil replace-rrset /,
    );
  });

  test.each([
    ["a zone of one address", "5.113.0.203.in-addr.arpa", "5.113.0.203.in-addr.arpa", " @ PTR "],
    ["a classless zone", "0/27.113.0.203.in-addr.arpa", "5.0/27.113.0.203.in-addr.arpa", " 5 PTR "],
    [
      "IPv6",
      "0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
      `5.${"0.".repeat(19)}0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa`,
      ` 5${".0".repeat(19)} PTR `,
    ],
  ])("%s", (_name, zone, owner, want) => {
    expect(ownZoneLines({ zone, owner, name: "mail.example.com" })[1]).toContain(want);
  });

  test("a forward zone that CNAME records lead to", () => {
    expect(
      ownZoneLines({ zone: "example.com", owner: "18.rev.example.com", name: "mail18.example.com" }),
    ).toEqual([
      "18.rev 3600 IN PTR mail18.example.com. ; BIND, in the file of example.com",
      "pdnsutil add-record example.com 18.rev PTR 3600 mail18.example.com. # PowerDNS",
      'Add-DnsServerResourceRecord -Ptr -ZoneName "example.com" -Name "18.rev" -PtrDomainName "mail18.example.com." # Windows DNS',
    ]);
  });

  test.each([
    ["a hostile zone", "$(id).in-addr.arpa", "5.$(id).in-addr.arpa", "mail.example.com"],
    ["quotes", '113".0.203.in-addr.arpa', '5.113".0.203.in-addr.arpa', "mail.example.com"],
    ["a hostile name", "113.0.203.in-addr.arpa", "5.113.0.203.in-addr.arpa", "`id`.example.com"],
    [
      "a zone that does not hold the owner",
      "2.0.192.in-addr.arpa",
      "5.113.0.203.in-addr.arpa",
      "mail.example.com",
    ],
  ])("no lines for %s", (_name, zone, owner, name) => {
    expect(ownZoneLines({ zone, owner, name })).toEqual([]);
  });
});

describe("the host's own name", () => {
  test("its shell and its mail server", () => {
    expect(heloLines("mail.example.com")).toEqual([
      "hostnamectl set-hostname mail.example.com # any Linux; does not change a myhostname that is set",
      "postconf -e myhostname=mail.example.com && postfix reload # Postfix",
      "# Exim, in the main part of its configuration:",
      "primary_hostname = mail.example.com",
    ]);
  });
  test("nothing for what a shell would act upon", () => {
    expect(heloLines("mail;reboot.example.com")).toEqual([]);
  });
});

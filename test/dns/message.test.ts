import { decode, encode } from "dns-packet";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage, repeatsQuestion } from "../../src/dns/wire/message.ts";
import { canBeAsked } from "../../src/dns/wire/name.ts";
import { encodeQuery } from "../../src/dns/wire/query.ts";
import { MalformedMessage } from "../../src/dns/wire/wire.ts";
import { canonicalIp } from "../../src/base/standards/ip.ts";

const header = (flags: number, ...counts: number[]) => {
  const bytes = Buffer.alloc(12);
  [0x1234, flags, ...counts].forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
};
const name = (...labels: string[]) =>
  Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, "latin1")]),
    Buffer.alloc(1),
  ]);
const record = (owner: Buffer, type: number, ttl: number, data: Buffer) => {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
};
const reply = (...answers: Buffer[]) => Buffer.concat([header(0x8180, 0, answers.length, 0, 0), ...answers]);

const flags = { edns: true, recursion: true, checkingDisabled: false };

describe("a question", () => {
  test("to a zone's own server asks for no recursion, and one may be asked not to validate", () => {
    const question = { name: "example.com", type: "DS" as const };
    const bytes = encodeQuery(7, question, { ...flags, recursion: false, checkingDisabled: true });
    expect(decode(bytes)).toMatchObject({ flag_rd: false, flag_cd: true, questions: [{ type: "DS" }] });
  });

  test("asks for recursion, with EDNS of 1232 bytes", () => {
    const query = decode(encodeQuery(7, { name: "5.113.0.203.in-addr.arpa", type: "PTR" }, flags));
    expect(query).toMatchObject({ id: 7, flag_rd: true, flag_ad: true, flag_cd: false });
    expect(query.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1232 }]);
  });

  test("can go without EDNS", () => {
    expect(
      decode(encodeQuery(7, { name: "example.com", type: "A" }, { ...flags, edns: false })).additionals,
    ).toEqual([]);
  });
});

test("a question of any name is the message that others write", () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
  const asked = fc.array(label, { maxLength: 34 }).map((labels) => labels.join(".").slice(0, 253));
  fc.assert(
    fc.property(asked.filter(canBeAsked), fc.nat(0xffff), (whole, id) => {
      const question = { type: "AAAA" as const, name: whole };
      const expected = encode({ type: "query", id, flags: 0x0120, questions: [question] });
      expect(encodeQuery(id, question, { ...flags, edns: false })).toEqual(expected);
    }),
  );
  expect(encodeQuery(7, { name: ".", type: "NS" }, flags).toString("hex", 12)).toMatch(/^0000020001/);
});

describe("a reply", () => {
  test("is read with answers, SOA and flags", () => {
    const raw = encode({
      type: "response",
      id: 9,
      flags: 1 << 10,
      questions: [{ name: "Mail.Example.com", type: "A" }],
      answers: [
        { type: "CNAME", name: "mail.example.com", ttl: 60, data: "mx.example.com" },
        { type: "A", name: "mx.example.com", ttl: 300, data: "203.0.113.5" },
        { type: "AAAA", name: "mx.example.com", ttl: 300, data: "2001:DB8:0:0::5" },
        { type: "HINFO", name: "mx.example.com", ttl: 300, data: { cpu: "passed", os: "over" } },
      ],
      authorities: [
        {
          type: "SOA",
          name: "example.com",
          ttl: 600,
          data: {
            mname: "ns1.example.com",
            rname: "hostmaster.example.com",
            serial: 1,
            refresh: 2,
            retry: 3,
            expire: 4,
            minimum: 86400,
          },
        },
      ],
    });
    const message = decodeMessage(raw);
    expect(message).toMatchObject({
      id: 9,
      isResponse: true,
      authoritative: true,
      truncated: false,
      responseCode: 0,
    });
    expect(message.answers.map(({ type, data }) => `${type} ${data}`)).toEqual([
      "CNAME mx.example.com",
      "A 203.0.113.5",
      "AAAA 2001:db8::5",
    ]);
    expect(message.authorities[0]?.soa).toEqual({
      zone: "example.com",
      ttl: 600,
      minimum: 86400,
      refresh: 2,
      serial: 1,
      mname: "ns1.example.com",
      contact: "hostmaster@example.com",
    });
    expect(repeatsQuestion(message, { name: "mail.example.COM", type: "A" })).toBe(true);
    expect(repeatsQuestion(message, { name: "mail.example.com", type: "AAAA" })).toBe(false);
  });

  test("reads a mail host with its preference, and a text as its bytes", () => {
    const host = Buffer.concat([Buffer.from([0, 10]), name("MX", "example", "com")]);
    const text = Buffer.from("\x03v=s\x00\x05pf1 \xff", "latin1");
    const records = [
      record(name("a"), 15, 60, host),
      record(name("a"), 16, 60, text),
      record(name("a"), 99, 60, text),
    ];
    expect(decodeMessage(reply(...records)).answers.map(({ type, data }) => [type, data])).toEqual([
      ["MX", "10 mx.example.com"],
      ["TXT", "v=spf1 \u00ff"],
      ["SPF", "v=spf1 \u00ff"],
    ]);
  });

  test.each([
    ["a text longer than its record", 16, Buffer.from("\x09v=spf1")],
    ["a mail host without a name", 15, Buffer.from([0, 10])],
    [
      "a mail host with bytes behind it",
      15,
      Buffer.concat([Buffer.from([0, 10]), name("mx"), Buffer.from([7])]),
    ],
    ["a mail host cut within its preference", 15, Buffer.from([0])],
  ])("%s is malformed", (_name, type, data) => {
    expect(() => decodeMessage(reply(record(name("a"), type, 60, data)))).toThrow(MalformedMessage);
  });

  test("keeps a dot inside a label apart from a dot between labels", () => {
    const raw = reply(record(name("a"), 12, 60, name("mail.example", "com")));
    expect(decodeMessage(raw).answers[0]?.data).toBe("mail\\.example.com");
  });

  test("gives the contact of a SOA its own dots back", () => {
    const times = Buffer.alloc(20);
    const soa = Buffer.concat([name("ns1"), name("john.doe", "example", "com"), times]);
    expect(decodeMessage(reply(record(name("a"), 6, 60, soa))).answers[0]?.soa?.contact).toBe(
      "john.doe@example.com",
    );
  });

  test("counts a TTL with the top bit as zero (RFC 2181)", () => {
    const raw = reply(record(name("a"), 1, 0x80000001, Buffer.from([203, 0, 113, 5])));
    expect(decodeMessage(raw).answers[0]?.ttl).toBe(0);
  });

  test("spells every IPv6 address as the rest of the program does", () => {
    const word = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff));
    const bytes = fc.array(word, { minLength: 8, maxLength: 8 }).map((words) => {
      const raw = Buffer.alloc(16);
      words.forEach((value, index) => raw.writeUInt16BE(value, index * 2));
      return raw;
    });
    fc.assert(
      fc.property(bytes, (raw) => {
        const [answer] = decodeMessage(reply(record(name("a"), 28, 60, raw))).answers;
        const text = raw.toString("hex").replace(/(.{4})(?!$)/g, "$1:");
        expect(answer?.data).toBe(canonicalIp(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("holds extended errors, their text escaped, and the extended response code", () => {
    const text = Buffer.from("no\u001bway");
    const option = Buffer.concat([Buffer.from([0, 15, 0, 2 + text.length, 0, 22]), text]);
    const opt = record(Buffer.alloc(1), 41, 0x01000000, option);
    const message = decodeMessage(Buffer.concat([header(0x8182, 0, 0, 0, 1), opt]));
    expect(message.extendedErrors).toEqual([{ code: 22, text: "no\\027way" }]);
    expect(message.responseCode).toBe(18);
  });
});

describe("hostile bytes", () => {
  test.each([
    { what: "nothing", raw: Buffer.alloc(0) },
    {
      what: "a name that points to itself",
      raw: Buffer.concat([header(0x8180, 1, 0, 0, 0), Buffer.from([0xc0, 12, 0, 1, 0, 1])]),
    },
    {
      what: "a name that points forward",
      raw: Buffer.concat([header(0x8180, 1, 0, 0, 0), Buffer.from([0xc0, 14, 0, 0, 1, 0, 1])]),
    },
    {
      what: "a record longer than the message",
      raw: reply(record(name("a"), 1, 0, Buffer.alloc(4)).subarray(0, -1)),
    },
    { what: "three bytes of address", raw: reply(record(name("a"), 1, 0, Buffer.alloc(3))) },
    {
      what: "a name of 300 bytes",
      raw: reply(record(name(...Array<string>(30).fill("aaaaaaaaaa")), 1, 0, Buffer.alloc(4))),
    },
    { what: "two questions", raw: header(0x8180, 2, 0, 0, 0) },
  ])("$what is malformed", ({ raw }) => {
    expect(() => decodeMessage(raw)).toThrow(MalformedMessage);
  });

  const decodeOrMalformed = (raw: Buffer) => {
    try {
      decodeMessage(raw);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedMessage);
    }
  };

  test("any bytes are read or malformed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => decodeOrMalformed(Buffer.from(bytes))),
      { numRuns: 500 },
    );
  });

  test("a good reply with some bytes changed is read or malformed", () => {
    const good = Buffer.concat([
      header(0x8180, 1, 2, 0, 1),
      name("5", "113", "0", "203", "in-addr", "arpa"),
      Buffer.from([0, 12, 0, 1]),
      record(Buffer.from([0xc0, 12]), 12, 60, name("mail", "example", "com")),
      record(Buffer.from([0xc0, 12]), 6, 60, Buffer.concat([name("ns1"), name("root"), Buffer.alloc(20)])),
      record(Buffer.alloc(1), 41, 0, Buffer.from([0, 15, 0, 2, 0, 6])),
    ]);
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(good.length), (changes, cut) => {
        const raw = Buffer.from(good);
        for (const [position, value] of changes) raw[position] = value;
        decodeOrMalformed(raw);
        decodeOrMalformed(raw.subarray(0, cut));
      }),
      { numRuns: 2000 },
    );
  });
});

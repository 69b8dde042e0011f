// `journalctl` takes the names of months from the machine's locale. The stamps stand as it wrote them under these locales of glibc.

import { describe, expect, test } from "vitest";
import { inEnglish, months } from "../../../src/base/standards/month-names.ts";
import { parseStamp } from "../../../src/base/standards/timestamp.ts";
import { rejectionsIn } from "../../support/events.ts";
import { analyzeFiles } from "../../support/analyze.ts";

const locales: Record<string, readonly string[]> = {
  cs_CZ: ["led", "úno", "bře", "dub", "kvě", "čen", "čec", "srp", "zář", "říj", "lis", "pro"],
  de_DE: ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
  et_EE: [
    "jaan ",
    "veebr",
    "märts",
    "apr  ",
    "mai  ",
    "juuni",
    "juuli",
    "aug  ",
    "sept ",
    "okt  ",
    "nov  ",
    "dets ",
  ],
  fr_FR: ["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
  it_IT: ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
  ja_JP: [" 1月", " 2月", " 3月", " 4月", " 5月", " 6月", " 7月", " 8月", " 9月", "10月", "11月", "12月"],
  pl_PL: ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"],
  pt_BR: ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
  ru_RU: ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
  tr_TR: ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"],
  zh_CN: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
};
const context = { timezone: "UTC", notAfter: Date.UTC(2026, 11, 31) };

describe.each(Object.entries(locales))("the months of %s", (_locale, names) => {
  test.each(names.map((name, month) => [name, month] as const))("%s", (name, month) => {
    for (const form of [name, name.normalize("NFD")]) {
      const stamp = `${form} 03 10:11:12`;
      const time = Date.UTC(2026, month, 3, 10, 11, 12);
      expect(parseStamp(`${stamp} mx1 postfix/smtp[9]: …`, context)).toEqual({ time, length: stamp.length });
    }
  });
});

test.each([
  "Bob 03 10:11:12 mx1 …",
  "13月 03 10:11:12 mx1 …",
  "0月 03 10:11:12 mx1 …",
  "février 03 10:11:12 mx1 …",
  "févr. 03 10:11 mx1 …",
  "am 03 10:11:12",
])("%s is no stamp", (line) => {
  expect(inEnglish(line)).toBeNull();
});

test("a log that journalctl wrote on a French machine", async () => {
  const line =
    "févr. 23 10:11:12 mx1 postfix/smtp[9]: 4ABC1000000: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup. a99-20020a05600c00c900b0040e4f4f4f4fsi10.1 - gsmtp (in reply to end of DATA command))\n";
  const text = months.map((_name, month) =>
    line.replace("févr.", locales["fr_FR"]![month]!).replace("a99", `a9${month}`),
  );
  const found = rejectionsIn(await analyzeFiles(["-"], { stdin: text.join("") }));
  expect(found.map(({ time }) => time?.slice(5, 13)).toSorted((a, b) => a!.localeCompare(b!))).toEqual(
    months.map((_name, month) => `${String(month + 1).padStart(2, "0")}-23T10`),
  );
});

// Where a mailer's line begins: after what tools put before it, and not within what another program says.

import { describe, expect, test } from "vitest";
import { createKeptParts } from "../../../src/reading/logs/kept-parts.ts";
import { frameLine } from "../../../src/reading/logs/frame.ts";
import { mtaReaders } from "../../../src/reading/logs/mailers/index.ts";
import type { DeliveryAttempt } from "../../../src/model/delivery.ts";
import { judge } from "../../../src/refusals/judge.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };
const MESSAGE = `9C1D240A11: to=<ada@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0.01/0.5/0.6, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.75] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. 98e67ed59e1d1-34f1e2d3c4bsi1902211a91.7 - gsmtp (in reply to end of DATA command))`;
const TAGGED = `postfix/smtp[2214]: ${MESSAGE}`;
const LINE = `Jun  7 09:01:09 mx3 ${TAGGED}`;
const ISO = `2026-06-07T09:01:09.123456+00:00 mx3 ${TAGGED}`;
const EXIM_MESSAGE = `1xVLFN-0000Nt-1x ** ada@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=TLS1.3:x:256 CV=yes: SMTP error from remote mail server after pipelined end of data: 550-5.7.25 [203.0.113.75] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup.\\n550 5.7.25  https://support.google.com/a?p=sender-guidelines. 5b1f17b1804b1-ae4a668c1a8si967.28 - gsmtp`;
const EXIM = `2026-06-07 09:01:09 ${EXIM_MESSAGE}`;
const csv = (s: string) => `"${s.replaceAll('"', '""')}"`;
const json = (o: object) => JSON.stringify(o);

/** The attempt of a line that is counted as Gmail's refusal for reverse DNS. */
function refusalIn(line: string): DeliveryAttempt | null {
  const framed = frameLine(line, context);
  for (const reader of framed ? mtaReaders : []) {
    const record = reader.read(framed!, createKeptParts());
    if (record)
      return record.kind === "attempt" && judge(record.attempt)?.verdict.kind === "ptr"
        ? record.attempt
        : null;
  }
  return null;
}

/** A tool's stamp that is a second later than the line's own does not count. */
const TIME = Date.parse("2026-06-07T09:01:09Z");
const withoutTime =
  /^j (?:mono|delta|cat|sse|seq|bytes)|^compose|^kubectl|^exim -|^mailcow|journal cat|tag only/;

describe("found", () => {
  test.each<[string, string]>([
    ["plain", LINE],
    ["iso", ISO],
    ["exim", EXIM],
    ["grep path", `/var/log/mail.log.1:${LINE}`],
    ["grep rel", `mail.log:${LINE}`],
    ["grep path n", `/var/log/mail.log:12:${LINE}`],
    ["grep -n", `12:${LINE}`],
    ["grep -C", `/var/log/mail.log-${LINE}`],
    ["grep -nC", `/var/log/mail.log-12-${LINE}`],
    ["grep -C dated", `/var/log/maillog-20260607-${LINE}`],
    ["grep dated", `/var/log/maillog-20260607:${LINE}`],
    ["12-", `12-${LINE}`],
    ["grep iso", `mail.log:${ISO}`],
    ["grep -n iso", `mail.log:7:${ISO}`],
    ["grep -C iso", `mail.log-${ISO}`],
    ["grep exim", `/var/log/exim4/mainlog:${EXIM}`],
    ["grep -n exim", `3:${EXIM}`],
    ["zgrep gz", `/var/log/mail.log.2.gz:${LINE}`],
    ["stdin", `(standard input):${LINE}`],
    ["stdin n", `(standard input):12:${LINE}`],
    ["grep -T", `mail.log:\t${LINE}`],
    ["grep -b", `mail.log:12:4711:${LINE}`],
    ["blank path", `/var/log/my mail/mail.log:${LINE}`],
    ["windows", `C:\\logs\\mail.log:12:${LINE}`],
    [
      "grep color",
      `\u001b[35m\u001b[Kmail.log\u001b[m\u001b[K\u001b[36m\u001b[K:\u001b[m\u001b[K${LINE.replace("gsmtp", "\u001b[01;31m\u001b[Kgsmtp\u001b[m\u001b[K")}`,
    ],
    ["rg color", `\u001b[0m\u001b[35mmail.log\u001b[0m:\u001b[0m\u001b[32m12\u001b[0m:${LINE}`],
    ["grep of docker", `docker.log:mail-1  | ${LINE}`],
    ["grep of journal cat", `cat.log:${MESSAGE}`],
    ["grep tag only", `x.log:${TAGGED}`],
    ["grep 5424", `x.log:<22>1 2026-06-07T09:01:09Z mx3 postfix/smtp 2214 - - ${MESSAGE}`],
    [
      "grep json",
      `x.log:${json({ MESSAGE, SYSLOG_IDENTIFIER: "postfix/smtp", _HOSTNAME: "mx3", __REALTIME_TIMESTAMP: "1780822869123456" })}`,
    ],
    ["grep -Z", `mail.log\0${LINE}`],
    ["cat -n", `     12\t${LINE}`],
    ["nl", `     1  ${LINE}`],
    ["pdsh", `mx3: ${LINE}`],
    ["parallel --tag", `mx3\t${LINE}`],
    ["ts, a second later", `Jun 07 09:01:10 ${LINE}`],
    ["j short-full", `Sun 2026-06-07 09:01:09 UTC mx3 ${TAGGED}`],
    ["j with-unit", `Sun 2026-06-07 09:01:09 UTC mx3 postfix@-.service[2214]: ${MESSAGE}`],
    ["j delta0", `[12345.678901                ] mx3 ${TAGGED}`],
    ["j delta", `[12345.678901 <    0.000123 >] mx3 ${TAGGED}`],
    ["j delta*", `[12345.678901 <    0.000123*>] mx3 ${TAGGED}`],
    ["j mono", `[12345.678901] mx3 ${TAGGED}`],
    ["j unix", `1780822869.123456 mx3 ${TAGGED}`],
    ["j iso", `2026-06-07T09:01:09+0000 mx3 ${TAGGED}`],
    ["j iso-precise", `2026-06-07T09:01:09.123456+00:00 mx3 ${TAGGED}`],
    ["j precise", `Jun 07 09:01:09.123456 mx3 ${TAGGED}`],
    ["j cat", MESSAGE],
    ["j sse", `data: ${json({ MESSAGE, SYSLOG_IDENTIFIER: "postfix/smtp", _HOSTNAME: "mx3" })}`],
    ["j seq", `\u001e${json({ MESSAGE, SYSLOG_IDENTIFIER: "postfix/smtp", _HOSTNAME: "mx3" })}`],
    ["j bytes", json({ MESSAGE: [...Buffer.from(MESSAGE)], SYSLOG_IDENTIFIER: "postfix/smtp" })],
    ["docker -t", `2026-06-07T09:01:09.123456789Z ${LINE}`],
    ["docker -t tag", `2026-06-07T09:01:09.123456789Z ${TAGGED}`],
    ["compose", `postfix-1  | ${LINE}`],
    ["compose tag", `postfix-1  | ${TAGGED}`],
    ["compose bare", `postfix-1  | ${MESSAGE}`],
    ["compose -t", `postfix-1  | 2026-06-07T09:01:09.1Z ${LINE}`],
    ["compose color", `\u001b[36mpostfix-1  |\u001b[0m ${LINE}`],
    ["compose name", `mail    | ${LINE}`],
    ["kubectl", `[pod/mail-0/postfix] 2026-06-07T09:01:09.1Z ${LINE}`],
    ["kubectl no stamp", `[pod/mail-0/postfix] ${TAGGED}`],
    ["CRI", `2026-06-07T09:01:09.1+00:00 stdout F ${LINE}`],
    ["CRI tag", `2026-06-07T09:01:09.1+00:00 stdout F ${TAGGED}`],
    ["CRI bare", `2026-06-07T09:01:09.1+00:00 stdout F ${MESSAGE}`],
    ["stern", `mail-0 postfix ${LINE}`],
    ["podman -n", `43f4ae8b6d75 ${LINE}`],
    ["podman -tn", `43f4ae8b6d75 2026-06-07T09:01:09.1+00:00 ${TAGGED}`],
    ["docker syslog", `Jun  7 09:01:09 dock1 3f2a1b4c5d6e[812]: ${LINE}`],
    ["docker syslog name", `Jun  7 09:01:09 dock1 docker/mail[812]: ${TAGGED}`],
    ["exim -v", `  ${EXIM_MESSAGE.slice(17)}`],
    ["exim -v pid", `  274   ${EXIM_MESSAGE.slice(17)}`],
    ["exim -v compose", `smtp_1          |   274   ${EXIM_MESSAGE.slice(17)}`],
    ["exim -v docker -t", `2026-06-07T09:01:09.1Z   274   ${EXIM_MESSAGE.slice(17)}`],
    ["exim -d ts", `09:01:09   274   ${EXIM_MESSAGE.slice(17)}`],
    [
      "exim -v ==",
      `  274   == ada@gmail.com R=dnslookup T=remote_smtp defer (-46) H=gmail-smtp-in.l.google.com [192.0.2.26]: ${EXIM_MESSAGE.split(": ").slice(1).join(": ")}`,
    ],
    [
      "exim -v H=",
      `  274   H=gmail-smtp-in.l.google.com [192.0.2.26]: ${EXIM_MESSAGE.split(": ").slice(1).join(": ")}`,
    ],
    ["mailcow", `7.6.2026, 09:01:09\tinfo\tpostfix/smtp\t${MESSAGE}`],
    ["mailcow2", `2026-06-07 09:01:09\tpostfix/smtp\tinfo\t${MESSAGE}`],
    ["mailcow US", `6/7/2026, 9:01:09 AM\tpostfix/smtp\tinfo\t${MESSAGE}`],
    ["plesk", `2026-06-07 09:01:09\tINFO\tpostfix/smtp [2214]\t${MESSAGE}`],
    ["plesk2", `2026-06-07 09:01:09    INFO    postfix/smtp [2214]:    ${MESSAGE}`],
    ["panel pipes", `2026-06-07 09:01:09 | mx3 | postfix/smtp | ${MESSAGE}`],
    ["viewer", `Jun 7, 2026 @ 09:01:09.000\tmx3\t${TAGGED}`],
    ["brackets", `[2026-06-07 09:01:09] mx3 ${TAGGED}`],
    ["multitail", `[mail.log] ${LINE}`],
    ["panel exim", `mx3\tinfo\t${EXIM}`],
    ["grafana txt", `2026-06-07T09:01:09.9Z\t${LINE}`],
    ["rsyslog relay", `Jun  7 09:01:10 relay1 ${LINE}`],
    ["csv kibana", `"Jun 7, 2026 @ 09:01:09.000","mx3",${csv(LINE)}`],
    ["csv graylog", `"2026-06-07T09:01:09.000Z","mx3",${csv(TAGGED)}`],
    ["csv loki", `2026-06-07 09:01:09.000,${csv(LINE)},1780822869123456789,"{""job"":""postfix""}"`],
    [
      "csv grafana",
      `"{""job"":""postfix""}",2026-06-07T09:01:09.000Z,${csv(LINE)},1780822869123456789,abc_1`,
    ],
    ["csv exim", `"2026-06-07T09:01:10.000Z","mx3",${csv(EXIM.replace("CV=yes", 'CV=yes C="x y"'))}`],
    ["csv semi", `"mx3";${csv(LINE)}`],
    ["tsv", `mx3\t${csv(LINE)}`],
    ["csv one", csv(LINE)],
    ["repeated", `Jun  7 09:01:09 mx3 postfix/smtp[2214]: message repeated 3 times: [ ${MESSAGE}]`],
    [
      "repeated iso",
      `2026-06-07T09:01:09.123456+00:00 mx3 postfix/smtp[2214]: message repeated 2 times: [ ${MESSAGE}]`,
    ],
    [
      "repeated 5424",
      `<22>1 2026-06-07T09:01:09Z mx3 postfix/smtp 2214 - - message repeated 2 times: [ ${MESSAGE}]`,
    ],
    ["repeated nospace", `Jun  7 09:01:09 mx3 postfix/smtp[2214]: message repeated 2 times: [${MESSAGE}]`],
    [
      "repeated grep",
      `a.log:Jun  7 09:01:09 mx3 postfix/smtp[2214]: message repeated 3 times: [ ${MESSAGE}]`,
    ],
    ["nul", `\0\0\0\0${LINE}`],
    ["torn nul", `Jun  7 09:01:08 mx3 postfix/smtp[1]: AAAAAAAAAAA: to=<b@gmail.com>, relay=x\0\0\0${LINE}`],
    ["nul behind", `${LINE}\0\0\0`],
  ])("%s", (form, line) => {
    const found = refusalIn(line);
    expect(found).not.toBeNull();
    expect(found?.recipient).toBe(form.endsWith("H=") ? null : "ada@gmail.com");
    const time = found && found.time !== null ? Math.floor(found.time / 1_000) * 1_000 : null;
    expect([TIME, null]).toContain(time);
    if (time === null) expect(form).toMatch(withoutTime);
  });
});

describe("quoted by another program, or shown by a person", () => {
  test.each<[string, string]>([
    [
      "fail2ban found",
      `2026-06-07 09:01:09,345 fail2ban.filter         [812]: INFO    [postfix] Found 198.51.100.1 - ${LINE}`,
    ],
    ["fail2ban heavy", `2026-06-07 09:01:09,345 fail2ban.filter         [812]: DEBUG ${LINE}`],
    ["fail2ban syslog", `Jun  7 09:01:09 mx3 fail2ban.filter[812]: DEBUG Processing line ${LINE}`],
    ["rspamd", `2026-06-07 09:01:09 #812(normal) <abc123>; task; rspamd_task_write_log: ${LINE}`],
    ["rspamd syslog", `Jun  7 09:01:09 mx3 rspamd[812]: <abc>; lua; ${LINE}`],
    ["laravel", `[2026-06-07 09:01:09] production.ERROR: ${LINE}`],
    ["python", `INFO:root:${LINE}`],
    ["python2", `2026-06-07 09:01:09,345 - app - INFO - ${LINE}`],
    ["log4j", `2026-06-07 09:01:09 INFO  [main] c.e.App - ${LINE}`],
    ["ruby", `I, [2026-06-07T09:01:09.1 #123]  INFO -- : ${LINE}`],
    ["level", `ERROR:${LINE}`],
    ["app info", `2026-06-07 09:01:09 INFO ${LINE}`],
    ["app syslog", `Jun  7 09:01:09 mx3 myapp[812]: ${LINE}`],
    ["app syslog no pid", `Jun  7 09:01:09 mx3 myapp: ${LINE}`],
    ["app tag", `myapp[812]: ${LINE}`],
    ["nginx", `198.51.100.7 - - [07/Jun/2026:09:01:09 +0000] "GET /?q=${LINE}" 200 5`],
    ["history", `  812  echo '${LINE}' | whybounce -`],
    ["history2", `  812  grep "${MESSAGE}" /var/log/mail.log`],
    ["zsh", `: 1780822869:0;echo ${LINE}`],
    ["logger", `  812  logger -t postfix/smtp[1] "${MESSAGE}"`],
    ["prompt", `$ echo ${LINE}`],
    ["prompt2", `root@mx3:~# ${LINE}`],
    ["docs", `For example: ${LINE}`],
    ["docs2", `    ${LINE}`],
    ["docs3", `<pre>${LINE}</pre>`],
    ["docs4", `| ${LINE} |`],
    ["docs5", `1. ${LINE}`],
    ["docs6", `- ${LINE}`],
    ["docs7", `* ${LINE}`],
    ["docs8", "`" + LINE + "`"],
    ["docs9", `the log says ${LINE}`],
    ["docs10", `e.g. ${LINE}`],
    ["quote", `> ${LINE}`],
    ["comment", `# ${LINE}`],
    ["comment2", `// ${LINE}`],
    ["ci", `2026-06-07T09:01:09.1234567Z   Expected: ${LINE}`],
    ["ci2", `2026-06-07T09:01:09.1234567Z + echo ${LINE}`],
    ["ci3", `[Pipeline] echo ${LINE}`],
    ["ci4", `2026-06-07T09:01:09.1234567Z ##[error]${LINE}`],
    ["ci5", `2026-06-07T09:01:09.1234567Z not ok 3 - ${LINE}`],
    ["issue csv", `1234,"Mail to Gmail bounces","${LINE}","open"`],
    ["issue csv2", `PROJ-12,"Gmail refuses us",open,"We see: ${LINE}"`],
    ["issue tsv", `1234\tMail to Gmail bounces\t${LINE}`],
    ["ansible", `        "msg": "${LINE}"`],
    ["ansible2", `            "${LINE}",`],
    ["ansible3", `ok: [mx3] => {"msg": "${LINE}"}`],
    ["ansible4", `"${LINE}",`],
    ["ansible tmpl", `changed: [mx3] => (item=${LINE})`],
    [
      "subject",
      `Jun  7 09:01:09 mx3 postfix/cleanup[1]: 9C1D240A11: warning: header Subject: ${LINE} from x`,
    ],
    ["logwatch", `   1 Time(s): ${TAGGED}`],
    ["dovecot", `Jun  7 09:01:09 mx3 dovecot: lmtp(x)<1><y>: ${LINE}`],
    ["NOQUEUE", `Jun  7 09:01:09 mx3 postfix/smtpd[1]: NOQUEUE: reject: ${MESSAGE}`],
    ["key", `msg=${LINE}`],
    ["ts: ", `note: ${LINE}`],
    ["pdsh other", `mx9x: ${LINE}`],
    ["yaml", `message: "${LINE}"`],
    ["php", `PHP Warning:  ${LINE} in /x.php`],
  ])("%s", (_form, line) => {
    expect(refusalIn(line)).toBeNull();
  });
});

// The Debian packages on bare systems: installed, used, upgraded, removed, purged.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { binary, CONFIGURATION, done, forNode, install, olderThan, version } from "./packages.ts";
import { openSystem, type System } from "./system.ts";

const REFUSED = "203.0.113.25";
/** In the log of the demo. */
const LOG_ATTEMPTS = 86;

let server: ZoneServer;
beforeAll(async () => {
  server = await startZoneServer(readFileSync("fixtures/demo/zone.txt", "utf8"));
});
afterAll(() => server.close());

const kinds = [
  { name: "whybounce on Debian 12, without Node.js", release: "bookworm", file: binary, hasNode: false },
  { name: "whybounce-node on Debian 13, with its Node.js", release: "trixie", file: forNode, hasNode: true },
] as const;

describe.each(kinds)("$name", ({ release, file, hasNode }) => {
  let system: System;
  beforeAll(async () => {
    system = openSystem(release);
    system.copy("fixtures/demo/mail.log", "/var/log/mail.log");
    system.copy("fixtures/demo/bounces.mbox", "/tmp/bounces.mbox");
    await install(system, file);
  });
  afterAll(() => system.close());

  const run = (line: string, input?: string | Buffer) => system.run(`cd /tmp && whybounce ${line}`, input);
  const refusals = async (line: string, input?: string | Buffer) => {
    const report = JSON.parse(await done(run(`--no-dns --json ${line}`, input))) as {
      totals: { attempts: number };
      inputs: { path: string; kind: string }[];
    };
    return {
      attempts: report.totals.attempts,
      inputs: report.inputs.map(({ path, kind }) => `${kind} ${path}`),
    };
  };

  test("the system is what it should be", async () => {
    expect((await system.run("command -v node")).code === 0).toBe(hasNode);
    expect(await done(run("--version"))).toBe(`${version}\n`);
  });

  test("without a word it reads the system's log", async () => {
    expect(await refusals("")).toEqual({ attempts: LOG_ATTEMPTS, inputs: ["log /var/log/mail.log"] });
  });

  test("a mailbox, by name and on a pipe", async () => {
    expect(await refusals("bounces.mbox")).toMatchObject({ inputs: ["mbox bounces.mbox"] });
    expect((await refusals("- < bounces.mbox")).attempts).toBe((await refusals("bounces.mbox")).attempts);
  });

  test("a compressed log, by name and on a pipe", async () => {
    const zipped = gzipSync(readFileSync("fixtures/demo/mail.log"));
    expect((await refusals("-", zipped)).attempts).toBe(LOG_ATTEMPTS);
    writeFileSync(system.path("/tmp/mail.log.1.gz"), zipped);
    expect(await refusals("mail.log.1.gz")).toEqual({
      attempts: LOG_ATTEMPTS,
      inputs: ["log mail.log.1.gz"],
    });
  });

  test("much of both: threads help", async () => {
    const log = Buffer.from(`${readFileSync("fixtures/demo/mail.log", "utf8")}\n`.repeat(40));
    const mail = Buffer.from(readFileSync("fixtures/demo/bounces.mbox", "utf8").repeat(30));
    writeFileSync(system.path("/tmp/long.log"), log);
    writeFileSync(system.path("/tmp/long.mbox"), mail);
    const alone = await done(
      system.run("cd /tmp && WHYBOUNCE_THREADS=0 whybounce --no-dns -f csv long.log long.mbox"),
    );
    const threads = await done(
      system.run("cd /tmp && WHYBOUNCE_THREADS=2 whybounce --no-dns -f csv long.log long.mbox"),
    );
    expect(threads).toBe(alone);
    expect(alone.split("\n").length).toBeGreaterThan(3);
  });

  test("check asks the resolver that is named", async () => {
    const report = await done(run(`check ${REFUSED} --resolver ${server.resolver}`));
    expect(report).toContain("No PTR record");
    expect(report).toContain("25.113.0.203.in-addr.arpa. 3600 IN PTR");
  });

  test("explain has its pages, a page its formats", async () => {
    expect(await done(run("explain ptr_nxdomain"))).toMatch(/^No PTR record/);
    expect(await done(run("explain spf_none"))).toContain("SPF");
    for (const format of ["html", "markdown", "mail", "csv", "prometheus", "recipients", "ndjson"])
      expect((await done(run(`--no-dns -f ${format} /var/log/mail.log`))).length, format).toBeGreaterThan(
        100,
      );
  });

  test("the doctor tells what it is, and what it finds", async () => {
    const text = await done(run(`doctor --json --no-authoritative --resolver ${server.resolver}`));
    const { checks } = JSON.parse(text) as { checks: { check: string }[] };
    expect(checks).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ check: "program", form: hasNode ? "one file" : "binary", version }),
        expect.objectContaining({ check: "log", path: "/var/log/mail.log", isReadable: true }),
        expect.objectContaining({ check: "configuration", path: CONFIGURATION, keys: [] }),
      ]) as object,
    );
  });

  test("the manual page and the completions are where programs look for them", async () => {
    expect(await done(system.run("MANWIDTH=80 man whybounce | cat"))).toContain("--exit-code");
    const offered = `. /usr/share/bash-completion/completions/whybounce; COMP_WORDS=(whybounce che); COMP_CWORD=1; _whybounce; echo "\${COMPREPLY[*]}"`;
    expect(await done(system.run(`bash -c '${offered}'`))).toBe("check\n");
    const files = await done(system.run("cat /usr/share/zsh/vendor-completions/_whybounce"));
    expect(await done(run("completion zsh"))).toBe(files);
  });

  test("whoever gets it gets the licenses of what is inside", async () => {
    const text = await done(system.run("zcat /usr/share/doc/whybounce*/THIRD-PARTY.txt.gz"));
    expect(text).toContain("mailparser");
    expect(text.includes("OpenSSL")).toBe(!hasNode);
    expect(await done(system.run("cat /usr/share/doc/whybounce*/copyright"))).toContain("MIT");
    expect(await done(system.run("zcat /usr/share/doc/whybounce*/CHANGELOG.md.gz"))).toContain(
      `## ${version}`,
    );
  });

  test("a file in /etc is used, named on a terminal, and is the administrator's", async () => {
    writeFileSync(system.path(CONFIGURATION), '{"format": "csv", "dns": false}\n');
    expect(await done(run(""))).toMatch(/^week,week_start,/);
    const onTerminal = await done(system.run("script -qec 'whybounce' /dev/null"));
    expect(onTerminal).toContain(`whybounce: options from ${CONFIGURATION}`);
    writeFileSync(system.path(CONFIGURATION), "{\n}\n");
  });

  test("nobody but root needs nothing more than the log", async () => {
    const line = `chmod 644 /var/log/mail.log && setpriv --reuid 65534 --regid 65534 --clear-groups whybounce --no-dns --json /var/log/mail.log`;
    expect(JSON.parse(await done(system.run(line)))).toMatchObject({ totals: { attempts: LOG_ATTEMPTS } });
  });

  test("nothing is enabled, started or added to the users", async () => {
    expect(
      await done(
        system.run(
          "find /etc/systemd /var/lib/systemd -name '*whybounce*' -not -name '*.dsh-also' 2>/dev/null || :",
        ),
      ),
    ).toBe("");
    expect(await done(system.run("cat /etc/passwd"))).not.toContain("whybounce");
  });

  test("an upgrade keeps what the administrator wrote", async () => {
    await install(system, olderThan(file));
    expect(await done(system.run("dpkg-query -W -f '${Version}' whybounce*"))).toBe("0.0.1");
    const own = '{"format": "markdown", "dns": false}\n';
    writeFileSync(system.path(CONFIGURATION), own);
    await install(system, file);
    expect(readFileSync(system.path(CONFIGURATION), "utf8")).toBe(own);
    expect(existsSync(system.path("/usr/share/fish/vendor_completions.d/whybounce.fish"))).toBe(true);
    expect(await done(run(""))).toMatch(/^# /);
  });

  test("a removal leaves the configuration, a purge leaves nothing", async () => {
    const name = file === binary ? "whybounce" : "whybounce-node";
    const left = async () =>
      (
        await done(
          system.run(
            "find / -xdev -path /proc -prune -o -path /var/cache/man -prune -o -path /tmp -prune -o -path /var/lib/dpkg -prune -o -name '*whybounce*' -print",
          ),
        )
      )
        .split("\n")
        .filter(Boolean)
        .toSorted();
    await done(system.run(`apt-get remove -y -qq ${name}`));
    // Debian's notes on units (`dsh-also`) say what a purge has to take away.
    expect((await left()).filter((path) => !path.endsWith(".dsh-also"))).toEqual(["/etc/whybounce"]);
    await done(system.run(`apt-get purge -y -qq ${name}`));
    expect(await left()).toEqual([]);
    expect(await done(system.run(`dpkg-query -W '*' | cut -f1`))).not.toContain("whybounce");
  });
});

describe("one in the place of the other", () => {
  test("Debian 12 refuses the package that needs a newer Node.js, in words of apt", async () => {
    const system = openSystem("bookworm");
    system.copy(forNode, "/tmp/package.deb");
    const { code, stdout, stderr } = await system.run("apt-get install -y /tmp/package.deb");
    system.close();
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("nodejs (>= 20.19)");
  });

  test("Debian 13 changes from one to the other and back", async () => {
    const system = openSystem("trixie");
    for (const file of [forNode, binary, forNode]) {
      await install(system, file);
      expect(await done(system.run("whybounce --version"))).toBe(`${version}\n`);
      expect(existsSync(system.path(CONFIGURATION))).toBe(true);
      const installed = await done(
        system.run("dpkg-query -W -f '${db:Status-Abbrev}${Package}\\n' 'whybounce*'"),
      );
      expect(installed.match(/^ii .*$/gm)).toEqual([
        `ii ${file === binary ? "whybounce" : "whybounce-node"}`,
      ]);
    }
    system.close();
  });
});

// The rows of the table: what is made, and what is run side by side. `--size` scales them all alike.

import { fork } from "node:child_process";
import { once } from "node:events";
import { analyze, checkAddresses, installedPeers, whybounceFile } from "./programs.js";

/** @import { Input, Inputs } from "./inputs.js" */
/** @import { Program } from "./measure.js" */

/**
 * What a row runs. `count` is the number of things that its targets speak of. `close` is called at the end,
 * and returns what else took processor time.
 * @typedef {{ work: string, programs: Record<string, Program>, bytes?: number, count?: number, runs?: number, close?: () => Promise<string | void> }} Job
 * @typedef {{ id: string, isHuge?: boolean, prepare: () => Job | Promise<Job> }} Row
 */

export const REFUSALS_PER_GIB = 2_000;
const MIB = 1 << 20;
/** What takes so little needs more runs than the rest. */
const START_RUNS_FACTOR = 4;
/** As a small server writes in a day; its size is not scaled. @type {Omit<import("./logs.js").LogPlan, "path">} */
const SMALL_LOG = { format: "postfix", bytes: 600_000, refusals: 20 };

/** @param {Inputs} inputs @param {{ mebibytes: number, runs: number, isSlow: boolean }} options @returns {Row[]} */
export function createRows(inputs, { mebibytes, runs, isSlow }) {
  const scale = mebibytes / 1_024;
  const scaled = (/** @type {number} */ count) => Math.max(1, Math.round(count * scale));
  const slow = (/** @type {string} */ name) => (isSlow ? [name] : []);
  /** @param {import("./logs.js").LogPlan["format"]} format @param {number} times */
  const plan = (format, times = 1) => ({
    format,
    bytes: mebibytes * times * MIB,
    refusals: scaled(REFUSALS_PER_GIB * times),
  });

  /** @param {string} name @param {Input} input @param {string[]} peers @returns {Job} */
  const reading = (name, input, peers = []) => {
    const { paths, bytes, truth } = input;
    const { attempts } = truth.totals;
    return {
      work: `${name}, ${sizeText(bytes)}, ${counted(truth.mails ?? attempts, truth.mails ? "bounce" : "refusal")}`,
      programs: { whybounce: analyze(paths, truth), ...installedPeers(paths, peers) },
      bytes,
      count: truth.mails ?? attempts,
    };
  };

  /** An input that is too large to stay. @param {Job} job @param {Input} input @returns {Job} */
  const removed = (job, input) => ({ ...job, close: async () => inputs.remove(input) });

  /** @param {number} size */
  const dense = (size) => () =>
    reading("dense Postfix log", inputs.log({ format: "postfix", bytes: scaled(size) * MIB, share: 1 }));

  /** @param {number} megabytes @param {boolean} isBounce */
  const mail = (megabytes, isBounce) => () =>
    reading(
      isBounce ? "one bounce with an attachment" : "one ordinary mail",
      inputs.mail({ bytes: megabytes * 1e6, isBounce }),
    );

  return [
    {
      id: "postfix",
      prepare: () =>
        reading("Postfix log", inputs.log(plan("postfix")), ["grep -cF", "rg -c -F", ...slow("pflogsumm")]),
    },
    {
      id: "postfix-refused",
      prepare: () =>
        reading("Postfix log, many other refusals", inputs.log({ ...plan("postfix"), mix: "refused" }), [
          "grep -cF",
          "rg -c -F",
        ]),
    },
    {
      id: "postfix-iso",
      prepare: () =>
        reading("Postfix log with ISO 8601 stamps", inputs.log(plan("postfix-iso")), [
          "grep -cF",
          "rg -c -F",
        ]),
    },
    {
      id: "docker",
      prepare: () =>
        reading("Postfix log in Docker's json-file", inputs.log(plan("postfix-docker")), [
          "grep -cF",
          "rg -c -F",
        ]),
    },
    {
      id: "exim",
      prepare: () =>
        reading("Exim log", inputs.log(plan("exim")), ["grep -cF", "rg -c -F", ...slow("eximstats")]),
    },
    {
      id: "gzip-1",
      prepare: () =>
        gzipped(
          "Postfix log, gzip",
          inputs.log(plan("postfix")).bytes,
          inputs.rotated(plan("postfix"), 1, true),
        ),
    },
    {
      id: "gzip-8",
      prepare: () =>
        gzipped(
          "Postfix log, 8 gzip files",
          inputs.log(plan("postfix")).bytes,
          inputs.rotated(plan("postfix"), 8, true),
        ),
    },
    { id: "dense-64", prepare: dense(64) },
    { id: "dense-512", prepare: dense(512) },
    {
      id: "dense-million",
      prepare: () =>
        reading("dense Postfix log", inputs.log({ format: "postfix", refusals: scaled(1e6), share: 1 })),
    },
    {
      id: "mbox-5",
      prepare: () =>
        reading("mbox, 5 % PTR", inputs.mailbox({ messages: scaled(20_000), ptrShare: 0.05 }), ["Sisimai"]),
    },
    {
      id: "mbox-100",
      prepare: () =>
        reading("mbox, all PTR", inputs.mailbox({ messages: scaled(5_000), ptrShare: 1 }), ["Sisimai"]),
    },
    { id: "mail-200", prepare: mail(200, true) },
    { id: "mail-15", prepare: mail(15, false) },
    {
      id: "mbox-large",
      prepare: () => reading("mbox, 5 % PTR", inputs.mailbox({ bytes: mebibytes * MIB, ptrShare: 0.05 })),
    },
    {
      id: "postfix-huge",
      isHuge: true,
      prepare: () => {
        const input = inputs.log(plan("postfix", 4));
        return removed(reading("Postfix log", input), input);
      },
    },
    {
      id: "mbox-huge",
      isHuge: true,
      prepare: () => {
        const input = inputs.mailbox({ bytes: 4 * mebibytes * MIB, ptrShare: 0.05 });
        return removed(reading("mbox, 5 % PTR", input), input);
      },
    },
    {
      id: "version",
      prepare: () => ({
        work: "whybounce --version",
        programs: {
          whybounce: { command: ["node", whybounceFile, "--version"] },
          "node -e 0": { command: ["node", "-e", "0"] },
        },
        runs: runs * START_RUNS_FACTOR,
      }),
    },
    {
      id: "small",
      prepare: () => {
        const job = reading("small Postfix log", inputs.log(SMALL_LOG));
        const programs = { ...job.programs, "node -e 0": { command: ["node", "-e", "0"] } };
        return { ...job, programs, runs: runs * START_RUNS_FACTOR };
      },
    },
    { id: "check", prepare: () => checking(inputs, scaled(10_000)) },
  ];

  /** @param {string} name @param {number} bytes of the log itself @param {Input} input @returns {Job} */
  function gzipped(name, bytes, input) {
    const job = reading(name, { ...input, bytes }, ["zgrep -cF", "rg -z -c -F"]);
    return { ...job, bytes };
  }
}

/** @param {Inputs} inputs @param {number} count @returns {Promise<Job>} */
async function checking(inputs, count) {
  const { path, truth } = inputs.addresses(count);
  const server = fork(new URL("resolver.js", import.meta.url), [String(count)]);
  const [{ port }] = await once(server, "message");
  const used = async () => {
    server.send("used");
    const [usage] = await once(server, "message");
    return usage;
  };
  return {
    work: `check of ${count.toLocaleString("en")} addresses`,
    programs: { whybounce: checkAddresses(path, `127.0.0.1:${port}`, truth) },
    count,
    close: async () => {
      const { cpu, questions } = await used();
      server.disconnect();
      return `the test resolver, a Node process on the same processors, took ${((cpu / questions) * 1e6).toFixed(0)} µs of processor time for each question`;
    },
  };
}

/** @param {number} bytes */
export function sizeText(bytes) {
  const mebibytes = bytes / MIB;
  if (mebibytes >= 1_000) return `${Number((mebibytes / 1_024).toFixed(1))} GiB`;
  return `${Math.round(mebibytes)} MiB`;
}

/** @param {number} count @param {string} noun */
export const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// What is true of a generated input: the counts that a report of it must show.

import { closeSync, openSync, writeSync } from "node:fs";

/** @import { Delivery } from "./traffic.js" */

const BLOCK = 4 << 20;

/**
 * @typedef {{ attempts: number, messages: number, affected: number, lost: number, retrying: number, delivered: number }} Totals
 * @typedef {{ totals: Totals, byIp: Record<string, number> }} Truth
 */

export function createTruth() {
  const totals = { attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };
  /** @type {Record<string, number>} */
  const byIp = {};
  return {
    get attempts() {
      return totals.attempts;
    },
    /** @param {Pick<Delivery, "ip" | "fate">} delivery */
    count({ ip, fate }) {
      if (ip === null) return;
      totals.attempts++;
      totals.messages++;
      totals.affected++;
      if (fate === "bounced") totals.lost++;
      else if (fate === "delivered later") totals.delivered++;
      else totals.retrying++;
      byIp[ip] = (byIp[ip] ?? 0) + 1;
    },
    /** @returns {Truth} */
    facts: () => ({ totals, byIp }),
  };
}

/** A file written in large blocks. @param {string} path */
export function openOutput(path) {
  const file = openSync(path, "w");
  let written = 0;
  let pending = "";
  const flush = () => {
    written += writeSync(file, pending);
    pending = "";
  };
  return {
    /** Characters are bytes: everything generated is ASCII. */
    bytes: () => written + pending.length,
    write(/** @type {string} */ text) {
      pending += text;
      if (pending.length >= BLOCK) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

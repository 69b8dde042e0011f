// The doctor's sentences about what is kept from one run to the next.

import { minuteOf } from "../../base/words/quantities.ts";
import type { StateCheck, StoreCheck } from "../../model/doctor.ts";

interface Said {
  text: string;
  wayOut: string | null;
}

const places = { folder: "the history of this machine", server: "the server" };
const FILL = "store something: whybounce store push";

export function storeWords({ isNamed, place, result, reason, newest, isOld }: StoreCheck): Said {
  const name = place === null ? "the store" : places[place];
  const named = isNamed && place === "folder" ? "the folder that the configuration names" : name;
  switch (result) {
    case "none":
      return { text: "none", wayOut: null };
    case "not asked":
      return { text: "the configuration names one; it was not asked", wayOut: null };
    case "not there":
      return { text: `${named} is not there`, wayOut: FILL };
    case "no history":
      return { text: `${named} holds no history`, wayOut: FILL };
    case "failed":
      return { text: `${named}: ${reason ?? "it cannot be read"}`, wayOut: failedWays[place ?? "server"] };
    case "ok": {
      const until = newest === null ? "" : `; its newest entry is of ${minuteOf(newest)} UTC`;
      return { text: `${named} can be read${until}`, wayOut: isOld ? OLD_STORE : null };
    }
  }
}

const failedWays = {
  folder: "run whybounce as the user who stored it, or name another folder",
  server:
    "correct the key store of the configuration, or repair the server; docs/fleet.md says what it needs",
};

const OLD_STORE = "nothing came in for a week: check that whybounce store push still runs";

const kinds = { reader: "how far the logs were read", watch: "the watch of this machine" };

export function stateWords({ kind, path, result, reason, savedAt, isOld }: StateCheck): Said {
  const name = `${kinds[kind]}, ${path}`;
  switch (result) {
    case "ok": {
      const saved = savedAt === null ? "" : `, saved ${minuteOf(savedAt)} UTC`;
      return { text: `${name}: it can be read${saved}`, wayOut: isOld ? oldWays[kind] : null };
    }
    case "not there":
      return { text: `${name}: it is not there yet; the first run makes it`, wayOut: null };
    case "torn":
      return {
        text: `${name}: a part of it is missing`,
        wayOut: "nothing to do: the next run begins anew, and reads all of the logs",
      };
    case "newer":
      return {
        text: `${name}: a newer version of whybounce wrote it`,
        wayOut: "update whybounce, or name another file",
      };
    case "foreign":
      return {
        text: `${name}: it holds something other than a state`,
        wayOut: "name a file that is not there yet",
      };
    case "unreadable":
      return {
        text: `${name}: ${reason ?? "it cannot be read"}`,
        wayOut: "run whybounce as the user who owns the state, or name another file",
      };
  }
}

const oldWays = {
  reader: "no run saved it for a week: check that the timer or cron job still runs",
  watch: "no look saved it for a week: systemctl status whybounce-watch.timer whybounce-watchd.service",
};

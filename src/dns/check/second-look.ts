// Where the zone's own servers deny a PTR record that the resolver has just been given, one of the two does not show
// what the world gets. They are asked a second time before anything is concluded.

import { speaking } from "../../model/dns.ts";
import type { ResolverView, ZoneView } from "../../model/dns.ts";
import { isFresh } from "./freshness.ts";
import type { Walk } from "../walk/walk.ts";

export interface SecondLook {
  view: ZoneView | null;
  /** They still contradict each other. */
  isDisputed: boolean;
}

/** `startAnew` gives a walk that remembers nothing. */
export async function lookAgain(
  name: string,
  view: ZoneView | null,
  resolver: ResolverView,
  startAnew: (() => Walk) | undefined,
): Promise<SecondLook> {
  if (!startAnew || !contradicts(view, resolver)) return { view, isDisputed: false };
  const again = await startAnew().view(name, "PTR");
  if ("reason" in again) return { view, isDisputed: true };
  return { view: again, isDisputed: contradicts(again, resolver) };
}

function contradicts(view: ZoneView | null, { ptr, confirms }: ResolverView): boolean {
  const speakers = speaking(view);
  const isDenied = speakers.length > 0 && speakers.every(({ status }) => status !== "answer");
  return isDenied && confirms === true && isFresh(ptr);
}

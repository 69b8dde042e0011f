// The search words for logs and mail. Both searches come from the marks of the rules, so that both find the same.

import type { Mark, Needle } from "../../model/delivery.ts";
import type { Receiver } from "./receiver.ts";

/** Marks of refusals for reverse DNS. */
export function reverseDnsMarks(receivers: readonly Receiver[]): Mark[] {
  return receivers.flatMap(({ marks }) => marks);
}

/** Marks of refusals that are only counted. */
export function otherMarks(receivers: readonly Receiver[]): Mark[] {
  return receivers.flatMap((receiver) => receiver.otherMarks ?? []);
}

/** The fewest needles that find all marks in a log: a mark that contains another is found by the shorter one. */
export function needlesOf(receivers: readonly Receiver[]): Needle[] {
  const marks = [...otherMarks(receivers), ...reverseDnsMarks(receivers)];
  const needles = marks.map(needleOf);
  return needles.filter(
    (needle, place) =>
      !needles.some((other, at) => finds(other, needle) && (at < place || !finds(needle, other))),
  );
}

/** True when the other is found wherever this one stands. */
function finds(other: Needle, needle: Needle): boolean {
  const isAsWide = other.unlessAfter === undefined || other.unlessAfter === needle.unlessAfter;
  return isAsWide && other !== needle && needle.text.includes(other.text);
}

function needleOf({ words, sought = words, searchFrom, unlessAfter }: Mark): Needle {
  return {
    text: sought,
    ...(searchFrom === undefined ? {} : { searchFrom }),
    ...(unlessAfter === undefined ? {} : { unlessAfter }),
  };
}

// What `explain` explains: Gmail's codes, and every cause and finding by its id, grouped as a reader looks for them. Each
// id has a page that says more: docs/causes/ID.md for what concerns the reverse DNS, docs/findings/ID.md for a sender's
// records and for what a probe finds.

import { postureTopics, type PostureId } from "./posture-topics.ts";
import { probeTopics, type ProbeId } from "./probe-topics.ts";
import { refusalTopics, type RefusalCauseId } from "./refusal-topics.ts";
import { topics, type TopicId } from "./topics.ts";

export type ExplainedId = TopicId | RefusalCauseId | PostureId | ProbeId;

const causeGroups = Object.entries(topics).map(([heading, ids]) => ({
  heading,
  ids: Object.keys(ids) as ExplainedId[],
}));
const reasonGroups = Object.entries(refusalTopics).map(([heading, ids]) => ({
  heading,
  ids: [...ids] as ExplainedId[],
}));
const findingGroups = [...Object.entries(postureTopics), ...Object.entries(probeTopics)].map(
  ([heading, ids]) => ({
    heading,
    ids: [...ids] as ExplainedId[],
  }),
);

export const topicGroups = [...causeGroups, ...reasonGroups, ...findingGroups];
export const topicIds: ExplainedId[] = topicGroups.flatMap(({ ids }) => ids);

/** `ptr_nxdomain`, also as `PTR-NXDOMAIN` or `ptr nxdomain`. */
export function topicIdOf(words: string): ExplainedId | undefined {
  const id = idSpelling(words);
  return topicIds.find((known) => known === id);
}

/** As ids are spelled. */
export function idSpelling(words: string): string {
  return words.toLowerCase().replaceAll(/[\s-]+/g, "_");
}

const findingIds = new Set<ExplainedId>(findingGroups.flatMap(({ ids }) => ids));

/** Where the page of an id is, below docs. */
export function folderOf(id: ExplainedId): "causes" | "findings" {
  return findingIds.has(id) ? "findings" : "causes";
}

// Every cause and finding by its id, grouped as a reader looks for them. Each has a page that says more,
// docs/causes/<id>.md.

import { topics, type TopicId } from "../model/topics.ts";

export const topicGroups = Object.entries(topics).map(([heading, ids]) => ({
  heading,
  ids: Object.keys(ids) as TopicId[],
}));

export const topicIds: TopicId[] = topicGroups.flatMap(({ ids }) => ids);

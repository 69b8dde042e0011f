// Times as people say them.

const UNITS = [
  { seconds: 86_400, name: "day" },
  { seconds: 3600, name: "hour" },
  { seconds: 60, name: "minute" },
  { seconds: 1, name: "second" },
];

/** `1 hour`, `90 minutes`: the largest unit that leaves nothing over. */
export function durationWords(seconds: number): string {
  const unit = UNITS.find((candidate) => seconds > 0 && seconds % candidate.seconds === 0);
  const { seconds: length, name } = unit ?? { seconds: 1, name: "second" };
  const amount = seconds / length;
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}

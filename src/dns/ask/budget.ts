// How many questions one address may cost. PTR answers are written by strangers: without a bound, a
// long list of names, aliases and servers would make this program flood other people's servers.

/** Shared by all questions asked for one address; answers already known cost nothing. */
export interface Budget {
  left: number;
}

/** 1 PTR + 10 × 2 addresses through the resolver leave half for the zones' own servers. */
const QUESTIONS_PER_ADDRESS = 40;

export function newBudget(): Budget {
  return { left: QUESTIONS_PER_ADDRESS };
}

/** False when nothing is left. */
export function spend(budget: Budget): boolean {
  if (budget.left <= 0) return false;
  budget.left -= 1;
  return true;
}

export const overspent = {
  status: "unreachable" as const,
  failure: "not asked" as const,
  detail: `not asked: the ${QUESTIONS_PER_ADDRESS} questions one address may cost are used up`,
};

// How many questions one address may cost. PTR answers are written by strangers: without a bound, a
// long list of names, aliases and servers would make this program flood other people's servers.

/** Shared by all questions asked for one address; answers already known cost nothing. */
export interface Budget {
  /** False when nothing is left. */
  spend: () => boolean;
}

export interface AddressBudget extends Budget {
  /** For the zones' own servers, which explain the verdict: it leaves what the verdict itself needs. */
  further: Budget;
  /** What was set aside for the verdict and not used may be spent on anything. */
  release: () => void;
}

/** Enough for two zones on the way (RFC 2317) whose eight servers are all looked up and asked, and for the name's zone. */
const QUESTIONS_PER_ADDRESS = 72;
/** The PTR question, twice again after a failure, and the addresses of ten names; the rest is for names that fail. */
const SET_ASIDE = 16;

export function newBudget(): AddressBudget {
  let left = QUESTIONS_PER_ADDRESS;
  let setAside = SET_ASIDE;
  const spendAbove = (bound: number) => {
    if (left <= bound) return false;
    left -= 1;
    return true;
  };
  return {
    spend: () => spendAbove(0),
    further: { spend: () => spendAbove(setAside) },
    release: () => {
      setAside = 0;
    },
  };
}

export const overspent = {
  status: "unreachable" as const,
  failure: "not asked" as const,
  detail: `the ${QUESTIONS_PER_ADDRESS} questions one address may cost are used up`,
};

// A seeded generator of numbers (mulberry32), so that every run makes the same inputs byte for byte.

/** @param {number} seed */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
  /** @type {<Item>(items: readonly Item[]) => Item} */
  const pick = (items) => items[below(items.length)];
  const text = (/** @type {string} */ alphabet, /** @type {number} */ length) => {
    let result = "";
    for (let i = 0; i < length; i++) result += alphabet[below(alphabet.length)];
    return result;
  };
  return { next, below, pick, text };
}

/** @typedef {ReturnType<typeof createRandom>} Random */

/** A source of numbers that gives the same ones for the same seed. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number;
  /** One of several; `weights` default to 1 each. */
  readonly pick: <T>(items: readonly T[], weightOf?: (item: T) => number) => T;
}

/** Mulberry32 (Tommy Ettinger, 2017): 32 bits of state are enough to draw a sample. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    pick: (items, weightOf = () => 1) => {
      const total = items.reduce((sum, item) => sum + weightOf(item), 0);
      let left = next() * total;
      const chosen = items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1);
      if (chosen === undefined) throw new Error('there is nothing to pick from');
      return chosen;
    },
  };
}

import type { FuzzInput } from './input';

/**
 * A smaller input that fails as well, by leaving out versions, then ever smaller pieces (Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", 2002). Anything that fails will do, as whoever mends that sees what is left.
 * @param budget how many inputs are tried at most
 */
export function minimise(input: FuzzInput, fails: (input: FuzzInput) => boolean, budget = 2000): FuzzInput {
  let left = budget;
  let current = input;
  const take = (candidate: FuzzInput): boolean => {
    if (left <= 0) return false;
    left--;
    if (!fails(candidate)) return false;
    current = candidate;
    return true;
  };
  take({ ...current, files: undefined });
  take({ ...current, settings: {} });
  for (let at = current.versions.length - 1; at >= 0 && current.versions.length > 1; at--) {
    take({ ...current, versions: current.versions.toSpliced(at, 1) });
  }
  for (const cut of [/(?<=\n)/, '']) {
    for (let at = 0; at < current.versions.length; at++) {
      const pieces = (): readonly string[] => (current.versions[at] ?? '').split(cut);
      for (let size = Math.ceil(pieces().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
        for (let from = 0; from < pieces().length && left > 0;) {
          const text = pieces().toSpliced(from, size).join('');
          if (!take({ ...current, versions: current.versions.with(at, text) })) from += size;
        }
      }
    }
  }
  return current;
}

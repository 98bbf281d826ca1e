import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerWithin, growthOf, mostGrowth } from '../scripts/soak/judge';

/** What `npm run soak` ends with exit code 1 for; the soak itself is run each night. */
describe('the memory of a server', () => {
  const warm = { rss: 100 * 2 ** 20, heap: 20 * 2 ** 20 };

  test.each([
    { what: 'as it was', rss: 1, heap: 1, says: [] },
    { what: 'less', rss: 0.7, heap: 0.5, says: [] },
    { what: 'somewhat more', rss: 1 + mostGrowth.rss, heap: 1 + mostGrowth.heap, says: [] },
    { what: 'resident, more', rss: 1.75, heap: 1, says: ['rss at rest grew by 75 %: 100.0 MB, then 175.0 MB'] },
    { what: 'used, more', rss: 1, heap: 2, says: ['heap at rest grew by 100 %: 20.0 MB, then 40.0 MB'] },
    { what: 'not known', rss: Number.NaN, heap: 1, says: [expect.stringContaining('rss')] },
  ])('$what', ({ rss, heap, says }) => {
    expect(growthOf(warm, { rss: warm.rss * rss, heap: warm.heap * heap })).toEqual(says);
  });
});

describe('a request', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('that is answered has its answer, and leaves no timer behind', async () => {
    expect(await answerWithin(30_000, 'hover', Promise.resolve('answer'))).toBe('answer');
    await expect(answerWithin(30_000, 'hover', Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that is not answered fails by its name', async () => {
    const late = expect(answerWithin(30_000, 'hover', new Promise(() => undefined))).rejects.toThrow(
      'hover has no answer after 30 s',
    );
    await vi.advanceTimersByTimeAsync(30_000);
    await late;
  });
});

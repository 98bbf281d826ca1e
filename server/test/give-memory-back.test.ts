import { constants, PerformanceObserver } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCore } from '../src/host/core';
import { collectAll, givingMemoryBack, quiet } from '../src/host/giveMemoryBack';

describe('memory is given back', async () => {
  const core = await loadCore();
  const input = { text: 'FROM scratch\n', context: undefined };
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('in a pause after an analysis, and once', () => {
    const collect = vi.fn();
    const analyse = givingMemoryBack(core, collect).createAnalyser();
    vi.advanceTimersByTime(10 * quiet);
    expect(collect).not.toHaveBeenCalled();
    analyse(input);
    vi.advanceTimersByTime(10 * quiet);
    expect(collect).toHaveBeenCalledTimes(1);
    analyse(input);
    vi.advanceTimersByTime(quiet);
    expect(collect).toHaveBeenCalledTimes(2);
  });

  test('never while someone types, in whichever document', () => {
    const collect = vi.fn();
    const given = givingMemoryBack(core, collect);
    const analysers = [given.createAnalyser(), given.createAnalyser()];
    for (let stroke = 0; stroke < 10; stroke++) {
      for (const analyse of analysers) analyse(input);
      vi.advanceTimersByTime(quiet - 1);
    }
    expect(collect).not.toHaveBeenCalled();
  });
});

test('a collection is one of the whole heap', async () => {
  const kinds: unknown[] = [];
  const seen = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) kinds.push(Reflect.get(Object(Reflect.get(entry, 'detail')), 'kind'));
      if (!kinds.includes(constants.NODE_PERFORMANCE_GC_MAJOR)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ entryTypes: ['gc'] });
  });
  await collectAll();
  await seen;
  expect(kinds).toContain(constants.NODE_PERFORMANCE_GC_MAJOR);
});

import { once } from 'node:events';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCore } from '../src/host/core';
import { collectAll, givingMemoryBack, keepYoungSpace, quiet } from '../src/host/giveMemoryBack';

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

/** Has a heap of its own. Asked to, it keeps the last of many objects, so that each collection of young ones finds some that live, and tells the room for them. */
const busy = `
  const { parentPort } = require('node:worker_threads');
  const { getHeapSpaceStatistics } = require('node:v8');
  parentPort.once('message', () => {
    const kept = [];
    for (let i = 0; i < 3e6; i++) kept[i % 30000] = { i };
    parentPort.postMessage(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
  });
  parentPort.postMessage('ready');
`;

test('the space for young objects stops growing', async () => {
  const roomAfter = async (prepare: () => Promise<void>): Promise<unknown> => {
    const worker = new Worker(busy, { eval: true });
    // A heap that is made sets the flag back.
    await once(worker, 'message');
    await prepare();
    const answer = once(worker, 'message');
    worker.postMessage('go');
    return (await answer)[0];
  };
  const grown = Number(await roomAfter(() => Promise.resolve()));
  expect(Number(await roomAfter(keepYoungSpace))).toBeLessThan(grown / 2);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withEntries, withoutKeys, withValues } from '../../src/text/sharedMap';

const key = fc.integer({ min: 0, max: 120 });
const change = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.tuple(key, fc.integer()), { maxLength: 3 }).map((set) => ({ set, gone: [] })) },
  { weight: 1, arbitrary: fc.array(key, { maxLength: 3 }).map((gone) => ({ set: [], gone })) },
);
const sorted = (map: ReadonlyMap<number, number>): readonly (readonly [number, number])[] =>
  [...map].sort(([a], [b]) => a - b);

test('it holds what a copy would hold, also where several are made of one', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer())), fc.array(change), fc.array(change), (first, changes, others) => {
      const versions: (readonly [ReadonlyMap<number, number>, ReadonlyMap<number, number>])[] = [
        [new Map(first), new Map(first)],
      ];
      const add = (
        { set, gone }: { set: readonly (readonly [number, number])[]; gone: readonly number[] },
        from: number,
      ): void => {
        const [shared, plain] = versions.at(from) ?? [new Map(), new Map()];
        const copy = new Map(plain);
        for (const [name, value] of set) copy.set(name, value);
        for (const name of gone) copy.delete(name);
        versions.push([withoutKeys(withEntries(shared, set), gone), copy]);
      };
      for (const one of changes) add(one, -1);
      const middle = versions.length >> 1;
      for (const [index, one] of others.entries()) add(one, index % 2 === 0 ? middle : -1);
      for (const [shared, plain] of versions) {
        expect(shared.size).toBe(plain.size);
        for (let name = 0; name <= 120; name++) {
          expect(shared.has(name)).toBe(plain.has(name));
          expect(shared.get(name)).toBe(plain.get(name));
        }
        expect(sorted(shared)).toEqual(sorted(plain));
        expect([...shared.keys()].length).toBe(plain.size);
        const twice = withValues(shared, (value) => value * 2);
        expect(sorted(twice)).toEqual(sorted(new Map([...plain].map(([name, value]) => [name, value * 2]))));
      }
    }),
    { numRuns: 100 },
  );
});

test('what is added comes last, as in a map', () => {
  const base = new Map(Array.from({ length: 100 }, (_, index) => [`old${index}`, index]));
  const more = withEntries(withEntries(base, [['new', 1]]), [
    ['old3', 33],
    ['newer', 2],
  ]);
  expect([...more.keys()].slice(-2)).toEqual(['new', 'newer']);
  expect([...more.keys()].indexOf('old3')).toBe(3);
});

test('a changed value is the same object whenever it is asked for', () => {
  const base = new Map(Array.from({ length: 100 }, (_, index) => [index, index]));
  const changed = withValues(base, (value) => ({ value }));
  expect(changed.get(5)).toBe(changed.get(5));
  expect(new Map(changed).get(5)).toBe(changed.get(5));
});

test('however many maps are made of one another, there are few to look into', () => {
  let map: ReadonlyMap<number, number> = new Map(Array.from({ length: 40 }, (_, name) => [-1 - name, name]));
  let most = 0;
  for (let name = 0; name < 5000; name++) {
    map = withEntries(map, [[name, name]]);
    most = Math.max(most, (Reflect.get(map, 'layers') as readonly unknown[]).length);
  }
  expect(map.get(0)).toBe(0);
  // As many as a binary counter up to 5,000 has digits.
  expect(most).toBe(12);
});

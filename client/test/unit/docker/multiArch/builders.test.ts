import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  abilityOf,
  type Builder,
  isUsable,
  rankBuilders,
  readBuilders,
  readImageStore,
} from '../../../../src/docker/multiArch/builders';

/** What buildx 0.29 printed, without labels and the like. */
const printed = readFileSync(new URL('../../data/builders.jsonl', import.meta.url), 'utf8');
const builders = readBuilders(printed);

/** A farm as the driver kubernetes shows it: a node for each kind of machine, each with what it emulates behind its own. */
const farm: Builder = {
  name: 'farm',
  driver: 'kubernetes',
  isCurrent: false,
  error: '',
  nodes: [
    { name: 'x', endpoint: 'k', status: 'running', platforms: ['linux/amd64', 'linux/arm64', 'linux/386'], error: '' },
    { name: 'y', endpoint: 'k', status: 'running', platforms: ['linux/arm64', 'linux/arm/v7'], error: '' },
  ],
};

function named(name: string): Builder {
  const found = builders.find((builder) => builder.name === name);
  if (!found) throw new Error(name);
  return found;
}

test('every builder is read, with its driver, nodes and error', () => {
  expect(builders.map(({ name, driver, isCurrent }) => `${name} ${driver} ${isCurrent}`)).toEqual([
    'box docker-container false',
    'remote remote false',
    'default docker true',
    'away  false',
  ]);
  expect(named('remote').nodes).toEqual([
    { name: 'remote0', endpoint: 'tcp://127.0.0.1:9', status: 'inactive', platforms: [], error: '' },
  ]);
  expect(builders.map(isUsable)).toEqual([true, true, true, false]);
});

test.each(['', 'NAME/NODE  DRIVER/ENDPOINT', '{"Name": 1}', '[]', 'null', '{"Name":"x","Nodes":[null,1]}'])(
  'no builder of text that buildx would not print: %s',
  (text) => {
    expect(readBuilders(text).filter(({ name }) => name !== 'x')).toEqual([]);
  },
);

describe('how a builder comes to a platform', () => {
  test.each<[string, Builder, string, string]>([
    ['the machine itself', named('default'), 'linux/amd64', 'own'],
    ['a newer one of the same kind', named('default'), 'linux/amd64/v2', 'own'],
    ['by emulation, perhaps', named('default'), 'linux/arm64', 'listed'],
    ['by a variant that is written otherwise', named('default'), 'linux/arm', 'listed'],
    ['not', named('default'), 'linux/riscv64', 'missing'],
    ['not in that variant', named('default'), 'linux/arm/v5', 'missing'],
    ['nobody knows before it runs', named('box'), 'linux/arm64', 'unknown'],
    ['a node of its own, before one that emulates', farm, 'linux/arm64', 'own'],
    ['beside its own', farm, 'linux/arm/v7', 'listed'],
  ])('%s', (_, builder, platform, ability) => {
    expect(abilityOf(builder, platform)).toBe(ability);
  });
});

test('own machines go before emulation, and what does not answer goes last', () => {
  const order = (...platforms: string[]) => rankBuilders([...builders, farm], platforms).map(({ name }) => name);
  expect(order('linux/amd64', 'linux/arm64')).toEqual(['farm', 'default', 'box', 'remote', 'away']);
  expect(order('linux/amd64')).toEqual(['default', 'farm', 'box', 'remote', 'away']);
});

test.each([
  ['[["driver-type","io.containerd.snapshotter.v1"]]\n', 'containerd'],
  ['null\n', 'classic'],
  ['[["Backing Filesystem","extfs"],["Supports d_type","true"]]', 'classic'],
  ['', 'unknown'],
  ['Cannot connect to the Docker daemon', 'unknown'],
])('the image store by %j: %s', (output, store) => {
  expect(readImageStore(output)).toBe(store);
});

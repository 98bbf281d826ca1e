import { describe, expect, test } from 'vitest';
import {
  fullNames,
  problemOfRegistry,
  problemOfRepository,
  problemOfTags,
  splitName,
  splitTags,
} from '../../../../src/docker/multiArch/reference';

describe('registries', () => {
  test.each([
    ['', undefined],
    ['ghcr.io', undefined],
    ['localhost', undefined],
    ['localhost:5000', undefined],
    ['127.0.0.1:5000', undefined],
    ['[::1]:5000', undefined],
    ['registry.example.com:443', undefined],
    ['Registry', undefined],
    ['ghcr', 'registry-taken-for-user'],
    ['https://ghcr.io', 'registry-form'],
    ['ghcr.io/', 'registry-form'],
    ['ghcr.io/team', 'registry-form'],
    ['-x.io', 'registry-form'],
    ['реестр.example', 'registry-form'],
    ['a b', 'registry-form'],
  ])('%s: %s', (registry, problem) => {
    expect(problemOfRegistry(registry)?.kind).toBe(problem);
  });
});

describe('repositories', () => {
  test.each([
    ['shop', undefined],
    ['team/shop', undefined],
    ['a/b/c-d/e__f/g.h/i---j', undefined],
    ['', 'repository-empty'],
    ['Team/shop', 'repository-upper-case'],
    ['team//shop', 'repository-form'],
    ['/shop', 'repository-form'],
    ['shop:1', 'repository-form'],
    ['shop_', 'repository-form'],
    ['a..b', 'repository-form'],
    ['a___b', 'repository-form'],
    ['店', 'repository-form'],
    ['f'.repeat(64), 'repository-is-id'],
    ['a'.repeat(256), 'repository-length'],
  ])('%s: %s', (repository, problem) => {
    expect(problemOfRepository(repository)?.kind).toBe(problem);
  });
});

describe('tags', () => {
  test.each([
    ['latest', undefined],
    ['f5b1c7f, latest', undefined],
    ['_a 1.2.3-rc.1', undefined],
    ['', 'tags-empty'],
    ['.a', 'tag-form'],
    ['a:b', 'tag-form'],
    ['1.0+meta', 'tag-form'],
    ['a'.repeat(129), 'tag-form'],
  ])('%s: %s', (tags, problem) => {
    expect(problemOfTags(splitTags(tags))?.kind).toBe(problem);
  });

  test('are written once', () => {
    expect(splitTags(' a,b  a\tlatest,')).toEqual(['a', 'b', 'latest']);
  });
});

test.each([
  ['shop', '', 'shop'],
  ['team/shop', '', 'team/shop'],
  ['ghcr.io/team/shop', 'ghcr.io', 'team/shop'],
  ['localhost/shop', 'localhost', 'shop'],
  ['127.0.0.1:5000/shop', '127.0.0.1:5000', 'shop'],
  ['/shop', '', '/shop'],
])('%s is a name in two parts', (name, registry, repository) => {
  expect(splitName(name)).toEqual({ registry, repository });
});

test('a full name for each tag', () => {
  expect(fullNames({ registry: 'ghcr.io', repository: 'team/shop', tags: ['1', 'latest'] })).toEqual([
    'ghcr.io/team/shop:1',
    'ghcr.io/team/shop:latest',
  ]);
  expect(fullNames({ registry: '', repository: 'shop', tags: ['1'] })).toEqual(['shop:1']);
});

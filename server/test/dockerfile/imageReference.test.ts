import { describe, expect, test } from 'vitest';
import { familiarName, formatImageReference, parseImageReference } from '../../src/dockerfile/imageReference';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseImageReference', () => {
  test.each([
    ['golang', 'docker.io', 'library/golang', 'golang', undefined, undefined],
    ['golang:1.22-alpine', 'docker.io', 'library/golang', 'golang', '1.22-alpine', undefined],
    ['docker.io/golang', 'docker.io', 'library/golang', 'golang', undefined, undefined],
    ['index.docker.io/library/golang:1', 'docker.io', 'library/golang', 'golang', '1', undefined],
    ['grafana/grafana', 'docker.io', 'grafana/grafana', 'grafana/grafana', undefined, undefined],
    ['localhost/app', 'localhost', 'app', 'localhost/app', undefined, undefined],
    ['localhost:5000/a/b:x', 'localhost:5000', 'a/b', 'localhost:5000/a/b', 'x', undefined],
    // dockerfile-ast leaves the tag in the name here.
    [`r.example:5000/app:1@${digest}`, 'r.example:5000', 'app', 'r.example:5000/app', '1', digest],
    [`golang@${digest}`, 'docker.io', 'library/golang', 'golang', undefined, digest],
    ['[::1]:5000/app', '[::1]:5000', 'app', '[::1]:5000/app', undefined, undefined],
    ['HOST/app', 'HOST', 'app', 'HOST/app', undefined, undefined],
    ['scratch', 'docker.io', 'library/scratch', 'scratch', undefined, undefined],
  ])('%s', (text, registry, path, repository, tag, hash) => {
    expect(parseImageReference(text)).toEqual({ registry, path, repository, tag, digest: hash });
  });

  test.each([
    '',
    'Golang',
    'golang:',
    'golang:-x',
    'golang::1',
    'a//b',
    '/a',
    'a/',
    'golang@sha256:short',
    `golang@`,
    'a b',
    '$BASE',
    '0123456789abcdef'.repeat(4),
    'a'.repeat(250),
  ])('refuses %j', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});

test.each([
  ['golang', 'golang'],
  ['docker.io/library/golang:1.22', 'golang'],
  ['index.docker.io/library/golang', 'golang'],
  ['public.ecr.aws/docker/library/golang:1.26.5', 'golang'],
  ['mirror.gcr.io/library/golang', 'golang'],
  ['gcr.io/distroless/static-debian12:nonroot', 'gcr.io/distroless/static-debian12'],
  ['arm64v8/golang', 'arm64v8/golang'],
])('%s is known as %s', (text, name) => {
  const reference = parseImageReference(text);
  expect(reference && familiarName(reference)).toBe(name);
});

test('formatting', () => {
  const reference = parseImageReference(`docker.io/library/golang:1@${digest}`);
  expect(reference && formatImageReference(reference)).toBe(`golang:1@${digest}`);
});

import { expect, test } from 'vitest';
import { describe as describeText } from '../../src/describe';
import { valueOf } from '../../src/facts/fact';

test.each([
  ['ARG TAG', '${TAG:-1.26}', 'golang:1.26'],
  ['ARG TAG', '${TAG-1.26}', 'golang:1.26'],
  ['ARG TAG=1.25', '${TAG:-1.26}', 'golang:1.25'],
  ['ARG TAG', '${TAG}', undefined],
  // OTHER is set, to nothing.
  ['ARG TAG\nARG OTHER=$TAG', '${OTHER-1.26}', undefined],
  ['ARG TAG\nARG OTHER=1.$TAG', '${OTHER:-1.26}', undefined],
])('%s gives FROM golang:%s', (args, tag, image) => {
  const { stages } = describeText({ text: `${args}\nFROM golang:${tag}\n`, context: undefined });
  const base = stages[0]?.base;
  const reference = base?.kind === 'image' ? valueOf(base.reference) : undefined;
  expect(reference && `${reference.repository}:${reference.tag}`).toBe(image);
});

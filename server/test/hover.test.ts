import { expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { hover } from '../src/features/hover';
import { memoryTree } from '../src/workspace/sourceTree';

const text = `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN go build -o /app .
`;

test.each([
  ['..', '`..`'],
  ['.', 'the folder of this file'],
])('COPY tells which build context it copies from, and why: %s', (folder, shown) => {
  const contextOrigin = { folder, why: 'compose.yaml, service api, builds this file with it' };
  const analysis = analyse({ text, context: memoryTree({ 'go.mod': 'module a' }), contextOrigin });
  expect(hover(analysis, text.indexOf('COPY'))?.markdown).toBe(
    `**Build context**: ${shown}, as compose.yaml, service api, builds this file with it.`,
  );
});

test('without a build context there is nothing to tell of it', () => {
  expect(hover(analyse({ text, context: undefined }), text.indexOf('COPY'))).toBeUndefined();
});

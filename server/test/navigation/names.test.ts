import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { definition, prepareRename, references, rename } from '../../src/features/navigation/names';
import { applyEdits } from '../../src/text/edit';
import type { Span } from '../../src/text/span';
import { memoryTree } from '../../src/workspace/sourceTree';

/**
 * Cases in the files beside this one, each a Dockerfile under a line `=== what it shows`. In its text
 *
 * - `⟨name⟩` is a place that names the thing the case is about, `⟪name⟫` one where going to the definition ends;
 *   nothing else may be found, from whichever of them one asks, but for texts in backquotes, which are found and not asked from; `⟦image⟧` is where it ends at something without a name;
 * - `¦` is the cursor from which the definition is asked for: in one of these places, or alone where there is no name;
 * - a line `#> rename NEW` asks for a new name: each marked place that ends with the name under the cursor changes, the others
 *   stay; `#> rename NEW: part of a sentence` says that it is refused, and `#> refused: part` that it is before a new name is asked for.
 */
interface Case {
  readonly title: string;
  readonly text: string;
  readonly cursor: number;
  readonly places: readonly Span[];
  readonly targets: readonly Span[];
  readonly expectations: readonly string[];
}

function readCases(file: string): readonly Case[] {
  const [, ...parts] = readFileSync(`server/test/navigation/${file}`, 'utf8').split(/^=== /m);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    const expectations = lines.filter((line) => line.startsWith('#> ')).map((line) => line.slice(3));
    return { title, expectations, ...readMarks(lines.filter((line) => !line.startsWith('#> ')).join('\n')) };
  });
}

function readMarks(marked: string): Pick<Case, 'text' | 'cursor' | 'places' | 'targets'> {
  let text = '';
  let cursor = -1;
  let start = 0;
  const places: Span[] = [];
  const targets: Span[] = [];
  for (const character of marked) {
    if (character === '¦') cursor = text.length;
    else if (/[⟨⟪⟦]/.test(character)) start = text.length;
    else if (/[⟩⟫⟧]/.test(character)) {
      if (character !== '⟧') places.push({ start, end: text.length });
      if (character !== '⟩') targets.push({ start, end: text.length });
    } else text += character;
  }
  return { text, cursor, places, targets };
}

const context = memoryTree({
  'go.mod': 'module example.com/shop\n\ngo 1.26\n',
  'main.go': 'package main\n\nfunc main() {}\n',
  'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
  'start.sh': '#!/bin/sh\nexec /usr/bin/app "$@"\n',
});
const show = (text: string, spans: readonly Span[]): readonly string[] =>
  spans.map(({ start, end }) => {
    const before = text.slice(0, start).split('\n');
    return `${before.length}:${(before.at(-1) ?? '').length} ${text.slice(start, end)}`;
  });

describe.each(['stages.txt', 'variables.txt', 'artifacts.txt'])('%s', (file) => {
  test.each(readCases(file).map((each) => [each.title, each] as const))(
    '%s',
    (_, { text, cursor, places, targets, expectations }) => {
      const analysis = analyse({ text, context });
      const from = (offset: number) =>
        show(
          text,
          references(analysis, offset).map(({ span }) => span),
        );
      const all = show(text, places);
      expect(from(cursor), 'from the cursor').toEqual(all);
      const found = definition(analysis, cursor)?.targets.map(({ span }) => span) ?? [];
      expect(show(text, found).toSorted(), 'definition').toEqual(show(text, targets).toSorted());
      for (const { start, end } of places)
        if (text[start] !== '`') expect(from(end), `from ${text.slice(start, end)}`).toEqual(all);
      for (const expectation of expectations) check(analysis, { text, cursor, places }, expectation);
    },
  );
});

function check(
  analysis: ReturnType<typeof analyse>,
  { text, cursor, places }: Pick<Case, 'text' | 'cursor' | 'places'>,
  expectation: string,
): void {
  const prepared = prepareRename(analysis, cursor);
  const [, refused] = /^refused: (.*)$/.exec(expectation) ?? [];
  if (refused !== undefined) {
    expect(prepared && 'refused' in prepared ? prepared.refused : prepared).toContain(refused);
    expect(rename(analysis, cursor, 'other')).toEqual(prepared);
    return;
  }
  const [, wanted = '', why] = /^rename (.+?)(?:: (.*))?$/.exec(expectation) ?? [];
  if (!prepared || 'refused' in prepared) throw new Error(`refused: ${prepared?.refused ?? 'no name'}`);
  expect(text.slice(prepared.span.start, prepared.span.end)).toBe(prepared.name);
  const result = rename(analysis, cursor, wanted);
  if (why !== undefined) {
    expect('refused' in result ? result.refused : result).toContain(why);
    return;
  }
  if ('refused' in result) throw new Error(result.refused);
  const expected = places.flatMap(({ start, end }) => {
    const written = /["']$/.test(text.slice(start, end)) ? end - 1 : end;
    const at = written - prepared.name.length;
    const isNamed = text.slice(at, written).toLowerCase() === prepared.name.toLowerCase() && at >= start;
    return isNamed ? [{ span: { start: at, end: written }, newText: wanted }] : [];
  });
  const renamed = applyEdits(text, result.edits);
  expect(renamed).toBe(applyEdits(text, expected));
  // Everything that named it names it still.
  expect(references(analyse({ text: renamed, context }), result.edits[0]?.span.start ?? 0)).toHaveLength(places.length);
}

test('FROM gets the new name of a stage in lower case, as BuildKit compares it so there', () => {
  const text = 'FROM golang AS build\nFROM build\nCOPY --from=BUILD /a /a\n';
  const result = rename(analyse({ text, context }), text.indexOf('build'), 'Base');
  expect('edits' in result && applyEdits(text, result.edits)).toBe(
    'FROM golang AS Base\nFROM base\nCOPY --from=Base /a /a\n',
  );
});

test.each(['"X"', 'a+(', 'a.b', '', '$Y', "'"])('a name that no shell knows does no harm: ARG %s', (name) => {
  const text = `FROM alpine\nARG ${name}=1\nENV ${name}=2\nRUN echo "\nRUN echo ${name}\n`;
  for (let offset = 0; offset <= text.length; offset++) rename(analyse({ text, context }), offset, 'NEW');
});

import { afterEach, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { builderTexts } from '../../src/features/outputs/builderTexts';
import { longestLine } from '../../src/features/outputs/engineOutput';
import { explainOutput } from '../../src/features/outputs/explainOutput';
import { goTexts } from '../../src/features/outputs/goTexts';
import { runTexts } from '../../src/features/outputs/runTexts';
import { memoryTree } from '../../src/workspace/sourceTree';
import { rethrow } from '../support/fixtures';

const length = 1_000_000;
const text =
  'FROM golang:1.26\nARG X\nWORKDIR /src\nCOPY . .\nRUN go test $X\nRUN cat <<EOF\nx\nEOF\nENTRYPOINT ["/src/app"]\n';
const analysis = analyse({ text, context: memoryTree({ 'go.mod': 'module a.com/b\n' }), bug: rethrow });

/** What a line of a million characters is made of: minified scripts, base64, tables, and what the patterns look for. */
const fillings = [
  ...['a', ' ', '(', '"', ':', '7', '.', '/', '\t', '-', "'", '\r', '\u001b]', '\u001b[1', 'ü'],
  ...[
    'exec ',
    'lookup ',
    'dial tcp ',
    '.go:1:',
    '"x": ',
    'failed to resolve ',
    ' (',
    '[1/2] ',
    '{"msg":"a"},',
    '.a/b',
    'qemu-',
    'stat ',
  ],
];

/** Where in the output of a build that line may stand. */
const places: readonly (readonly [string, (line: string) => string])[] = [
  ['a RUN prints it', (line) => `#9 [4/5] RUN go test x\n#9 1.3 ${line}\n#9 ERROR: process "x" did not complete\n`],
  ['it is the name of a step', (line) => `#9 [4/5] RUN ${line}\n#9 ERROR: process "x" did not complete\n`],
  ['it is the name of a stage', (line) => `#9 [${line} 4/5] RUN x\n#9 ERROR: process "x" did not complete\n`],
  ['it is the error of a step', (line) => `#9 [4/5] RUN go test x\n#9 ERROR: ${line}\n`],
  ['it is said again at the end', (line) => `------\n > [4/5] RUN go test x:\n1.3 ${line}\n------\n`],
  ['it is shown of the Dockerfile', (line) => `Dockerfile:4\n----------\n   4 | >>> ${line}\n----------\nERROR: x\n`],
  ['podman prints it', (line) => `STEP 5/6: RUN go test $X\n${line}\nError: building at STEP "RUN x": exit status 1\n`],
  ['it is all there is', (line) => line],
];

interface Work {
  /** Sum of what all patterns were given, in characters. */
  total: number;
  /** Patterns that were given more than a line may have. */
  readonly ofLong: Set<RegExp>;
}

const { exec } = RegExp.prototype;

/** Counts what patterns are given. A spy of vitest would keep each of the texts. */
function watchPatterns(): Work {
  const work: Work = { total: 0, ofLong: new Set() };
  RegExp.prototype.exec = function (given) {
    const from = this.lastIndex;
    const found = exec.call(this, given);
    // A global pattern goes on where it was; of another one, the whole text is counted.
    work.total += this.global ? (found ? this.lastIndex : given.length) - from : given.length;
    if (given.length > longestLine) work.ofLong.add(this);
    return found;
  };
  return work;
}

function stopWatching(): void {
  RegExp.prototype.exec = exec;
}

afterEach(stopWatching);

describe.each(places)('a line of a million characters: %s', (_, print) => {
  test.each(fillings)('%j', (filling) => {
    const output = print(filling.repeat(length / filling.length));
    for (const phase of ['build', 'run'] as const) {
      const work = watchPatterns();
      explainOutput(analysis, { phase, stage: null, output, exitCode: 1 });
      stopWatching();
      expect(work.total).toBeLessThan(30 * length);
      const known = [...goTexts, ...builderTexts, ...runTexts].map((row) => row.text);
      expect(known.filter((pattern) => work.ofLong.has(pattern))).toEqual([]);
      // Of such a text, patterns are tried at its beginning only, or go through it once.
      expect([...work.ofLong].filter(({ source, global }) => !source.startsWith('^') && !global)).toEqual([]);
    }
  });
});

test.each([...goTexts, ...builderTexts, ...runTexts].map(({ id, text }) => [id, text.source] as const))(
  'the pattern of %s has no wildcard without an end, and begins with what is rare',
  (_, source) => {
    expect(source).not.toMatch(/(?:[^\\]\.|\[\^\])[*+]/);
    for (const alternative of alternativesOf(source))
      expect(alternative).not.toMatch(/^(?:\((?:\?:|\?<\w+>)?)*(?:\\[SwdsW]|\[(?:[^\\\]]|\\.)*\])[*+]/);
  },
);

/** What stands between the bars that are in no bracket. */
function alternativesOf(source: string): readonly string[] {
  const found = [''];
  let depth = 0;
  for (const [token] of source.matchAll(/\\.|\[(?:[^\\\]]|\\.)*\]|./gs)) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0;
    if (token === '|' && depth === 0) found.push('');
    else found.push(`${found.pop() ?? ''}${token}`);
  }
  return found;
}

import { readFileSync, readdirSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { isEnvText } from '../../src/rules/fixes/assignments';
import { secretsInText } from '../../src/rules/secret-in-image/secretText';
import { memoryTree } from '../../src/workspace/sourceTree';

const repeat = (text: string, length = 100_000): string => text.repeat(Math.ceil(length / text.length));

test.each([
  { text: `A=${repeat('$ab')}`, expected: true },
  { text: `A=${repeat('$ab')}*`, expected: false },
  { text: `A=${repeat('${ab}$c')}`, expected: true },
  { text: `A="${repeat('$ab ')}"`, expected: true },
  { text: `A="${repeat('$ab ')}`, expected: false },
  { text: `${repeat('A=b ')}`, expected: true },
  { text: `${repeat('A=b ')}\\`, expected: false },
  { text: 'PATH=$PATH:$GOPATH/bin:${GOROOT}/bin B="$C d"', expected: true },
  { text: 'PATH=$PATH:$(go env GOPATH)/bin', expected: false },
  { text: 'A=$', expected: false },
  { text: 'A=$-', expected: false },
])('assignments of any length are told apart from commands ($expected, $text.length)', ({ text, expected }) => {
  expect(isEnvText(text)).toBe(expected);
});

const password = 'x8Kq2LmZ9w';
test.each([
  { text: `curl http://${repeat('a.')}`, found: [] },
  { text: `curl http://${repeat('a:')}`, found: [] },
  { text: `curl ${repeat('a+')}`, found: [] },
  { text: `curl ${repeat('a+')}://`, found: [] },
  { text: `curl ${repeat('http://')}`, found: [] },
  { text: `curl http://${repeat('a.')} https://me:${password}@host/`, found: [password] },
  { text: `curl https://me:${password}@${repeat('a.')}/`, found: [password] },
  { text: `git clone https://${password}${password}@host/x`, found: [password + password] },
  { text: `git clone https://:${password}@host/x git+https://b:${password}@host`, found: [password, password] },
  { text: 'git clone https://me:@host/x https://me@host/x', found: [] },
])('passwords in addresses are found in any text ($text.length)', ({ text, found }) => {
  expect(secretsInText(text).map(({ start, end }) => text.slice(start, end))).toEqual(found);
});

test('a line that looks like an export is answered, however many variables it names', () => {
  const line = `export A=${'$ab'.repeat(10_000)}*`;
  const { findings } = analyse({
    text: `FROM golang:1.26\n${line}\nRUN ${line}\nRUN curl http://${repeat('a.', 50_000)}\n`,
    context: memoryTree({ 'go.mod': 'module example.com/app\n' }),
  });
  expect(findings.map(({ rule }) => rule.id)).toContain('shell-command-as-instruction');
});

interface Pattern {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

function patternsIn(folder: string): readonly Pattern[] {
  const found: Pattern[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const file = ts.createSourceFile(name, readFileSync(`${folder}/${name}`, 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
        const [, source = '', flags = ''] =
          /^\/([^]*)\/(\w*)$/.exec(file.text.slice(node.getStart(file), node.end)) ?? [];
        const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
        found.push({ place: `${folder}/${name}:${String(line)}`, source, flags });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** What is repeated: letters, blanks and marks, and the pattern's own words and marks. */
function pumpsFor(source: string): readonly string[] {
  const plain = source.replace(/\\[a-zA-Z]/g, ' ').replace(/\\(.)/g, '$1');
  const marks = [...new Set(plain.replace(/[A-Za-z0-9\s]/g, ''))];
  const words = plain.match(/[A-Za-z][\w /.:=-]*/g) ?? [];
  return [
    ...new Set(['a', ' ', '\t', '\n', '0', 'a ', '$a', 'a.', ...marks.flatMap((mark) => [mark, `${mark}a`]), ...words]),
  ];
}

test('no pattern of the sources takes more than the square of the text', { timeout: 300_000 }, () => {
  const patterns = ['server/src', 'client/src'].flatMap(patternsIn).filter(({ source }) => /[*+]|\{\d+,/.test(source));
  expect(patterns.length).toBeGreaterThan(500);
  const distinct = new Map(patterns.map((pattern) => [`${pattern.source}/${pattern.flags}`, pattern]));
  const given = { texts: [] as readonly string[], source: '', flags: '' };
  const context = createContext(given);
  // What is exponential or cubic takes hours; the limit is for a slow machine. A pattern is stopped by it, which ends the test.
  const attack =
    'for (const text of texts) { const tried = new RegExp(source, flags); tried.global ? text.replace(tried, "") : tried.test(text); }';
  const slow: string[] = [];
  for (const { place, source, flags } of distinct.values()) {
    const texts = pumpsFor(source).flatMap((pump) => [`${repeat(pump, 5000)}\u0001`, `a=${repeat(pump, 5000)}\n!`]);
    Object.assign(given, { texts, source, flags });
    try {
      runInContext(attack, context, { timeout: 10_000 });
    } catch {
      slow.push(`${place} /${source}/${flags}`);
    }
  }
  expect(slow).toEqual([]);
});

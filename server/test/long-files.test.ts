import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { addLayer, baseFiles, isRewritten, listDirectory, lookUp, mountLayer, type Layer } from '../src/model/files';
import { memoryTree } from '../src/workspace/sourceTree';

const span = { start: 0, end: 0 };
const tree = memoryTree({ 'a/x': '1', 'b/a': '2', x: '3' });
const paths = ['/', '/a', '/a/b', '/a/b/x', '/a/x', '/b', '/b/a', '/b/a/x', '/x'];

const path = fc.constantFrom(...paths);
const layer: fc.Arbitrary<Layer> = fc.oneof(
  path.map((path): Layer => ({ kind: 'entry', path, entry: { kind: 'file', span, executable: true, text: path } })),
  path.map((path): Layer => ({ kind: 'entry', path, entry: { kind: 'directory', span, executable: true } })),
  fc.tuple(path, path).map(([path, target]): Layer => ({
    kind: 'entry',
    path,
    entry: { kind: 'link', span, executable: undefined, target },
  })),
  path.map((path): Layer => ({ kind: 'tree', path, tree, root: '', span })),
  path.map((path): Layer => ({ kind: 'opaque', path, span, says: path })),
  path.map((path): Layer => ({ kind: 'removed', path })),
);

test('looking things up by path says what a look at every layer says, also beside and below other layers', () => {
  fc.assert(
    fc.property(fc.array(layer, { maxLength: 12 }), fc.array(layer, { maxLength: 4 }), (layers, others) => {
      const together = [baseFiles('system')];
      // A mount keeps to itself, so that of these each is looked at on its own.
      const apart = [baseFiles('system')];
      for (const one of layers) {
        together.push(addLayer(together.at(-1) ?? baseFiles('empty'), one));
        apart.push(mountLayer(apart.at(-1) ?? baseFiles('empty'), one));
      }
      const middle = together[together.length >> 1] ?? baseFiles('empty');
      together.push(others.reduce(addLayer, middle));
      apart.push(others.reduce(mountLayer, apart[apart.length >> 1] ?? baseFiles('empty')));
      for (const [index, files] of together.entries()) {
        const plain = apart[index] ?? baseFiles('empty');
        for (const path of paths) {
          expect(lookUp(files, path)).toEqual(lookUp(plain, path));
          expect(isRewritten(files, path)).toBe(isRewritten(plain, path));
          const [listed, expected] = [listDirectory(files, path), listDirectory(plain, path)];
          expect(listed.complete).toBe(expected.complete);
          expect([...listed.names].sort()).toEqual([...expected.names].sort());
        }
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['RUN go build', (): string => 'RUN go build'],
  ['programs of their own', (index: number): string => `RUN go build -o /out/a${String(index)} .`],
])(
  'the time grows with the lines, not with their square: %s',
  (_, line) => {
    const context = memoryTree({
      'go.mod': 'module example.com/x\n\ngo 1.26\n',
      'main.go': 'package main\n\nfunc main() {}\n',
    });
    const time = (count: number): number => {
      const lines = Array.from({ length: count }, (_, index) => line(index)).join('\n');
      const text = `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n${lines}\nFROM scratch\nCOPY --from=build /src/x /x\n`;
      const start = performance.now();
      analyse({ text, context });
      return performance.now() - start;
    };
    time(200);
    const small = Math.min(time(300), time(300), time(300));
    // Ten times the lines: a square would take a hundred times as long.
    expect(time(3000)).toBeLessThan(small * 35);
  },
  120_000,
);

test.each([
  [20, 'runs'],
  [60, 'runs'],
  [150, 'unknown'],
])('a program that comes through %d stages, each of which copies it twice: %s', (count, outcome) => {
  const stages = Array.from({ length: count }, (_, index) =>
    [`FROM scratch AS s${index + 1}`, `COPY --from=s${index} /out /out`, `COPY --from=s${index} / /`].join('\n'),
  );
  const build = 'FROM golang:1.26 AS s0\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /out/app .';
  const context = memoryTree({
    'go.mod': 'module example.com/app\n\ngo 1.26\n',
    'main.go': 'package main\n\nfunc main() {}\n',
  });
  const { model } = analyse({ text: [build, ...stages, 'ENTRYPOINT ["/out/app"]', ''].join('\n'), context });
  expect(model.verdict.outcome).toBe(outcome);
});

const start = 'FROM golang:1.26 AS s0\nWORKDIR /src\nCOPY . .\n';
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');
const module = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.26\n',
  'main.go': 'package main\n\nfunc main() {}\n',
});

// None is a test of speed: what is quadratic, or worse, takes many times as long as the whole run may.
test.each([
  { name: 'a chain of stages', text: many(800, (n) => `FROM s${n} AS s${n + 1}\nRUN go build -o /app .\n`) },
  { name: 'cd within cd', text: `RUN ${'cd a && '.repeat(8000)}go build -o /app .\n` },
  { name: 'cd to a deep directory', text: `RUN cd ${'a/'.repeat(20_000)} && go build -o /app .\n` },
  { name: 'WORKDIR within WORKDIR', text: `${'WORKDIR a\n'.repeat(3000)}RUN go build -o app .\n` },
  { name: 'a value that grows', text: `${'ENV PATH=$PATH:/b\n'.repeat(8000)}RUN go build -o /app .\n` },
  { name: 'redirections', text: `RUN go build -o /app . ${'> b '.repeat(16_000)}\n` },
  { name: 'values and builds', text: 'ENV A=$A:/b\nRUN go build -o /app .\n'.repeat(500) },
  { name: 'declared arguments', text: many(10_000, (n) => `ARG A${n}\n`) },
])('$name: no error is found where nothing is wrong', { timeout: 60_000 }, ({ text }) => {
  const { findings, model } = analyse({ text: `${start}${text}ENTRYPOINT ["/app"]\n`, context: module });
  expect(findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  expect(model.verdict.outcome).toMatch(/^(?:runs|unknown)$/);
});

test('a directory that is too deep is unknown, and one that is given whole is known again', () => {
  const text = `${start}RUN ${'cd a && '.repeat(300)}go build -o x . && cd /src && go build -o /app .\n`;
  const { model } = analyse({ text, context: module });
  expect(model.goBuilds.map(({ command }) => command.workdir.certainty)).toEqual(['unknown', 'known']);
  const deep = analyse({
    text: `${start}${'WORKDIR a\n'.repeat(300)}RUN go build\nWORKDIR /src\nRUN go build\n`,
    context: module,
  });
  expect(deep.model.goBuilds.map(({ command }) => command.workdir.certainty)).toEqual(['unknown', 'known']);
});

test('names in a comment that are no rules are told each, however many there are', () => {
  const text = `# go-dockerfile ignore=${'a,'.repeat(10_000)}${'b'.repeat(50_000)},floating-suit\n${start}`;
  const { findings } = analyse({ text, context: module });
  const unrecognised = findings.filter(({ rule }) => rule.id === 'unrecognised-ignore');
  expect(unrecognised).toHaveLength(10_002);
  expect(unrecognised.at(-1)?.message).toContain("'floating-suite' may be meant");
});

import { afterEach, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { explainOutput } from '../../src/features/outputs/explainOutput';
import { memoryTree } from '../../src/workspace/sourceTree';
import { rethrow } from '../support/fixtures';

const text = 'FROM golang:1.26 AS b\nWORKDIR /src\nCOPY . .\nRUN go test $X\n';
const analysis = analyse({ text, context: memoryTree({ 'go.mod': 'module a.com/b\n' }), bug: rethrow });

/** What an output of many lines is made of. */
const outputs: Readonly<Record<string, (at: number, of: number) => string>> = {
  'steps without an instruction': () => 'STEP 1: ',
  'steps of podman': (at, of) => `STEP ${at + 1}/${of}: RUN a`,
  'steps of podman that begin anew': () => 'STEP 1: FROM golang:1.26',
  'steps of stages at the same time': (at, of) => `[${(at % 9) + 1}/9] STEP ${at + 1}/${of}: RUN a\n[1/9] said`,
  'steps of many stages': (at, of) => `[${at + 1}/${of}] STEP 1/2: RUN a\n[1/${of}] said`,
  'steps of podman and errors': (at, of) =>
    `STEP ${at + 1}/${of}: RUN a${at}\nError: building at STEP "RUN a0": while running runtime: exit status 1`,
  'steps of the older builder of Docker': (at, of) => `Step ${at + 1}/${of} : RUN a\nsaid`,
  'steps of BuildKit': (at, of) =>
    `#${at} [b ${at + 1}/${of}] RUN a\n#${at} 0.1 said\n#${at} ERROR: process "x" did not`,
  'steps that BuildKit says again': (at, of) => `${at === 0 ? '------\n' : ''} > [b ${at + 1}/${of}] RUN a:`,
  'steps that BuildKit says again one by one': (at, of) => `------\n > [b ${at + 1}/${of}] RUN a:\n0.1 said\n------`,
  'lines of the Dockerfile': (at) => `----------\n   ${at + 1} | >>> RUN a\n----------`,
};

/** What one step of a command prints. */
const lines: Readonly<Record<string, string>> = {
  places: './main.go:3:4: undefined: x\n\tmore',
  packages: '# a.com/b\n./main.go:3:4: undefined: x',
  'modules that cannot be fetched': 'main.go:3:8: a.com/c@v1.0.0: Get "https://proxy.invalid": EOF\n\tmore',
  'logs of tests': '--- FAIL: TestA (0.00s)\n    a_test.go:8: bad\n        more',
  'packages of tests': 'FAIL\ta.com/b\t0.1s',
  stacks: 'panic: x\n\t/src/main.go:3 +0x1',
  errors: 'Error: x',
};

const { prototype } = Array;
const iterator = Object.getPrototypeOf([][Symbol.iterator]()) as Iterator<unknown>;
const { next } = iterator;
const names = ['find', 'findLast', 'findIndex', 'findLastIndex', 'filter', 'some', 'every', 'map', 'flatMap'] as const;
const methods = new Map(names.map((name) => [name, prototype[name]]));

function stopCounting(): void {
  iterator.next = next;
  for (const [name, method] of methods) Object.assign(prototype, { [name]: method });
}

afterEach(stopCounting);

/** How many elements of arrays are looked at while an output is explained. */
function workFor(output: string): number {
  let count = 0;
  iterator.next = function (this: Iterator<unknown>) {
    count++;
    return next.call(this);
  };
  for (const [name, method] of methods) {
    const counting = function (this: unknown[], check: (...given: unknown[]) => unknown): unknown {
      return Reflect.apply(method, this, [
        (...given: unknown[]) => {
          count++;
          return check(...given);
        },
      ]);
    };
    Object.assign(prototype, { [name]: counting });
  }
  explainOutput(analysis, { phase: 'build', stage: null, output, exitCode: 1 });
  stopCounting();
  return count;
}

const many = 2000;

function expectLinear(print: (count: number) => string): void {
  const [few, twice] = [workFor(print(many)), workFor(print(2 * many))];
  expect(few).toBeGreaterThan(many);
  expect(twice).toBeLessThan(2.2 * few);
}

test.each(Object.entries(outputs))('twice as many lines are at most twice the work: %s', (_, line) => {
  expectLinear((count) => Array.from({ length: count }, (__, at) => line(at, count)).join('\n'));
});

test.each(Object.entries(lines))('twice as many lines of a command are at most twice the work: %s', (_, line) => {
  const error = 'process "/bin/sh -c go test x" did not complete successfully: exit code: 1';
  expectLinear((count) => {
    const printed = `${line}\n`.repeat(count).replaceAll(/^/gm, '#9 1.3 ');
    return `#9 [b 4/4] RUN go test x\n${printed}\n#9 ERROR: ${error}\n`;
  });
  expectLinear(
    (count) => `STEP 4/4: RUN go test x\n${`${line}\n`.repeat(count)}Error: building at STEP "RUN go test x": x`,
  );
});

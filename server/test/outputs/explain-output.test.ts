import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { explainOutput } from '../../src/features/outputs/explainOutput';
import { memoryTree } from '../../src/workspace/sourceTree';
import { programFiles, rethrow } from '../support/fixtures';
import { explained as explainedWith, type Case } from './explained';

const main = 'package main\n\nimport "fmt"\n\nfunc main() {\n\té := "ü"\n\t_ = é; fmt.Printl("ü", é)\n}\n';
const files = { 'go.mod': 'module example.com/a\n\ngo 1.22\n', 'main.go': main, 'cmd/x/main.go': main };
const dockerfile = [
  'FROM golang:1.26-alpine AS build',
  'WORKDIR /src',
  'COPY go.mod ./',
  'COPY . .',
  'RUN CGO_ENABLED=0 go build -o /app .',
  'FROM scratch',
  'COPY --from=build /app /app',
  'ENTRYPOINT ["/app"]',
  '',
].join('\n');

/** As BuildKit of Docker 28 prints it. */
function buildKit(step: string, lines: readonly string[], line = 5): string {
  const [, words = ''] = /\] \S+ (.*)/.exec(step) ?? [];
  const error = `process "/bin/sh -c ${words}" did not complete successfully: exit code: 1`;
  return [
    '#0 building with "default" instance using docker driver',
    '',
    '#1 [internal] load build definition from Dockerfile',
    '#1 DONE 0.0s',
    '',
    '#6 [build 2/5] WORKDIR /src',
    '#6 CACHED',
    '',
    `#9 ${step}`,
    ...lines.map((text) => `#9 32.18 ${text}`),
    `#9 ERROR: ${error}`,
    '------',
    ` > ${step}:`,
    ...lines.map((text) => `32.18 ${text}`),
    '------',
    `Dockerfile:${line}`,
    '--------------------',
    `   ${line - 1} |     ${dockerfile.split('\n')[line - 2] ?? ''}`,
    `   ${line} | >>> ${dockerfile.split('\n')[line - 1] ?? ''}`,
    '--------------------',
    `ERROR: failed to build: failed to solve: ${error}`,
    '',
  ].join('\n');
}

const step = '[build 5/5] RUN CGO_ENABLED=0 go build -o /app .';
const undefinedName = ['# example.com/a', './main.go:7:14: undefined: fmt.Printl'];

type OwnCase = Partial<Pick<Case, 'text' | 'context'>> & Pick<Case, 'printed'>;
const explained = (one: OwnCase): readonly string[] => explainedWith({ text: dockerfile, context: files, ...one });

describe('a compile error', () => {
  test.each<[string, OwnCase]>([
    ['of a step', { printed: { output: buildKit(step, undefinedName) } }],
    ['in lines of Windows', { printed: { output: buildKit(step, undefinedName).replaceAll('\n', '\r\n') } }],
    [
      'in colours',
      {
        printed: {
          output: buildKit(
            step,
            undefinedName.map((line) => `\u001b[31m${line}\u001b[0m`),
          ),
        },
      },
    ],
    [
      'whose beginning is lost',
      {
        printed: {
          output: buildKit(step, undefinedName).split('------\n').slice(1).join('------\n').replace(/^/, '------\n'),
        },
      },
    ],
    [
      'of a Dockerfile that has other lines above by now',
      { text: `# new\nARG X=1\n${dockerfile}`, printed: { output: buildKit(step, undefinedName) } },
    ],
    [
      'of a Dockerfile that has another step above by now',
      {
        text: dockerfile.replace('COPY go.mod ./\n', 'COPY go.mod ./\nRUN go mod download\n'),
        printed: { output: buildKit(step, undefinedName) },
      },
    ],
    [
      'of one platform of several',
      { printed: { output: buildKit(step.replace('build 5', 'linux/amd64->arm64 build 5'), undefinedName) } },
    ],
    [
      'as podman prints it',
      {
        printed: {
          output: [
            '[1/2] STEP 5/5: RUN CGO_ENABLED=0 go build -o /app .',
            ...undefinedName,
            'Error: building at STEP "RUN CGO_ENABLED=0 go build -o /app .": while running runtime: exit status 1',
          ].join('\n'),
        },
      },
    ],
    [
      'as Docker’s older builder prints it',
      {
        printed: {
          output: [
            'Step 5/8 : RUN CGO_ENABLED=0 go build -o /app .',
            ' ---> Running in 0123456789ab',
            ...undefinedName.map((line) => `\u001b[91m${line}\u001b[0m`),
            "The command '/bin/sh -c CGO_ENABLED=0 go build -o /app .' returned a non-zero code: 1",
          ].join('\n'),
        },
      },
    ],
  ])('%s', (_, one) => {
    expect(explained(one)).toEqual(['main.go:7:13: Printl | undefined: fmt.Printl']);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    [
      'several, with what belongs to them',
      [
        '# example.com/a/cmd/x',
        'cmd/x/main.go:6:2: not enough arguments in call to f',
        '\thave ()',
        '\twant (int)',
        'cmd/x/main.go:7:2: too many errors',
      ],
      [
        'cmd/x/main.go:6:2: é | not enough arguments in call to f\nhave ()\nwant (int)',
        'cmd/x/main.go:7:2: _ | too many errors',
      ],
    ],
    [
      'vet, and absolute paths',
      ['# [example.com/a]', 'vet: /src/main.go:3:8: could not import fmt'],
      ['main.go:3:8: "fmt" | could not import fmt'],
    ],
    [
      'go.mod',
      ['go: errors parsing go.mod:', '/src/go.mod:3: invalid go version: nonsense'],
      ['go.mod:3:1: go 1.22 | invalid go version: nonsense'],
    ],
    [
      'a module of the cache has no source here',
      ['# example.com/dep', '../go/pkg/mod/example.com/dep@v1.0.0/x.go:3:4: undefined: y'],
      [
        'Dockerfile:5:1: RUN CGO_ENABLED=0 go build -o /app . | ../go/pkg/mod/example.com/dep@v1.0.0/x.go:3:4: undefined: y',
      ],
    ],
    [
      'a line behind the end of the file, which is another one by then',
      ['./main.go:70:1: undefined: y'],
      ['Dockerfile:5:1: RUN CGO_ENABLED=0 go build -o /app . | ./main.go:70:1: undefined: y'],
    ],
    [
      'a test, and the package that is named below',
      [
        'ok  \texample.com/a\t0.002s',
        '--- FAIL: TestX (0.00s)',
        '    main.go:6: wrong',
        'FAIL',
        'FAIL\texample.com/a/cmd/x\t0.003s',
      ],
      ['cmd/x/main.go:6:2: é := "ü" | wrong'],
    ],
    [
      'a test that panics',
      [
        '--- FAIL: TestX (0.00s)',
        'panic: boom',
        '',
        'goroutine 1 [running]:',
        'testing.tRunner()',
        '\t/usr/local/go/src/testing/testing.go:1689 +0x20',
        'example.com/a.main()',
        '\t/src/main.go:7 +0x1d',
      ],
      ['main.go:7:2: _ = é; fmt.Printl("ü", é) | panic: boom'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(explained({ printed: { output: buildKit(step, lines) } })).toEqual(expected);
  });
});

describe('a step', () => {
  const echo =
    'FROM alpine:3.22 AS one\nARG NAME\nRUN echo $NAME\nFROM one AS two\nRUN echo $NAME\nRUN cat <<EOF\nx\nEOF\n';
  test.each<[string, string, readonly string[]]>([
    ['is found by its stage', '[two 1/2] RUN echo $NAME', ['Dockerfile:5']],
    ['is found with values in the place of variables', '[one 2/2] RUN echo me', ['Dockerfile:3']],
    ['with a here-document', '[two 2/2] RUN cat <<EOF (x...)', ['Dockerfile:6']],
    ['that is gone is not guessed', '[two 2/2] COPY a b', []],
  ])('%s', (_, printed, expected) => {
    const output = `#5 ${printed}\n#5 0.1 reason\n#5 ERROR: process "x" did not complete successfully: exit code: 1\n`;
    const found = explained({ text: echo, printed: { output } });
    expect(found.map((one) => one.split(':', 2).join(':'))).toEqual(expected);
  });
});

describe('a container', () => {
  const glibc = [
    'FROM golang:1.26-bookworm AS build',
    'WORKDIR /src',
    'COPY . .',
    'RUN go build -o /app .',
    'FROM scratch',
    'USER app',
    'COPY --from=build /app /app',
    'ENTRYPOINT ["/app"]',
    '',
  ].join('\n');

  test.each<[string, string, number, readonly [RegExp, string | undefined]]>([
    [
      'whose loader is missing',
      'exec /app: no such file or directory\n',
      1,
      [/^Dockerfile:8:.*what it needs to start is not/, 'dynamic-binary-in-scratch'],
    ],
    [
      'whose user is missing',
      'docker: Error response from daemon: unable to find user app: no matching entries in passwd file\n',
      125,
      [/^Dockerfile:6:\d+: app /, 'user-not-in-image'],
    ],
    [
      'without certificates',
      '2026/01/01 Get "https://x": tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
      1,
      [/no CA certificates/, 'missing-ca-certificates'],
    ],
  ])('%s', (_, output, exitCode, [expected, rule]) => {
    const printed = { phase: 'run', output, exitCode } as const;
    const context = programFiles('nethttp');
    const [first, ...others] = explained({ text: glibc, context, printed });
    expect(first).toMatch(expected);
    expect(others).toEqual([]);
    const analysis = analyse({ text: glibc, context: memoryTree(context), bug: rethrow });
    expect(explainOutput(analysis, { stage: null, ...printed })[0]?.rule).toBe(rule);
  });

  test('that panics leads to the source', () => {
    const output = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:7 +0x1d\nexit status 2\n';
    expect(explained({ printed: { phase: 'run', output, exitCode: 2 } })).toEqual([
      'main.go:7:2: _ = é; fmt.Printl("ü", é) | panic: boom',
    ]);
  });

  test('that has nothing to say', () => {
    expect(explained({ printed: { phase: 'run', output: 'listening on :8080\n', exitCode: 0 } })).toEqual([]);
  });
});

test('a build that went well has no problems, whatever it printed', () => {
  expect(explained({ printed: { output: buildKit(step, undefinedName), exitCode: 0 } })).toEqual([]);
});

test.each([
  '',
  '\n',
  '#',
  '#1',
  '#1 ',
  '------\n > ',
  '--------------------\n',
  '\u001b[',
  'STEP x',
  '#1 [a b c/d] x\n#1 ERROR: ',
])('any text is read: %j', (output) => {
  expect(explained({ printed: { output } })).toEqual([]);
});

test('an empty Dockerfile is no reason to fail', () => {
  for (const phase of ['build', 'run'] as const)
    expect(explained({ text: '', printed: { phase, output: buildKit(step, undefinedName) } })).toEqual([]);
});

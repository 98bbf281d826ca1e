import { describe, expect, test, vi } from 'vitest';
import { inspectionDocument, summaryOf, type ComparedFile } from '../../../../src/docker/inspect/document';
import type {
  ComparisonRow,
  InspectedImage,
  InspectedProgram,
  Inspection,
} from '../../../../src/docker/inspect/inspection';
import { code } from '../../../../src/docker/markdown';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
  },
}));

const program: InspectedProgram = {
  path: '/app',
  format: 'elf',
  size: 8_400_000,
  type: 'executable',
  goos: 'linux',
  goarch: 'amd64',
  variant: 'v1',
  linkage: 'dynamic',
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  libc: 'glibc',
  needed: ['libc.so.6', 'libresolv.so.2'],
  glibc: '2.34',
  runPath: null,
  stripped: true,
  dwarf: false,
  race: false,
  cgo: true,
  go: {
    goVersion: 'go1.26.1',
    package: 'example.com/shop/cmd/app',
    main: { path: 'example.com/shop', version: '(devel)', replacedBy: null },
    dependencies: [
      { path: 'golang.org/x/net', version: 'v0.30.0', replacedBy: null },
      { path: 'example.com/a', version: 'v1.0.0', replacedBy: { path: '../a', version: '' } },
    ],
    settings: { CGO_ENABLED: '1', '-ldflags': '-s -w' },
  },
  truncated: false,
};

const image: InspectedImage = {
  platform: 'linux/amd64',
  platforms: ['linux/amd64', 'linux/arm64'],
  entrypoint: ['/app'],
  cmd: [],
  workdir: '/',
  user: 'nobody:nobody',
  through: [],
  start: { outcome: 'fails-to-start', error: 'exec /app: no such file or directory' },
  glibc: null,
  users: ['root', 'nobody'],
  caCertificates: null,
  timeZones: '/usr/share/zoneinfo',
  layers: [{ size: 3_800_000, unpackedSize: 8_400_000, files: 1, instruction: 'COPY /app /app' }],
  size: 3_800_000,
  unpackedSize: 8_400_000,
};

const row: ComparisonRow = {
  field: 'goarch',
  predicted: 'amd64',
  certainty: 'known',
  real: 'amd64',
  line: 4,
  result: 'same',
};

const rows: readonly ComparisonRow[] = [
  row,
  { ...row, field: 'glibc', predicted: '2.17 to 2.34', real: null, certainty: 'presumed', result: 'open' },
  { ...row, field: 'linkage', predicted: 'static', real: 'dynamic', line: 5, result: 'differs' },
];

function inspection(more: Partial<Inspection> = {}): Inspection {
  return { version: 1, subject: 'shop:dev', kind: 'image', program, image, comparison: null, ...more };
}

const file: ComparedFile = { name: 'Dockerfile', linkTo: (line) => `/Dockerfile#L${line}` };
const compared = inspection({ comparison: { rows, differs: true } });

function lines(of: Inspection, from: ComparedFile | undefined = file): readonly string[] {
  return inspectionDocument(of, from).split('\n');
}

test('what differs stands first, with the line that explains it', () => {
  expect(lines(compared).slice(0, 15)).toEqual([
    '# `shop:dev` (`linux/amd64`)',
    '',
    '## Prediction and reality',
    '',
    'This differs from what the analysis of `Dockerfile` says:',
    '',
    '- Linkage: predicted was static, it is dynamic. ([line 5](/Dockerfile#L5))',
    '',
    '|  | Predicted | Certainty | Really | Result | Because of |',
    '| --- | --- | --- | --- | --- | --- |',
    '| Linkage | static | known | dynamic | **✗ differs** | [line 5](/Dockerfile#L5) |',
    '| Highest version of glibc needed | `2.17` to `2.34` | presumed | cannot be seen | open | [line 4](/Dockerfile#L4) |',
    '| GOARCH | `amd64` | known | `amd64` | ✓ as predicted | [line 4](/Dockerfile#L4) |',
    '',
    '## Program',
  ]);
});

test('all of the program and the image is in tables', () => {
  const text = lines(compared);
  for (const line of [
    '| Path | `/app` |',
    '| Size | 8.40 MB |',
    '| Format | ELF, executable |',
    '| Platform | `linux/amd64 (v1)` |',
    '| Linkage | dynamic |',
    '| Loader | `/lib64/ld-linux-x86-64.so.2` |',
    '| Needed libraries | `libc.so.6`, `libresolv.so.2` |',
    '| Highest version of glibc needed | `2.34` |',
    '| Symbol table | no: it is stripped |',
    '| Debug information (DWARF) | no |',
    '| Go version | `go1.26.1` |',
    '| Main module | `example.com/shop (devel)` |',
    '| Package | `example.com/shop/cmd/app` |',
    '| cgo | on |',
    '| Race detector | no |',
    '| `golang.org/x/net` | `v0.30.0` |  |',
    '| `example.com/a` | `v1.0.0` | `../a` |',
    '| `-ldflags` | `-s -w` |',
    '| Start | **✗ the program does not start**: its loader `/lib64/ld-linux-x86-64.so.2` is not in the image |',
    '| Error | `exec /app: no such file or directory` |',
    '| ENTRYPOINT | `["/app"]` |',
    '| CMD | none |',
    '| USER | `nobody:nobody` |',
    '| Users | `root`, `nobody` |',
    '| CA certificates | none |',
    '| Time zones | `/usr/share/zoneinfo` |',
    '| Other platforms | `linux/arm64` |',
    'In all 3.80 MB, unpacked 8.40 MB.',
    '| 3.80 MB | 8.40 MB | 1 | `COPY /app /app` |',
  ])
    expect(text).toContain(line);
});

test('a program outside of an image, of which nothing more is known', () => {
  const nothing = { linkage: null, stripped: null, dwarf: null, race: null, cgo: null, type: null, variant: null };
  const found = inspection({
    kind: 'binary',
    image: null,
    program: { ...program, ...nothing, format: 'pe', go: null },
  });
  const text = lines(found, undefined);
  expect(text.filter((line) => line.startsWith('#'))).toEqual(['# `shop:dev`', '## Program']);
  expect(text).toContain('| Format | Windows program (PE) |');
});

describe('why it starts, or does not', () => {
  test.each<[string, Partial<InspectedImage>, Partial<InspectedProgram>, string]>([
    ['static', { start: { outcome: 'runs', error: null } }, { linkage: 'static' }, 'linked statically'],
    ['dynamic', { start: { outcome: 'runs', error: null } }, {}, 'its loader and its libraries are in the image'],
    [
      'a script',
      { start: { outcome: 'unknown', error: null } },
      { format: 'script' },
      'what that does is not followed',
    ],
    [
      'another machine',
      { start: { outcome: 'fails-to-start', error: 'exec /app: exec format error' } },
      { goarch: 'arm64' },
      'the program is for `linux/arm64`, the image for `linux/amd64`',
    ],
    [
      'an old glibc',
      {
        glibc: '2.31',
        start: { outcome: 'fails-to-start', error: "version `GLIBC_2.34' not found (required by /app)" },
      },
      {},
      'it needs glibc `2.34`, the image has `2.31`',
    ],
    [
      'a missing user',
      { start: { outcome: 'fails-to-start', error: 'unable to find user x: no matching entries in passwd file' } },
      {},
      'it starts as `nobody:nobody`, which `/etc/passwd` does not name',
    ],
  ])('%s', (_, ofImage, ofProgram, says) => {
    const found = inspection({ image: { ...image, ...ofImage }, program: { ...program, ...ofProgram } });
    expect(lines(found).find((line) => line.startsWith('| Start |'))).toContain(says);
  });
});

test.each<[string, Inspection, string, boolean]>([
  ['what differs', compared, 'shop:dev is not what the analysis of its Dockerfile says: Linkage.', false],
  ['nothing compared', inspection(), 'shop:dev was looked into.', true],
  ['all as said', inspection({ comparison: { rows: [row], differs: false } }), 'shop:dev is what the analysis', true],
  ['no program', inspection({ program: null }), 'In shop:dev no Go program was found that it starts.', false],
  ['another program', inspection({ program: { ...program, go: null } }), 'In shop:dev no Go program was found', false],
  ['a script', inspection({ program: { ...program, go: null, format: 'script' } }), 'shop:dev starts a script', false],
])('the summary: %s', (_, found, says, isFine) => {
  expect(summaryOf(found)).toEqual({ says: expect.stringContaining(says) as string, isFine });
});

test('thousands of modules are not all shown', () => {
  const dependencies = Array.from({ length: 700 }, (_, index) => ({
    path: `example.com/m${index}`,
    version: 'v1.0.0',
    replacedBy: null,
  }));
  const go = program.go && { ...program.go, dependencies };
  const text = inspectionDocument(inspection({ program: { ...program, go } }), file);
  expect(text).toContain('200 more are in the JSON.');
  expect(text).not.toContain('example.com/m500`');
});

describe('text of others', () => {
  const hostile = [
    '[click](command:workbench.action.quit)',
    '<img src=x onerror=alert(1)>',
    '`` ` `code` [x](http://evil.example)',
    'a | b | [x](http://evil.example)',
    'a \\| b \\',
    '\u001b[31mred\u0007\u202etxt.exe',
    'line\n\n# heading\r\n<script>',
    '![](http://evil.example/x.png) $x$ https://evil.example',
    '`',
    '```\nfence',
  ];

  test.each(hostile)('%j stays code', (text) => {
    const of = { path: text, version: text, replacedBy: { path: text, version: text } };
    const found: Inspection = {
      ...inspection(),
      subject: text,
      program: {
        ...program,
        path: text,
        interpreter: text,
        needed: [text],
        glibc: text,
        runPath: text,
        variant: text,
        go: { goVersion: text, package: `${text}/cmd`, main: of, dependencies: [of], settings: { [text]: text } },
      },
      image: {
        ...image,
        platform: text,
        platforms: [text, `other ${text}`],
        entrypoint: [text],
        cmd: [text],
        workdir: text,
        user: text,
        through: [text],
        start: { outcome: 'fails-to-start', error: text },
        users: [text],
        caCertificates: text,
        timeZones: text,
        glibc: text,
        layers: [{ size: 1, unpackedSize: 1, files: 1, instruction: text }],
      },
      comparison: {
        rows: [
          { ...row, predicted: text, real: text },
          { ...row, field: 'glibc', predicted: text, result: 'differs' },
        ],
        differs: true,
      },
    };
    const plain = inspectionDocument(inspection({ comparison: { rows, differs: true } }), file);
    const text2 = inspectionDocument(found, { ...file, name: text });
    const outside = withoutCode(text2);
    expect(outside).not.toMatch(/evil|command:|onerror|<|script|\$|\p{Cc}(?<!\n)|\p{Cf}|fence|heading|\bred/u);
    // As many headings as without it, and no row of a table with more cells than its head.
    expect(outside.match(/^#/gm)?.length).toBe(plain.match(/^#/gm)?.length);
    for (const [head = '', ...others] of tablesOf(outside))
      for (const other of others) expect(cells(other)).toBe(cells(head));
  });

  test.each([
    ['a', '`a`'],
    ['', ''],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a\n b', '`a b`'],
    ['\u001b[1m', '`\\u{1b}[1m`'],
    ['x'.repeat(400), `\`${'x'.repeat(300)}…\``],
  ])('%j as %s', (text, shown) => {
    expect(code(text)).toBe(shown);
  });
});

/** Takes code spans away as CommonMark reads them: from a run of backticks to the next one of that length in the paragraph or row. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/(?<!`)(`+)(?!`)(?:(?!\n\n|\n\|).)*?(?<!`)\1(?!`)/gs, 'CODE');
}

function tablesOf(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split('\n\n')
    .map((part) => part.split('\n').filter((line) => line.startsWith('|')))
    .filter((part) => part.length > 0);
}

/** Bars that end a cell. */
function cells(line: string): number {
  return line.match(/(?<!\\)\|/g)?.length ?? 0;
}

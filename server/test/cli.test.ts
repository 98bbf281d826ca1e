import { spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { parseDockerfile } from '../src/dockerfile/parse';
import { runCommandLine } from '../src/host/commandLine';
import type { Program } from '../src/host/program';
import { predict } from '../src/report/prediction';
import { rules } from '../src/rules/registry';
import { runRules } from '../src/rules/run';
import { defineRule } from '../src/rules/rule';
import { version } from '../src/version';
import { buildBundles, type Bundles } from './support/bundles';
import { createScratch, type Scratch } from './support/files';

let bundles: Bundles;
let scratch: Scratch;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.remove());
afterEach(() => scratch?.remove());

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a process of its own. */
async function run(
  args: readonly string[],
  options: { cwd?: string; input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const process = spawn(execPath, [bundles.cli, ...args], {
    cwd: options.cwd ?? scratch.root,
    env: { PATH: '', HOME: scratch.root, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  process.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  process.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  process.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((done) => process.on('close', done));
  return { code, stdout, stderr };
}

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');

const sound = `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
USER 65532:65532
`;
const goFiles = { 'go.mod': 'module example.com/app\n\ngo 1.26\n', 'main.go': 'package main\n\nfunc main() {}\n' };
/** Yields one hint, with a fix to review. */
const misspelt = `# go-dockerfile ignore=unrecognized-ignore\n${sound}`;

describe('input that cannot be checked', () => {
  test.each<{ name: string; path?: string; content?: string | Uint8Array; says: string }>([
    { name: 'a missing file', path: 'nothing', says: 'There is no such file or folder. Check the path.' },
    {
      name: 'a folder without Dockerfiles',
      path: 'empty/',
      content: '',
      says: 'There is no Dockerfile in this folder',
    },
    {
      name: 'a binary file',
      content: new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 255]),
      says: 'This is a binary file',
    },
    { name: 'a file of 10 MB', content: 'RUN x\n'.repeat(1_750_000), says: 'This file is bigger than 1 MB' },
    {
      name: 'invalid UTF-8',
      content: new Uint8Array([70, 82, 79, 77, 32, 0xff, 10]),
      says: 'This file is not valid UTF-8',
    },
    { name: 'an empty file', content: '', says: 'This file is empty' },
    { name: 'a file of comments', content: '# a\n', says: 'This file holds comments only' },
  ])('$name', async ({ path = 'Dockerfile', content, says }) => {
    scratch = createScratch({
      ...goFiles,
      'good/Dockerfile': sound,
      ...(content !== undefined && { [path]: content }),
    });
    const text = await run(['check', path]);
    expect(text).toMatchObject({ code: 2, stdout: '1 path could not be checked.\n' });
    expect(text.stderr).toContain(`${path}: ${says}`);
    expect(text.stderr.split('\n')).toHaveLength(2);

    const json = await run(['check', '--format', 'json', path, 'good/Dockerfile']);
    expect(json).toMatchObject({ code: 2, stderr: '' });
    const [bad, good] = JSON.parse(json.stdout).files;
    expect(bad).toMatchObject({ path, findings: [], problem: expect.stringContaining(says) });
    expect(good).not.toHaveProperty('problem');

    const explained = await run(['explain', '--json', path]);
    expect(explained).toMatchObject({ code: 2, stdout: '' });
    expect(explained.stderr).toMatch(/^go-dockerfile: .*\n$/);
  });

  test.each<{ name: string; args: string[]; says: string }>([
    { name: 'no command', args: [], says: 'Usage:' },
    { name: 'another command', args: ['lint'], says: "There is no command 'lint'." },
    { name: 'check without path', args: ['check'], says: 'check needs at least one path' },
    { name: 'another option', args: ['check', '--nope', '.'], says: "Unknown option '--nope'" },
    {
      name: 'another format',
      args: ['check', '--format', 'xml', '.'],
      says: '--format has to be one of text, json, sarif, github',
    },
    {
      name: 'another severity',
      args: ['check', '--fail-on=fatal', '.'],
      says: '--fail-on has to be one of error, warning',
    },
    { name: 'another fix', args: ['check', '--fix=all', '.'], says: '--fix has to be one of safe, review' },
    { name: '--fix of standard input', args: ['check', '--fix', '-'], says: '--fix changes files, and - is none' },
    { name: 'explain without path', args: ['explain'], says: 'explain needs the path of one Dockerfile' },
    { name: 'explain with two paths', args: ['explain', 'a', 'b'], says: 'explain needs the path of one Dockerfile' },
    {
      name: 'another platform',
      args: ['explain', '--platform', 'pdp11', 'Dockerfile'],
      says: '--platform has to be OS/ARCH',
    },
    {
      name: 'a build argument without value',
      args: ['explain', '--build-arg', 'A', 'Dockerfile'],
      says: '--build-arg has to be NAME=VALUE',
    },
    {
      name: 'another stage',
      args: ['explain', '--target', 'nope', 'Dockerfile'],
      says: "there is no stage 'nope'. Its stages: build, 1.",
    },
    {
      name: 'a context that is none',
      args: ['explain', '--context', 'nope', 'Dockerfile'],
      says: "The build context 'nope' is not a folder",
    },
    { name: 'lsp without transport', args: ['lsp'], says: 'lsp needs --stdio' },
  ])('wrong usage: $name', async ({ args, says }) => {
    scratch = createScratch({ Dockerfile: sound });
    const outcome = await run(args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('input that is odd', () => {
  const outcomeOf = async (args: readonly string[]): Promise<Outcome> => {
    const outcome = await run(args);
    expect(outcome.stderr).toBe('');
    return outcome;
  };

  test('a circle of stages', async () => {
    scratch = createScratch({ Dockerfile: 'FROM b AS a\nRUN x\nFROM a AS b\nCOPY --from=b /x /y\nCMD ["/y"]\n' });
    const { code, stdout } = await outcomeOf(['explain', '--json', 'Dockerfile']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).stages).toHaveLength(2);
    expect((await outcomeOf(['check', 'Dockerfile'])).code).toBeLessThan(2);
  });

  test('ten thousand stages', async () => {
    const stages = Array.from({ length: 10_000 }, (_, i) => `FROM ${i === 0 ? 'golang:1.26' : `s${i - 1}`} AS s${i}\n`);
    scratch = createScratch({ Dockerfile: stages.join('') });
    const { code, stdout } = await outcomeOf(['explain', '--json', 'Dockerfile']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).stages).toHaveLength(10_000);
    expect((await outcomeOf(['check', '--format', 'json', 'Dockerfile'])).code).toBeLessThan(2);
  });

  test.each<[string, string | Uint8Array]>([
    ['is a folder', 'folder'],
    ['is binary', new Uint8Array([0, 1, 2, 255])],
    ['is closed', 'closed'],
    ['is cut off', 'module "example\nrequire (\n'],
  ])('a go.mod that %s', async (_, content) => {
    scratch = createScratch({ Dockerfile: sound, 'main.go': goFiles['main.go'] });
    if (content === 'folder') scratch.write('go.mod/', '');
    else scratch.write('go.mod', content);
    if (content === 'closed') chmodSync(scratch.path('go.mod'), 0);
    const { code, stdout } = await outcomeOf(['explain', '--json', 'Dockerfile']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).verdict).toHaveProperty('outcome');
  });
});

describe('check', () => {
  const hint = 'unrecognised-ignore';

  test.each<[string, number]>([
    ['error', 0],
    ['warning', 0],
    ['information', 0],
    ['hint', 1],
    ['never', 0],
  ])('--fail-on %s', async (severity, code) => {
    scratch = createScratch({ ...goFiles, Dockerfile: misspelt });
    expect((await run(['check', '--fail-on', severity, 'Dockerfile'])).code).toBe(code);
  });

  test('finds the Dockerfiles of folders, and each but once', async () => {
    scratch = createScratch({
      ...goFiles,
      Dockerfile: misspelt,
      'a/Dockerfile.dev': misspelt,
      'a/out/Dockerfile': misspelt,
      'a/.gitignore': 'out',
      'odd name': misspelt,
    });
    const { stdout, code } = await run(['check', '--format=json', '.', 'a', './a/Dockerfile.dev', 'odd name']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files.map((file: { path: string }) => file.path)).toEqual([
      'Dockerfile',
      'a/Dockerfile.dev',
      'odd name',
    ]);
  });

  test('checks many files on several threads, and reports them as if on one', async () => {
    const names = Array.from({ length: 230 }, (_, index) => `service-${String(index).padStart(3, '0')}/Dockerfile`);
    scratch = createScratch({ ...goFiles, ...Object.fromEntries(names.map((name) => [name, misspelt])) });
    const { stdout, stderr } = await run(['check', '--format=json', '.']);
    const { files } = JSON.parse(stdout) as { files: { path: string; findings: unknown[] }[] };
    expect(files.map(({ path }) => path)).toEqual(names);
    const alone = JSON.parse((await run(['check', '--format=json', 'service-000/Dockerfile'])).stdout) as {
      files: typeof files;
    };
    for (const { findings } of files) expect(findings).toEqual(alone.files[0]?.findings);
    expect(stderr).toBe('');
  });

  test('reads standard input', async () => {
    scratch = createScratch();
    const { stdout } = await run(['check', '--format', 'json', '-'], { input: misspelt });
    const [file] = JSON.parse(stdout).files;
    expect(file.path).toBe('-');
    expect(file.findings.map((finding: { rule: string }) => finding.rule)).toContain(hint);
    expect((await run(['check', '-'], { input: new Uint8Array([0]) })).stderr).toContain('-: This is a binary file');
  });

  test('takes severities from the project file', async () => {
    scratch = createScratch({ ...goFiles, Dockerfile: misspelt, '.go-dockerfile.yaml': `rules:\n  ${hint}: error\n` });
    expect(await run(['check', 'Dockerfile'])).toMatchObject({ code: 1, stderr: '' });
    scratch.write('.go-dockerfile.yaml', `rules: { ${hint}: off }`);
    expect(await run(['check', 'Dockerfile'])).toMatchObject({ code: 0, stdout: 'Nothing found in 1 file.\n' });
    scratch.write('.go-dockerfile.yaml', 'rules: { typo: off }');
    const { code, stderr } = await run(['check', 'Dockerfile']);
    expect([code, stderr]).toEqual([2, ".go-dockerfile.yaml: There is no rule 'typo'.\n"]);
  });

  test('--fix=review mends, and keeps byte order mark and line ends', async () => {
    const before = misspelt.replaceAll('\n', '\r\n');
    scratch = createScratch({ ...goFiles, Dockerfile: `\uFEFF${before}` });
    expect((await run(['check', '--fix', 'Dockerfile'])).stdout).not.toContain('fixed');
    const { stdout, code } = await run(['check', '--fix=review', 'Dockerfile']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Dockerfile: fixed: Ignore '${hint}' (${hint})\n`);
    const after = readFileSync(scratch.path('Dockerfile'), 'utf8');
    expect(after).toBe(`\uFEFF${before.replace('unrecognized', 'unrecognised')}`);
  });

  test('--fix leaves the default of TARGETVARIANT, which may keep a v away from GOARM', async () => {
    const text = [
      'FROM --platform=$BUILDPLATFORM golang:1.22-alpine',
      'ARG TARGETARCH=amd64',
      'ARG TARGETVARIANT=""',
      'RUN GOARCH=$TARGETARCH GOARM=$TARGETVARIANT go build -o /app .',
      '',
    ].join('\n');
    scratch = createScratch({ ...goFiles, Dockerfile: text });
    await run(['check', '--fix', 'Dockerfile']);
    const fixed = readFileSync(scratch.path('Dockerfile'), 'utf8');
    expect(fixed).toContain('ARG TARGETARCH\n');
    expect(fixed).toContain('ARG TARGETVARIANT=""\n');
  });

  test('--fix=review moves settings of the ARMS agent into the manifests, or leaves them where they are', async () => {
    const example = (step: string, name: string): string =>
      readFileSync(join(examples, `arms/${step}`, name), 'utf8').replace(/^.*\n/, '');
    const files = {
      '.git/HEAD': '',
      'go.mod': 'module example.com/demo\n\ngo 1.22\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      Dockerfile: example('step-2', 'Dockerfile'),
    };
    scratch = createScratch({ ...files, 'deployment.yaml': `\n${example('step-2', 'deployment.yaml')}` });
    const { stdout } = await run(['check', '--fix=review', 'Dockerfile']);
    expect(stdout).toContain(
      'Dockerfile: fixed: Move to ack-onepilot labels of Deployment demo in deployment.yaml (arms-variables-in-image)\n',
    );
    expect(readFileSync(scratch.path('Dockerfile'), 'utf8')).not.toContain('ARMS_');
    expect(readFileSync(scratch.path('deployment.yaml'), 'utf8')).toContain("armsPilotAutoEnable: 'on'");
    scratch.remove();

    scratch = createScratch(files);
    expect((await run(['check', '--fix=review', 'Dockerfile'])).stdout).toContain('(arms-variables-in-image)');
    expect(readFileSync(scratch.path('Dockerfile'), 'utf8')).toContain('ENV ARMS_ENABLE=true');
  });

  test.each(['sarif', 'github'])('--format %s goes to standard output', async (format) => {
    scratch = createScratch({ ...goFiles, Dockerfile: misspelt });
    const { stdout, stderr } = await run(['check', '--format', format, 'Dockerfile', 'nothing']);
    expect(stdout).toContain(hint);
    expect(stderr).toBe(format === 'github' ? 'nothing: There is no such file or folder. Check the path.\n' : '');
  });

  test('everything behind -- is a path', async () => {
    scratch = createScratch({ ...goFiles, '--fix': misspelt });
    const { stdout } = await run(['check', '--format', 'json', '--', '--fix']);
    expect(JSON.parse(stdout).files[0].path).toBe('--fix');
  });
});

describe('explain', () => {
  test('speaks JSON and plain text', async () => {
    scratch = createScratch({ ...goFiles, Dockerfile: sound });
    const { stdout, code } = await run(['explain', '--json', 'Dockerfile']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      path: 'Dockerfile',
      verdict: { outcome: 'runs', error: null },
    });
    expect(await run(['explain', 'Dockerfile'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('/app'),
    });
  });

  test('takes context, target, platform and build arguments', async () => {
    const text = sound.replace('FROM golang', 'ARG FLAVOUR=golang\nFROM ${FLAVOUR}');
    scratch = createScratch({
      'src/go.mod': goFiles['go.mod'],
      'src/main.go': goFiles['main.go'],
      'build/Dockerfile': text,
    });
    const explain = async (...args: string[]) =>
      JSON.parse((await run(['explain', '--json', ...args, 'build/Dockerfile'])).stdout);
    expect((await explain('--context', 'src')).verdict.outcome).toBe('runs');
    expect((await explain('--target', 'build')).target).toEqual({ stage: 0, name: 'build' });
    expect((await explain('--platform', 'linux/arm64')).goBuilds[0]).toBeDefined();
    expect((await explain('--build-arg', 'FLAVOUR=alpine')).stages[0].base).toContain('alpine');
  });

  test('takes settings from the project file, and others from the command line', async () => {
    scratch = createScratch({ ...goFiles, Dockerfile: sound, '.go-dockerfile.yaml': 'target: build\n' });
    const explain = async (...args: string[]) =>
      JSON.parse((await run(['explain', '--json', ...args, 'Dockerfile'])).stdout);
    expect((await explain()).target.stage).toBe(0);
    expect((await explain('--target', '1')).target.stage).toBe(1);
  });
});

test('--help and --version', async () => {
  scratch = createScratch();
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  for (const args of [['--help'], ['-h'], ['check', '--help'], ['explain', '-h']]) {
    expect(await run(args)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Exit codes:') });
  }
});

test('a reader that goes away is no failure', async () => {
  scratch = createScratch({ ...goFiles, Dockerfile: misspelt });
  const process = spawn(execPath, [bundles.cli, 'check', '--format', 'sarif', 'Dockerfile'], { cwd: scratch.root });
  let stderr = '';
  process.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  process.stdout.destroy();
  await new Promise((done) => process.on('close', done));
  expect(stderr).toBe('');
});

describe('manifests', () => {
  const manifest =
    'kind: Deployment\nmetadata:\n  name: a\nspec:\n  template:\n    metadata:\n      labels:\n        aliyun.com/app-language: golang\n        armsPilotAutoEnable: on\n';

  test('are checked where they are named, and mended', async () => {
    scratch = createScratch({ 'deploy/a.yaml': manifest });
    const found = await run(['check', '--fail-on', 'warning', 'deploy/a.yaml']);
    expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('onepilot-label-value') });
    expect(await run(['check', '--fix', 'deploy/a.yaml'])).toMatchObject({ code: 0 });
    expect(await run(['check', '--fail-on', 'hint', 'deploy/a.yaml'])).toMatchObject({ code: 0 });
  });

  const folder = {
    ...goFiles,
    '.gitignore': 'out/',
    'deploy/a.yaml': manifest,
    'deploy/b.yml': `\uFEFF${manifest.replace('AutoEnable: on', "AutoEnable: 'on'")}`,
    'deploy/c.json': JSON.stringify({
      kind: 'Pod',
      metadata: { labels: { 'aliyun.com/app-language': 'golang', armsPilotAutoEnable: true } },
    }),
    'out/a.yaml': manifest,
    'node_modules/a/a.yaml': manifest,
    'deploy/without-labels.yaml': manifest.replaceAll(/ +(?:aliyun|armsPilot).*\n/g, ''),
    'deploy/notes.yaml': 'notes: armsPilotAutoEnable on a Deployment\nkind: Deployment of the notes\n',
    'deploy/broken.yaml': `a: [\n${manifest}`,
    'chart/templates/a.yaml': manifest.replace('name: a', 'name: {{ .Release.Name }}'),
    'compose.yaml': 'services: { a: { image: a, labels: { armsPilotAutoEnable: on } } }\n',
    'deploy/manifest.txt': manifest,
  };
  const expected = ['deploy/a.yaml', 'deploy/b.yml', 'deploy/c.json'];

  test.each([
    ['beside Dockerfiles', { ...folder, Dockerfile: sound }, ['Dockerfile', ...expected]],
    ['without a Dockerfile', folder, expected],
  ])('are found in folders, %s', async (_name, files, paths) => {
    scratch = createScratch(files);
    const json = JSON.parse((await run(['check', '--format', 'json', '.', 'deploy/a.yaml'])).stdout);
    expect(json.files.map((file: { path: string }) => file.path)).toEqual(paths);
    const found = json.files.flatMap((file: { path: string; findings: { rule: string }[] }) =>
      file.findings.map(({ rule }) => `${file.path} ${rule}`),
    );
    expect(found).toEqual(['deploy/a.yaml onepilot-label-value', 'deploy/c.json onepilot-label-value']);
    const { code, stdout, stderr } = await run(['check', '--fail-on', 'warning', '.']);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain(`2 warnings in ${paths.length} files.\n`);
    expect((await run(['check', '--format', 'github', '.'])).stdout).toContain('file=deploy/a.yaml,line=9');
    const [sarif] = JSON.parse((await run(['check', '--format', 'sarif', '.'])).stdout).runs;
    expect(sarif.results.map((result: { ruleId: string; ruleIndex: number }) => result.ruleIndex >= 0)).toEqual([
      true,
      true,
    ]);
  });

  test('are mended in folders', async () => {
    scratch = createScratch(folder);
    expect((await run(['check', '--fix', '.'])).stdout).toContain(`deploy/c.json: fixed: Write "on"`);
    expect(JSON.parse(readFileSync(scratch.path('deploy/c.json'), 'utf8')).metadata.labels.armsPilotAutoEnable).toBe(
      'on',
    );
    expect(readFileSync(scratch.path('deploy/b.yml'), 'utf8')).toBe(folder['deploy/b.yml']);
  });

  test.each([
    ['empty', '', 0, 'Nothing found in 1 file.'],
    ['comments', '# later\n', 0, 'Nothing found in 1 file.'],
    ['binary', '\0', 2, 'This is a binary file, not a manifest'],
    ['of 5 MB', '# x\n'.repeat(1_300_000), 2, 'This file is bigger than 2 MB, which no manifest should be'],
  ])('%s', async (_name, text, code, says) => {
    scratch = createScratch({ 'a.yaml': text });
    const outcome = await run(['check', 'a.yaml']);
    expect([outcome.code, outcome.stdout + outcome.stderr]).toEqual([code, expect.stringContaining(says)]);
  });
});

describe('a fault of ours', () => {
  const faulty = (analyseText: ReturnType<Program['loadChecks']>['analyse']): Program => ({
    describe: (input) => analyseText(input).model,
    parse: parseDockerfile,
    loadChecks: () => ({
      analyse: analyseText,
      analyseManifest: () => [],
      isManifest: () => false,
      movesToLabels: () => [],
      rules,
    }),
    buildReaders: [],
    explainJson: () => ({}),
    explainText: () => '',
    predict,
  });

  async function runInProcess(
    args: readonly string[],
    program: Program,
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    let stdout = '';
    let stderr = '';
    const surface = {
      cwd: scratch.root,
      env,
      terminal: false,
      stdout: (text: string) => (stdout += text),
      stderr: (text: string) => (stderr += text),
      stdin: () => Promise.resolve(new Uint8Array()),
    };
    const code = await runCommandLine(
      args,
      surface,
      () => Promise.resolve(program),
      () => undefined,
      () => import('../src/host/inspectCommand'),
    );
    return { code, stdout, stderr };
  }

  test('is told in one sentence, with the stack only on demand, and stops no other file', async () => {
    scratch = createScratch({ bad: 'FROM bad', good: 'FROM good' });
    const program = faulty((input) => {
      if (input.text.includes('bad')) throw new Error('broken');
      return analyse(input);
    });
    const outcome = await runInProcess(['check', 'bad', 'good'], program);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(
      /^bad: go-dockerfile failed because of a fault of its own: broken\. Report it .*GO_DOCKERFILE_DEBUG=1\.\n$/,
    );
    expect(outcome.stdout).toContain('in 1 file. 1 path could not be checked.');
    expect((await runInProcess(['explain', 'bad'], program)).stderr).not.toContain(' at ');
    expect((await runInProcess(['explain', 'bad'], program, { GO_DOCKERFILE_DEBUG: '1' })).stderr).toMatch(/\n\s+at /);
  });

  test('safe fixes are written', async () => {
    const lower = defineRule({
      id: 'lower-case',
      title: 'Lower case',
      severity: 'warning',
      fix: 'always',
      category: 'work',
      since: '0.1.0',
      *check({ dockerfile: { text } }) {
        for (const { index } of text.matchAll(/^from/gm)) {
          const span = { start: index, end: index + 4 };
          const fixes = [{ title: 'Write FROM', safety: 'safe' as const, edits: [{ span, newText: 'FROM' }] }];
          yield { span, message: 'Lower case.', certainty: 'known' as const, fixes };
        }
      },
    });
    scratch = createScratch({ Dockerfile: 'from a\nfrom b\n' });
    const program = faulty((input) => {
      const { model } = analyse(input);
      return { model, findings: runRules(model, { rules: [lower] }) };
    });
    const { stdout, code } = await runInProcess(['check', '--fix', '--format', 'json', 'Dockerfile'], program);
    expect(code).toBe(0);
    const applied = { rule: 'lower-case', title: 'Write FROM' };
    expect(JSON.parse(stdout).files).toEqual([{ path: 'Dockerfile', findings: [], fixed: [applied, applied] }]);
    expect(readFileSync(scratch.path('Dockerfile'), 'utf8')).toBe('FROM a\nFROM b\n');
  });
});

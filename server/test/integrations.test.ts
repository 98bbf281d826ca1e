import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execPath, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lensCommands } from '../src/features/codeLenses';
import { failOnChoices, formatChoices } from '../src/host/checkCommand';
import { copyLabelsCommand } from '../src/lsp/onepilotActions';
import { version } from '../src/version';
import { isDockerfileName } from '../src/workspace/dockerfileName';
import { buildBundles, type Bundles } from './support/bundles';
import { createScratch, type Scratch } from './support/files';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** The parts of action.yml that are looked at. */
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly id: string;
      readonly shell: string;
      readonly env: Readonly<Record<string, string>>;
      readonly run: string;
    }[];
  };
}

interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
  readonly repos?: readonly {
    readonly repo: string;
    readonly rev?: string;
    readonly hooks: readonly {
      readonly id: string;
      readonly entry?: string;
      readonly files?: string;
      readonly exclude?: string;
    }[];
  }[];
}

interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const action = parse(read('action.yml')) as Action;
const page = read('docs/ci.md');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parse(text) as Workflow);

describe('the GitHub action', () => {
  test('puts no input into its script', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
    const used = action.runs.steps.flatMap(({ env }) => Object.values(env));
    expect(used).toEqual(expect.arrayContaining(Object.keys(action.inputs).map((name) => `\${{ inputs.${name} }}`)));
  });

  test('names the choices of the command line', () => {
    for (const choice of failOnChoices) expect(action.inputs['fail-on']?.description).toContain(choice);
    for (const choice of formatChoices) expect(action.inputs['format']?.description).toContain(choice);
  });

  test('is described as it is', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (?:`([^`]*)`)? ?\|/gm)];
    expect(rows.map(([, name, preset = '']) => [name, preset])).toEqual(
      Object.entries(action.inputs).map(([name, input]) => [name, input.default]),
    );
    for (const name of Object.keys(action.outputs)) expect(page).toContain(`\`${name}\``);
  });

  test('is used in the examples with inputs that it has, at this version', () => {
    const steps = examples.flatMap(({ jobs = {} }) => Object.values(jobs).flatMap((job) => job.steps));
    const own = steps.filter(({ uses }) => uses?.startsWith('go-dockerfile/'));
    expect(own.length).toBe(2);
    for (const step of own) {
      expect(step.uses).toBe(`go-dockerfile/go-dockerfile@v${version}`);
      for (const name of Object.keys(step.with ?? {})) expect(Object.keys(action.inputs)).toContain(name);
    }
  });
});

describe.skipIf(platform === 'win32')('the steps of the GitHub action', () => {
  let bundles: Bundles;
  let scratch: Scratch;
  beforeAll(async () => {
    bundles = await buildBundles();
  });
  afterAll(() => bundles.remove());
  afterEach(() => scratch?.remove());

  const sound = 'FROM scratch\nCOPY app /app\nENTRYPOINT ["/app"]\nUSER 65532:65532\n';
  const unsound =
    'FROM golang:1.26 AS build\nCOPY . .\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD ["app"]\n';

  /** Runs the steps as the runner does: `bash --noprofile --norc -eo pipefail`, in the repository that is checked out. */
  function run(
    files: Readonly<Record<string, string>>,
    given: Readonly<Record<string, string>> = {},
    released = true,
  ): { code: number | null; stdout: string; stderr: string; outputs: string } {
    scratch = createScratch({ 'runner/output': '', 'action/out/': '', 'work/': '', ...prefixed('work/', files) });
    scratch.write('bin/npx', '#!/bin/sh\nprintf "%s|" "$@"\n');
    chmodSync(scratch.path('bin/npx'), 0o755);
    if (released) symlinkSync(dirname(bundles.cli), scratch.path('action/out/server'));
    const value = (name: string): string => given[name] ?? action.inputs[name]?.default ?? expect.fail(name);
    const [step, ...others] = action.runs.steps;
    expect([step?.shell, others]).toEqual(['bash', []]);
    const env = Object.entries(step?.env ?? {}).map(([name, expression]) => [
      name,
      expression.replaceAll(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, input: string) => value(input)),
    ]);
    scratch.write('runner/script.sh', step?.run ?? '');
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', scratch.path('runner/script.sh')];
    const { status, stdout, stderr } = spawnSync('bash', args, {
      cwd: scratch.path('work'),
      encoding: 'utf8',
      env: {
        ...Object.fromEntries(env),
        PATH: `${scratch.path('bin')}:${dirname(execPath)}:/usr/bin:/bin`,
        GITHUB_ACTION_PATH: scratch.path('action'),
        GITHUB_OUTPUT: scratch.path('runner/output'),
      },
    });
    return { code: status, stdout, stderr, outputs: readFileSync(scratch.path('runner/output'), 'utf8') };
  }

  test('annotate what is found, and fail', () => {
    const { code, stdout, stderr, outputs } = run({ 'a b/Dockerfile': unsound });
    expect(stdout).toMatch(/^::error file=a b\/Dockerfile,line=\d+,endLine=\d+,col=/m);
    expect([code, stderr, outputs]).toEqual([1, '', 'exit-code=1\n']);
  });

  test('end well where nothing is found, and from the severity on that is asked for', () => {
    expect(run({ Dockerfile: sound })).toMatchObject({ code: 0, outputs: 'exit-code=0\n' });
    expect(run({ Dockerfile: unsound }, { 'fail-on': 'never' })).toMatchObject({ code: 0 });
  });

  test('write a report for code scanning', () => {
    const { code, stdout, outputs } = run({ Dockerfile: unsound }, { format: 'sarif', 'sarif-file': 'a report.sarif' });
    expect([code, stdout]).toEqual([1, 'The report is in a report.sarif.\n']);
    expect(outputs).toBe('sarif-file=a report.sarif\nexit-code=1\n');
    const log = JSON.parse(readFileSync(scratch.path('work/a report.sarif'), 'utf8'));
    expect(log.runs[0].results.length).toBeGreaterThan(0);
  });

  test.each(['a\nexit-code=0', 'a\r', '\n'])(
    'refuse a report whose name is %j: it would name outputs of its own',
    (name) => {
      const { code, stdout, outputs } = run({ Dockerfile: unsound }, { format: 'sarif', 'sarif-file': name });
      expect([code, outputs]).toEqual([2, '']);
      expect(stdout).toMatch(/^::error title=go-dockerfile::The input sarif-file /);
    },
  );

  test('take several paths, one on each line', () => {
    const paths = 'one/Dockerfile\r\n\ntwo words\n--three\n';
    const { code, stdout } = run(
      {
        'one/Dockerfile': unsound,
        'two words/Dockerfile': unsound,
        '--three/Dockerfile': unsound,
        Dockerfile: unsound,
      },
      { paths },
    );
    expect(code).toBe(1);
    expect([...new Set([...stdout.matchAll(/ file=([^,]+),/g)].map(([, file]) => file))]).toEqual([
      'one/Dockerfile',
      'two words/Dockerfile',
      '--three/Dockerfile',
    ]);
  });

  test.each([
    ['a path that is not there', { paths: 'nowhere' }, 'nowhere: There is no such file or folder.'],
    ['a format that does not exist', { format: 'xml' }, '--format has to be one of'],
    ['a format that would be a command', { format: '$(touch owned)' }, "not '$(touch owned)'"],
    ['no path at all', { paths: '' }, 'check needs at least one path'],
  ])('say what is wrong with %s', (_, given, says) => {
    const { code, stderr, outputs } = run({ Dockerfile: sound }, given);
    expect(stderr).toContain(says);
    expect([code, outputs]).toEqual([2, 'exit-code=2\n']);
  });

  test('say where the command line is to be had, where it is not', () => {
    const { code, stdout } = run({ Dockerfile: sound }, {}, false);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^::error title=go-dockerfile::Only tags of releases hold the command line\./);
  });

  test('run another version if one is named', () => {
    const { outputs, stdout } = run({}, { version: '9.9.9' }, false);
    expect(stdout).toBe('--yes|go-dockerfile@9.9.9|check|--format|github|--fail-on|error|--|.|');
    expect(outputs).toBe('exit-code=0\n');
  });
});

describe('the workflows of this repository', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const stepsOf = (name: string): readonly WorkflowStep[] =>
    Object.values((parse(read(`.github/workflows/${name}`)) as Workflow).jobs ?? {}).flatMap(({ steps }) => steps);

  test.each(['ci.yml', 'nightly.yml'])('%s runs scripts that there are, and puts no expression into them', (name) => {
    const commands = stepsOf(name).flatMap(({ run }) => run ?? []);
    const used = commands.flatMap((command) => [...command.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script));
    expect(used.length).toBeGreaterThan(2);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(used));
    for (const command of commands) expect(command).not.toContain('${{');
  });

  test('each night there are random Dockerfiles, a soak and the oracle, which can be repeated', () => {
    const commands = stepsOf('nightly.yml').flatMap(({ run }) => run ?? []);
    for (const command of ['fuzz -- --inputs 200000', 'soak -- --seconds 60', 'oracle -- --minutes 40']) {
      expect(commands).toContainEqual(expect.stringContaining(`npm run ${command} --seed "$SEED"`));
      expect(commands).toContainEqual(expect.stringContaining(`npm run ${command} --seed $seed`));
    }
    expect(read('CONTRIBUTING.md')).toContain('.github/workflows/nightly.yml');
  });
});

describe('the hook for pre-commit', () => {
  const [hook, ...others] = parse(read('.pre-commit-hooks.yaml')) as {
    readonly id: string;
    readonly entry: string;
    readonly language: string;
    readonly files: string;
    readonly exclude: string;
  }[];
  /** As Python's re.search takes it: a flag for all of it stands in front. */
  const pattern = (text = ''): RegExp => new RegExp(text.replace(/^\(\?i\)/, ''), text.startsWith('(?i)') ? 'i' : '');

  test('starts the command line', () => {
    expect([hook?.id, hook?.entry, hook?.language, others]).toEqual([
      'go-dockerfile',
      'go-dockerfile check',
      'node',
      [],
    ]);
    const [repository] = examples.flatMap(({ repos = [] }) => repos);
    expect(repository?.rev).toBe(`v${version}`);
    expect(repository?.hooks.map(({ id }) => id)).toEqual([hook?.id]);
  });

  const stems = [
    'Dockerfile',
    'dockerfile',
    'DOCKERFILE',
    'Containerfile',
    'containerfile',
    'api',
    'my.Dockerfile',
    'x',
  ];
  const ends =
    ',.dev,.prod.arm64,.dockerfile,.Dockerfile,.DOCKERFILE,.containerfile,.dockerignore,.md,.MD,.txt,.go,.tmpl,.yaml,.in,.alpine-in,.orig,.log,~,.tgz,-dev,file,. a b,.ünï,.html,.htm,.j2,.jinja,.tar.gz,.tgzx';
  const names = stems.flatMap((stem) => ends.split(',').map((end) => stem + end));
  test.each(['', 'a/', 'a b/Dockerfile/', 'Dockerfile.md/', '.'])(
    'takes what the command line takes, after %j',
    (folder) => {
      const taken = (name: string): boolean =>
        pattern(hook?.files).test(folder + name) && !pattern(hook?.exclude).test(folder + name);
      const own = (name: string): boolean => isDockerfileName((folder + name).replace(/^.*\//, ''));
      expect(names.filter(taken)).toEqual(names.filter(own));
      expect(names.filter(own).length).toBeGreaterThan(30);
    },
  );

  test('is written down for a repository of its own as well, for Dockerfiles and nothing else', () => {
    const local = examples.flatMap(({ repos = [] }) => repos).find(({ repo }) => repo === 'local')?.hooks[0];
    expect(local?.entry).toBe(hook?.entry);
    expect(local?.exclude).toBe(hook?.exclude);
    const taken = names.filter((name) => pattern(local?.files).test(name) && !pattern(local?.exclude).test(name));
    expect(taken).toEqual(expect.arrayContaining(['Dockerfile', 'Dockerfile.dev', 'Containerfile']));
    expect(taken.filter((name) => !isDockerfileName(name))).toEqual([]);
  });

  test('leaves out the endings that the command line leaves out', () => {
    const source = read('server/src/workspace/dockerfileName.ts');
    expect(source).toContain(`/${hook?.exclude.replace('(?i)', '')}/i;`);
  });
});

describe('the pages of editors', () => {
  const names = ['README', 'neovim', 'helix', 'emacs', 'sublime-text', 'zed'];
  const overview = read('docs/editors/README.md');

  test.each(names)('%s starts the server, and is led to', (name) => {
    const text = read(`docs/editors/${name}.md`);
    for (const word of ['go-dockerfile', 'lsp', '--stdio', 'commands', 'completesKeywords', 'runs-as-root'])
      expect(text).toContain(word);
    for (const [, json = ''] of text.matchAll(/```json\n(.*?)```/gs))
      expect(() => JSON.parse(json) as unknown).not.toThrow();
    if (name !== 'README') expect(overview).toContain(`](${name}.md)`);
    expect(read('README.md')).toContain(`](docs/editors/${name}.md)`);
  });

  test('name the commands that the server names', () => {
    const rows = [...overview.matchAll(/^\| `(goDockerfile\.\w+)` \|/gm)].map(([, command]) => command);
    expect(rows.sort()).toEqual([copyLabelsCommand, ...Object.values(lensCommands)].sort());
  });

  test('show a version that there is', () => {
    for (const name of ['README.md', 'docs/ci.md'])
      for (const [, shown] of read(name).matchAll(/go-dockerfile@v?(\d[\w.]*)/g)) expect(shown, name).toBe(version);
  });
});

function prefixed(prefix: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [prefix + name, content]));
}

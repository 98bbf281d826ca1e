import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { env, execPath, getuid, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findExecutable } from '../../src/host/findExecutable';
import { buildBundles, type Bundles } from '../support/bundles';
import { createScratch, type Scratch } from '../support/files';

const folder = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(folder, '../../../docs/editors/neovim.md'), 'utf8');

/** NEOVIM names another one. A CI machine that can have it from Debian gets it. */
const nvim = env['NEOVIM'] ?? findExecutable('nvim', env) ?? (env['CI'] === undefined ? undefined : installNeovim());

function installNeovim(): string | undefined {
  if (platform !== 'linux' || getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'neovim']])
    execFileSync('apt-get', ['--quiet', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return findExecutable('nvim', env);
}

/** The blocks of the page for this Neovim, which make an `init.lua`. */
function configuration(minor: number): string {
  const blocks = [...page.matchAll(/<!-- neovim(?: (>=|<) 0\.(\d+))? -->\n\n```lua\n(.*?)```/gs)];
  return blocks
    .filter(
      ([, order, bound]) => order === undefined || (order === '<' ? minor < Number(bound) : minor >= Number(bound)),
    )
    .map(([, , , text]) => text)
    .join('\n');
}

/** What neovim.lua writes. */
interface Report {
  readonly problem?: string;
  readonly [name: string]: unknown;
}

const reason =
  nvim === undefined ? ', skipped as there is no nvim on PATH, and only root on Debian has it installed' : '';

describe.skipIf(nvim === undefined)(`Neovim, set up as the page says${reason}`, () => {
  let bundles: Bundles;
  let scratch: Scratch;
  let report: Report = {};
  beforeAll(async () => {
    bundles = await buildBundles();
    const example = join(folder, '../../../examples/tony-bai/golang-latest-to-alpine');
    const read = (name: string): string => readFileSync(join(example, name), 'utf8');
    const [, minor = ''] =
      /^NVIM v0\.(\d+)/.exec(spawnSync(nvim ?? '', ['--version'], { encoding: 'utf8' }).stdout) ?? [];
    scratch = createScratch({
      'shop/.git/HEAD': 'ref: refs/heads/main\n',
      'shop/Dockerfile': read('Dockerfile'),
      'shop/httpserver.go': read('httpserver.go'),
      'home/': '',
      'init.lua': configuration(Number(minor)),
      'bin/go-dockerfile': `#!/bin/sh\nexec '${execPath}' '${bundles.cli}' "$@"\n`,
    });
    chmodSync(scratch.path('bin/go-dockerfile'), 0o755);
    const home = scratch.path('home');
    const { stderr, error } = spawnSync(
      nvim ?? '',
      ['--headless', '-i', 'NONE', '-n', '-u', scratch.path('init.lua'), '-S', join(folder, 'neovim.lua')],
      {
        cwd: scratch.path('shop'),
        encoding: 'utf8',
        timeout: 240_000,
        env: {
          PATH: [scratch.path('bin'), env['PATH']].join(delimiter),
          HOME: home,
          XDG_CONFIG_HOME: home,
          XDG_DATA_HOME: home,
          XDG_STATE_HOME: home,
          XDG_CACHE_HOME: home,
          REPORT: scratch.path('report.json'),
          LC_ALL: 'C.UTF-8',
        },
      },
    );
    if (!existsSync(scratch.path('report.json'))) throw error ?? new Error(`Neovim wrote no report: ${stderr}`);
    report = JSON.parse(readFileSync(scratch.path('report.json'), 'utf8')) as Report;
  }, 300_000);
  afterAll(() => {
    bundles?.remove();
    scratch?.remove();
  });

  test('starts the server for Dockerfiles, in the folder of the repository', () => {
    expect(report.problem).toBeUndefined();
    expect(report).toMatchObject({ filetype: 'dockerfile', otherFiletype: 'dockerfile', root: scratch.path('shop') });
  });

  test('shows what is wrong, and heeds its settings', () => {
    expect(report['finding']).toMatchObject({ severity: 1, source: 'go-dockerfile' });
    expect(report['finding']).toMatchObject({ message: expect.stringContaining('The container will not start') });
    expect(report['before']).toContain('missing-trimpath');
    // The settings of the page turn it off.
    expect(report['before']).not.toContain('runs-as-root');
  });

  test('explains it in a hover', () => {
    expect(report['hover']).toContain('ld-linux-x86-64.so.2');
  });

  test('shows the verdict as a lens whose command it carries out', () => {
    expect(report['lenses']).toEqual([{ title: 'Fails to start', command: 'goDockerfile.showVerdict' }]);
    expect(report['carriesOut']).toBe(true);
  });

  test('mends it', () => {
    expect(report['actions']).toContain('Set CGO_ENABLED=0');
    expect(report['text']).toContain('CGO_ENABLED=0');
    expect(report['after']).not.toContain('glibc-binary-on-musl');
  });
});

test('the page has a configuration for each Neovim', () => {
  for (const minor of [7, 10]) expect(configuration(minor)).toContain('vim.lsp.start_client(');
  for (const minor of [11, 12]) expect(configuration(minor)).toContain("vim.lsp.enable('go_dockerfile')");
  for (const minor of [7, 12]) expect(configuration(minor)).toContain("vim.lsp.commands['goDockerfile.showVerdict']");
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Building } from '../../../../src/docker/build';
import { buildMultiArch } from '../../../../src/docker/buildMultiArch';
import type { Invocation } from '../../../../src/docker/commands';
import type { EngineKind } from '../../../../src/docker/engine';
import type { Prepared } from '../../../../src/docker/prepare';
import { explainOutputRequest, type OutputProblem } from '../../../../src/protocol';
import { buildInputs } from '../../../support/buildInputs';
import { seen } from '../../../support/vscodeOfBuilds';

vi.mock('vscode', () => import('../../../support/vscodeOfBuilds'));

/** Of `docker buildx build` for two platforms, whose main.go names what is not there: Docker 28.5, buildx 0.29. */
const compileError = [
  '#5 [linux/amd64 build 5/5] RUN go build -o /app .',
  '#5 0.310 # example.com/app',
  '#5 0.310 ./main.go:3:19: undefined: fmt.Printl',
  '#5 ERROR: process "/bin/sh -c go build -o /app ." did not complete successfully: exit code: 1',
  'ERROR: failed to build: failed to solve: process "/bin/sh -c go build -o /app ." did not complete successfully: exit code: 1',
].join('\n');

const problem = (uri: string, message: string): OutputProblem => ({
  ...{ uri, message, severity: 'error', quote: message, rule: null },
  range: { start: { line: 2, character: 18 }, end: { line: 2, character: 24 } },
});

const builders =
  '{"Name":"farm","Driver":"docker-container","Current":true,"Nodes":[{"Name":"a","Status":"running","Platforms":["linux/amd64"]}]}';

// A script is no program there.
describe.skipIf(process.platform === 'win32')('Build multi-arch', () => {
  let folder = '';
  beforeEach(() => {
    seen.forget();
    folder = mkdtempSync(join(tmpdir(), 'go-dockerfile ü '));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What an engine is that does so when it builds, and otherwise answers; `calls` has the words of each call. */
  function engine(
    kind: EngineKind,
    works: string,
  ): { readonly executable: string; readonly calls: () => readonly string[] } {
    const executable = join(folder, kind);
    const calls = join(folder, 'calls');
    writeFileSync(
      executable,
      `#!/bin/sh
case "$*" in
"buildx ls"*) echo '${builders}'; exit ;;
info*) echo '[["driver-type","io.containerd.snapshotter.v1"]]'; exit ;;
esac
echo "$*" >> "${calls}"
${works}
`,
    );
    chmodSync(executable, 0o755);
    return { executable, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []) };
  }

  const shown: OutputProblem[][] = [];
  async function start(
    kind: EngineKind,
    executable: string,
    given: object,
    explains: readonly OutputProblem[] = [],
    buildArgs = {},
  ) {
    shown.length = 0;
    const client = {
      code2ProtocolConverter: { asUri: String },
      isRunning: () => true,
      sendRequest: (method: string, params: { readonly output?: string }) =>
        Promise.resolve(method === explainOutputRequest && params.output !== undefined ? explains : []),
    };
    const building = {
      client,
      memory: { get: () => ({ buildArgs: {}, secrets: {}, ssh: {} }), set: () => Promise.resolve() },
      problems: { clear: () => shown.push([]), set: (_: unknown, all: OutputProblem[]) => shown.push(all) },
    } as unknown as Building;
    const prepared = {
      build: {
        inputs: buildInputs({ dockerfile: join(folder, 'Dockerfile'), context: folder, buildArgs }),
        stage: undefined,
      },
      engine: { kind, executable, environment: process.env },
      uri: { toString: () => 'file:///shop/Dockerfile' },
    } as unknown as Prepared;
    const invocation = {
      given: {
        ...{ platforms: ['linux/amd64', 'linux/arm64'], registry: 'r.io', repository: 'shop', tags: ['1', '2'] },
        ...{ builder: 'farm', destination: 'push', ...given },
      },
      context: { workspaceState: { get: () => undefined, update: () => Promise.resolve() } },
    } as unknown as Invocation;
    const result = await buildMultiArch(building, prepared, invocation);
    await vi.waitFor(() => expect([...seen.errors, ...seen.informations]).not.toEqual([]));
    return result;
  }

  test('a build argument that is a secret is seen neither in the output nor in what is said of it', async () => {
    const { executable } = engine('docker', `echo "ERROR: cannot reach x with $API_TOKEN"\nexit 1`);
    await start('docker', executable, {}, [], { API_TOKEN: 'hunter2' });
    expect(seen.terminal).toContain('ERROR: cannot reach x with …');
    expect(seen.errors).toEqual([expect.stringContaining('cannot reach x with …')]);
    await start('docker', executable, {}, [problem('file:///shop/main.go', 'with hunter2')], { API_TOKEN: 'hunter2' });
    expect(shown.at(-1)).toMatchObject([{ message: 'with …', quote: 'with …' }]);
    expect(JSON.stringify([shown, seen])).not.toContain('hunter2');
  });

  test('a compile error is a problem of the source file, and what the message says', async () => {
    const { executable } = engine('docker', `cat << 'END'\n${compileError}\nEND\nexit 1`);
    const found = [problem('file:///shop/main.go', 'undefined: fmt.Printl')];
    expect(await start('docker', executable, {}, found)).toBeUndefined();
    expect(shown).toEqual([[], found]);
    expect(seen.errors).toEqual([
      'r.io/shop:1 was not built. main.go:3: undefined: fmt.Printl ([linux/amd64 build 5/5] RUN go build -o /app .)',
    ]);
  });

  test('the notification shows the step', async () => {
    const { executable } = engine('docker', `cat << 'END'\n${compileError}\nEND\nexit 1`);
    await start('docker', executable, {});
    expect(seen.progress).toContain('Build r.io/shop:1 multi-arch');
    expect(seen.progress.at(-1)).toMatch(/^\d\/5 \[linux\/amd64 build 5\/5\] RUN go build -o \/app \.$/);
  });

  test('a push that is refused is no problem of the Dockerfile', async () => {
    const refused =
      'ERROR: failed to build: failed to solve: failed to push r.io/shop:1: unexpected status: 403 Forbidden';
    const { executable } = engine('docker', `echo "${refused}"; exit 1`);
    await start('docker', executable, {}, [problem('file:///shop/Dockerfile', 'never')]);
    expect(shown).toEqual([[], []]);
    expect(seen.errors[0]).toMatch(
      /^r\.io\/shop:1 was built, but not pushed\. The registry refuses the push to r\.io\/shop:1/,
    );
  });

  const waits = "trap 'exit 130' INT\nwhile :; do sleep 0.05; done";

  /** Presses the button of the notification once the engine has begun. */
  async function cancelOnce(isSo: () => boolean): Promise<void> {
    await vi.waitFor(() => expect(isSo()).toBe(true));
    seen.cancel();
  }

  test('the button of the notification ends it', async () => {
    const { executable } = engine('docker', `echo '#1 [linux/arm64 build 1/2] RUN x'\n${waits}`);
    const cancelling = cancelOnce(() => seen.terminal.includes('RUN x'));
    await start('docker', executable, {});
    await cancelling;
    expect(seen.informations).toEqual(['The build of r.io/shop:1 was cancelled.']);
    expect(seen.errors).toEqual([]);
  });

  test('what was pushed by then is told', async () => {
    const { executable, calls } = engine('podman', `case "$*" in *docker://r.io/shop:2) echo begun\n${waits};; esac`);
    const cancelling = cancelOnce(() => seen.terminal.includes('begun'));
    await start('podman', executable, {});
    await cancelling;
    expect(seen.informations).toEqual(['The build of r.io/shop:1 was cancelled. Pushed before that: r.io/shop:1.']);
    expect(
      calls().map((call) => call.replace(/unfinished:\w+/, 'unfinished').replace(/-f .* --platform/, '--platform')),
    ).toEqual([
      `build --platform linux/amd64,linux/arm64 --manifest localhost/go-dockerfile-unfinished ${folder}`,
      'tag localhost/go-dockerfile-unfinished r.io/shop:1 r.io/shop:2',
      'manifest rm localhost/go-dockerfile-unfinished',
      'manifest push --all r.io/shop:1 docker://r.io/shop:1',
      'manifest push --all r.io/shop:1 docker://r.io/shop:2',
      'manifest rm localhost/go-dockerfile-unfinished',
    ]);
    expect(seen.terminal).toContain('> ');
    expect(seen.terminal).toContain('manifest push --all r.io/shop:1 docker://r.io/shop:2\n');
  });

  test('podman: a build that fails touches nothing that has a name', async () => {
    const { executable, calls } = engine('podman', 'test "$1" = build && exit 125; exit 1');
    await start('podman', executable, {});
    expect(calls().map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual(['build -f', 'manifest rm']);
    expect(calls()[1]).toMatch(/^manifest rm localhost\/go-dockerfile-unfinished:\w+$/);
    expect(seen.errors[0]).toMatch(/^r\.io\/shop:1 was not built\./);
  });

  /** Writes to the place that it is told to, and then ends so. */
  const writes = (end: string): string =>
    `place=$(printf '%s' "$*" | sed 's/.*dest=//; s, ${folder}$,,')
case "$*" in *type=local*) mkdir -p "$place/linux_amd64"; place="$place/linux_amd64/app" ;; esac
echo new > "$place"; echo written "$place"
${end}`;

  const written = (): string => /^written (.+)$/m.exec(seen.terminal)?.[1] ?? '';

  test.each([
    ['fails', 'exit 1', false],
    ['is cancelled', waits, true],
  ])('an archive of before stays if the build %s', async (_, end, isCancelled) => {
    const path = join(folder, 'shop.tar');
    writeFileSync(path, 'old');
    const { executable } = engine('docker', writes(end));
    const cancelling = isCancelled ? cancelOnce(() => seen.terminal.includes('written')) : undefined;
    await start('docker', executable, { destination: 'archive', path });
    await cancelling;
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(dirname(written())).not.toContain(folder);
    expect(existsSync(dirname(written()))).toBe(false);
  });

  test('files of before stay if the build fails', async () => {
    const path = join(folder, 'out');
    mkdirSync(path);
    writeFileSync(join(path, 'mine'), 'old');
    const { executable } = engine('docker', writes('exit 1'));
    await start('docker', executable, { destination: 'files', path });
    expect(readdirSync(path)).toEqual(['mine']);
    expect(dirname(written())).not.toContain(folder);
    expect(existsSync(dirname(written()))).toBe(false);
  });

  test('files that cannot be moved to their folder are not lost', async () => {
    const path = join(folder, 'out');
    mkdirSync(path);
    writeFileSync(join(path, 'linux_amd64'), 'a file');
    const { executable } = engine('docker', writes('exit 0'));
    await start('docker', executable, { destination: 'files', path }, [problem('file:///shop/Dockerfile', 'never')]);
    const place = dirname(dirname(written()));
    expect(readFileSync(written(), 'utf8')).toBe('new\n');
    expect(seen.errors).toEqual([
      expect.stringContaining(`was not built. The result could not be moved to ${path}, and stays in ${place}: `),
    ]);
    rmSync(dirname(place), { recursive: true });
  });
});

import { describe, expect, test } from 'vitest';
import { slice } from '../../src/text/span';
import { shellOptions } from '../../src/shell/options';
import { run, showCommand } from './support';

describe('looks through', () => {
  test.each<readonly [script: string, command: string, wrappers: readonly string[]]>([
    ['env A=b C="d e" go build', 'A=b C=d e go|build', ['env A=b C="d e"']],
    ['env GOOS=$VERSION go build', 'GOOS=? go|build', ['env GOOS=$VERSION']],
    ['env -u ARCH -i A=b go', 'A=b go', ['env -u ARCH -i A=b']],
    ['env -- A=b go', 'A=b go', ['env -- A=b']],
    ['/usr/bin/env -S"go build" x', 'go|build|x', ['/usr/bin/env -S"go build"']],
    ['env --chdir=/x go', '/x go', ['env --chdir=/x']],
    ['A=1 env B=2 time -p go', 'A=1 B=2 go', ['env B=2', 'time -p']],
    ['time go build', 'go|build', ['time']],
    ['/usr/bin/time -f %e go build', 'go|build', ['/usr/bin/time -f %e']],
    ['exec go build', 'go|build', ['exec']],
    ['exec -a x go build', 'go|build', ['exec -a x']],
    ['command go build', 'go|build', ['command']],
    ['nice -n 5 nohup ionice -c 3 go', 'go', ['nice -n 5', 'nohup', 'ionice -c 3']],
    ['nice -10 go', 'go', ['nice -10']],
    ['timeout -k 5 --signal=KILL 10m go', 'go', ['timeout -k 5 --signal=KILL 10m']],
    ['stdbuf -oL -e 0 go', 'go', ['stdbuf -oL -e 0']],
    ['xvfb-run -a -s "-screen 0" go', 'go', ['xvfb-run -a -s "-screen 0"']],
    ['sudo -E -u app A=b go', 'A=b go', ['sudo -E -u app A=b']],
    ['gosu app:app go x', 'go|x', ['gosu app:app']],
    ['su-exec $VERSION go x', 'go|x', ['su-exec $VERSION']],
    ['/sbin/tini -g -- go x', 'go|x', ['/sbin/tini -g --']],
    ['dumb-init --rewrite 15:2 go', 'go', ['dumb-init --rewrite 15:2']],
    ['setarch x86_64 -R go', 'go', ['setarch x86_64 -R']],
    ['linux32 go', 'go', ['linux32']],
    ['busybox wget x', 'wget|x', ['busybox']],
    ['scl enable gcc-toolset-12 -- go build', 'go|build', ['scl enable gcc-toolset-12 --']],
    ["scl enable devtoolset-8 'go build'", 'go|build', ['scl enable devtoolset-8']],
    ["sh -c 'go build'", 'go|build', ['sh -c']],
    ['/bin/bash -euxo pipefail -c "go build $ARCH"', 'go|build|arm', ['/bin/bash -euxo pipefail -c']],
    ["X=1 ash -lc 'go $X'", 'X=1 go|1', ['ash -lc']],
    ["Y=2; sh -c 'go $Y$1' sh a b", 'go|a', ['sh -c']],
    ["env A=1 sh -c 'exec go $A'", 'A=1 go|1', ['env A=1', 'sh -c', 'exec']],
  ])('%s', (script, expected, wrappers) => {
    const { commands } = run(script);
    expect(commands.map(showCommand)).toEqual([expected]);
    expect(commands[0]?.wrappers.map(({ span }) => slice(script, span))).toEqual(wrappers);
  });
});

describe('does not look through', () => {
  test.each([
    ['xargs go build', 'xargs|go|build'],
    ['command -v go', 'command|-v|go'],
    ['env', 'env'],
    ['env A=b', 'env|A=b'],
    ['env $VERSION go', 'env|?|go'],
    ['sudo -i', 'sudo|-i'],
    ['sh -c "$VERSION"', 'sh|-c|?'],
    ['sh run.sh', 'sh|run.sh'],
    ['bash', 'bash'],
    ['xx-go build', 'xx-go|build'],
    ['instgo go build', 'instgo|go|build'],
    ['otel go build', 'otel|go|build'],
    ['orchestrion go build', 'orchestrion|go|build'],
    ['timeout 5', 'timeout|5'],
  ])('%s', (script, expected) => {
    expect(run(script).commands.map(showCommand)).toEqual([expected]);
  });
});

test('sudo without -E leaves nothing known of the environment', () => {
  const [command] = run('sudo A=b go').commands;
  expect(command?.environment.get('ARCH')?.value.certainty).toBe('unknown');
  expect(command?.environment.get('A')?.value.certainty).toBe('known');
});

describe('spans within sh -c', () => {
  test.each<readonly [script: string, argument: string, approximate: true | undefined]>([
    ["sh -c 'go build ./cmd'", './cmd', undefined],
    ['sh -c "go build ./cmd"', './cmd', undefined],
    ['sh -c \'sh -c "go build ./cmd"\'', './cmd', undefined],
    ['sh -c "go build \\"./cmd\\""', '"go build \\"./cmd\\""', true],
    ['sh -c "go build ./$ARCH"', '"go build ./$ARCH"', true],
    ["sh -c 'go build './cmd", "'go build './cmd", true],
  ])('%s', (script, argument, approximate) => {
    const [command] = run(script).commands;
    const last = command?.argv.at(-1);
    expect(last && slice(script, last.span)).toBe(argument);
    expect(command?.approximate).toBe(approximate);
  });
});

test.each([
  [['/bin/sh', '-c'], {}],
  [['/bin/bash', '-o', 'pipefail', '-c'], { pipefail: true, braces: true }],
  [['bash', '-eo', 'pipefail', '-c'], { errexit: true, pipefail: true, braces: true }],
  [['bash', '--login', '-ec'], { errexit: true, braces: true }],
  [['sh', '-a', '-c'], { allexport: true }],
  [[], {}],
])('options of SHELL %j', (words, options) => {
  expect(shellOptions(words)).toEqual({ errexit: false, allexport: false, pipefail: false, ...options });
});

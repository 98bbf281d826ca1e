import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../src/facts/fact';
import { executeArgv } from '../../src/shell/execute';
import { shellOptions } from '../../src/shell/options';
import { noHooks, run, shellState, showCommand, showCommands, showFact } from './support';

type Row = readonly [script: string, commands: readonly string[]];

describe.each<readonly [string, readonly Row[]]>([
  [
    'assignments',
    [
      ['CGO_ENABLED=0 go build', ['CGO_ENABLED=0 go|build']],
      ['A=1 B="x y" go build', ['A=1 B=x y go|build']],
      ['CGO_ENABLED=0 && go build', ['go|build']],
      ['export CGO_ENABLED=0 && go build', ['CGO_ENABLED=0 go|build']],
      ['X=1; export X; go build', ['X=1 go|build']],
      ['export X; X=1; go build', ['X=1 go|build']],
      ['set -a; X=1; set +a; Y=2; go build', ['X=1 go|build']],
      ['set -o allexport; X=1; go build', ['X=1 go|build']],
      ['declare -x X=1; go build', ['X=1 go|build']],
      ['readonly X=1; go build $X', ['go|build|1']],
      ['export X=1; unset X; go build', ['go|build']],
      ['export X=1; export -n X; go build $X', ['go|build|1']],
      ['export X=$ARCH-$ARCH; go build', ['X=arm-arm go|build']],
      ['export X="a b" Y=$NONE; go build', ['X=a b Y= go|build']],
      ['PATHS=/a; PATHS+=:/b; go $PATHS', ['go|/a:/b']],
      ['ARCH=amd64; go build', ['go|build']],
      ['A=1 B=$A; go $B', ['go|1']],
      ['X=(1 2); go $X', ['go|?']],
      ['read X Y; go $X', ['read|X|Y', 'go|?']],
      ['printf -v X %s y; go $X', ['printf|-v|X|%s|y', 'go|?']],
    ],
  ],
  [
    'values',
    [
      ['go $ARCH $VERSION $RELEASE $NONE', ['go|arm|?|~1.24']],
      ['F="-a -b"; go $F "$F"', ['go|-a|-b|-a -b']],
      ['F=" -a  -b "; go x$F"y"', ['go|x|-a|-b|y']],
      ['go "$NONE" \'\' $NONE', ['go||']],
      ['go ${NONE:-d e} "${NONE:-d e}" ${ARCH:+x}', ['go|d|e|d e|x']],
      ["go ${NONE:-'d e'}", ['go|d e']],
      ['go ${X:=1} $X', ['go|1|1']],
      ['go ${VERSION:-x} ${VERSION:+y} ${VERSION#v}', ['go|?|?|?']],
      ['go ${PLATFORM%/*} ${PLATFORM%%/*} ${PLATFORM#*/} ${PLATFORM##*/}', ['go|linux/arm|linux|arm/v7|v7']],
      [
        'go ${PLATFORM/arm/amd} ${PLATFORM//\\//-} ${#PLATFORM} ${PLATFORM:0:5} ${PLATFORM: -2} ${ARCH^^}',
        ['go|linux/amd/v7|linux-arm-v7|12|linux|v7|ARM'],
      ],
      ['go ${ARCH:?} ${NONE:?no}', ['go|arm|?']],
      ['go a\\ b "a\\$b" \'a$b\' $\'a\\tb\' "a\\b"', ['go|a b|a$b|a$b|a\tb|a\\b']],
      ['go $((1+2)) {a,b} <(x)', ['go|?|?|?']],
      ['go ~/x *.go [a-z]?', ['go|?|*.go|[a-z]?']],
      ['go $PWD $HOME $PATH $RANDOM $? $1 $@ $HTTP_PROXY', ['go|/src|?|?|?|?|?|?|?']],
      ['go !ARCH ${!ARCH}', ['go|!ARCH|?']],
      ['$TOOL go; $VERSION build', ['go', '?|build']],
    ],
  ],
  [
    'substitutions',
    [
      ['V=$(git describe) && go $V', ['git|describe', 'go|?']],
      ['V=$(echo x $ARCH); go $V', ['echo|x|arm', 'go|x|arm']],
      ["V=`printf '%s' x`; go $V", ['printf|%s|x', 'go|x']],
      ['go $(echo $PLATFORM | cut -d/ -f3 | tr -d v)', ['echo|linux/arm/v7', 'cut|-d/|-f3', 'tr|-d|v', 'go|7']],
      ['go $(echo v7 | cut -c2-)', ['echo|v7', 'cut|-c2-', 'go|7']],
      ['go $(case $ARCH in arm) echo armhf;; *) echo $ARCH;; esac)', ['echo|armhf', 'go|armhf']],
      ['go "$(cd /x && pwd)"', ['/x pwd', 'go|/x']],
      ['go $(test -f x && echo y)', ['test|-f|x', 'perhaps echo|y', 'go|?']],
      ['go $(echo a; echo b)', ['echo|a', 'echo|b', 'go|?']],
      ['go $(X=1; export X)$X', ['go']],
      ['go $(< file)', ['go|?']],
      ['go `echo \\`echo x\\``', ['echo|x', 'echo|x', 'go|x']],
    ],
  ],
  [
    'directories',
    [
      ['cd a && go build', ['/src/a go|build']],
      ['cd a; cd ../b; go build', ['/src/b go|build']],
      ['cd /x && go a && cd - && go b', ['/x go|a', 'go|b']],
      ['cd -; go build', ['? go|build']],
      ['cd; go build', ['? go|build']],
      ['cd ~/x; go build', ['? go|build']],
      ['cd $VERSION; go a; cd /b; go b', ['? go|a', '/b go|b']],
      ['pushd a; go a; popd; go b', ['/src/a go|a', 'go|b']],
      ['(cd a && go a); go b', ['/src/a go|a', 'go|b']],
      ['{ cd a; }; go b', ['/src/a go|b']],
      ['cd cmd/*/; go build', ['? go|build']],
      ['env -C a go build', ['/src/a go|build']],
    ],
  ],
  [
    'conditions',
    [
      ['if [ "$ARCH" = arm ]; then export GOARM=7; fi; go build', ['[|arm|=|arm|]', 'GOARM=7 go|build']],
      [
        'if [ "$ARCH" = amd64 ]; then go a; elif [ "$ARCH" != arm ]; then go b; else go c; fi',
        ['[|arm|=|amd64|]', '[|arm|!=|arm|]', 'go|c'],
      ],
      ['if [ -f x ]; then X=1; fi; go $X', ['[|-f|x|]', 'go|?']],
      ['if [ -f x ]; then X=1; else X=1; fi; go $X', ['[|-f|x|]', 'go|1']],
      ['if [ -f x ]; then go a; else go b; fi', ['[|-f|x|]', 'perhaps go|a', 'perhaps go|b']],
      ['if [ ! -f x ]; then exit 1; fi; go build', ['[|!|-f|x|]', 'go|build']],
      ['if [ -f x ]; then exit 0; fi; go build', ['[|-f|x|]', 'perhaps go|build']],
      ['if [ "$RELEASE" = 1.24 ]; then X=a; else X=b; go no; fi; go $X', ['[|~1.24|=|1.24|]', 'go|~a']],
      ['[ -z "$ARCH" ] && go a || go b', ['[|-z|arm|]', 'go|b']],
      ['[ -n "$VERSION" -a "$ARCH" = x ] && go a; go b', ['[|-n|?|-a|arm|=|x|]', 'go|b']],
      ['[ "$ARCH" = x -o 2 -gt 1 ] && go a', ['[|arm|=|x|-o|2|-gt|1|]', 'go|a']],
      ['[ $VERSION = x ] && X=1; go $X', ['[|?|=|x|]', 'go|?']],
      ['[[ $ARCH == a* && ! $PLATFORM =~ x ]] && go a', ['perhaps go|a']],
      ['[[ $ARCH == "a*" || -z $ARCH ]] && go a; go b', ['go|b']],
      ['true && go a; false && go b; true || go c; false || go d', ['go|a', 'go|d']],
      ['go a && go b || go c', ['go|a', 'go|b', 'perhaps go|c']],
      ['command -v x && go a', ['command|-v|x', 'perhaps go|a']],
      ['grep -q x f || go a; ! grep x f && go b', ['grep|-q|x|f', 'perhaps go|a', 'grep|x|f', 'perhaps go|b']],
      ['go a || { echo no; exit 1; }; go b', ['go|a', 'perhaps echo|no', 'go|b']],
      ['exit 0; go a', []],
      ['exec go a; go b', ['go|a']],
      ['if ((X)); then go a; fi', ['perhaps go|a']],
    ],
  ],
  [
    'case',
    [
      ['case "$ARCH" in amd64) X=1;; arm|arm64) X=2;; *) X=3;; esac; go $X', ['go|2']],
      ['case "$ARCH" in a?[l-n]) go a;; esac', ['go|a']],
      ['case "$ARCH" in "a*") go a;; *) go b;; esac', ['go|b']],
      ['case "$ARCH" in x) go a;; esac; go b', ['go|b']],
      ['case "$VERSION" in 1) X=1;; 2) X=2;; *) exit 1;; esac; go $X', ['go|?']],
      ['case "$VERSION" in 1) X=a;; 2) X=a;; *) exit 1;; esac; go $X', ['go|a']],
      ['case "$VERSION" in 1) go a;; *) go b;; esac', ['perhaps go|a', 'perhaps go|b']],
      ['case "$RELEASE" in 1.24) X=a;; *) X=b; go no;; esac; go $X', ['go|~a']],
      ['case arm in arm) go a;& x) go b;; *) go c;; esac', ['go|a', 'go|b']],
    ],
  ],
  [
    'loops and functions',
    [
      ['for a in amd64 $ARCH; do GOARCH=$a go build; done', ['GOARCH=amd64 go|build', 'GOARCH=arm go|build']],
      ['for d in ./cmd/*; do go build $d; done', ['perhaps go|build|?']],
      ['for d in $NONE; do go build $d; done; go x', ['go|x']],
      [
        'for i in 1 2; do [ -f $i ] && continue; go $i; done; go x',
        ['[|-f|1|]', 'perhaps go|1', '[|-f|2|]', 'perhaps go|2', 'go|x'],
      ],
      ['for i in 1 2 3; do go $i; break; done; go x', ['go|1', 'go|x']],
      ['X=a; while read l; do go $X; X=b; done; go $X', ['read|l', 'perhaps go|?', 'go|?']],
      ['until go a; do sleep 1; done; go b', ['go|a', 'perhaps sleep|1', 'go|b']],
      ['f() { go build "$@"; }; f a "b c"; go x', ['go|build|a|b c', 'go|x']],
      ['f() { X=$1; return; go no; }; f 1; go $X', ['go|1']],
      ['f() { local X=1; go $X; }; X=0; f; go $X', ['go|1', 'go|0']],
      [
        'CGO_ENABLED=0 f; f() { go build; }; CGO_ENABLED=0 f; go x',
        ['CGO_ENABLED=0 f', 'CGO_ENABLED=0 go|build', 'go|x'],
      ],
      ['f() { go a; f; }; f', ['go|a']],
      ['f() { go a; }', []],
      ['set -- a b; shift; go "$@" $#', ['go|b|1']],
    ],
  ],
  [
    'other structure',
    [
      ['go a | go b', ['go|a', 'go|b']],
      ['X=1 | go $X; go $X', ['go', 'go']],
      ['(X=1; export Y=2; go $X); go $X', ['Y=2 go|1', 'go']],
      ['go a & go b', ['go|a', 'go|b']],
      ['eval "X=1 go build"; eval go \'$ARCH\'', ['X=1 go|build', 'go|arm']],
      ['eval $VERSION; go $X', ['eval|?', 'go|?']],
      ['X=1; . ./env; go $X $Y', ['.|./env', 'go|1|?']],
      ['set -eux -o pipefail; go build', ['go|build']],
      ['# comment\ngo build # more\n', ['go|build']],
      ['go bui\\\nld "a\\\nb"', ['go|build|ab']],
      ['trap "x" EXIT; umask 022; :; true', []],
    ],
  ],
  [
    'redirects',
    [
      ['echo x > /app/run.sh', ['echo|x >/app/run.sh']],
      ['echo x >> $ARCH.txt 2>&1 </dev/null', ['echo|x >>arm.txt </dev/null']],
      ['cat <<EOF > x\n$ARCH\nEOF\ngo build', ['cat >x', 'go|build']],
      ['{ echo a; echo b; } > f', ['echo|a >f', 'echo|b >f']],
      ['for i in a b; do echo $i; done > f', ['echo|a >f', 'echo|b >f']],
      [': > f', [': >f']],
      ['tee <<<"x" f', ['tee|f']],
      ["<<'E' bash\ncd /x\nX=1\ngo $X\nE\ngo $X", ['/x go|1', 'go']],
      ['bash -e <<E\ngo $ARCH\ngo \\$X $X\nE', ['go|arm', 'go']],
      ['<<E sh -s a\ngo \\$1\nbash\nE', ['go|a', 'bash']],
      ['bash <<E\ngo $(x)\nE', ['bash']],
      ['bash run.sh <<E\ngo\nE', ['bash|run.sh']],
      ['bash <<E </dev/null\ngo\nE', ['bash </dev/null']],
    ],
  ],
])('%s', (_, rows) => {
  test.each(rows)('%s', (script, commands) => {
    const execution = run(script);
    expect(execution.errors).toEqual([]);
    expect(showCommands(execution)).toEqual(commands);
  });
});

/** Which commands' failure makes the RUN fail. */
test.each<readonly [script: string, fatal: readonly string[], shell: string]>([
  ['a; b', ['b'], 'sh -c'],
  ['a && b && c', ['a', 'b', 'c'], 'sh -c'],
  ['a && b; c', ['c'], 'sh -c'],
  ['a || b', ['b'], 'sh -c'],
  ['a || exit 1; b', ['a', 'b'], 'sh -c'],
  ['a || { echo; exit; }; b', ['a', 'b'], 'sh -c'],
  ['a || exit $?; b', ['a', 'b'], 'sh -c'],
  ['(a || exit 1); b', ['b'], 'sh -c'],
  ['a || false', ['a'], 'sh -c'],
  ['a && b || exit 1; c', ['a', 'b', 'c'], 'sh -c'],
  ['a || exit 0', [], 'sh -c'],
  ['a || true', [], 'sh -c'],
  ['a | b', ['b'], 'sh -c'],
  ['! a', [], 'sh -c'],
  ['a & b', ['b'], 'sh -c'],
  ['set -e; a; b', ['a', 'b'], 'sh -c'],
  ['set -e; a && b; c', ['b', 'c'], 'sh -c'],
  ['set -e; set +e; a; b', ['b'], 'sh -c'],
  ['set -e; a | b; c', ['b', 'c'], 'sh -c'],
  ['set -eo pipefail; a | b; c', ['a', 'b', 'c'], 'sh -c'],
  ['a; b', ['a', 'b'], 'bash -eo pipefail -c'],
  ['a | b', ['a', 'b'], 'bash -o pipefail -c'],
  ['if a; then b; fi', ['b'], 'sh -c'],
  ['if a; then b; fi; c', ['c'], 'sh -c'],
  ['set -e; if a; then b; fi; c', ['b', 'c'], 'sh -c'],
  ['while a; do b; done; c', ['c'], 'sh -c'],
  ['for i in 1 2; do a; done', ['a'], 'sh -c'],
  ['for i in 1 2; do a || exit 1; done; b', ['a', 'a', 'b'], 'sh -c'],
  ['sh -c "a; b"; c', ['c'], 'sh -c'],
  ['sh -c "a; b"', ['b'], 'sh -c'],
  ['sh -ec "a; b" && c', ['a', 'b', 'c'], 'sh -c'],
  ['X=$(a) && b', ['a', 'b'], 'sh -c'],
  ['export X=$(a) && b', ['b'], 'sh -c'],
  ['go $(a)', ['go'], 'sh -c'],
  ['set -e; (a; b) || c; d', ['c', 'd'], 'sh -c'],
  ['f() { a; b; }; f', ['b'], 'sh -c'],
  ['exec a; b', ['a'], 'sh -c'],
  ['{ a; b; } && c', ['b', 'c'], 'sh -c'],
])('fatal: %s', (script, fatal, shell) => {
  const execution = run(script, { ...shellState(), options: shellOptions(shell.split(' ')) });
  expect(
    execution.commands.filter((command) => command.failureIsFatal).map((command) => showFact(command.argv[0]?.value)),
  ).toEqual(fatal);
});

describe('what a pipeline reads', () => {
  test.each([
    ['a | b | c', [undefined, 'a', 'b']],
    ['a | (b; c)', [undefined, 'a', 'a']],
    ['a | while read x; do b; done', [undefined, 'a', 'a']],
    ['a | sh -c b', [undefined, 'a']],
    ['a; b', [undefined, undefined]],
  ])('%s', (script, from) => {
    expect(run(script).commands.map((command) => command.pipedFrom && showCommand(command.pipedFrom))).toEqual(from);
  });
});

test('a substitution that only the caller knows', () => {
  const hooks = {
    substitute: (command: Parameters<typeof noHooks.substitute>[0]) =>
      showCommand(command) === 'go|env|GOPATH' ? known('/go') : unknown('shell-computed'),
  };
  expect(showCommands(run('go build -o $(go env GOPATH)/bin/x', shellState(), hooks))).toEqual([
    'go|env|GOPATH',
    'go|build|-o|/go/bin/x',
  ]);
});

test('an environment that may hold more', () => {
  const execution = run('go build $FLAGS; env -i go build', { ...shellState(), mayHoldMore: true });
  expect(showCommands(execution)).toEqual(['go|build|?', 'go|build']);
  expect(execution.commands.map((command) => command.environmentMayHoldMore)).toEqual([true, undefined]);
});

test('the state at the end', () => {
  const { state } = run('export X=1; Y=2; cd a; set -e');
  expect(showFact(state.workdir)).toBe('/src/a');
  expect(state.variables.get('X')).toMatchObject({ exported: true, origin: { start: 7, end: 10 } });
  expect(state.variables.get('Y')?.exported).toBe(false);
  expect(state.options?.errexit).toBe(true);
});

describe('exec form', () => {
  test.each<readonly [words: readonly string[], commands: readonly string[]]>([
    [['go', 'build', '$ARCH', '*.go'], ['go|build|$ARCH|*.go']],
    [['sh', '-c', 'cd x && go build $ARCH'], ['/src/x go|build|arm']],
    [['/bin/bash', '-ec', 'exec "$0" "$@"', 'go', 'a b'], ['go|a b']],
    [['env', 'A=b', 'go', 'build'], ['A=b go|build']],
    [['/usr/bin/tini', '--', '/app', '-x'], ['/app|-x']],
    [[], []],
  ])('%j', (words, commands) => {
    let at = 0;
    const placed = words.map((value) => ({
      value,
      span: { start: at, end: (at += JSON.stringify(value).length + 1) - 1 },
    }));
    const execution = executeArgv(placed, shellState(), noHooks);
    expect(showCommands(execution)).toEqual(commands);
  });

  test('the words within sh -c have exact spans if nothing is escaped', () => {
    const source = '["sh", "-c", "go build"]';
    const words = ['sh', '-c', 'go build'].map((value) => {
      const start = source.indexOf(`"${value}"`);
      return { value, span: { start, end: start + value.length + 2 } };
    });
    const [command] = executeArgv(words, shellState(), noHooks).commands;
    expect(command?.argv.map(({ span }) => source.slice(span.start, span.end))).toEqual(['go', 'build']);
  });
});

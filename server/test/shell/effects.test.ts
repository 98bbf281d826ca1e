import { describe, expect, test } from 'vitest';
import { slice } from '../../src/text/span';
import { run, showFact } from './support';

/** `kind name=value [exported] [read] after=n operator`, with the operator that follows. */
describe.each<readonly [string, readonly (readonly [script: string, effects: readonly string[]])[]]>([
  [
    'alone',
    [
      ['export X=1', ['export X=1 exported after=0']],
      ['GOOS=linux', ['assignment GOOS=linux after=0']],
      ['cd /x', ['cd /x=/x after=0']],
      ['cd x && export Y=$ARCH', ['cd x=/src/x after=0 &&', 'export Y=arm exported after=0']],
      ['export A=1 B=2', ['export A=1 exported after=0', 'export B=2 exported after=0']],
      ['CGO_ENABLED=0 go build', []],
      ['CGO_ENABLED = 0', []],
    ],
  ],
  [
    'noticed',
    [
      ['CGO_ENABLED=0 && go build', ['assignment CGO_ENABLED=0 after=1 &&']],
      ['CGO_ENABLED=0; go build', ['assignment CGO_ENABLED=0 after=1 ;']],
      ['CGO_ENABLED=0\ngo build', ['assignment CGO_ENABLED=0 after=1 ;']],
      ['X=1 && go build $X', ['assignment X=1 read after=1 &&']],
      ['X=1 && Y=$X && go $Y', ['assignment X=1 read after=1 &&', 'assignment Y=1 read after=1 &&']],
      ['X=1; export X; go a', ['assignment X=1 exported after=1 ;', 'export X=1 exported after=1 ;']],
      ['X=1; go a; export X', ['assignment X=1 exported after=1 ;', 'export X=1 exported after=0']],
      ['ARCH=x; go a', ['assignment ARCH=x exported after=1 ;']],
      ['set -a; X=1; go a', ['assignment X=1 exported after=1 ;']],
      ['X=1; [ -n "$X" ]', ['assignment X=1 read after=1 ;']],
      ['X=1; echo $((X + 1))', ['assignment X=1 read after=1 ;']],
      ['X=1; ((X++))', ['assignment X=1 read after=0 ;']],
      ['X=1; X+=2', ['assignment X=1 read after=0 ;', 'assignment X=12 after=0']],
      ['X=1; cat <<E\n${X}\nE\n', ['assignment X=1 read after=1 ;']],
      ["X=1; cat <<'E'\n${X}\nE\n", ['assignment X=1 after=1 ;']],
      ['X=1; eval "$VERSION"', ['assignment X=1 read after=1 ;']],
      ['X=1; . ./env', ['assignment X=1 read after=1 ;']],
      ["X=1; sh -c 'echo $X'", ['assignment X=1 after=0 ;']],
      ["export X=1; sh -c 'echo $X'", ['export X=1 exported read after=1 ;']],
      ['Y=1; V=$(echo $Y)', ['assignment Y=1 read after=1 ;', 'assignment V=1 after=0']],
    ],
  ],
  [
    'replaced',
    [
      ['X=1; X=2; go a', ['assignment X=1 after=0 ;', 'assignment X=2 after=1 ;']],
      ['export X=1; unset X; go a', ['export X=1 exported after=0 ;']],
      ['cd /a; cd /b; go a', ['cd /a=/a after=0 ;', 'cd /b=/b after=1 ;']],
      ['cd /a; cd b; go a', ['cd /a=/a after=1 ;', 'cd b=/a/b after=1 ;']],
      ['cd /a; go a; cd -; go b', ['cd /a=/a after=2 ;', 'cd -=/src after=1 ;']],
    ],
  ],
  [
    'in scopes',
    [
      ['(cd a && X=1); go build', ['cd a=/src/a after=0 &&', 'assignment X=1 after=0']],
      ['{ cd a && X=1; } && go build', ['cd a=/src/a after=1 &&', 'assignment X=1 after=1 &&']],
      ['export X=1 | cat; go a', ['export X=1 exported after=0']],
      ['if [ -f x ]; then export X=1; fi; go a', ['export X=1 exported after=1']],
      ['for i in 1 2; do go $i; export X=$i; done', ['export X=? exported after=1']],
      ['while read l; do go $X; X=$l; done', ['assignment X=? read after=2']],
      ['f() { export X=1; }; f; go a', ['export X=1 exported after=1']],
      ['X=1 || go a', ['assignment X=1 after=0 ||']],
    ],
  ],
])('%s', (_, rows) => {
  test.each(rows)('%s', (script, expected) => {
    const { effects, errors } = run(script);
    expect(errors).toEqual([]);
    const shown = effects.map((effect) =>
      [
        effect.kind,
        `${effect.name}=${showFact(effect.value)}`,
        ...(effect.exported ? ['exported'] : []),
        ...(effect.read ? ['read'] : []),
        `after=${String(effect.commandsAfter.length)}`,
        ...(effect.followedBy ? [effect.followedBy] : []),
      ].join(' '),
    );
    expect(shown).toEqual(expected);
  });
});

test.each([
  ['X=1 && go build', [['X=1', 'X', '1']]],
  [
    'export X="a b" Y && go',
    [
      ['export X="a b" Y', 'X', '"a b"'],
      ['export X="a b" Y', 'Y', undefined],
    ],
  ],
  [
    'cd /x; cd',
    [
      ['cd /x', '/x', '/x'],
      ['cd', 'cd', undefined],
    ],
  ],
  [
    'X=; A+=b',
    [
      ['X=', 'X', ''],
      ['A+=b', 'A', 'b'],
    ],
  ],
  ["sh -c 'export X=1'", [['export X=1', 'X', '1']]],
])('spans of %s', (script, expected) => {
  const spans = run(script).effects.map(({ span, nameSpan, valueSpan }) => [
    slice(script, span),
    slice(script, nameSpan),
    valueSpan && slice(script, valueSpan),
  ]);
  expect(spans).toEqual(expected);
});

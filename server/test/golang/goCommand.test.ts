import { describe, expect, test } from 'vitest';
import { valueOf } from '../../src/facts/fact';
import { booleanFlag, effectiveFlag, linkerFlagsOf, tagsOf } from '../../src/golang/flagValues';
import { parseGoCommand } from '../../src/golang/goCommand';
import type { GoCommand } from '../../src/golang/types';
import { findNewerFlags } from '../../src/golang/newerFlags';
import { parseGoVersion } from '../../src/golang/version';
import { command } from './support';

function parse(text: string, environment: Record<string, string> = {}, go?: string): GoCommand {
  const parsed = parseGoCommand(command(text, environment), go === undefined ? undefined : parseGoVersion(go));
  if (!parsed) throw new Error(`no go command: ${text}`);
  return parsed;
}

const flagsOf = (go: GoCommand): readonly string[] =>
  go.flags.map((flag) => `${flag.name}=${valueOf(flag.value) ?? '?'}`);
const argsOf = (go: GoCommand): readonly string[] => go.args.map((arg) => valueOf(arg.value) ?? '?');

describe('which command it is', () => {
  test.each([
    ['go build', 'go', 'build'],
    ['/usr/local/go/bin/go build', 'go', 'build'],
    ['$GOROOT/bin/go build', 'go', 'build'],
    ['go1.22.3 build', 'go', 'build'],
    ['go1.23rc1 test', 'go', 'test'],
    ['gotip vet', 'go', 'vet'],
    ['instgo go build', 'instgo', 'build'],
    ['./instgo go install ./...', 'instgo', 'install'],
    ['otel go build', 'otel', 'build'],
    ['otelc go build', 'otelc', 'build'],
    ['./otel-linux-amd64 go build', 'otel', 'build'],
    ['./instgo-linux-arm64 go build', 'instgo', 'build'],
    ['otelc --debug go build', 'otelc', 'build'],
    ['go tool otelc go build', 'otelc', 'build'],
    ['go tool go.opentelemetry.io/otelc/tool/cmd/otelc go build', 'otelc', 'build'],
    ['orchestrion go build', 'orchestrion', 'build'],
    ['go tool orchestrion go build', 'orchestrion', 'build'],
    ['go build -toolexec="otelc toolexec"', 'otelc', 'build'],
    ['GOFLAGS=-toolexec=/usr/bin/orchestrion go build', 'orchestrion', 'build'],
    ['go build -toolexec ./wrap', 'other', 'build'],
    ['xx-go build', 'xx-go', 'build'],
    ['go mod download', 'go', 'mod download'],
    ['go work sync', 'go', 'work sync'],
    ['go tool dist list', 'go', 'tool'],
    ['go env -w GOPROXY=direct', 'go', 'env'],
    ['go -C /x build', 'go', 'build'],
  ])('%s', (text, tool, verb) => {
    const { front, verb: foundVerb } = parse(text);
    expect([front?.name ?? 'go', foundVerb]).toEqual([tool, verb]);
  });

  test.each([
    'xx-go --wrap',
    'instgo set --mse',
    'otel version',
    'gofmt -l .',
    'golangci-lint run',
    'make build',
    'goreleaser build',
    'go-bindata x',
    '$CMD build',
  ])('no go command: %s', (text) => {
    expect(parseGoCommand(command(text))).toBeUndefined();
  });

  test('the span of a verb of two words', () => {
    expect(parse('go mod download').verbSpan).toEqual({ start: 3, end: 15 });
  });
});

describe('flags and packages', () => {
  test.each([
    ['go build -o app ./cmd/app', ['o=app'], ['./cmd/app']],
    ['go build -o=app .', ['o=app'], ['.']],
    ['go build --o app .', ['o=app'], ['.']],
    ['go build -race .', ['race=true'], ['.']],
    ['go build -race=false .', ['race=false'], ['.']],
    ['go build -race=0 .', ['race=false'], ['.']],
    ['go build -buildvcs=auto .', ['buildvcs=auto'], ['.']],
    ['go build -buildvcs .', ['buildvcs=true'], ['.']],
    [`go build -ldflags '-s -w' -o app`, ['ldflags=-s -w', 'o=app'], []],
    [`go build -ldflags="-s -w" a b`, ['ldflags=-s -w'], ['a', 'b']],
    ['go build -C sub -o app', ['C=sub', 'o=app'], []],
    ['go build -C=sub', ['C=sub'], []],
    ['go build . -v', [], ['.', '-v']],
    ['go build -- -v', [], ['-v']],
    ['go build -', [], ['-']],
    ['go build main.go a.go', [], ['main.go', 'a.go']],
    ['go install -tags a,b x@latest', ['tags=a,b'], ['x@latest']],
    ['go get -u -d ./...', ['u=true', 'd=true'], ['./...']],
    ['go get -u=patch x', ['u=patch'], ['x']],
    ['go mod download -x', ['x=true'], []],
    ['go test -v -run TestX ./...', ['v=true', 'run=TestX'], ['./...']],
    ['go test ./... -v', ['v=true'], ['./...']],
    ['go test -c -o t ./pkg', ['c=true', 'o=t'], ['./pkg']],
    ['go test -test.v ./pkg', ['v=true'], ['./pkg']],
    ['go test ./pkg -args -race', [], ['./pkg']],
    ['go test ./pkg -update golden', [], ['./pkg']],
    ['go test -custom x ./pkg', [], []],
    ['go vet -printf=false ./...', [], ['./...']],
    ['go list -f {{.Dir}} -m all', ['f={{.Dir}}', 'm=true'], ['all']],
    ['go tool -n compile', ['n=true'], ['compile']],
    ['go doc -all fmt', [], ['-all', 'fmt']],
  ])('%s', (text, flags, args) => {
    const go = parse(text);
    expect(flagsOf(go)).toEqual(flags);
    expect(argsOf(go)).toEqual(args);
    expect(go.incomplete).toBe(false);
  });

  test.each([
    ['go run . -port 80', ['.'], ['-port', '80']],
    ['go run main.go a.go x', ['main.go', 'a.go'], ['x']],
    ['go run -race ./cmd/x y', ['./cmd/x'], ['y']],
    ['go test ./pkg -args -race', ['./pkg'], ['-race']],
  ])('arguments of the program: %s', (text, args, rest) => {
    const go = parse(text);
    expect(argsOf(go)).toEqual(args);
    expect(go.programArguments?.map((arg) => valueOf(arg.value))).toEqual(rest);
  });

  test('spans', () => {
    const text = `go build -o app -ldflags="-s -w" '-tags=a b' -race -X`;
    const show = (at: { start: number; end: number }): string => text.slice(at.start, at.end);
    expect(parse(text).flags.map((flag) => [show(flag.span), show(flag.valueSpan)])).toEqual([
      ['-o app', 'app'],
      ['-ldflags="-s -w"', '"-s -w"'],
      [`'-tags=a b'`, 'a b'],
      ['-race', ''],
    ]);
  });
});

// Each text was printed by Go 1.26 unless the table says otherwise.
test.each([
  ['go build -ldflags -s -w .', 'flag provided but not defined: -w'],
  ['go build -o', 'flag needs an argument: -o'],
  ['go build ---x .', 'bad flag syntax: ---x'],
  ['go build -p x .', 'invalid value "x" for flag -p: parse error'],
  ['go build -race=x .', 'invalid boolean value "x" for -race: parse error'],
  ['go build -buildvcs=maybe', `invalid boolean value "maybe" for -buildvcs: value is neither 'auto' nor a valid bool`],
  ['go build -covermode=foo', 'invalid value "foo" for flag -covermode: valid modes are "set", "count", or "atomic"'],
  ['go build -mod=foo .', `-mod=foo not supported (can be '', 'mod', 'readonly', or 'vendor')`],
  ['go build -v -C /tmp .', 'invalid value "/tmp" for flag -C: -C flag must be first flag on command line'],
  ['go build . -o', 'malformed import path "-o": leading dash'],
  [
    `go build -ldflags 'linkmode external' .`,
    'invalid value "linkmode external" for flag -ldflags: missing =<value> in <pattern>=<value>',
  ],
  ['go install -o x .', 'flag provided but not defined: -o'],
  ['go mod tidy -mod=mod', 'flag provided but not defined: -mod'],
  ['go list -nosuch', 'flag provided but not defined: -nosuch'],
  ['go bild', 'go bild: unknown command'],
  ['go mod foo', 'go mod: unknown command'],
])('%s', (text, message) => {
  expect(parse(text).problems.map((problem) => problem.message)).toEqual([message]);
});

test.each([
  ['go build -i .', '1.19', []],
  ['go build -i .', '1.26', ['flag provided but not defined: -i']],
  ['go build -C x', '1.19', []],
  ['go build -pgo=off .', '1.19', ['flag provided but not defined: -pgo']],
  ['go build -pgo=off .', '1.20', []],
])('%s with Go %s', (text, go, messages) => {
  expect(parse(text, {}, go).problems.map((problem) => problem.message)).toEqual(messages);
});

// Measured with golang:1.19 and 1.22: a flag that a later release brought.
test.each([
  ['go build -C x -o app .', '1.19', ['flag provided but not defined: -C']],
  ['go -C x build .', '1.19', ['flag provided but not defined: -C']],
  ['go build -C x .', '1.20', []],
  ['go build -trimpath -pgo=off .', '1.19', ['flag provided but not defined: -pgo']],
  // The toolchain that go.mod asks for may know it.
  ['go build -json .', '1.22', []],
])('%s read for any Go, told to Go %s', (text, go, messages) => {
  const version = parseGoVersion(go);
  expect(version && findNewerFlags(parse(text), version).map(({ message }) => message)).toEqual(messages);
});

describe('GOFLAGS', () => {
  test.each([
    ['-mod=vendor -trimpath', undefined, ['mod=vendor', 'trimpath=true'], []],
    [`'-ldflags=-s -w'`, '1.24', ['ldflags=-s -w'], []],
    // -w is a flag of go env, so it is passed over: nothing is said, and -w is lost.
    ['-ldflags=-s -w', '1.24', ['ldflags=-s'], []],
    [
      `'-ldflags=-s -w'`,
      '1.19',
      [],
      [`go: parsing $GOFLAGS: non-flag "'-ldflags=-s"`, `go: parsing $GOFLAGS: unknown flag -w'`],
    ],
    ['-nosuch', undefined, [], ['go: parsing $GOFLAGS: unknown flag -nosuch']],
    ['x', undefined, [], ['go: parsing $GOFLAGS: non-flag "x"']],
    [`'-ldflags=-s`, undefined, [], ["go: parsing $GOFLAGS: unterminated ' string"]],
    ['-ldflags', undefined, [], ['go: flag needs an argument: -ldflags (from $GOFLAGS)']],
    ['-race=x', undefined, ['race=x'], ['go: invalid boolean value "x" for flag -race (from $GOFLAGS): parse error']],
    // A flag of another command is passed over.
    ['-o=app -u', undefined, ['o=app'], []],
  ])('%s, Go %s', (value, go, flags, problems) => {
    const parsed = parse('go build .', { GOFLAGS: value }, go);
    expect(flagsOf(parsed)).toEqual(flags);
    expect(parsed.problems.map((problem) => problem.message)).toEqual(problems);
  });

  test('the command line wins over GOFLAGS', () => {
    const go = parse('go build -tags netgo .', { GOFLAGS: '-tags=osusergo' });
    expect(valueOf(tagsOf(go))).toEqual(['netgo']);
    expect(effectiveFlag(go, 'tags')?.overridden.map((flag) => flag.from)).toEqual(['GOFLAGS']);
  });

  test('an unknown GOFLAGS may hide anything', () => {
    const parsed = command('go build .');
    const environment = new Map([
      ...parsed.environment,
      [
        'GOFLAGS',
        {
          value: parse('go build $X').args[0]?.value ?? { certainty: 'unknown', why: 'build-arg', because: [] },
          exported: true,
          origin: undefined,
        },
      ] as const,
    ]);
    const go = parseGoCommand({ ...parsed, environment });
    expect(go?.incomplete).toBe(true);
    expect(go && booleanFlag(go, 'race').certainty).toBe('unknown');
  });
});

describe('words that cannot be read', () => {
  test.each([
    ['go build $FLAGS -o app .', ['o=app'], ['.'], true],
    ['go build -o app $PACKAGE', ['o=app'], ['?'], true],
    ['go build "$PACKAGE"', [], ['?'], true],
    ['go build ./cmd/$NAME', [], ['?'], false],
    ['go build -o $OUT .', ['o=?'], ['.'], false],
    ['go build -ldflags="-X main.v=$V" .', ['ldflags=?'], ['.'], false],
    ['go build -$X .', [], ['.'], true],
    ['go $VERB', [], [], true],
  ])('%s', (text, flags, args, incomplete) => {
    const go = parse(text);
    expect(flagsOf(go)).toEqual(flags);
    expect(argsOf(go)).toEqual(args);
    expect(go.incomplete).toBe(incomplete);
  });

  test('a linker flag that is unknown in part is read in part', () => {
    const go = parse('go build -ldflags="-s -w -X main.v=$V -linkmode external" .');
    const found = linkerFlagsOf(go);
    expect(found?.flags).toMatchObject({ linkmode: 'external', stripsSymbols: true, incomplete: false });
  });
});

describe('values', () => {
  test.each([
    ['go build -tags netgo,osusergo .', ['netgo', 'osusergo']],
    [`go build -tags 'netgo osusergo' .`, ['netgo', 'osusergo']],
    ['go build -tags a,,b .', ['a', 'b']],
    ['go build -tags netgo -tags osusergo .', ['osusergo']],
    ['go build .', []],
  ])('tags of %s', (text, tags) => {
    expect(valueOf(tagsOf(parse(text)))).toEqual(tags);
  });

  test.each([
    ['go build -ldflags=-s -ldflags=-w .', '-w'],
    ['go build -ldflags=-s -ldflags=all=-w .', 'all=-w'],
    ['go build -ldflags=-s -ldflags=example.com/other/...=-w .', '-s'],
    ['go build -ldflags=-s -ldflags=std=-w .', '-s'],
    ['go build -ldflags=-s -ldflags=example.com/app/...=-w .', 'example.com/app/...=-w'],
  ])('ldflags of %s', (text, expected) => {
    const found = linkerFlagsOf(parse(text), 'example.com/app');
    expect(found && valueOf(found.flag.value)).toBe(expected);
  });
});

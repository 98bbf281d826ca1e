import { describe, expect, test } from 'vitest';
import { known, unknown, valueOf, type Fact } from '../../src/facts/fact';
import { parseGoCommand } from '../../src/golang/goCommand';
import { buildOutputs, type BuildOutputs } from '../../src/golang/outputs';
import { matchPackages, scanProgram } from '../../src/golang/program';
import { memoryTree } from '../../src/workspace/sourceTree';
import { buildContext, command } from './support';

const program = 'package main\n\nfunc main() {}\n';
const tree = memoryTree({
  '/src/go.mod': 'module example.com/svc\n\ngo 1.22\n',
  '/src/main.go': program,
  '/src/cmd/app/main.go': program,
  '/src/cmd/tool/main.go': program,
  '/src/v2x/v2/main.go': program,
  '/src/lib/lib.go': 'package lib\n',
  '/src/dir/README': '',
});

function outputs(
  text: string,
  environment: Record<string, string> = {},
  changes: Partial<Parameters<typeof buildOutputs>[0]> = {},
): BuildOutputs {
  const go = parseGoCommand(command(text, environment));
  if (!go) throw new Error(text);
  const request = { tree, moduleCache: undefined, directory: '/src', context: buildContext(), goPath: '/go' };
  const words = go.args.length > 0 ? go.args.map((arg) => valueOf(arg.value) ?? '') : ['.'];
  const programs = words.every((word) => word.endsWith('.go'))
    ? [scanProgram({ ...request, packageArgument: words })]
    : words
        .flatMap((word) => matchPackages({ ...request, pattern: word }))
        .map((word) => scanProgram({ ...request, packageArgument: word }));
  const variable = (name: string): Fact<string> | undefined =>
    environment[name] === undefined ? undefined : known(environment[name]);
  return buildOutputs({
    command: go,
    programs,
    workdir: known('/src'),
    environment: variable,
    goos: variable('GOOS') ?? known('linux'),
    goarch: variable('GOARCH') ?? known('amd64'),
    hostOs: 'linux',
    hostArchitecture: 'amd64',
    isDirectory: (path) => tree.kind(path) === 'directory',
    ...changes,
  });
}

// Each row was run with Go 1.26.
describe('where the results are', () => {
  test.each([
    ['go build', {}, ['/src/svc']],
    ['go build .', {}, ['/src/svc']],
    ['go build ./cmd/app', {}, ['/src/app']],
    ['go build -o /out/app ./cmd/app', {}, ['/out/app']],
    ['go build -o dir ./cmd/app', {}, ['/src/dir/app']],
    ['go build -o /new/ ./cmd/app ./cmd/tool', {}, ['/new/app', '/new/tool']],
    ['go build -o dir ./...', {}, ['/src/dir/svc', '/src/dir/app', '/src/dir/tool', '/src/dir/v2x']],
    ['go build ./lib', {}, []],
    ['go build ./cmd/...', {}, []],
    ['go build cmd/app/main.go', {}, ['/src/main']],
    ['go build -o /dev/null ./cmd/app', {}, []],
    ['go build ./cmd/app', { GOOS: 'windows' }, ['/src/app.exe']],
    ['go build -o x ./cmd/app', { GOOS: 'windows' }, ['/src/x']],
    ['go build -C cmd/app -o ../x', {}, ['/src/cmd/x']],
    ['go build -buildmode=c-shared ./cmd/app', {}, ['/src/app']],
    ['go build -buildmode=c-archive ./cmd/app', {}, ['/src/app.a']],
    ['go build -buildmode=plugin ./cmd/app', {}, ['/src/app.so']],
    ['go build -buildmode=plugin -o dir ./cmd/app', {}, ['/src/dir/app.so']],
    ['go install ./...', { GOBIN: '/b' }, ['/b/svc', '/b/app', '/b/tool', '/b/v2x']],
    ['go install ./cmd/app', { GOPATH: '/go' }, ['/go/bin/app']],
    ['go install ./cmd/app', { GOPATH: '/go', GOARCH: 'arm64' }, ['/go/bin/linux_arm64/app']],
    ['go install ./cmd/app', { GOPATH: '/go', GOOS: 'windows' }, ['/go/bin/windows_amd64/app.exe']],
    ['go install ./cmd/app', { HOME: '/home/u' }, ['/home/u/go/bin/app']],
    ['go install cmd/app/main.go', { GOPATH: '/go', GOARCH: 'arm64' }, ['/go/bin/main']],
    ['go install ./lib', { GOBIN: '/b' }, []],
    ['go install -buildmode=pie ./cmd/app', { GOBIN: '/b' }, ['/b/app']],
    ['go install ./v2x/v2', { GOBIN: '/b' }, ['/b/v2x']],
    ['go install example.net/tool/v3@latest', { GOPATH: '/go' }, ['/go/bin/tool']],
    ['go install example.net/x/cmd/gen@v1.2.3', { GOPATH: '/go' }, ['/go/bin/gen']],
    ['go test -c ./lib', {}, ['/src/lib.test']],
    ['go test -c', {}, ['/src/svc.test']],
    ['go test -c -o /t ./lib', {}, ['/t']],
    ['go test -c -o dir ./lib', {}, ['/src/dir/lib.test']],
    ['go test -c -o /nd/ ./lib', {}, ['/nd/lib.test']],
    ['go test -c ./lib', { GOOS: 'windows' }, ['/src/lib.test.exe']],
    ['go test ./...', {}, []],
    ['go run .', {}, []],
    ['go vet ./...', {}, []],
  ])('%s %j', (text, environment, paths) => {
    const { outputs: found, problem } = outputs(text, environment);
    expect(problem).toBeUndefined();
    expect(found.filter((output) => output.kind !== 'none').map((output) => valueOf(output.path))).toEqual(paths);
  });

  test.each([
    ['go build -o app ./cmd/app', 'program'],
    ['go build -o app ./lib', 'archive'],
    ['go build -buildmode=c-archive ./cmd/app', 'archive'],
    ['go build -buildmode=plugin ./cmd/app', 'shared-library'],
    ['go build ./lib', 'none'],
  ])('%s yields: %s', (text, kind) => {
    expect(outputs(text).outputs.map((output) => output.kind)).toEqual([kind]);
  });
});

describe('what go says instead', () => {
  test.each([
    ['go build -o app ./...', {}, 'go: cannot write multiple packages to non-directory app'],
    ['go build -o app ./cmd/app ./lib', {}, 'go: cannot write multiple packages to non-directory app'],
    ['go build -o dir ./lib', {}, 'go: no main packages to build'],
    ['go build ./v2x/v2', {}, 'go: build output "v2x" already exists and is a directory'],
    [
      'go build -buildmode=plugin -o dir ./cmd/app ./cmd/tool',
      {},
      '-buildmode=plugin requires exactly one main package',
    ],
    ['go build -buildmode=c-shared ./lib', {}, '-buildmode=c-shared requires exactly one main package'],
    ['go build -buildmode=shared -o x ./lib', {}, '-buildmode=shared and -o not supported together'],
    ['go build -buildmode=foo .', {}, 'buildmode=foo not supported'],
    [
      'go install ./cmd/app',
      { GOBIN: '/b', GOARCH: 'arm64' },
      'go: cannot install cross-compiled binaries when GOBIN is set',
    ],
    ['go install ./cmd/app', { GOBIN: 'rel' }, 'cannot install, GOBIN must be an absolute path'],
    [
      'go install -buildmode=plugin ./cmd/app',
      { GOBIN: '/b' },
      "go: no install location for directory /src/cmd/app outside GOPATH\n\tFor more details see: 'go help gopath'",
    ],
    ['go test -c -o /t ./...', {}, 'with multiple packages, -o must refer to a directory or /dev/null'],
  ])('%s %j', (text, environment, message) => {
    expect(outputs(text, environment)).toMatchObject({ outputs: [], problem: { message } });
  });
});

describe('what cannot be told', () => {
  const certainties = (found: BuildOutputs): readonly string[] => found.outputs.map((output) => output.path.certainty);

  test('-o with an unknown value', () => {
    expect(certainties(outputs('go build -o $OUT .'))).toEqual(['unknown']);
  });

  test('whether -o names a directory', () => {
    expect(certainties(outputs('go build -o app .', {}, { isDirectory: () => undefined }))).toEqual(['presumed']);
  });

  test('GOARCH of an installation', () => {
    expect(certainties(outputs('go install .', { GOPATH: '/go' }, { goarch: unknown('build-arg') }))).toEqual([
      'unknown',
    ]);
  });

  test('the working directory', () => {
    expect(certainties(outputs('go build -o app .', {}, { workdir: unknown('build-arg') }))).toEqual(['unknown']);
  });

  test('programs that are not known still land in a file named by -o', () => {
    const found = outputs('go build -o /app .', {}, { programs: [] });
    expect(found.outputs).toMatchObject([{ kind: 'program', path: { certainty: 'known', value: '/app' } }]);
  });
});

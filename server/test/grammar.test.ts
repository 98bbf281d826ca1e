import fc from 'fast-check';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { goVariableNames } from '../src/golang/variables';
import { contributed, root } from './support/contributed';
import {
  installedGrammars,
  loadDockerfileGrammar,
  packagedGrammar,
  readGrammar,
  tokenise,
  type Token,
} from './support/grammars';

/** What is ours ends in this; all else is VS Code's. */
const own = '.go.dockerfile';

const folders = ['examples', 'server/src/rules', 'server/test', 'client/test/workspace'];
const dockerfiles = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  .filter((path) => /^(?:Dockerfile|Containerfile)(?:\..*)?$|\.dockerfile$/i.test(basename(path)))
  .filter((path) => !path.endsWith('.dockerignore') && statSync(path).isFile());

/** Shapes that no file of the repository has: the places where an injected rule could end too late, or begin too early. */
const shapes: Readonly<Record<string, string>> = {
  'a string over lines': 'RUN go build -ldflags "-s \\\n  -X main.a=b" -o x\nUSER app\n',
  'a string that nobody ends': 'RUN go build -ldflags="-s -w\nFROM golang AS x\n# comment\n',
  'escaped quotes':
    'RUN go build -ldflags "-X main.a=\\"b c\\" -s" . && echo "$TARGETARCH\\"" \\$TARGETARCH \'$TARGETOS\'\n',
  'quotes within quotes': 'RUN go build -ldflags \'-s -extldflags "-static"\' . "it\'s" \'say "x"\'\n',
  'a comment among continued lines':
    'RUN go build \\\n  # -race\n  # go-dockerfile ignore=a,b why\n\n  -v \\\n\n  -o "/x" .\nUSER app\n',
  'AS twice': 'FROM --platform=$BUILDPLATFORM registry/as-image:${TARGETARCH} AS as-build # AS "x"\nfrom golang as b\n',
  'FROM without AS': 'FROM --platform=$BUILDPLATFORM golang:"1.26"\n',
  'instructions in lower case as words of a shell':
    'RUN go test ./... \\\n  env CGO_ENABLED=0 \\\n  run -v ; copy -x "y"\n',
  backticks: 'RUN A=`go env GOPATH` go build -tags "a b" -o `pwd`/x .\nRUN go build `\n  -v\nENV A="b"\n',
  'a here-document':
    'RUN <<EOF\ngo build -v \\\n -o "/app" .\n# go-dockerfile ignore-file=x\nCGO_ENABLED=0 go test ./...\nEOF\n',
  'mounts with quotes':
    'RUN --mount="type=cache,target=/x" --mount=type=secret,id="a b",required \\\n --mount=type=bind,rw go vet "x"\n',
  'carriage returns': 'FROM golang AS build\r\nRUN go build \\\r\n  -v "a" \\\r\n  -x\r\n# go-dockerfile ignore=a\r\n',
  'flags in a string of their own':
    'RUN go build "-ldflags=-s -X main.a=\'b\'" \'-ldflags=-w "\' -v\nENV GOFLAGS="-ldflags=-s -mod=vendor\\"" X="y"\n',
  'flags below their name':
    'RUN go build -ldflags \\\n  # why\n  "-s" -v\nRUN go build -ldflags \\\n\n  \'-w\' \\\n  "x"\nRUN go build -ldflags \\\nUSER "a"\n',
  'exec forms':
    'RUN ["go", "build", "-ldflags=-s \\"x\\"", "-v"]\nRUN [ "go", "x" \\\n , "y"]\nrun ["go", "b\nUSER "a"\n',
  'what is printed':
    'RUN echo go build "x" \\\n  -v $(go env "GOOS") && echo `go env` ; printf "%s" # echo\nUSER "a"\n',
  'a command in flags':
    'RUN go build -ldflags "-X a.b=$(git describe --tags --dirty=\\"x\\") -s $(date -u +%F)" "$(go env GOARCH)"\n',
};

/** What our rules look for, and what ends or begins something in VS Code's. `~` stands for a blank. */
const pieces = [
  ...[' ', ' ', ' ', '\n', '\n', ' \\\n', '\\ \n', '\r\n'],
  ...'" \' \\" \\ ` # ; ~&&~ | ( ) , = $( <<EOF x as copy~ RUN~ FROM~ ~AS~ ENV~'.split(' '),
  ...'#~go-dockerfile~ignore=a,b go~build xx-go~ instgo~ go~mod~tidy otelc~setup echo~ ["go", -mod=vendor -race -tags~'.split(
    ' ',
  ),
  ...'-ldflags -ldflags= ~-ldflags~" -X~ -X~main.a= a.b= -s -extldflags -static $(date~-u)'.split(' '),
  ...'--mount= type=cache target=/x rw GOFLAGS= GOFLAGS=" CGO_ENABLED=0 GOOS ARMS_ENABLE=true'.split(' '),
  ...'$TARGETARCH ${TARGETOS} ${GOARCH:-x}'.split(' '),
].map((piece) => piece.replaceAll('~', ' '));

/** Each character of a line with the scopes that are not ours. */
function withoutOurs(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap(({ text, scopes }) => {
    const theirs = scopes.filter((scope) => !scope.endsWith(own)).join(' ');
    return [...text].map((character) => `${character} ${theirs}`);
  });
}

test('there are Dockerfiles to look at', () => {
  expect(dockerfiles.length).toBeGreaterThan(500);
});

describe.each([packagedGrammar, ...installedGrammars()].map((path) => ({ path, name: relative(root, path) })))(
  '$name',
  ({ path }) => {
    let plain: IGrammar;
    let injected: IGrammar;
    beforeAll(async () => {
      plain = await loadDockerfileGrammar(path, false);
      injected = await loadDockerfileGrammar(path, true);
    });

    test('is the grammar of the others, comments aside', () => {
      const rules = (file: string) =>
        JSON.parse(JSON.stringify(readGrammar(file), (key, value: unknown) => (key === 'comment' ? undefined : value)));
      const { patterns, repository } = rules(path);
      expect({ patterns, repository }).toEqual({
        patterns: rules(packagedGrammar).patterns,
        repository: rules(packagedGrammar).repository,
      });
    });

    test('keeps all of its scopes in every Dockerfile of the repository', () => {
      for (const file of dockerfiles) {
        const text = readFileSync(file, 'utf8');
        const found = tokenise(injected, text).map(withoutOurs);
        const expected = tokenise(plain, text).map(withoutOurs);
        expected.forEach((line, number) => expect(found[number], `${file}:${number + 1}`).toEqual(line));
      }
    });

    test.each(Object.entries(shapes))('keeps all of its scopes in %s', (_name, text) => {
      expect(tokenise(injected, text).map(withoutOurs)).toEqual(tokenise(plain, text).map(withoutOurs));
    });

    test('keeps all of its scopes in whatever is put together from what our rules look for', () => {
      const text = fc.array(fc.constantFrom(...pieces), { minLength: 3, maxLength: 25 }).map((words) => words.join(''));
      fc.assert(
        fc.property(text, (dockerfile) => {
          expect(tokenise(injected, dockerfile).map(withoutOurs)).toEqual(tokenise(plain, dockerfile).map(withoutOurs));
        }),
        { numRuns: 2000 },
      );
    });

    test('gets none of ours within what has none', () => {
      const text =
        'LABEL a="go build -race CGO_ENABLED=0" # x\nRUN apt-get install -y go-tools && curl -o go -X POST\n';
      expect(tokenise(injected, text)).toEqual(tokenise(plain, text));
    });
  },
);

test('every file of the manifest is there, and injects into Dockerfiles only', () => {
  for (const { path, scopeName, injectTo } of contributed.grammars) {
    expect(readGrammar(join(root, path)).scopeName).toBe(scopeName);
    expect(injectTo).toEqual(['source.dockerfile']);
  }
});

describe('variables', async () => {
  const grammar = await loadDockerfileGrammar(packagedGrammar, true);
  const isColoured = (name: string) =>
    tokenise(grammar, `ENV ${name}=x`)
      .flat()
      .some(({ text, scopes }) => text === name && scopes.some((scope) => scope.startsWith('support.variable.')));

  test('all that go reads are coloured', () => {
    expect([...goVariableNames].filter((name) => !isColoured(name))).toEqual([]);
  });

  test('others with such a beginning are not', () => {
    const others = ['GO_VERSION', 'GOLANG_VERSION', 'GOSU_VERSION', 'GOOSE', 'CGO_FLAGS', 'TARGETDIR', 'BUILD_DATE'];
    expect(others.filter(isColoured)).toEqual([]);
  });
});

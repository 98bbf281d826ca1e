import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import type { AnalysisInput } from '../../src/analysis';
import { hover } from '../../src/features/hover';
import { memoryTree } from '../../src/workspace/sourceTree';
import { programFiles } from '../support/fixtures';

const files = {
  ...programFiles('nethttp'),
  'go.sum': '',
  'version.go': 'package main\n\nvar version, date string\n',
};

interface Shown {
  /** The text that the hover is about. */
  readonly part: string | undefined;
  readonly markdown: string;
}

/** What a hover shows where `|` stands in the text. */
function at(marked: string, input: Partial<AnalysisInput> = {}): Shown {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = hover(analyse({ text, context: memoryTree(files), ...input }), offset);
  return { part: found && text.slice(found.span.start, found.span.end), markdown: found?.markdown ?? '' };
}

/** The text with the mark set into the first occurrence of the words. */
function mark(text: string, words: string): string {
  const plain = words.replace('|', '');
  expect(text).toContain(plain);
  return text.replace(plain, () => words);
}

type Row = [words: string, part: string | undefined, ...shown: string[]];

function check(text: string, words: string, part: string | undefined, shown: readonly string[]): void {
  const found = at(mark(text, words));
  expect(found.part).toBe(part);
  for (const each of shown) expect(found.markdown).toContain(each);
}

const text = String.raw`ARG GO_VERSION=1.26
ARG NOWHERE
FROM --platform=$BUILDPLATFORM golang:${'${GO_VERSION}'}-alpine AS build
ARG GO_VERSION TARGETOS TARGETARCH VERSION=dev
ENV CGO_ENABLED=0 GOFLAGS=-trimpath GOPROXY=direct APP=$VERSION
WORKDIR src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod,sharing=locked go mod download
COPY . .
RUN --network=none --security=sandbox \
    GOOS=$TARGETOS GOARCH=${'${TARGETARCH:-amd64}'} go build -tags netgo -ldflags "-s -w \
      -X main.version=${'${VERSION}'} -X 'main.date=$(date)' -linkmode internal" -buildmode=exe -o /out/app .
RUN X=1; export GOARM=7; cd sub && echo $X "$UNKNOWN" '$X' && for a in b c; do echo $a; done

FROM golang:1.22.5-bookworm AS unused
SHELL ["/bin/bash", "-c"]
USER 1000:1000
RUN --mount=type=secret,id=tok,env=TOKEN --mount=type=ssh,required --mount=source=lib,target=lib,from=build echo $TOKEN

FROM gcr.io/distroless/static-debian12:nonroot
ARG VERSION NOWHERE TARGETPLATFORM
ENV MODE=$NOWHERE
COPY --from=build --chmod=755 --chown=nonroot /out/app /usr/bin/
ADD --checksum=sha256:00 https://example.com/x.tar.gz /opt/
EXPOSE 8080
USER nonroot
HEALTHCHECK --interval=5s --retries=2 CMD ["/usr/bin/app", "health"]
VOLUME /data
STOPSIGNAL SIGINT
ENTRYPOINT ["/usr/bin/app"]
CMD ["--listen", "$PORT"]
`;

describe('FROM', () => {
  test.each<Row>([
    ['FR|OM --platform', 'FROM', '**FROM**', 'Here: Go 1.26 on Alpine', 'C library: musl'],
    [
      'go|lang:$',
      'golang:${GO_VERSION}-alpine',
      '**Go 1.26 on Alpine',
      'C compiler: no, so cgo is off',
      'Shell: /bin/sh',
    ],
    ['${GO_|VERSION}', '${GO_VERSION}', 'Here: `1.26`', 'line 1', '--build-arg GO_VERSION'],
    ['--plat|form', '--platform=$BUILDPLATFORM', 'Here: `linux/amd64`', 'nothing in it is emulated'],
    ['$BUILD|PLATFORM', '$BUILDPLATFORM', 'machine that builds', 'Here: `linux/amd64`', 'nothing in it is emulated'],
    ['A|S build', 'AS', '**`build`**', 'copies from it'],
    ['AS bui|ld', 'build', 'The stage 2 copies from it (line 23)', 'A RUN of the stage `unused` mounts it (line 18)'],
    ['AS un|used', 'unused', 'does not need it, so it is not built'],
    [
      'gol|ang:1.22.5',
      'golang',
      '**Go 1.22.5 on Debian 12 (bookworm)**',
      'glibc 2.36',
      'C compiler: yes',
      'does not need',
    ],
    ['1.22|.5-bookworm', '1.22.5-bookworm', 'Go 1.22.5', 'C library: glibc 2.36'],
    [
      'distro|less/static',
      'gcr.io/distroless/static-debian12',
      'no C library, no shell',
      'only static binaries start here',
      'User: `65532` (in /etc/passwd: root, nobody, nonroot), in `/home/nonroot`',
      'Tags: `latest`, `nonroot`, `debug`, `debug-nonroot`',
      '**The image builds and its program starts.**',
    ],
    ['debian12:non|root', 'nonroot', 'As user 65532'],
  ])('%s', (words, part, ...shown) => check(text, words, part, shown));

  test.each<[string, ...string[]]>([
    ['FROM gcr.io/distroless/base-|nossl-debian12\n', 'glibc; without OpenSSL', 'glibc 2.36'],
    ['FROM gcr.io/distroless/c|c-debian12\n', 'libgcc_s.so.1', 'libstdc++'],
    ['FROM gcr.io/distroless/base-debian12:deb|ug\n', '/busybox/sh'],
    ['FROM golang@sha25|6:' + 'a'.repeat(64), 'pins the image', 'does not tell which release'],
    ['FROM golang:1.26@sha25|6:' + 'a'.repeat(64), 'The tag `1.26` is a note only'],
    ['FROM gol|ang:1.26-alpine@sha256:' + 'a'.repeat(64), 'Go: 1.26, presumably'],
    ['FROM golang:1.22-al|pine', 'Go 1.22.12, the last release of Go 1.22'],
    ['FROM scr|atch', 'The empty image', 'only static binaries start here'],
    ['FROM alpine:3.1|6', 'Alpine 3.16 gets no updates any more'],
    ['FROM example.com/own:1|2', 'the catalogue does not know this image'],
    ['ARG BASE\nFRO|M $BASE', 'Which image it is, is not known: nothing gives it a value but `--build-arg`'],
    ['FROM --platform=linux/ar|m64 alpine:3.22', 'Here: `linux/arm64`', 'whatever the target is'],
    [
      'FROM debian:12 AS base\nUSER nobody\nWORKDIR /x\nFROM ba|se',
      'The stage `base` (line 1)',
      'User: `nobody`, in `/x`',
    ],
    ['FROM al|pine:3.22\nRUN apk add gcc musl-dev', 'C compiler: no; at the end of the stage yes'],
  ])('%s', (marked, ...shown) => {
    const { markdown } = at(marked);
    for (const each of shown) expect(markdown).toContain(each);
  });

  test('of what the catalogue does not know, nothing is said', () => {
    expect(at('FROM example.com/o|wn:1').markdown).not.toMatch(/C library|Shell|CA cert|User/);
  });
});

describe('variables', () => {
  test.each<Row>([
    ['ARG GO_VER|SION=', 'GO_VERSION', 'Here: `1.26`', 'FROM of the stage `build` (line 3) uses it', 'takes it over'],
    ['GO_VERSION=1|.26', '1.26', 'Here: `1.26`'],
    ['ARG NOW|HERE', 'NOWHERE', 'not known, as nothing gives it a value but `--build-arg`', 'has no default (line 2)'],
    ['ARG GO_VER|SION TARGETOS', 'GO_VERSION', 'Here: `1.26`', '(line 1)', 'takes the global value (line 4)'],
    [
      'TARGETOS TARGET|ARCH',
      'TARGETARCH',
      'Here: `amd64`',
      'it follows the platform of the image, taken to be linux/amd64',
    ],
    ['VERSION=de|v', 'dev', 'Here: `dev`', '--build-arg VERSION'],
    [
      'CGO_EN|ABLED=0',
      'CGO_ENABLED',
      'Here: `0`',
      '`0`: No C',
      'For go build (line 11): CGO_ENABLED=0 turns cgo off; a static binary',
      'the container does not get it from here',
    ],
    ['CGO_ENABLED=0| GOFL', '0', 'Here: `0`'],
    ['GOFL|AGS', 'GOFLAGS', 'go build (line 11) reads it', 'go help environment'],
    ['GOPROXY=dir|ect', 'direct', '`direct`: From the repositories'],
    ['APP=$VER|SION', '$VERSION', 'Here: `dev`', '(line 4)'],
    ['A|PP=$VERSION', 'APP', 'Here: `dev`', 'ENV APP is set here (line 5)'],
    ['GOOS=$TARGET|OS', '$TARGETOS', 'Here: `linux`', 'follows the platform of the image'],
    ['GO|OS=$', 'GOOS', 'Here: `linux`', 'it compiles for linux/amd64', 'for this command only'],
    ['${TARGET|ARCH:-amd64}', '${TARGETARCH:-amd64}', 'Here: `amd64`'],
    ['main.version=${VER|SION}', '${VERSION}', 'Here: `dev`'],
    ['echo $|X', '$X', 'Here: `1`', 'It is set in line 13'],
    ['"$UNK|NOWN"', '$UNKNOWN', 'Nothing above sets it in this stage: here it is empty'],
    ["'$|X'", undefined],
    ['echo $|a', '$a', 'Here in turn: `b`, `c`'],
    ['export GOA|RM=7', 'GOARM', 'Here: `7`', '`7`: ARMv7', 'For the rest of this RUN only'],
    ['RUN |X=1', 'X', 'Here: `1`', 'commands do not get it unless it is exported'],
    ['c|d sub', 'cd sub', 'for the rest of this RUN only'],
    ['echo $TO|KEN', '$TOKEN', 'the secret that line 18 mounts'],
    ['MODE=$NOW|HERE', '$NOWHERE', 'not known'],
    ['"$PO|RT"', '$PORT', 'no shell reads this'],
    ['ARG VER|SION NOWHERE', 'VERSION', 'not known', 'has no default (line 21)'],
  ])('%s', (words, part, ...shown) => check(text, words, part, shown));

  test('what the user builds with is what is shown', () => {
    const given = { platform: 'linux/arm/v7', buildArgs: { GO_VERSION: '1.25', VERSION: 'v2' } };
    expect(at(mark(text, 'TARGETOS TARGET|ARCH'), given).markdown).toContain('taken to be linux/arm/v7');
    expect(at(mark(text, '${GO_|VERSION}'), given).markdown).toContain('--build-arg GO_VERSION=1.25');
    expect(at(mark(text, 'main.version=${VER|SION}'), given).markdown).toContain('Here: `v2`');
  });

  test('platforms of the project', () => {
    const builtFor = { platforms: ['linux/amd64', 'linux/arm64'], where: 'docker-bake.hcl, target app' };
    expect(at(mark(text, 'TARGETOS TARGET|ARCH'), { builtFor }).markdown).toContain(
      'The project builds for linux/amd64, linux/arm64 (docker-bake.hcl, target app): it differs with each',
    );
  });

  test.each<[string, string]>([
    ['FROM alpine AS a\nENV X=1\nFROM a\nWORKDIR /$|X', 'Inherited from the stage `a`'],
    ['ARG X=1\nFROM alpine\nWORKDIR /$|X', 'the stage has no `ARG X`, and only FROM lines see'],
    ['FROM example.com/a\nWORKDIR /$|X', 'what the base image sets is not known'],
    ['FROM alpine\nARG TARGETARCH=a|rm', 'The default hides the value that BuildKit would give'],
    ['FROM alpine\nENV X=1\nENTRYPOINT echo $|X', 'Here: `1`'],
    ['FROM alpine\nARG X=1\nENTRYPOINT echo $|X', 'Here: empty, as no ENV sets it'],
    ['FROM alpine\nENTRYPOINT echo $HO|ME', 'by the runtime or the shell'],
    ['FROM alpine\nARG A=1 B=$|A', 'Here: `1`'],
    ['FROM alpine\nENV A=1 B=$|A', 'here it is empty'],
    ['FROM alpine\nENV A=1\nCOPY <<E /x\na $|A\nE\n', 'Here: `1`'],
    ['FROM alpine\nRUN GOARCH=arm echo $GO|ARCH', 'here it is empty'],
    ['FROM alpine\nENV G=1\nRUN for G in 2 3; do echo $|G; done', 'Here in turn: `2`, `3`'],
    ['FROM alpine\nENV A="[x](command:y)`"\nWORKDIR $|A', '`` [x](command:y)` ``'],
  ])('%s', (marked, shown) => {
    expect(at(marked).markdown).toContain(shown);
  });

  test('a variable in single quotes, escaped, or in a COPY --from is none', () => {
    for (const marked of [
      "FROM a\nENV X='$|Y'",
      String.raw`FROM a
ENV X=\$|Y`,
      'FROM a\nCOPY --from=$|Y /a /b',
    ])
      expect(at(marked).markdown).not.toMatch(/^\*\*`\$Y`/);
  });
});

describe('go commands', () => {
  test.each<Row>([
    [
      'go bu|ild -tags',
      'go build',
      '**go build**: for linux/amd64 writes `/out/app`: a static binary',
      'CGO_ENABLED=0 turns cgo off (line 5)',
      'In the final image it is `/usr/bin/app` (line 23), and the container starts it',
      '**The image builds and its program starts.**',
      'pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies',
    ],
    ['-ta|gs netgo', '-tags netgo', 'Build tags', 'Here: `netgo`; a static binary'],
    ['"-|s -w', '-s', 'symbol table', 'pkg.go.dev/cmd/link'],
    ['-s -|w', '-w', 'DWARF'],
    ['-X main.ver|sion', '-X main.version=${VERSION}', '`main.version` becomes `dev`'],
    ['main.da|te', "-X 'main.date=$(date)'", '`main.date` becomes a value that is computed'],
    ['-link|mode', '-linkmode internal', '`internal`: Go by itself', 'This build: a static binary'],
    ['-build|mode=exe', '-buildmode=exe', '`exe`: A program at a fixed address', 'go help buildmode'],
    ['-|o /out/app', '-o /out/app', 'Here: `/out/app`, a static binary', 'the container starts it'],
    ['/out/app |.\n', '.', 'what go build compiles', 'package `main`'],
    ['mod down|load', 'go mod download', '**go mod download**'],
  ])('%s', (words, part, ...shown) => check(text, words, part, shown));

  test('-ldflags itself lists what is in it', () => {
    const { part, markdown } = at(mark(text, '-ld|flags "'));
    expect(part).toMatch(/^-ldflags "-s.*internal"$/s);
    expect(markdown).toContain('`-linkmode internal`');
    expect(markdown).toContain('`-X main.version=dev`');
    expect(markdown).not.toContain('\uFFFC');
  });

  test.each<[string, string, string]>([
    ['RUN instg|o go build .', 'instgo', 'agent of Alibaba Cloud ARMS'],
    ['RUN go build -nosuch|flag .', '-nosuchflag', 'flag provided but not defined: -nosuchflag'],
    ['RUN go build -o a -|o b .', '-o b', 'Here: `/go/b`'],
    ['RUN go build -|o a -o b .', '-o a', 'without effect, as a later -o replaces it'],
    ['RUN go test -c|over ./...', '-cover', 'Measure which statements the tests run'],
    ['RUN go build -gc|flags="all=-N -l" .', '-gcflags="all=-N -l"', 'for debuggers'],
    ['RUN go get -|u ./...', '-u', 'Take newer versions'],
    ['RUN go mod ti|dy', 'go mod tidy', 'Makes go.mod and go.sum match'],
    ['RUN sh -c "go bui|ld -o /x ."', 'go build', 'writes `/x`'],
    ['RUN go build -ldflags=-lin|kmode=external .', '-linkmode=external', '`external`: The C compiler'],
    ['RUN go build -ldflags="-extld|flags \'-static\'" .', "-extldflags '-static'", 'Here: `-static`'],
  ])('%s', (run, part, shown) => {
    const found = at(`FROM golang:1.26\n${run}\n`);
    expect(found.part).toBe(part);
    expect(found.markdown).toContain(shown);
  });

  test('a binary that nobody copies, and one that is copied twice', () => {
    const build = 'FROM golang:1.26 AS b\nCOPY . .\nRUN go bui|ld -o /app .\n';
    expect(at(`${build}FROM alpine\nCOPY --from=b /etc /etc\n`).markdown).toContain(
      'No other stage is seen to copy it',
    );
    const twice = at(
      `${build}FROM alpine AS c\nCOPY --from=b /app /c\nFROM scratch\nCOPY --from=c /c /d\nCMD ["/d"]\n`,
    );
    expect(twice.markdown).toContain('In the stage `c` it is `/c` (line 5)');
    expect(twice.markdown).toContain('In the final image it is `/d` (line 7), and the container starts it');
    const elsewhere = at(`${build}FROM registry.example.com/base\nCOPY --from=b /app ${'${DIR}'}/x\n`);
    expect(elsewhere.markdown).toContain('Line 5 copies from this stage; to which path it comes cannot be told');
    const debug = at(`${build}FROM alpine AS d\nCOPY --from=b /app /d\nFROM alpine\nCOPY --from=b /etc /e\n`);
    expect(debug.markdown).toContain('In the stage `d` it is `/d` (line 5), which the target does not need');
    const alone = at(`${build}CMD ["/app"]`);
    expect(alone.markdown).toContain('The container starts `/app`');
  });
});

describe('other instructions', () => {
  test.each<Row>([
    ['WORK|DIR src', 'WORKDIR', 'Here: `/go/src`'],
    ['WORKDIR s|rc', 'src', 'Here: `/go/src`'],
    ['R|UN --mount', 'RUN', 'Here: as root, in `/go/src`', 'Shell form: `/bin/sh -c`'],
    ['--mou|nt=type=cache', '--mount=', 'Here: at `/go/pkg/mod`, shared by all mounts with that path as their id'],
    ['type=cac|he', 'type=cache', 'outlives the build'],
    ['tar|get=/go/pkg/mod', 'target=/go/pkg/mod', 'Here: `/go/pkg/mod`'],
    ['shar|ing=locked', 'sharing=locked', '`locked`: The second writer waits'],
    ['type=sec|ret', 'type=secret', 'Here: the variable `TOKEN`', 'docker build --secret id=tok'],
    ['e|nv=TOKEN', 'env=TOKEN', 'holds the secret'],
    ['requ|ired', 'required', 'no agent or key is given'],
    ['fr|om=build echo', 'from=build', 'Here: the stage `build` (line 3)'],
    ['target=li|b', 'target=lib', 'Here: `/go/lib`'],
    ['--net|work', '--network=none', '`none`: No network'],
    ['--sec|urity', '--security=sandbox', '`sandbox`: It is, the default'],
    ['CO|PY . .', 'COPY', '**COPY**'],
    [
      '--fr|om=build --chmod',
      '--from=build',
      'Here: the stage `build` (line 3)',
      '`/out/app` is written by go build (line 11)',
    ],
    ['--ch|mod', '--chmod=755', 'file mode'],
    ['--cho|wn', '--chown=nonroot', 'The user `nonroot` is in /etc/passwd of the image'],
    [
      '/out/a|pp /usr',
      '/out/app',
      '**`/out/app`**: of the stage `build`',
      'is written by go build (line 11): a static binary',
    ],
    ['/usr/b|in/\n', '/usr/bin/', 'Here: `/usr/bin`', '`/usr/bin/app` is written by go build (line 11)'],
    ['--check|sum', '--checksum=sha256:00', 'the build fails'],
    ['https://exam|ple', 'https://example.com/x.tar.gz', 'downloaded when the image is built'],
    ['EXPOSE 80|80', '8080', 'Here: port `8080` for tcp', 'It opens none'],
    ['USER 10|00', '1000:1000', 'A number: it needs no entry', 'Group `1000`, and no other'],
    ['USER non|root', 'nonroot', 'is in /etc/passwd of the image', 'runAsNonRoot'],
    ['SH|ELL', 'SHELL', '/bin/bash -c "…"'],
    ['RU|N --mount=type=secret', 'RUN', 'as `1000:1000`', '`/bin/bash -c`'],
    ['--int|erval', '--interval=5s', '`30s` if left out'],
    ['--re|tries', '--retries=2', '3 if left out'],
    ['HEALTH|CHECK', 'HEALTHCHECK', 'Exec form: no shell is needed'],
    ['VOL|UME', 'VOLUME', 'Here: `/data`'],
    ['STOPSIGNAL SIG|INT', 'SIGINT', 'Here: `SIGINT`'],
    [
      'ENTRY|POINT',
      'ENTRYPOINT',
      'The container starts `/usr/bin/app --listen $PORT`',
      'its program starts',
      'In `/home/nonroot`',
    ],
    ['["/usr/bin/a|pp"]\nCMD', '"/usr/bin/app"', 'The container starts'],
    ['CM|D ["--listen"', 'CMD', 'The container starts `/usr/bin/app --listen $PORT`'],
    ['"--lis|ten"', '"--listen"', 'the arguments of ENTRYPOINT'],
    ['E|NV MODE', 'ENV', 'for the container'],
  ])('%s', (words, part, ...shown) => check(text, words, part, shown));

  test.each<[string, string]>([
    ['FROM scratch\nUSER no|one', 'No user `noone` is in the image: `unable to find user noone'],
    ['FROM alpine:3.22\nUSER no|one', 'No user `noone` is in the image'],
    ['FROM alpine\nRUN adduser -D -u 1001 app\nUSER a|pp', 'The user `app` with the number 1001, home `/home/app`'],
    ['FROM alpine\nUSER ro|ot\nUSER nobody', 'Until line 3, which names another one'],
    ['FROM example.com/x\nUSER a|pp', 'Whether `app` is in /etc/passwd is not known'],
    ['FROM debian:12\nCOPY --link --cho|wn=daemon a /a', 'a layer of its own has no /etc/passwd'],
    ['FROM alpine\nCMD a|b\nCMD c', 'Without effect: line 3 replaces it'],
    ['FROM alpine\nENTRYPOINT a\nCMD ["|b"]', 'Ignored, as ENTRYPOINT has the shell form'],
    ['FROM alpine AS a\nONBUI|LD COPY . .\nFROM a', 'It runs in the stage 1 (line 3)'],
    ['FROM alpine\nHEALTH|CHECK NONE', 'NONE: a check of the base image does not run'],
    ['FROM alpine\nCOPY --from=ngi|nx /a /a', 'the image or named context `nginx`'],
    ['FROM alpine AS a\nFROM alpine\nCOPY --from=a /nothi|ng /x', 'It is not there'],
    ['FROM golang AS a\nFROM alpine\nCOPY --from=a /go/so|me /x', 'No instruction is seen to put it there'],
    ['FROM alpine\nRUN --mount=type=cache,ba|d=1 true', 'not an option of mounts of the type `cache`'],
    ['FROM alpine\nEXPOSE 90|90/UDP', 'port `9090` for udp'],
  ])('%s', (marked, shown) => {
    expect(at(marked).markdown).toContain(shown);
  });

  test('the rest says nothing', () => {
    for (const marked of [
      'FROM alpine\n# comm|ent\n',
      'FROM alpine\nRUN ec|ho hi',
      'FROM alpine\nLABEL |a=b',
      '|\nFROM alpine',
    ])
      expect(at(marked).markdown).toBe('');
  });
});

test('every hover is short, and its span holds the cursor', () => {
  const analysis = analyse({ text, context: memoryTree(files) });
  for (let offset = 0; offset <= text.length; offset++) {
    const found = hover(analysis, offset);
    if (!found) continue;
    expect(found.span.start).toBeLessThanOrEqual(offset);
    expect(found.span.end).toBeGreaterThanOrEqual(offset);
    expect(found.markdown).toMatch(/^\*\*/);
    expect(found.markdown.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
    expect(found.markdown).not.toMatch(/undefined|\[object/);
  }
});

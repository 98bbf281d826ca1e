import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { AnalysisInput } from '../src/analysis';
import { choosePlatforms, findForPlatforms } from '../src/features/multiArch';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.19\n',
  'main.go': 'package main\n\nfunc main() {}\n',
});

function analysed(text: string, more: Partial<AnalysisInput> = {}) {
  return analyse({ text, context, ...more });
}

const crossBuild = `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;
const emulated = crossBuild
  .replace('--platform=$BUILDPLATFORM ', '')
  .replace(/ARG .*\n/g, '')
  .replace(/GOOS.*? go/, 'go');

describe('platforms to choose from', () => {
  interface Case {
    readonly name: string;
    readonly text: string;
    readonly named?: readonly string[];
    /** What is said of some platforms; null where nothing speaks against one. */
    readonly says: Readonly<Record<string, string | null>>;
    readonly runsOnTarget?: boolean;
  }
  const cases: readonly Case[] = [
    {
      name: 'a cross build into an empty image can be for all that Go knows',
      text: crossBuild,
      says: {
        'linux/amd64': null,
        'linux/arm64': null,
        'linux/arm/v5': null,
        'linux/riscv64': null,
        'linux/loong64': null,
        'darwin/arm64': null,
        'windows/amd64': null,
      },
    },
    {
      name: 'what the base image is not published for',
      text: crossBuild.replace('FROM scratch', 'FROM alpine:3.22'),
      says: {
        'linux/arm64': null,
        'linux/arm/v6': null,
        'linux/arm/v7': null,
        'linux/arm/v5': 'alpine:3.22 is not published for linux/arm/v5.',
        'linux/mips64le': 'alpine:3.22 is not published for linux/mips64le.',
        'darwin/arm64': 'alpine:3.22 is not published for darwin/arm64.',
      },
    },
    {
      name: 'nothing is known of the base image',
      text: crossBuild.replace('FROM scratch', 'FROM example.com/base:1'),
      says: {
        'linux/loong64': null,
        'darwin/arm64':
          'Nothing of example.com/base:1 runs on darwin. Its files can be had from a last stage FROM scratch, into which the program is copied.',
      },
    },
    {
      name: 'a Go that is too old for the platform',
      text: crossBuild.replace('golang:1.26', 'golang:1.26.0'),
      named: ['windows/arm', 'linux/arm64/v9', 'linux/m68k'],
      says: {
        'windows/arm/v7': 'Go 1.26.0, which builds here, does not build for windows/arm.',
        'linux/arm64/v9': null,
        'linux/m68k': 'Go does not build for linux/m68k.',
      },
    },
    {
      name: 'the build does not follow the operating system',
      text: crossBuild.replace('GOOS=$TARGETOS ', ''),
      says: {
        'linux/arm64': null,
        'darwin/arm64': 'No go build sets GOOS=$TARGETOS, so the program would not be for darwin.',
      },
    },
    {
      name: 'commands run on the target platform',
      text: emulated,
      runsOnTarget: true,
      says: { 'linux/arm64': null, 'linux/loong64': 'golang:1.26 is not published for linux/loong64.' },
    },
    { name: 'a file without stages', text: '', says: { 'linux/amd64': null } },
  ];
  test.each(cases)('$name', ({ text, named = [], says, runsOnTarget = false }) => {
    const choice = choosePlatforms(analysed(text).model, named);
    const found = new Map(choice.candidates.map(({ platform, whyNot }) => [platform, whyNot ?? null]));
    expect(Object.fromEntries(Object.keys(says).map((name) => [name, found.get(name)]))).toEqual(says);
    expect(choice.runsOnTarget).toBe(runsOnTarget);
  });

  test('other systems are files', () => {
    const { candidates } = choosePlatforms(analysed(crossBuild).model, []);
    expect(candidates.map(({ platform, as }) => (as === 'image' ? platform : `(${platform})`)).join(' ')).toBe(
      'linux/amd64 linux/arm64 linux/arm/v7 linux/arm/v6 linux/arm/v5 linux/386 linux/riscv64 linux/ppc64le linux/s390x ' +
        'linux/loong64 linux/mips64le (darwin/amd64) (darwin/arm64) (windows/amd64) (windows/arm64)',
    );
  });
});

describe('findings as they are for several platforms', () => {
  const find = (text: string, platforms = ['linux/amd64', 'linux/arm64'], severities = {}) => {
    const analysis = analysed(text);
    return findForPlatforms(analysis, platforms, severities, (other) => analysed(other));
  };
  const ids = (text: string, ...more: [string[]?, object?]) => find(text, ...more).map(({ rule }) => rule.id);

  test('nothing about a cross build', () => {
    expect(ids(crossBuild)).toEqual([]);
  });

  test('a build under emulation, with the fix that makes a cross build of it', () => {
    expect(analysed(emulated).findings.map(({ rule }) => rule.id)).not.toContain('emulated-build');
    const [finding] = find(emulated);
    expect(finding?.rule.id).toBe('emulated-build');
    expect(finding?.message).toContain(
      'Build multi-arch, the command, builds the Dockerfile for linux/amd64 and linux/arm64',
    );
    const mended = applyEdits(emulated, finding?.fixes[0]?.edits ?? []);
    expect(mended).toContain('FROM --platform=$BUILDPLATFORM golang:1.26 AS build');
    expect(ids(mended)).toEqual([]);
  });

  test('one platform is not several', () => {
    expect(ids(emulated, ['linux/amd64'])).toEqual([]);
  });

  test('a program that is always for one architecture', () => {
    expect(ids(crossBuild.replace('$TARGETARCH', 'amd64'))).toEqual(['wrong-architecture']);
  });

  test('silenced by a setting, or by a comment', () => {
    expect(ids(emulated, undefined, { 'emulated-build': 'off' })).toEqual([]);
    expect(ids(`# go-dockerfile ignore=emulated-build\n${emulated}`)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { platformArgs } from '../../src/dockerfile/scope';
import { instructionNames } from '../../src/dockerfile/readers';
import { goFlagTexts, goFlagText } from '../../src/features/texts/goFlagTexts';
import { goVerbTexts } from '../../src/features/texts/goVerbTexts';
import { imageTexts, tagTexts } from '../../src/features/texts/imageTexts';
import { instructionFlagText, instructionFlagTexts, instructionTexts } from '../../src/features/texts/instructionTexts';
import { linkerFlagTexts } from '../../src/features/texts/linkerFlagTexts';
import { mountOptionText, mountOptionTexts, mountTypeTexts } from '../../src/features/texts/mountTexts';
import type { TextRow } from '../../src/features/texts/textRow';
import {
  builderArgTexts,
  goVariableTexts,
  platformArgTexts,
  variableTexts,
} from '../../src/features/texts/variableTexts';
import { flagRows } from '../../src/golang/buildFlags';
import { linkerFlagNames } from '../../src/golang/linkerFlags';
import { goVariableNames } from '../../src/golang/variables';

const names = (rows: readonly TextRow[]): readonly string[] => rows.map(({ name }) => name);
const missing = (wanted: Iterable<string>, rows: readonly TextRow[]): readonly string[] =>
  [...wanted].filter((name) => !names(rows).includes(name));

describe('nothing that can be written lacks a text', () => {
  test('flags of the go command', () => {
    const without = flagRows.flatMap(({ name, verbs }) =>
      verbs.filter((verb) => goFlagText(verb, name) === undefined).map((verb) => `go ${verb} -${name}`),
    );
    expect(without).toEqual([]);
  });

  test('and no flag has a text that the go command does not have', () => {
    const known = new Set(flagRows.map(({ name }) => name));
    expect(names(goFlagTexts).filter((name) => !known.has(name))).toEqual([]);
    const verbs = new Set(flagRows.flatMap((row) => row.verbs.map((verb) => `${verb} -${row.name}`)));
    const stray = goFlagTexts.flatMap(({ name, verbs: about = [] }) => about.map((verb) => `${verb} -${name}`));
    expect(stray.filter((each) => !verbs.has(each))).toEqual([]);
  });

  test('flags of the linker', () => {
    expect(missing(linkerFlagNames, linkerFlagTexts)).toEqual([]);
    expect(names(linkerFlagTexts).filter((name) => !linkerFlagNames.includes(name))).toEqual([]);
  });

  // BuildMode.Set of cmd/link, and the modes of `go help buildmode` that the go command turns into one of those.
  test.each(['archive', 'c-archive', 'c-shared', 'default', 'shared', 'exe', 'pie', 'plugin'])(
    '-buildmode=%s',
    (mode) => {
      expect(goFlagText('build', 'buildmode')?.values?.map(({ name }) => name)).toContain(mode);
    },
  );

  test('variables of BuildKit', () => {
    const platform = { os: 'linux', architecture: 'amd64', variant: undefined };
    expect(missing(platformArgs(platform, platform).keys(), platformArgTexts)).toEqual([]);
    // The section "BuildKit built-in build args" and "Predefined ARGs" of the Dockerfile reference.
    const predefined =
      'BUILDKIT_BUILD_NAME BUILDKIT_CACHE_MOUNT_NS BUILDKIT_CONTEXT_KEEP_GIT_DIR BUILDKIT_INLINE_CACHE ' +
      'BUILDKIT_MULTI_PLATFORM BUILDKIT_SANDBOX_HOSTNAME BUILDKIT_SYNTAX SOURCE_DATE_EPOCH HTTP_PROXY http_proxy ' +
      'HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy NO_PROXY no_proxy ALL_PROXY all_proxy';
    expect(missing(predefined.split(' '), builderArgTexts)).toEqual([]);
  });

  test('variables of go', () => {
    // `go help environment` of Go 1.26, without what go env only prints.
    const environment =
      'GCCGO GO111MODULE GOARCH GOAUTH GOBIN GOCACHE GOCACHEPROG GODEBUG GOENV GOFLAGS GOINSECURE GOMODCACHE GOOS ' +
      'GOPATH GOPRIVATE GONOPROXY GONOSUMDB GOPROXY GOROOT GOSUMDB GOTMPDIR GOTOOLCHAIN GOVCS GOWORK AR CC CGO_CFLAGS ' +
      'CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS ' +
      'CGO_CXXFLAGS_ALLOW CGO_CXXFLAGS_DISALLOW CGO_ENABLED CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW ' +
      'CGO_LDFLAGS CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW CXX FC PKG_CONFIG GO386 GOAMD64 GOARM GOARM64 GOMIPS ' +
      'GOMIPS64 GOPPC64 GORISCV64 GOWASM GOCOVERDIR GCCGOTOOLDIR GOEXPERIMENT GOFIPS140 GO_EXTLINK_ENABLED ' +
      'GIT_ALLOW_PROTOCOL';
    expect(missing(environment.split(' '), goVariableTexts)).toEqual([]);
    // What go env prints but nobody sets.
    const printed = new Set('GOEXE GOGCCFLAGS GOHOSTARCH GOHOSTOS GOTELEMETRY GOTOOLDIR GOVERSION'.split(' '));
    expect(
      missing(
        [...goVariableNames].filter((name) => !printed.has(name)),
        goVariableTexts,
      ),
    ).toEqual([]);
  });

  // The tables of "RUN --mount" in the Dockerfile reference.
  test.each([
    ['bind', 'type target dst destination source from rw readwrite'],
    ['cache', 'type id target dst destination ro readonly sharing from source mode uid gid'],
    ['tmpfs', 'type target dst destination size'],
    ['secret', 'type id target dst destination env required mode uid gid'],
    ['ssh', 'type id target dst destination required mode uid gid'],
  ])('options of RUN --mount=type=%s', (type, options) => {
    expect(names(mountTypeTexts)).toContain(type);
    expect(options.split(' ').filter((option) => mountOptionText(type, option) === undefined)).toEqual([]);
  });

  test('an option that a type of mount does not take has no text', () => {
    expect(mountOptionText('bind', 'sharing')).toBeUndefined();
    expect(mountOptionText('ssh', 'source')).toBeUndefined();
  });

  // instructions/parse.go of BuildKit.
  test.each([
    ['FROM', 'platform'],
    ['COPY', 'from chown chmod link parents exclude'],
    ['ADD', 'chown chmod link keep-git-dir checksum unpack exclude'],
    ['RUN', 'mount network security device'],
    ['HEALTHCHECK', 'interval timeout start-period start-interval retries'],
  ])('flags of %s', (instruction, flags) => {
    expect(flags.split(' ').filter((flag) => instructionFlagText(instruction, flag) === undefined)).toEqual([]);
    const listed = instructionFlagTexts.filter((row) => row.instructions.includes(instruction));
    expect(names(listed).filter((name) => !flags.split(' ').includes(name))).toEqual([]);
  });

  test('instructions', () => {
    expect(missing(instructionNames, instructionTexts)).toEqual([]);
  });
});

/** What distinguishes rows of one name. */
interface Row extends TextRow {
  readonly verbs?: readonly string[];
  readonly types?: readonly string[];
  readonly instructions?: readonly string[];
  readonly repository?: RegExp;
}

describe.each<[string, readonly Row[]]>([
  ['go flags', goFlagTexts],
  ['go commands', goVerbTexts],
  ['linker flags', linkerFlagTexts],
  ['variables', variableTexts],
  ['mount types', mountTypeTexts],
  ['mount options', mountOptionTexts],
  ['instructions', instructionTexts],
  ['flags of instructions', instructionFlagTexts],
  ['images', imageTexts],
  ['tags', tagTexts],
])('%s', (_name, rows) => {
  test('are short sentences with a source', () => {
    for (const { name, text, values = [], source } of rows) {
      for (const sentence of [text, ...values.map((value) => value.text)]) {
        expect(sentence, name).toMatch(/^[^a-z].*[.]$/);
        expect(sentence, name).not.toMatch(/[!\n]|\s\s/);
        expect(sentence.length, name).toBeLessThan(260);
        // Code in backquotes is closed.
        expect(sentence.split('`').length % 2, name).toBe(1);
      }
      expect(source.title, name).not.toBe('');
      expect(source.url, name).toMatch(/^https:\/\/\S+$/);
    }
  });

  test('stand in the table once', () => {
    const keys = rows.map(({ name, verbs, types, instructions, repository }) =>
      JSON.stringify([name, verbs, types, instructions, repository?.source]),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});

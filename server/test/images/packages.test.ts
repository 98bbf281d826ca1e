import { describe, expect, it } from 'vitest';
import { isSettled, valueOf } from '../../src/facts/fact';
import { lookUpImage } from '../../src/images/catalogue';
import type { ImageFacts } from '../../src/images/imageFacts';
import { parseInstall } from '../../src/images/packageCommands';
import { applyPackageCommand, installPackages } from '../../src/images/packages';
import { packageTables } from '../../src/images/packageTable';
import { words } from '../../src/images/words';

const image = (repository: string, tag?: string, digest?: string) => lookUpImage({ repository, tag, digest });

/** Runs command lines one after the other; `?` is a word that cannot be read. */
function run(facts: ImageFacts, ...lines: readonly string[]): ImageFacts {
  return lines.reduce((before, line) => {
    const command = parseInstall(line.split(' ').map((word) => (word === '?' ? undefined : word)));
    return command === undefined ? before : applyPackageCommand(before, command);
  }, facts);
}

describe('calls of package managers', () => {
  it.each<[line: string, manager: string, action: string, packages: string, rest?: object]>([
    ['apk add --no-cache gcc musl-dev', 'apk', 'install', 'gcc musl-dev'],
    ['apk --no-cache add git', 'apk', 'install', 'git'],
    ['/sbin/apk add -U --virtual .b gcc=12.2.1-r0 g++~12 tzdata@edge', 'apk', 'install', 'gcc g++ tzdata'],
    ['apk add -t .b gcc', 'apk', 'install', 'gcc'],
    ['apk del .b', 'apk', 'remove', '.b', { dependencies: true }],
    ['apk update', 'apk', 'other', ''],
    ['apk add --root /out musl', 'apk', 'other', ''],
    ['apk add ?', 'apk', 'install', '', { incomplete: true }],
    ['apt-get update', 'apt', 'other', ''],
    [
      'apt-get install -y --no-install-recommends libc6-dev=2.36-9 gcc/stable',
      'apt',
      'install',
      'libc6-dev gcc',
      { recommended: false },
    ],
    ['apt-get -y -o APT::Install-Recommends=false install gcc', 'apt', 'install', 'gcc', { recommended: false }],
    ['apt install -yq gcc', 'apt', 'install', 'gcc', { recommended: true }],
    ['apt-get install -t bookworm-backports golang', 'apt', 'install', 'golang'],
    ['apt-get purge -y --auto-remove gcc', 'apt', 'remove', 'gcc', { dependencies: true }],
    ['apt-get remove gcc', 'apt', 'remove', 'gcc', { dependencies: false }],
    ['dnf install -y --setopt=install_weak_deps=False gcc', 'dnf', 'install', 'gcc'],
    ['microdnf install gcc', 'dnf', 'install', 'gcc'],
    ['yum -y install gcc make', 'dnf', 'install', 'gcc make'],
    ['tdnf install -y gcc', 'tdnf', 'install', 'gcc'],
    ['dnf -y group install development-tools', 'dnf', 'install', '', { incomplete: true }],
    ['yum groups install -y x', 'dnf', 'install', '', { incomplete: true }],
    ['yum groupinstall -y x', 'dnf', 'install', '', { incomplete: true }],
    ['dnf install -y @development', 'dnf', 'install', '', { incomplete: true }],
    ['dnf module install nodejs:18', 'dnf', 'install', '', { incomplete: true }],
    ['dnf module enable nodejs:18', 'dnf', 'other', ''],
    ['dnf group list', 'dnf', 'other', ''],
    ['dnf remove -y gcc-c++', 'dnf', 'remove', 'gcc-c++', { dependencies: true }],
    ['yum remove -y gcc-c++', 'dnf', 'remove', 'gcc-c++', { dependencies: false }],
    ['zypper rm --clean-deps gcc-c++', 'zypper', 'remove', 'gcc-c++', { dependencies: true }],
    ['dnf swap a b', 'dnf', 'unread', ''],
    ['zypper si gcc', 'zypper', 'unread', ''],
    ['apt-get satisfy -y clang', 'apt', 'unread', ''],
    ['apt-get build-dep -y gcc', 'apt', 'install', '', { incomplete: true }],
    ['apt-get ? update', 'apt', 'other', ''],
    ['apt-get ?', 'apt', 'unread', ''],
    ['apt-get', 'apt', 'other', ''],
    ['zypper --non-interactive in gcc', 'zypper', 'install', 'gcc'],
    ['xx-apk add gcc musl-dev', 'xx-apk', 'install', 'gcc musl-dev'],
  ])('%s', (line, manager, action, packages, rest = {}) => {
    const command = parseInstall(line.split(' ').map((word) => (word === '?' ? undefined : word)));
    expect(command).toMatchObject({ manager, action, ...rest });
    expect(command?.packages.map((item) => item.name).join(' ')).toBe(packages);
  });

  it('is undefined for other programs', () => {
    expect(parseInstall(['go', 'install', 'x'])).toBeUndefined();
    expect(parseInstall([undefined, 'add'])).toBeUndefined();
    expect(parseInstall([])).toBeUndefined();
  });

  it('reads names of virtual packages and architectures', () => {
    expect(parseInstall(['apk', 'add', '--virtual=.b', 'gcc'])?.packages[0]).toMatchObject({
      virtual: '.b',
      name: 'gcc',
    });
    expect(parseInstall(['apt-get', 'install', 'libc6-dev:arm64'])?.packages[0]).toMatchObject({
      name: 'libc6-dev',
      architecture: 'arm64',
    });
  });
});

describe('what packages bring', () => {
  const compiler = (facts: ImageFacts) => (isSettled(facts.compiler) ? facts.compiler.value : 'unknown');
  const headers = (facts: ImageFacts) =>
    facts.libcHeaders && isSettled(facts.libcHeaders) ? facts.libcHeaders.value : 'unknown';
  const alpine = image('golang', '1.24-alpine3.22');
  const debian = image('debian', 'bookworm-slim');

  it.each<[name: string, facts: ImageFacts, lines: string[], compiler: boolean | string, headers: boolean | string]>([
    ['gcc alone on Alpine', alpine, ['apk add gcc'], true, false],
    ['gcc and musl-dev', alpine, ['apk add gcc musl-dev'], true, true],
    ['gcc, later musl-dev', alpine, ['apk add gcc', 'apk add musl-dev'], true, true],
    ['build-base', alpine, ['apk add build-base'], true, true],
    ['g++', alpine, ['apk add g++'], true, true],
    ['clang may bring gcc', alpine, ['apk add clang musl-dev'], 'unknown', true],
    ['clang of a version', alpine, ['apk add clang17 musl-dev'], 'unknown', true],
    ['gcc before clang', alpine, ['apk add gcc clang musl-dev'], true, true],
    ['the package with a command', alpine, ['apk add cmd:gcc cmd:g++'], true, true],
    ['Go in Wolfi', image('cgr.dev/chainguard/wolfi-base'), ['apk add go-1.22'], true, true],
    ['virtual, removed again', alpine, ['apk add --virtual .b gcc musl-dev', 'apk del .b'], false, false],
    ['removed, but build-base stays', alpine, ['apk add build-base', 'apk add gcc', 'apk del gcc'], true, true],
    ['a list that cannot be read', alpine, ['apk add ?'], 'unknown', 'unknown'],
    ['gcc on Debian with its recommendations', debian, ['apt-get install -y gcc'], true, true],
    ['gcc on Debian without them', debian, ['apt-get install -y --no-install-recommends gcc'], true, false],
    ['build-essential', debian, ['apt-get install -y --no-install-recommends build-essential'], true, true],
    ['gcc-12 brings no gcc', debian, ['apt-get install -y gcc-12'], false, true],
    ['gcc taken from golang', image('golang', '1.24-bookworm'), ['apt-get purge -y gcc'], false, true],
    [
      'what golang installed by name',
      image('golang', '1.24-bookworm'),
      ['apt-get install -y build-essential cmake', 'apt-get purge -y --auto-remove build-essential cmake'],
      true,
      true,
    ],
    ['an autoremove alone', image('buildpack-deps', 'bookworm'), ['apt-get autoremove -y cmake g++'], true, true],
    [
      'gcc of a package that is gone',
      debian,
      ['apt-get install -y cmake libc6-dev', 'apt-get autoremove -y cmake'],
      false,
      true,
    ],
    [
      'what needs a removed package',
      debian,
      ['apt-get install -y build-essential', 'apt-get purge -y gcc'],
      false,
      true,
    ],
    [
      'an image that may have had one',
      image('example.com/x'),
      ['apt-get install -y g++', 'apt-get purge -y --auto-remove g++'],
      'unknown',
      'unknown',
    ],
    ['a verb that may install', debian, ['apt-get satisfy -y clang'], 'unknown', 'unknown'],
    ['a group', image('fedora', '40'), ['dnf group install -y development-tools'], 'unknown', 'unknown'],
    ['Go of Debian, by version', debian, ['apt-get install -y golang-1.19-go'], true, true],
    ['Go of Debian, alone', debian, ['apt-get install -y --no-install-recommends golang-1.19'], false, false],
    ['libtool', debian, ['apt-get install -y --no-install-recommends libtool'], true, true],
    ['flex', debian, ['apt-get install -y flex'], true, true],
    ['musl-tools', debian, ['apt-get install -y --no-install-recommends musl-tools'], 'unknown', false],
    ['libraries', debian, ['apt-get install -y libelf-dev'], false, true],
    ['gcc in Photon', image('photon', '5.0'), ['tdnf install -y gcc'], true, false],
    ['Go and gcc in Photon', image('photon', '5.0'), ['tdnf install -y go gcc'], true, false],
    ['and what it builds with', image('photon', '5.0'), ['tdnf install -y build-essential'], true, true],
    ['gcc in UBI', image('registry.access.redhat.com/ubi9/ubi-minimal'), ['microdnf install -y gcc'], true, true],
    ['gcc in Wolfi', image('cgr.dev/chainguard/wolfi-base'), ['apk add gcc glibc-dev'], true, true],
  ])('%s', (_, facts, lines, expectedCompiler, expectedHeaders) => {
    const after = run(facts, ...lines);
    expect({ compiler: compiler(after), headers: headers(after) }).toEqual({
      compiler: expectedCompiler,
      headers: expectedHeaders,
    });
  });

  it('names compilers with the C library that their output needs', () => {
    const builder = image('golang', '1.24-bookworm');
    expect(run(builder, 'apt-get install -y --no-install-recommends musl-tools').cCompilers?.get('musl-gcc')).toEqual({
      language: 'c',
      libc: 'musl',
    });
    const cross = 'apt-get install -y --no-install-recommends gcc-aarch64-linux-gnu';
    expect(run(builder, cross).cCompilers?.get('aarch64-linux-gnu-gcc')).toEqual({
      language: 'c',
      libc: 'glibc',
      arch: 'arm64',
      headers: false,
    });
    const headersFirst = 'apt-get install -y --no-install-recommends libc6-dev-arm64-cross';
    for (const lines of [[cross, headersFirst], [headersFirst, cross], [`${headersFirst} gcc-aarch64-linux-gnu`]]) {
      expect(run(builder, ...lines).cCompilers?.get('aarch64-linux-gnu-gcc')?.headers).toBe(true);
    }
    expect(run(alpine, 'apk add gcc').cCompilers?.get('gcc')?.libc).toBe('musl');
    expect(run(image('cgr.dev/chainguard/wolfi-base'), 'apk add gcc').cCompilers?.get('gcc')?.libc).toBe('glibc');
    expect(run(debian, 'apt-get install -y clang-16').cCompilers?.get('clang-16')?.libc).toBe('glibc');
  });

  it('brings tools, certificates, time zones', () => {
    const after = run(image('alpine', '3.22'), 'apk add --no-cache ca-certificates tzdata git bash curl');
    expect(after.timeZoneData).toMatchObject({ certainty: 'known', value: true });
    expect(after.caCertificates).toMatchObject({ certainty: 'known', value: true });
    expect([...(valueOf(after.tools) ?? [])]).toEqual(expect.arrayContaining(['git', 'bash', 'curl', 'wget']));
    expect(valueOf(after.shells)).toContain('/bin/bash');
    expect(run(debian, 'apt-get install -y --no-install-recommends curl').caCertificates).toMatchObject({
      value: false,
    });
    expect(run(debian, 'apt-get install -y curl').caCertificates).toMatchObject({ value: true });
  });

  it('keeps busybox tools when the package that replaced them goes', () => {
    const after = run(image('alpine', '3.22'), 'apk add --virtual .f tar curl wget', 'apk del .f');
    expect([...(valueOf(after.tools) ?? [])]).toEqual(expect.arrayContaining(['tar', 'wget']));
    expect(valueOf(after.tools)?.has('curl')).toBe(false);
  });

  it('brings libraries by soname', () => {
    const has = (facts: ImageFacts, name: string) => valueOf(facts.libraries)?.has(name);
    expect(has(run(image('alpine', '3.20'), 'apk add libstdc++'), 'libgcc_s.so.1')).toBe(true);
    expect(has(run(image('alpine', '3.20'), 'apk add sqlite-dev'), 'libsqlite3.so.0')).toBe(true);
    expect(has(run(image('alpine', '3.20'), 'apk add -t .b g++', 'apk del .b'), 'libstdc++.so.6')).toBe(false);
    expect(
      has(run(image('alpine', '3.20'), 'apk add -t .b g++', 'apk add libstdc++', 'apk del .b'), 'libstdc++.so.6'),
    ).toBe(true);
    expect(has(run(debian, 'apt-get install -y libsqlite3-dev'), 'libsqlite3.so.0')).toBe(true);
    expect(run(debian, 'apt-get install -y libsqlite3-0').libraries.certainty).toBe('presumed');
    expect(run(debian, 'apt-get install -y libfoo7').libraries.certainty).toBe('unknown');
  });

  it('only presumes what is absent after a package that the table lacks', () => {
    const after = run(image('alpine', '3.22'), 'apk add some-package');
    expect(after.compiler).toMatchObject({ certainty: 'presumed', value: false });
    expect(after.timeZoneData).toMatchObject({ certainty: 'presumed', value: false });
    expect(after.caCertificates).toMatchObject({ certainty: 'known', value: true });
    expect(after.mayHaveOtherCompilers).toBe(true);
  });

  it('does not know the version of a Go from packages', () => {
    const after = run(image('alpine', '3.22'), 'apk add go');
    expect(after.goVersion.certainty).toBe('unknown');
    expect(after.compiler.certainty).toBe('unknown');
    expect(valueOf(after.tools)?.has('go')).toBe(true);
  });

  it('notes second loaders', () => {
    expect([...(run(image('alpine', '3.22'), 'apk add libc6-compat gcompat').otherLoaders ?? [])]).toEqual([
      'libc6-compat',
      'gcompat',
    ]);
    expect([...(run(debian, 'apt-get install -y musl').otherLoaders ?? [])]).toEqual(['musl']);
    expect([...(run(image('alpine', '3.22'), 'apk add gcompat', 'apk del gcompat').otherLoaders ?? [])]).toEqual([]);
    expect([...(run(image('alpine', '3.22'), 'apk add glibc-2.35-r0.apk').otherLoaders ?? [])]).toEqual(['glibc']);
  });

  it('presumes the distribution of an unknown image by its package manager', () => {
    const pinned = run(image('golang', undefined, 'sha256:0'), 'apk add --no-cache gcc musl-dev');
    expect(pinned.libc).toMatchObject({ certainty: 'presumed', value: { kind: 'musl' } });
    expect(pinned.compiler).toMatchObject({ certainty: 'known', value: true });
    expect(pinned.cCompilers?.get('gcc')?.libc).toBe('musl');
    expect(run(image('example.com/x'), 'apt-get update').libc).toMatchObject({
      certainty: 'presumed',
      value: { kind: 'glibc' },
    });
    expect(run(image('cgr.dev/team/x'), 'apk add curl').libc.certainty).toBe('unknown');
  });

  it('leaves the image alone when packages go elsewhere', () => {
    expect(run(alpine, 'xx-apk add gcc musl-dev').compiler).toMatchObject({ value: false });
    expect(run(alpine, 'apk add --root /rootfs gcc').compiler).toMatchObject({ value: false });
    expect(installPackages(image('scratch'), ['gcc'])).toEqual(image('scratch'));
  });
});

describe('the tables', () => {
  it('name only packages that they have', () => {
    for (const { manager, rows } of packageTables) {
      for (const [name, row] of Object.entries(rows)) {
        for (const other of words(`${row.needs ?? ''} ${row.recommends ?? ''}`)) {
          expect(rows[other], `${manager}: ${name} names ${other}`).toBeDefined();
        }
      }
    }
  });
});

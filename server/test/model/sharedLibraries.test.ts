import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';

const apt = 'RUN apt-get update && apt-get install -y --no-install-recommends';
const onBookworm = ['golang:1.26-bookworm', 'debian:bookworm-slim'] as const;
const onAlpine = ['golang:1.26-alpine3.22', 'alpine:3.22'] as const;

/**
 * What a program asks its loader for, and whether the image has it. Packages: Depends of Debian 11 to 13; libssl.so.1.1 is
 * in debian:bullseye-slim, and libssl.so.3 comes with openssl, which ca-certificates needs.
 */
test.each<
  [
    name: string,
    links: string,
    images: readonly [build: string, final: string],
    build: string,
    final: string,
    expected: string,
  ]
>([
  [
    'a package of the build stage names it',
    'seccomp',
    onAlpine,
    'apk add gcc musl-dev libseccomp-dev',
    '',
    'libseccomp.so.2',
  ],
  [
    'and the image gets it',
    'seccomp',
    onAlpine,
    'apk add gcc musl-dev libseccomp-dev',
    'RUN apk add libseccomp',
    'runs',
  ],
  ['Alpine, by pkg-config', 'pkg-config: sqlite3', onAlpine, 'apk add build-base sqlite-dev', '', 'libsqlite3.so.0'],
  ['Alpine brings zlib', 'z', onAlpine, 'apk add build-base zlib-dev', '', 'runs'],
  ['a package may bring it', 'sqlite3', onAlpine, 'apk add build-base sqlite-dev', 'RUN apk add python3', 'unknown'],
  ['where it is linked', 'sqlite3', ['golang:1.26-alpine3.22', 'build'], 'apk add build-base sqlite-dev', '', 'runs'],
  ['a name that no table has', 'mystery', onBookworm, 'make mystery', '', 'unknown'],
  [
    'OpenSSL of Debian 11',
    'ssl',
    ['golang:1.24-bullseye', 'debian:bullseye-slim'],
    'apt-get install -y libssl-dev',
    '',
    'runs',
  ],
  ['OpenSSL of Debian 12', 'ssl', onBookworm, 'apt-get install -y libssl-dev', '', 'libssl.so.3'],
  [
    'OpenSSL comes with ca-certificates',
    'ssl',
    onBookworm,
    'apt-get install -y libssl-dev',
    `${apt} ca-certificates`,
    'runs',
  ],
  ['wget recommends it', 'ssl', onBookworm, 'apt-get install -y libssl-dev', `${apt} wget`, 'unknown'],
  ['SQLite comes with python3', 'sqlite3', onBookworm, 'apt-get install -y libsqlite3-dev', `${apt} python3`, 'runs'],
  [
    'and not with ca-certificates',
    'sqlite3',
    onBookworm,
    'apt-get install -y libsqlite3-dev',
    `${apt} ca-certificates`,
    'libsqlite3.so.0',
  ],
  ['a package that the table lacks', 'pcap', onBookworm, 'apt-get install -y libpcap-dev', `${apt} tcpdump`, 'unknown'],
  [
    'next to one that it has',
    'pcap',
    onBookworm,
    'apt-get install -y libpcap-dev',
    `${apt} libpcap0.8 tcpdump`,
    'runs',
  ],
  [
    'Debian calls libpcap otherwise',
    'pcap',
    ['rockylinux:9', 'ubuntu:24.04'],
    'dnf install -y gcc golang libpcap-devel',
    `${apt} libpcap0.8`,
    'libpcap.so.1',
  ],
  [
    'what UBI holds is not known',
    'sqlite3',
    ['golang:1.24-bookworm', 'redhat/ubi9-minimal'],
    'apt-get install -y libsqlite3-dev',
    '',
    'unknown',
  ],
])('%s', (_, links, [builder, base], build, final, expected) => {
  const directive = links.startsWith('pkg-config') ? links : `LDFLAGS: -l${links}`;
  const program = `package main\n\n/*\n#cgo ${directive}\nstatic int one(void) { return 1; }\n*/\nimport "C"\n\nfunc main() { println(C.one()) }\n`;
  const tree = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.20\n', 'main.go': program });
  const text = [
    `FROM ${builder} AS build`,
    `RUN ${build}`,
    'WORKDIR /src',
    'COPY . .',
    'RUN CGO_ENABLED=1 go build -o /app .',
    `FROM ${base}`,
    final,
    base === 'build' ? '' : 'COPY --from=build /app /app',
    'ENTRYPOINT ["/app"]',
  ];
  const { model } = analyse({ text: `${text.join('\n')}\n`, context: tree });
  const { verdict } = model;
  const missing = model.problems.find(({ kind }) => kind === 'shared-library-missing')?.details['library'];
  expect(missing ?? verdict.outcome).toBe(expected);
});

import { describe, expect, it } from 'vitest';
import { valueOf } from '../../src/facts/fact';
import { alpineRows } from '../../src/images/alpine';
import { lookUpImage } from '../../src/images/catalogue';
import { debianRows } from '../../src/images/debian';
import { directoryLinkRows } from '../../src/images/directoryLinks';
import { distrolessRows } from '../../src/images/distroless';
import { goTagSources } from '../../src/images/goTags';
import type { ImageFacts } from '../../src/images/imageFacts';
import { otherRows } from '../../src/images/others';
import { packageTables } from '../../src/images/packageTable';
import { canonicalRepository } from '../../src/images/reference';
import { compareVersions } from '../../src/facts/libc';
import { libcVersionOf } from '../../src/images/releases';
import { rpmRows } from '../../src/images/rpm';

/** Reads `name:tag@digest`; a colon after the last slash starts the tag. */
function look(text: string): ImageFacts {
  const [name = '', digest] = text.split('@');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  return lookUpImage({
    repository: hasTag ? name.slice(0, colon) : name,
    tag: hasTag ? name.slice(colon + 1) : undefined,
    digest,
  });
}

const fact = (value: { certainty: string; value?: unknown } | undefined): string =>
  value === undefined || value.certainty === 'unknown'
    ? 'unknown'
    : `${value.certainty === 'presumed' ? '~' : ''}${String(value.value)}`;

function libcOf(facts: ImageFacts): string {
  if (facts.libc.certainty === 'unknown') return 'unknown';
  const version = fact(libcVersionOf(facts));
  const kind = `${facts.libc.certainty === 'presumed' ? '~' : ''}${facts.libc.value.kind}`;
  return version === 'unknown' ? kind : `${kind} ${version}`;
}

/** ~ marks what is presumed. */
describe('C library, CA certificates, time zones, shell and user', () => {
  it.each<[image: string, libc: string, ca: string, zones: string, shell: string, user: string]>([
    ['scratch', 'none', 'false', 'false', 'undefined', ''],
    ['alpine', 'musl ~1.2.6', 'true', 'false', '/bin/sh', ''],
    ['alpine:3', 'musl ~1.2.6', 'true', 'false', '/bin/sh', ''],
    ['alpine:3.22', 'musl 1.2.5', 'true', 'false', '/bin/sh', ''],
    ['alpine:3.22.1', 'musl 1.2.5', 'true', 'false', '/bin/sh', ''],
    ['alpine:3.17', 'musl 1.2.3', 'true', 'false', '/bin/sh', ''],
    ['alpine:3.19', 'musl 1.2.4', 'true', 'false', '/bin/sh', ''],
    ['alpine:3.6', 'musl 1.1.16', 'false', 'false', '/bin/sh', ''],
    ['alpine:3.4', 'musl', 'unknown', 'false', '/bin/sh', ''],
    ['alpine:2.7', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['alpine:3.99', 'musl', '~true', 'false', '/bin/sh', ''],
    ['alpine:edge', 'musl', 'true', 'false', '/bin/sh', ''],
    ['debian', 'glibc ~2.41', 'false', 'true', '/bin/sh', ''],
    ['debian:bookworm-slim', 'glibc 2.36', 'false', 'true', '/bin/sh', ''],
    ['debian:12.5-slim', 'glibc 2.36', 'false', 'true', '/bin/sh', ''],
    ['debian:trixie-20260803-slim', 'glibc 2.41', 'false', 'true', '/bin/sh', ''],
    ['debian:bullseye', 'glibc 2.31', 'false', 'true', '/bin/sh', ''],
    ['debian:buster-slim', 'glibc 2.28', 'false', 'true', '/bin/sh', ''],
    ['debian:stretch', 'glibc 2.24', 'false', 'true', '/bin/sh', ''],
    ['debian:jessie', 'glibc 2.19', 'false', 'true', '/bin/sh', ''],
    ['debian:stable-slim', 'glibc ~2.41', 'false', 'true', '/bin/sh', ''],
    ['debian:oldstable', 'glibc ~2.36', 'false', 'true', '/bin/sh', ''],
    ['debian:testing', 'glibc ~2.43', 'false', 'true', '/bin/sh', ''],
    ['debian:sid', 'glibc', 'false', 'true', '/bin/sh', ''],
    ['debian:nonsense', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['ubuntu:14.04', 'glibc 2.19', 'false', 'false', '/bin/sh', ''],
    ['ubuntu:16.04', 'glibc 2.23', 'false', 'false', '/bin/sh', ''],
    ['ubuntu:18.04', 'glibc 2.27', 'false', 'false', '/bin/sh', ''],
    ['ubuntu:20.04', 'glibc 2.31', 'false', 'false', '/bin/sh', ''],
    ['ubuntu:jammy-20260810', 'glibc 2.35', 'false', 'false', '/bin/sh', ''],
    ['ubuntu:24.04', 'glibc 2.39', 'false', 'false', '/bin/sh', ''],
    ['ubuntu:25.04', 'glibc 2.41', 'false', 'false', '/bin/sh', ''],
    ['ubuntu', 'glibc ~2.43', 'false', 'false', '/bin/sh', ''],
    ['gcr.io/distroless/static-debian12', 'none', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/static', 'none', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/static:nonroot', 'none', 'true', 'true', 'undefined', '65532'],
    ['gcr.io/distroless/static:nonroot-arm64', 'none', 'true', 'true', 'undefined', '65532'],
    ['gcr.io/distroless/static:debug', 'none', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/base-debian12:nonroot', 'glibc 2.36', 'true', 'true', 'undefined', '65532'],
    ['gcr.io/distroless/base-nossl-debian13', 'glibc 2.41', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/base-debian11', 'glibc 2.31', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/base-debian10', 'glibc 2.28', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/base', 'glibc ~2.41', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/cc-debian12:debug-nonroot', 'glibc 2.36', 'true', 'true', 'undefined', '65532'],
    ['gcr.io/distroless/java17-debian12', 'glibc 2.36', 'true', 'true', 'undefined', '0'],
    ['gcr.io/distroless/something', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['registry.access.redhat.com/ubi9/ubi-minimal', 'glibc 2.34', '~true', 'unknown', '/bin/sh', ''],
    ['registry.access.redhat.com/ubi8/ubi:8.10', 'glibc 2.28', '~true', 'unknown', '/bin/sh', ''],
    ['registry.access.redhat.com/ubi8', 'glibc 2.28', '~true', 'unknown', '/bin/sh', ''],
    ['redhat/ubi10-micro', 'glibc 2.39', 'unknown', 'unknown', '~/bin/sh', ''],
    ['registry.access.redhat.com/ubi9/go-toolset:1.22', 'glibc 2.34', 'unknown', 'unknown', '~/bin/sh', ''],
    ['almalinux:9.4-minimal', 'glibc 2.34', '~true', 'unknown', '/bin/sh', ''],
    ['rockylinux:8', 'glibc 2.28', '~true', 'unknown', '/bin/sh', ''],
    ['centos:7', 'glibc 2.17', '~true', 'unknown', '/bin/sh', ''],
    ['quay.io/centos/centos:stream9', 'glibc 2.34', '~true', 'unknown', '/bin/sh', ''],
    ['amazonlinux:2', 'glibc 2.26', '~true', 'unknown', '/bin/sh', ''],
    ['public.ecr.aws/amazonlinux/amazonlinux:2023', 'glibc 2.34', '~true', 'unknown', '/bin/sh', ''],
    ['amazonlinux', 'glibc ~2.34', '~true', 'unknown', '/bin/sh', ''],
    ['fedora:43', 'glibc 2.42', '~true', 'unknown', '/bin/sh', ''],
    ['fedora', 'glibc', '~true', 'unknown', '/bin/sh', ''],
    ['public.ecr.aws/lambda/provided:al2023', 'glibc 2.34', '~true', 'unknown', '/bin/sh', ''],
    ['public.ecr.aws/lambda/provided:al2.2024.05.01.11', 'glibc 2.26', '~true', 'unknown', '/bin/sh', ''],
    ['public.ecr.aws/lambda/provided', 'glibc ~2.34', '~true', 'unknown', '/bin/sh', ''],
    ['photon:5.0', 'glibc 2.36', '~true', 'unknown', '/bin/sh', ''],
    ['busybox', '~glibc', 'false', 'false', '/bin/sh', ''],
    ['busybox:1.36-glibc', 'glibc', 'false', 'false', '/bin/sh', ''],
    ['busybox:musl', 'none', 'false', 'false', '/bin/sh', ''],
    ['busybox:uclibc', 'none', 'false', 'false', '/bin/sh', ''],
    ['busybox:1.31', 'unknown', 'false', 'false', '/bin/sh', ''],
    ['cgr.dev/chainguard/static', 'none', 'true', 'true', 'undefined', '65532'],
    ['cgr.dev/chainguard/glibc-dynamic', 'glibc ~2.43', 'true', 'false', 'undefined', '65532'],
    ['cgr.dev/chainguard/wolfi-base', 'glibc ~2.43', 'true', 'false', '/bin/sh', '0'],
    ['cgr.dev/chainguard/other', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['buildpack-deps:bookworm-scm', 'glibc 2.36', 'true', 'true', '/bin/sh', ''],
    ['buildpack-deps:jammy-curl', 'glibc 2.35', 'true', 'true', '/bin/sh', ''],
    ['nginx:1.27-alpine', 'musl', 'unknown', 'unknown', '/bin/sh', ''],
    ['node:22-alpine3.21', 'musl 1.2.5', 'unknown', 'unknown', '/bin/sh', ''],
    ['python:3.12-slim-bookworm', 'glibc 2.36', 'unknown', 'unknown', '/bin/sh', ''],
    ['python:3.12-slim', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['nginx', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['example.com/team/base:1-alpine', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['someone/golang:1.22-alpine', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['mcr.microsoft.com/oss/go/microsoft/golang:1.24', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['cimg/go:1.22', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    ['golangci/golangci-lint:v1.60-alpine', 'unknown', 'unknown', 'unknown', 'unknown', ''],
    [
      'registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64:0.0.1',
      'musl',
      'unknown',
      'unknown',
      '/bin/sh',
      '',
    ],
    ['debian:bookworm-slim@sha256:0', '~glibc ~2.36', '~false', '~true', '~/bin/sh', ''],
    ['debian@sha256:0', '~glibc', 'unknown', 'unknown', 'unknown', ''],
    ['alpine@sha256:0', '~musl', 'unknown', 'unknown', 'unknown', ''],
    ['gcr.io/distroless/static@sha256:0', '~none', '~true', '~true', 'unknown', ''],
    ['busybox@sha256:0', 'unknown', 'unknown', 'unknown', 'unknown', ''],
  ])('%s', (image, libc, ca, zones, shell, user) => {
    const facts = look(image);
    expect({
      libc: libcOf(facts),
      ca: fact(facts.caCertificates),
      zones: fact(facts.timeZoneData),
      shell: fact(facts.shell),
      user: facts.user,
    }).toEqual({ libc, ca, zones, shell, user });
    if (libc !== 'unknown') expect(facts.sources.length, 'sources').toBeGreaterThan(0);
  });
});

describe('libraries beyond the C library', () => {
  it.each<[image: string, has: string, lacks: string]>([
    ['debian:bookworm-slim', 'libstdc++.so.6 libgcc_s.so.1 libz.so.1', 'libsqlite3.so.0 librdkafka.so.1 libssl.so.3'],
    ['debian:trixie-slim', 'libstdc++.so.6 libz.so.1 libssl.so.3', 'librdkafka.so.1 libpcap.so.0.8'],
    ['debian:bullseye-slim', 'libstdc++.so.6 libz.so.1 libssl.so.1.1', 'libssl.so.3'],
    ['gcr.io/distroless/base-debian12', 'libssl.so.3 libcrypto.so.3', 'libz.so.1 libstdc++.so.6'],
    ['gcr.io/distroless/base-debian13', 'libssl.so.3 libz.so.1 libzstd.so.1', 'libstdc++.so.6'],
    ['gcr.io/distroless/cc-debian12', 'libstdc++.so.6 libgcc_s.so.1 libgomp.so.1', 'libz.so.1'],
    ['gcr.io/distroless/base-nossl-debian12', '', 'libssl.so.3 libz.so.1'],
    ['gcr.io/distroless/static', '', 'libz.so.1'],
    ['alpine:3.20', 'libz.so.1 libssl.so.3 libcrypto.so.3', 'libstdc++.so.6 libgcc_s.so.1 libsqlite3.so.0'],
    ['alpine:3.22', 'libz.so.1 libssl.so.3', 'libstdc++.so.6'],
    ['alpine:3.16', 'libz.so.1 libssl.so.1.1', 'libssl.so.3'],
    ['scratch', '', 'libz.so.1'],
  ])('%s has %s, not %s', (image, has, lacks) => {
    const libraries = valueOf(look(image).libraries) ?? new Set<string>();
    expect([...libraries]).toEqual(expect.arrayContaining(has.split(' ').filter((name) => name !== '')));
    for (const name of lacks.split(' ')) expect(libraries.has(name), name).toBe(false);
  });

  it('does not list those of images with many packages', () => {
    for (const image of ['golang:1.26-bookworm', 'nginx:alpine', 'gcr.io/distroless/java17-debian13', 'fedora:43']) {
      expect(look(image).libraries.certainty, image).toBe('unknown');
    }
  });
});

describe('compilers, tools, users', () => {
  it('knows what golang images bring', () => {
    const debian = look('golang:1.24-bookworm');
    expect(debian).toMatchObject({
      family: 'golang',
      workdir: '/go',
      user: '',
      title: 'Go 1.24 on Debian 12 (bookworm)',
    });
    expect(debian.compiler).toMatchObject({ certainty: 'known', value: true });
    expect(debian.libcHeaders).toMatchObject({ value: true });
    expect([...(debian.cCompilers?.keys() ?? [])]).toEqual(['gcc', 'cc', 'g++', 'c++']);
    expect(debian.cCompilers?.get('g++')).toEqual({ language: 'c++', libc: 'glibc' });
    expect([...(valueOf(debian.tools) ?? [])]).toEqual(
      expect.arrayContaining(['git', 'curl', 'wget', 'make', 'ssh', 'go']),
    );
    const alpine = look('golang:1.24-alpine3.22');
    expect(alpine.compiler).toMatchObject({ certainty: 'known', value: false });
    expect(alpine.caCertificates).toMatchObject({ value: true });
    expect(alpine.timeZoneData).toMatchObject({ value: false });
    expect(valueOf(alpine.tools)?.has('git')).toBe(false);
    expect(valueOf(alpine.tools)?.has('wget')).toBe(true);
    expect(alpine.env['PATH']).toMatch(/^\/go\/bin:\/usr\/local\/go\/bin:/);
  });

  it('knows that other base images have no Go and no compiler', () => {
    for (const image of [
      'alpine',
      'debian:12',
      'ubuntu:24.04',
      'scratch',
      'gcr.io/distroless/base-debian12',
      'fedora:43',
    ]) {
      expect(look(image).goVersion, image).toMatchObject({ certainty: 'known', value: undefined });
      expect(look(image).compiler, image).toMatchObject({ value: false });
    }
  });

  it('knows the named users', () => {
    const has = (image: string, user: string) => valueOf(look(image).users)?.includes(user);
    expect(has('gcr.io/distroless/static-debian12', 'nonroot')).toBe(true);
    expect(has('alpine:3.22', 'nobody')).toBe(true);
    expect(has('alpine:3.22', 'nonroot')).toBe(false);
    expect(has('debian:bookworm-slim', 'www-data')).toBe(true);
    expect(has('debian:bookworm-slim', 'app')).toBe(false);
    expect(has('ubuntu:24.04', 'ubuntu')).toBe(true);
    expect(has('ubuntu:22.04', 'ubuntu')).toBe(false);
    expect(has('scratch', 'nobody')).toBe(false);
    expect(has('fedora:43', 'nobody')).toBeUndefined();
  });

  it('tells where useradd and adduser are', () => {
    const has = (image: string, tool: string) => valueOf(look(image).tools)?.has(tool);
    expect([has('alpine:3.22', 'useradd'), has('alpine:3.22', 'adduser')]).toEqual([false, true]);
    expect([has('debian:12', 'useradd'), has('debian:12', 'adduser')]).toEqual([true, true]);
    expect([has('debian:13', 'useradd'), has('debian:13', 'adduser')]).toEqual([true, false]);
  });

  it('gives the shells of distroless debug images, none of which the shell form would start', () => {
    const facts = look('gcr.io/distroless/static:debug');
    expect(valueOf(facts.shells)).toContain('/busybox/sh');
    expect(facts.shell).toMatchObject({ certainty: 'known', value: undefined });
    expect(facts.entrypoint).toMatchObject({ value: ['/busybox/sh'] });
  });

  it('knows nothing of foreign images', () => {
    const facts = look('registry.example.com/team/app:1.0');
    for (const [name, value] of Object.entries(facts)) {
      if (typeof value === 'object' && 'certainty' in value)
        expect(value, name).toMatchObject({ certainty: 'unknown' });
    }
    expect(facts).toMatchObject({ family: undefined, files: 'unknown', configurationKnown: false, sources: [] });
  });
});

describe('mirrors of Docker Hub under other names', () => {
  it.each(['docker.m.daocloud.io/library/golang:1.26-alpine', 'harbor.example.com/proxy/library/golang:1.26-alpine'])(
    'presumes what %s is',
    (image) => {
      const facts = look(image);
      expect(facts).toMatchObject({ family: 'golang', distribution: 'alpine', files: 'unknown' });
      expect(facts.goVersion).toMatchObject({ certainty: 'presumed', value: '1.26' });
      expect(facts.cCompilers).toBeUndefined();
      for (const [name, value] of Object.entries(facts)) {
        const isKnown = typeof value === 'object' && 'certainty' in value && value.certainty === 'known';
        expect(isKnown, name).toBe(false);
      }
    },
  );

  it.each([
    'registry.example.com/library/golang-builder:1',
    'team/library/golang:1.26',
    'registry.example.com/golang:1',
  ])('knows nothing of %s', (image) => {
    expect(look(image).goVersion.certainty).toBe('unknown');
  });
});

describe('names of repositories', () => {
  it.each([
    ['golang', 'golang', undefined],
    ['docker.io/library/golang', 'golang', undefined],
    ['index.docker.io/library/alpine', 'alpine', undefined],
    ['registry-1.docker.io/library/debian', 'debian', undefined],
    ['library/busybox', 'busybox', undefined],
    ['public.ecr.aws/docker/library/golang', 'golang', undefined],
    ['mirror.gcr.io/library/alpine', 'alpine', undefined],
    ['docker.io/tonistiigi/xx', 'tonistiigi/xx', undefined],
    ['arm64v8/golang', 'golang', 'linux/arm64'],
    ['docker.io/amd64/alpine', 'alpine', 'linux/amd64'],
    ['gcr.io/distroless/static-debian12', 'gcr.io/distroless/static-debian12', undefined],
    ['ghcr.io/owner/golang', 'ghcr.io/owner/golang', undefined],
  ])('%s is %s', (given, name, platform) => {
    expect(canonicalRepository(given)).toEqual({ name, platform });
  });

  it('takes the platform from the architecture namespace', () => {
    expect(look('arm32v7/golang:1.26').platforms).toMatchObject({ value: ['linux/arm/v7'] });
    expect(libcOf(look('arm32v7/alpine:3.22'))).toBe('musl 1.2.5');
  });
});

describe('versions', () => {
  it.each([
    ['2.36', '2.41', -1],
    ['2.36', '2.36', 0],
    ['1.2.5', '1.2.4', 1],
    ['1.2.4_git20230717', '1.2.4', 0],
    ['2.9', '2.31', -1],
    ['3.9', '3.22', -1],
    ['1.22', '1.22.0', 0],
  ])('%s against %s: %d', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });
});

describe('sources', () => {
  it('stand in every row', () => {
    const rows = [...alpineRows, ...debianRows, ...distrolessRows, ...rpmRows, ...otherRows, ...directoryLinkRows];
    expect(rows.length).toBeGreaterThan(80);
    for (const row of rows) expect(row.source.length, row.name).toBeGreaterThan(8);
    for (const table of packageTables) expect(table.source, table.manager).not.toBe('');
    expect(goTagSources.length).toBeGreaterThan(0);
  });
});

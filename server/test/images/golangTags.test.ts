import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSettled, valueOf } from '../../src/facts/fact';
import { lookUpImage } from '../../src/images/catalogue';
import { goImageRows, parseGoTag, suiteHistory } from '../../src/images/goTags';
import { golangTagFor, goTagExists, nearestGolangTag, newestGoVersion } from '../../src/images/goTagFixes';

const golang = (tag: string | undefined, digest?: string) => lookUpImage({ repository: 'golang', tag, digest });

/** Tag and the directory of docker-library/golang that it stood on last; up to 1.8 directories had no suite in their name. */
const tags = readFileSync(new URL('golang-tags.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

describe('the suite behind every golang tag', () => {
  it.each(tags)('golang:%s stands on %s', (tag = '', directory = '') => {
    const facts = golang(tag);
    const release = valueOf(facts.release);
    if (directory === 'alpine') expect(release).toMatch(/^3\.\d+$/);
    else if (/^1\.\d$/.test(directory)) expect(release).toBe('jessie');
    else expect(release).toBe(directory.replace(/^alpine/, ''));
    expect(valueOf(facts.libc)?.kind).toBe(directory.startsWith('alpine') ? 'musl' : 'glibc');
    expect(goTagExists(tag)).toBe(true);
  });
});

describe('what is known and what is presumed', () => {
  it.each<[tag: string, release: string, certainty: 'known' | 'presumed', exactGo: string]>([
    ['1.22', 'bookworm', 'known', '1.22.12'],
    ['1.22-alpine', '3.21', 'known', '1.22.12'],
    ['1.26', 'trixie', 'presumed', '1.26.7'],
    ['1.26-bookworm', 'bookworm', 'known', '1.26.7'],
    ['1.26.3', 'trixie', 'known', '1.26.3'],
    ['1.26.3-alpine', '3.23', 'known', '1.26.3'],
    ['1.26.3-alpine3.22', '3.22', 'known', '1.26.3'],
    ['1.26-alpine3.22', '3.22', 'known', '1.26.4'],
    ['1.27', 'trixie', 'presumed', '1.27.0'],
    ['alpine', '3.24', 'presumed', '1.27.0'],
    ['bullseye', 'bullseye', 'known', '1.24.6'],
    ['1.27rc1-alpine3.23', '3.23', 'known', '1.27rc1'],
    ['1.8', 'jessie', 'known', '1.8.7'],
  ])('golang:%s is on %s (%s), Go %s', (tag, release, certainty, exactGo) => {
    const facts = golang(tag);
    expect(facts.release).toMatchObject({ certainty, value: release });
    expect(facts.exactGoVersion).toMatchObject({ value: exactGo });
  });

  it('keeps the version of Go as the tag writes it', () => {
    expect(golang('1.22').goVersion).toMatchObject({ certainty: 'known', value: '1.22' });
    expect(golang('1.22.5-alpine3.19').goVersion).toMatchObject({ certainty: 'known', value: '1.22.5' });
    expect(golang('latest').goVersion).toMatchObject({ certainty: 'presumed', value: '1.27' });
    expect(golang('tip').goVersion.certainty).toBe('unknown');
  });

  it('tells the kind of C library of floating tags for sure, its version only presumably', () => {
    expect(golang(undefined).libc).toMatchObject({ certainty: 'known', value: { kind: 'glibc', version: undefined } });
    expect(golang(undefined).libcVersion).toMatchObject({ certainty: 'presumed', value: '2.41' });
    expect(golang('1.22-bookworm').libc).toMatchObject({
      certainty: 'known',
      value: { kind: 'glibc', version: '2.36' },
    });
    expect(golang('1.24-alpine3.22').libc).toMatchObject({
      certainty: 'known',
      value: { kind: 'musl', version: '1.2.5' },
    });
  });

  it('presumes all of a tag next to a digest, and nothing of a digest alone', () => {
    const both = golang('1.22-alpine', 'sha256:0');
    expect(both.libc).toMatchObject({ certainty: 'presumed', value: { kind: 'musl' } });
    expect(both.compiler).toMatchObject({ certainty: 'presumed', value: false });
    const digest = golang(undefined, 'sha256:0');
    expect(digest.family).toBe('golang');
    expect(digest.libc.certainty).toBe('unknown');
    expect(digest.compiler.certainty).toBe('unknown');
    expect(digest.cCompilers).toBeUndefined();
  });

  it('sets GOTOOLCHAIN=local from 1.21.1 on', () => {
    for (const [tag, value] of [
      ['1.20', undefined],
      ['1.21.0', undefined],
      ['1.21.1-alpine', 'local'],
      ['1.21', 'local'],
      ['1.26-bookworm', 'local'],
      ['latest', 'local'],
    ] as const) {
      expect(golang(tag).env['GOTOOLCHAIN'], tag).toBe(value);
    }
  });

  it('knows a tag that is newer than the table by its suffix', () => {
    expect(golang('1.27.9-alpine3.24').libc).toMatchObject({
      certainty: 'known',
      value: { kind: 'musl', version: '1.2.6' },
    });
    expect(golang('1.28').release).toMatchObject({ certainty: 'presumed', value: 'trixie' });
    expect(golang('1.27.9-alpine3.25').libc).toMatchObject({ value: { kind: 'musl', version: undefined } });
  });

  it('takes Windows images for Windows', () => {
    expect(golang('1.26-windowsservercore-ltsc2022')).toMatchObject({ distribution: 'windows', workdir: 'C:\\go' });
    expect(golang('1.26-nanoserver').compiler).toMatchObject({ value: false });
    const facts = lookUpImage({ repository: 'golang', tag: '1.26', digest: undefined }, { platform: 'windows/amd64' });
    expect(facts.distribution).toBe('windows');
  });
});

describe('which tags exist', () => {
  it.each<[tag: string, exists: boolean | undefined, nearest: string | undefined]>([
    ['1.26', true, undefined],
    ['1.26.7-trixie', true, undefined],
    ['1-alpine3.23', true, undefined],
    ['1.9-jessie', false, '1.9-stretch'],
    ['1.27-alpine3.22', false, '1.27-alpine3.23'],
    ['1.26-bullseye', false, '1.26-bookworm'],
    ['1.22-trixie', false, '1.22-bookworm'],
    ['1.23-trixie', false, '1.23-bookworm'],
    ['1.22-alpine3.22', false, '1.22-alpine3.21'],
    ['1.22.99', false, '1.22.12'],
    ['1.22.13-alpine', false, '1.22.12-alpine'],
    ['1.20-slim', false, '1.20'],
    ['1.26-slim', undefined, undefined],
    ['1.26.8', undefined, undefined],
    ['1.26.6-alpine3.22', false, '1.26.6-alpine3.23'],
    ['1.28-alpine', undefined, undefined],
    ['1.27-alpine3.25', undefined, undefined],
    ['1.27-forky', undefined, undefined],
    ['1.24-forky', false, '1.24-trixie'],
    ['1.24.6-bullseye', true, undefined],
    ['1.24.7-bullseye', false, '1.24.7-bookworm'],
    ['1.27rc1', true, undefined],
    ['1.26rc9', false, '1.26.7'],
    ['1.28rc1', undefined, undefined],
    ['tip-alpine', undefined, undefined],
    ['1.26-windowsservercore-ltsc2022', true, undefined],
    ['1.1', undefined, undefined],
    ['my-branch', undefined, undefined],
  ])('golang:%s: %s, nearest %s', (tag, exists, nearest) => {
    expect(goTagExists(tag)).toBe(exists);
    expect(nearestGolangTag(tag)).toBe(nearest);
    if (nearest !== undefined) expect(goTagExists(nearest)).toBe(true);
  });
});

describe('a tag for a newer Go', () => {
  const version = (text: string) => {
    const [major = 1, minor = 0, patch] = text.split('.').map(Number);
    return { major, minor, patch };
  };
  it.each<[wanted: string, present: string, tag: string | undefined, sameSuite: boolean]>([
    ['1.24.0', '1.22', '1.27', true],
    ['1.24.0', '1.22.5', '1.27.0', true],
    ['1.24.0', '1.22-alpine', '1.27-alpine', true],
    ['1.24', '1.22.1-alpine', '1.27.0-alpine', true],
    ['1.24.0', '1.23-bookworm', '1.27-bookworm', true],
    ['1.24.7', '1.23-bullseye', '1.27-trixie', false],
    ['1.24.1', '1.23-bullseye', '1.24-bullseye', true],
    ['1.25', '1.24-alpine3.21', '1.25-alpine3.21', true],
    ['1.26', '1.22-bullseye', '1.27-trixie', false],
    ['1.26', '1.22-alpine3.19', '1.27-alpine3.24', false],
    ['1.26.6', '1.26.3-alpine3.22', '1.27.0-alpine3.24', false],
    ['1.25', '1.24-windowsservercore-ltsc2022', '1.27-windowsservercore-ltsc2022', true],
    ['1.28', '1.22', undefined, false],
    ['1.22', 'something', undefined, false],
  ])('Go %s instead of golang:%s: %s', (wanted, present, tag, sameSuite) => {
    expect(golangTagFor(version(wanted), present)).toEqual(tag && { tag, sameSuite });
    if (tag !== undefined) expect(goTagExists(tag)).toBe(true);
  });

  it('names the newest Go of a suffix', () => {
    expect(newestGoVersion('bullseye')).toBe('1.24.6');
    expect(newestGoVersion('alpine3.21')).toBe('1.25.5');
    expect(newestGoVersion(undefined)).toBe('1.27.0');
  });
});

describe('the table', () => {
  it('has a date and a suite in every row, newest version first', () => {
    expect(goImageRows.length).toBeGreaterThan(300);
    for (const row of goImageRows) {
      expect(row.date, row.version).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(parseGoTag(row.version)?.precision, row.version).toBe('exact');
      for (const suffix of row.suffixes) {
        const facts = golang(`${row.version}-${suffix}`);
        expect(isSettled(facts.libc) && facts.libc.certainty, `${row.version}-${suffix}`).toBe('known');
      }
    }
  });

  it('tells when a floating tag moved', () => {
    expect(suiteHistory('1.24')).toEqual([
      ['2025-02-11', 'bookworm'],
      ['2025-08-12', 'trixie'],
    ]);
    expect(suiteHistory('latest').at(-1)).toEqual(['2025-08-12', 'trixie']);
  });
});

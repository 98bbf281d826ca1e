import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { parsePlatform } from '../../src/dockerfile/platform';
import { platformArgs } from '../../src/dockerfile/scope';
import { defaultPath } from '../../src/facts/searchPath';
import type { Fact } from '../../src/facts/fact';
import { environmentValue } from '../../src/model/stageState';

const linux = { os: 'linux', architecture: 'amd64', variant: undefined };

function show(fact: Fact<string> | undefined): string {
  if (!fact) return 'not set';
  return fact.certainty === 'unknown' ? `unknown: ${fact.why}` : fact.value;
}

/** Some variables at the end of a Dockerfile whose base image `a` sets BASE, and PATH as every image does. */
function walk(text: string, names: readonly string[], given: Readonly<Record<string, string>> = {}): string[] {
  const { model } = analyse({
    text: text.replace('FROM a', 'FROM scratch AS a\nENV BASE=image'),
    context: undefined,
    buildArgs: given,
  });
  const stage = model.stages.at(-1);
  return names.map((name) => show(stage && environmentValue(stage, name)));
}

describe('which value a variable has', () => {
  test.each<[string, string, string[], string[]]>([
    ['default', 'FROM a\nARG X=1', ['X'], ['1']],
    ['no default', 'FROM a\nARG X', ['X'], ['unknown: build-arg']],
    ['not declared', 'FROM a', ['X'], ['not set']],
    ['a global ARG is not visible', 'ARG X=1\nFROM a', ['X'], ['not set']],
    ['a global ARG is visible once declared', 'ARG X=1\nFROM a\nARG X', ['X'], ['1']],
    ['a default in the stage beats the global one', 'ARG X=1\nFROM a\nARG X=2', ['X'], ['2']],
    ['a global ARG sees the ones before', 'ARG V=1.22\nARG X=golang:$V\nFROM a\nARG X', ['X'], ['golang:1.22']],
    ['a global ARG sees the platform', 'ARG X=$TARGETARCH\nFROM a\nARG X', ['X'], ['amd64']],
    ['an automatic ARG needs a declaration', 'FROM a', ['TARGETARCH'], ['not set']],
    ['an automatic ARG', 'FROM a\nARG TARGETARCH', ['TARGETARCH'], ['amd64']],
    ['a default beats the automatic value', 'FROM a\nARG TARGETARCH=arm64', ['TARGETARCH'], ['arm64']],
    ['a variant that is not there is empty', 'FROM a\nARG TARGETVARIANT', ['TARGETVARIANT'], ['']],
    ['several ARGs see each other', 'FROM a\nARG A=1 B=$A-x', ['B'], ['1-x']],
    ['ENV beats an ARG above it', 'FROM a\nARG X=arg\nENV X=env', ['X'], ['env']],
    ['an ARG below ENV beats it in the stage', 'FROM a\nENV X=env\nARG X=arg', ['X'], ['arg']],
    ['but not in a stage built on it', 'FROM a\nENV X=env\nARG X=arg\nFROM a', ['X'], ['env']],
    ['a stage inherits ARGs', 'FROM a\nARG X=1\nFROM a', ['X'], ['1']],
    ['a stage inherits ENVs', 'FROM a\nENV X=1\nFROM a', ['X'], ['1']],
    ['the values of one ENV see the state before it', 'FROM a\nENV A=1 B=${A:-none}', ['A', 'B'], ['1', 'none']],
    ['ENV keeps the ARG it was set from', 'FROM a\nARG A=1\nENV B=$A', ['B'], ['1']],
    ['the base image', 'FROM a\nENV X=$BASE', ['X', 'PATH'], ['image', defaultPath]],
    ['PATH is extended', 'FROM a\nENV PATH=/x:$PATH', ['PATH'], [`/x:${defaultPath}`]],
    ['a computed name', 'FROM a\nARG N=Y\nENV $N=1', ['Y'], ['1']],
    ['a name that is not known', 'FROM a\nARG N\nENV $N=1', ['Z'], ['unknown: foreign-image']],
    ['the scan for the SBOM', 'FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE=true', ['BUILDKIT_SBOM_SCAN_STAGE'], ['not set']],
  ])('%s', (_, text, names, expected) => {
    expect(walk(text, names)).toEqual(expected);
  });

  test('--build-arg beats defaults and automatic values, but needs an ARG', () => {
    const text = 'ARG G=1\nFROM a\nARG G\nARG X=1\nARG TARGETARCH\nARG N';
    const given = { G: 'g', X: 'x', TARGETARCH: 'riscv64', N: 'n', Z: 'z' };
    expect(walk(text, ['G', 'X', 'TARGETARCH', 'N', 'Z'], given)).toEqual(['g', 'x', 'riscv64', 'n', 'not set']);
  });

  test.each([
    ['on a foreign image nothing is surely unset', 'example.com/own'],
    ['an image for Windows brings its own PATH', 'mcr.microsoft.com/windows/nanoserver:ltsc2022'],
  ])('%s', (_, image) => {
    const [stage] = analyse({ text: `FROM ${image}`, context: undefined }).model.stages;
    expect(show(stage && environmentValue(stage, 'PATH'))).toBe('unknown: foreign-image');
  });
});

test('platformArgs', () => {
  const target = parsePlatform('linux/arm/v7') ?? linux;
  expect(Object.fromEntries(platformArgs(target, linux, 'release'))).toEqual({
    BUILDPLATFORM: 'linux/amd64',
    BUILDOS: 'linux',
    BUILDOSVERSION: '',
    BUILDARCH: 'amd64',
    BUILDVARIANT: '',
    TARGETPLATFORM: 'linux/arm/v7',
    TARGETOS: 'linux',
    TARGETOSVERSION: '',
    TARGETARCH: 'arm',
    TARGETVARIANT: 'v7',
    TARGETSTAGE: 'release',
  });
});

import { expect, test } from 'vitest';
import type { EngineKind } from '../../../../src/docker/engine';
import {
  type Destination,
  engineWords,
  loadedImageWords,
  manifestWords,
  unfinishedName,
} from '../../../../src/docker/multiArch/words';
import { buildInputs } from '../../../support/buildInputs';

const inputs = buildInputs({
  dockerfile: '/shop/Dockerfile',
  context: '/shop',
  target: 'ship',
  platform: 'linux/riscv64',
  buildArgs: { A: '1' },
});
const common = '-f /shop/Dockerfile --target ship --build-arg A=1';
const names = ['r.io/shop:1', 'r.io/shop:latest'];

/** The words of each program, as a person would write them. */
const cases: readonly (readonly [EngineKind, Destination, readonly string[]])[] = [
  [
    'docker',
    { kind: 'push' },
    [
      `buildx build --progress=plain --builder farm ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest --push /shop`,
    ],
  ],
  [
    'docker',
    { kind: 'load' },
    [
      `buildx build --progress=plain --builder farm ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest --load /shop`,
    ],
  ],
  [
    'docker',
    { kind: 'archive', path: '/out/shop.tar' },
    [
      `buildx build --progress=plain --builder farm ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest --output type=oci,dest=/out/shop.tar /shop`,
    ],
  ],
  [
    'docker',
    { kind: 'files', path: '/out' },
    [
      `buildx build --progress=plain --builder farm ${common} --platform linux/amd64,linux/arm/v7 --output type=local,dest=/out /shop`,
    ],
  ],
  [
    'nerdctl',
    { kind: 'push' },
    [
      `build --progress=plain ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest /shop`,
      'push --all-platforms r.io/shop:1',
      'push --all-platforms r.io/shop:latest',
    ],
  ],
  [
    'nerdctl',
    { kind: 'load' },
    [`build --progress=plain ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest /shop`],
  ],
  [
    'nerdctl',
    { kind: 'files', path: '/out' },
    [`build --progress=plain ${common} --platform linux/amd64,linux/arm/v7 --output type=local,dest=/out /shop`],
  ],
  [
    'podman',
    { kind: 'push' },
    [
      `build ${common} --platform linux/amd64,linux/arm/v7 --manifest unfinished /shop`,
      'tag unfinished r.io/shop:1 r.io/shop:latest',
      'manifest rm unfinished',
      'manifest push --all r.io/shop:1 docker://r.io/shop:1',
      'manifest push --all r.io/shop:1 docker://r.io/shop:latest',
    ],
  ],
  [
    'podman',
    { kind: 'load' },
    [
      `build ${common} --platform linux/amd64,linux/arm/v7 --manifest unfinished /shop`,
      'tag unfinished r.io/shop:1 r.io/shop:latest',
      'manifest rm unfinished',
    ],
  ],
  [
    'podman',
    { kind: 'archive', path: '/out/shop.tar' },
    [
      `build ${common} --platform linux/amd64,linux/arm/v7 --manifest unfinished /shop`,
      'tag unfinished r.io/shop:1 r.io/shop:latest',
      'manifest rm unfinished',
      'manifest push --all r.io/shop:1 oci-archive:/out/shop.tar',
    ],
  ],
  [
    'podman',
    { kind: 'files', path: '/out' },
    [
      `build ${common} --platform linux/amd64 --output type=local,dest=/out/linux_amd64 /shop`,
      `build ${common} --platform linux/arm/v7 --output type=local,dest=/out/linux_arm_v7 /shop`,
    ],
  ],
];

const given = {
  build: { inputs, stage: undefined },
  platforms: ['linux/amd64', 'linux/arm/v7'],
  names,
  builder: 'farm',
};

test.each(cases)('%s %j', (kind, destination, expected) => {
  const { run } = engineWords[kind]({ ...given, destination }, 'unfinished');
  expect(run).toEqual(expected.map((line) => line.split(' ')));
});

/** What podman 4.3.1 of Debian 12 prints for options it does not know: "Error: unknown flag". */
const flagsOfPodman43: Readonly<Record<string, readonly string[]>> = {
  'manifest rm': [],
  'manifest push': ['--all'],
  tag: [],
};

test('podman 4.3 knows each option, and what bears the name before it is whole is another list', () => {
  for (const destination of [{ kind: 'push' }, { kind: 'load' }, { kind: 'archive', path: '/o' }] as const) {
    const { run, undo } = engineWords.podman({ ...given, destination }, 'unfinished');
    for (const [command, flags] of Object.entries(flagsOfPodman43))
      for (const words of run.filter((one) => one.join(' ').startsWith(command)))
        expect(words.filter((word) => word.startsWith('-'))).toEqual(flags);
    expect(run[0]?.some((word) => names.includes(word))).toBe(false);
    expect(undo).toEqual(['manifest', 'rm', 'unfinished']);
  }
  expect(unfinishedName(0)).toMatch(/^localhost\/[a-z-]+:[0-9a-f]+$/);
  expect(unfinishedName(0.5)).not.toBe(unfinishedName(0.25));
});

test('places that would be read otherwise are quoted as CSV', () => {
  const more = { platforms: ['darwin/arm64'], destination: { kind: 'files', path: '/o, "u" t/ü' }, names: [] } as const;
  const [words] = engineWords.docker({ ...given, ...more, builder: undefined }, 'unfinished').run;
  expect(words).toContain('type=local,"dest=/o, ""u"" t/ü"');
});

test('what shows the manifests', () => {
  expect(manifestWords.docker('a:b', undefined).join(' ')).toBe('buildx imagetools inspect --raw a:b');
  expect(manifestWords.docker('a:b', 'farm').join(' ')).toBe('buildx imagetools inspect --raw --builder farm a:b');
  expect(manifestWords.podman('a:b', 'farm').join(' ')).toBe('manifest inspect a:b');
  expect(manifestWords.nerdctl('a:b', undefined).join(' ')).toBe('manifest inspect a:b');
  expect(loadedImageWords('docker', 'a:b', 'linux/arm64').join(' ')).toBe('image inspect --platform linux/arm64 a:b');
  expect(loadedImageWords('nerdctl', 'a:b', undefined).join(' ')).toBe('image inspect a:b');
  expect(loadedImageWords('podman', 'a:b', 'linux/arm64').join(' ')).toBe('manifest inspect a:b');
});

import { expect, test } from 'vitest';
import type { EngineKind } from '../../../../src/docker/engine';
import { type Destination, engineWords, loadedImageWords, manifestWords } from '../../../../src/docker/multiArch/words';
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
      `buildx build --builder farm ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest --push /shop`,
    ],
  ],
  [
    'docker',
    { kind: 'load' },
    [
      `buildx build --builder farm ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest --load /shop`,
    ],
  ],
  [
    'docker',
    { kind: 'archive', path: '/out/shop.tar' },
    [
      `buildx build --builder farm ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest --output type=oci,dest=/out/shop.tar /shop`,
    ],
  ],
  [
    'docker',
    { kind: 'files', path: '/out' },
    [`buildx build --builder farm ${common} --platform linux/amd64,linux/arm/v7 --output type=local,dest=/out /shop`],
  ],
  [
    'nerdctl',
    { kind: 'push' },
    [
      `build ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest /shop`,
      'push --all-platforms r.io/shop:1',
      'push --all-platforms r.io/shop:latest',
    ],
  ],
  [
    'nerdctl',
    { kind: 'load' },
    [`build ${common} --platform linux/amd64,linux/arm/v7 -t r.io/shop:1 -t r.io/shop:latest /shop`],
  ],
  [
    'nerdctl',
    { kind: 'files', path: '/out' },
    [`build ${common} --platform linux/amd64,linux/arm/v7 --output type=local,dest=/out /shop`],
  ],
  [
    'podman',
    { kind: 'push' },
    [
      'manifest rm --ignore r.io/shop:1',
      `build ${common} --platform linux/amd64,linux/arm/v7 --manifest r.io/shop:1 /shop`,
      'manifest push --all r.io/shop:1 docker://r.io/shop:1',
      'manifest push --all r.io/shop:1 docker://r.io/shop:latest',
    ],
  ],
  [
    'podman',
    { kind: 'load' },
    [
      'manifest rm --ignore r.io/shop:1',
      `build ${common} --platform linux/amd64,linux/arm/v7 --manifest r.io/shop:1 /shop`,
      'tag r.io/shop:1 r.io/shop:latest',
    ],
  ],
  [
    'podman',
    { kind: 'archive', path: '/out/shop.tar' },
    [
      'manifest rm --ignore r.io/shop:1',
      `build ${common} --platform linux/amd64,linux/arm/v7 --manifest r.io/shop:1 /shop`,
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

test.each(cases)('%s %j', (kind, destination, expected) => {
  const programs = engineWords[kind]({
    build: { inputs, stage: undefined },
    platforms: ['linux/amd64', 'linux/arm/v7'],
    names,
    destination,
    builder: 'farm',
  });
  expect(programs).toEqual(expected.map((line) => line.split(' ')));
});

test('places that would be read otherwise are quoted as CSV', () => {
  const [words] = engineWords.docker({
    build: { inputs, stage: undefined },
    platforms: ['darwin/arm64'],
    names: [],
    destination: { kind: 'files', path: '/o, "u" t/ü' },
    builder: undefined,
  });
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

import { describe, expect, test } from 'vitest';
import { readImageSize, readLoadedImage, readManifestList } from '../../../../src/docker/multiArch/manifestList';
import { compare, verify } from '../../../../src/docker/multiArch/verify';

function descriptor(platform: object, digest: string, more: object = {}): object {
  return { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 480, platform, ...more };
}

test('a list of manifests is told without what describes the images', () => {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      descriptor({ architecture: 'amd64', os: 'linux' }, 'sha256:11'),
      descriptor({ architecture: 'arm', os: 'linux', variant: 'v7' }, 'sha256:22'),
      descriptor({ architecture: 'arm64', os: 'linux', variant: 'v8' }, 'sha256:33'),
      descriptor({ architecture: 'unknown', os: 'unknown' }, 'sha256:44', {
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      }),
    ],
  });
  const list = readManifestList(text);
  expect(list?.images.map(({ platform, digest, manifestSize }) => `${platform} ${digest} ${manifestSize}`)).toEqual([
    'linux/amd64 sha256:11 480',
    'linux/arm/v7 sha256:22 480',
    'linux/arm64 sha256:33 480',
  ]);
  expect(list?.attestations).toBe(1);
  expect(list?.mediaType).toBe('application/vnd.oci.image.index.v1+json');
  expect(list?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('a manifest that stands alone', () => {
  const text = JSON.stringify({ mediaType: 'm', config: { size: 5 }, layers: [{ size: 10 }, { size: 20 }] });
  expect(readManifestList(text)?.images).toMatchObject([{ platform: '', imageSize: 35 }]);
  expect(readImageSize(text)).toBe(35);
});

test.each(['', 'ERROR: not found', '[]', 'null', '{}', '{"layers":1'])('no manifest: %s', (text) => {
  expect(readManifestList(text)).toBeUndefined();
  expect(readImageSize(text)).toBeUndefined();
});

test('an image in the store of the engine', () => {
  const image = { Id: 'sha256:5d', Architecture: 'arm', Variant: 'v6', Os: 'linux', Size: 1347606 };
  expect(readLoadedImage(JSON.stringify([{ ...image, Descriptor: { digest: 'sha256:5d', size: 480 } }]))).toEqual({
    platform: 'linux/arm/v6',
    digest: 'sha256:5d',
    manifestSize: 480,
    imageSize: 1347606,
  });
  expect(readLoadedImage(JSON.stringify([{ ...image, Variant: 'v7' }]))).toMatchObject({
    platform: 'linux/arm/v7',
    digest: 'sha256:5d',
  });
  for (const text of ['', '[]', 'No such image']) expect(readLoadedImage(text)).toBeUndefined();
});

describe('whether a program is for the platform', () => {
  test.each([
    ['linux/amd64', 'linux', 'amd64', '', 'right', 'linux/amd64'],
    ['linux/amd64', 'linux', 'amd64', 'v3', 'right', 'linux/amd64'],
    ['linux/arm64', 'linux', 'amd64', '', 'wrong', 'linux/amd64'],
    ['linux/arm/v6', 'linux', 'arm', '7', 'wrong', 'linux/arm/v7'],
    ['linux/arm/v7', 'linux', 'arm', '6', 'right', 'linux/arm/v6'],
    ['linux/arm', 'linux', 'arm', '7,hardfloat', 'right', 'linux/arm/v7'],
    ['linux/arm/v7', 'linux', 'arm', '', 'right', 'linux/arm'],
    ['darwin/arm64', 'linux', 'arm64', '', 'wrong', 'linux/arm64'],
  ])('%s by one for %s/%s %s: %s', (platform, goos, goarch, variant, outcome, says) => {
    expect(compare(platform, { goos, goarch, variant })).toEqual({ platform, outcome, says });
  });

  test('is not known where nobody can look', async () => {
    const places = [{ platform: 'linux/amd64', image: 'a' }];
    expect(await verify(places, () => Promise.resolve({ problem: 'no shell' }))).toEqual([
      { platform: 'linux/amd64', outcome: 'unknown', says: 'no shell' },
    ]);
  });
});

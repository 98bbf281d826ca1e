import { expect, test } from 'vitest';
import { calledByPlace, workloadsRunning, type Candidate } from '../../src/manifests/images';
import { readWorkloads } from '../../src/manifests/read';

function candidates(...images: readonly string[]): readonly Candidate[] {
  const text = images
    .map((image) => `kind: Pod\nmetadata:\n  name: "${image}"\nspec:\n  containers:\n    - image: "${image}"\n`)
    .join('---\n');
  return readWorkloads(text).map((workload, index) => ({ path: 'a.yaml', index, workload }));
}

test.each([
  {
    why: 'the same repository',
    images: ['reg.io/shop:2', 'reg.io/other'],
    own: ['reg.io/shop:1'],
    found: ['reg.io/shop:2'],
  },
  {
    why: 'a digest',
    images: ['reg.io:5000/shop@sha256:1'],
    own: ['reg.io:5000/shop'],
    found: ['reg.io:5000/shop@sha256:1'],
  },
  { why: 'a computed registry', images: ['reg.io/shop:2', 'nginx'], own: ['${REG}/shop:$V'], found: ['reg.io/shop:2'] },
  { why: 'named, and nothing runs it', images: ['reg.io/other:2'], own: ['reg.io/shop:1'], found: [] },
  {
    why: 'the only one of the project',
    images: ['reg.io/shop:2', 'postgres:18', 'registry.k8s.io/pause'],
    own: [],
    found: ['reg.io/shop:2'],
  },
  { why: 'it could be either', images: ['reg.io/shop', 'reg.io/cart'], own: [], found: [] },
  {
    why: 'the other one is built elsewhere',
    images: ['reg.io/shop', 'reg.io/cart'],
    own: [],
    others: ['cart:dev'],
    found: ['reg.io/shop'],
  },
  {
    why: 'a tag without a registry',
    images: ['reg.io/team/shop:2', 'reg.io/cart'],
    own: ['shop:dev'],
    found: ['reg.io/team/shop:2'],
  },
  {
    why: 'a tag without a registry, and the image is that of another',
    images: ['reg.io/a/shop:2'],
    own: ['shop:dev'],
    others: ['reg.io/a/shop:1'],
    found: [],
  },
  {
    why: 'called as its folder',
    images: ['reg.io/team/shop:1.2', 'reg.io/team/cart:1'],
    own: [],
    called: { own: 'shop', others: ['cart'] },
    found: ['reg.io/team/shop:1.2'],
  },
  {
    why: 'called as its folder, and run by several',
    images: ['reg.io/team/shop:1.2', 'reg.io/team/shop:1.3', 'reg.io/team/cart'],
    own: [],
    called: { own: 'shop', others: [] },
    found: ['reg.io/team/shop:1.2', 'reg.io/team/shop:1.3'],
  },
  {
    why: 'called as its folder, but in two registries',
    images: ['reg.io/team/shop', 'old.io/shop'],
    own: [],
    called: { own: 'shop', others: [] },
    found: [],
  },
  {
    why: 'called as the folder of another Dockerfile',
    images: ['reg.io/team/cart'],
    own: [],
    called: { own: 'shop', others: ['cart'] },
    found: [],
  },
  {
    why: 'two Dockerfiles are called so',
    images: ['reg.io/team/shop', 'reg.io/team/cart'],
    own: [],
    called: { own: 'shop', others: ['shop'] },
    found: [],
  },
  {
    why: 'tags come before places',
    images: ['reg.io/team/shop', 'reg.io/team/web'],
    own: ['reg.io/team/web'],
    called: { own: 'shop', others: [] },
    found: ['reg.io/team/web'],
  },
  {
    why: 'a public image that is called as the folder',
    images: ['nginx:1.29'],
    own: [],
    called: { own: 'nginx', others: [] },
    found: [],
  },
  { why: 'a computed image', images: ['${IMAGE}'], own: [], found: [] },
])('$why', ({ images, own, others = [], called, found }) => {
  expect(workloadsRunning(candidates(...images), own, others, called).map(({ workload }) => workload.name)).toEqual(
    found,
  );
});

test.each([
  ['shop', 'Dockerfile', 'shop'],
  ['Shop', 'Containerfile', 'shop'],
  ['build', 'Dockerfile.shop', 'shop'],
  ['build', 'shop.dockerfile', 'shop'],
])('%s/%s is called %s', (folder, name, called) => {
  expect(calledByPlace(folder, name)).toBe(called);
});

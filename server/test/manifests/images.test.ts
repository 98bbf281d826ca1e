import { expect, test } from 'vitest';
import { workloadsRunning, type Candidate } from '../../src/manifests/images';
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
  { why: 'a computed image', images: ['${IMAGE}'], own: [], found: [] },
])('$why', ({ images, own, others = [], found }) => {
  expect(workloadsRunning(candidates(...images), own, others).map(({ workload }) => workload.name)).toEqual(found);
});

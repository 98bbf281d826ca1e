import type { BuildInputs } from '../../src/protocol';

/** Inputs of a build that needs nothing but its Dockerfile, and what is told of it. */
export function buildInputs(more: Partial<BuildInputs> & Pick<BuildInputs, 'dockerfile' | 'context'>): BuildInputs {
  return {
    target: null,
    platform: null,
    platforms: [],
    buildArgs: {},
    capabilities: [],
    missingArgs: [],
    secrets: [],
    ssh: [],
    stages: [],
    buildsGo: true,
    ports: [],
    listens: [],
    healthcheck: false,
    ...more,
  };
}

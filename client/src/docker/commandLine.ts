import { basename } from 'node:path';
import type { BuildInputs } from '../protocol';

/** What is to be built, and what of it. */
export interface Build {
  readonly inputs: BuildInputs;
  /** By name or number; undefined for the target of the settings, or else the last stage. */
  readonly stage: string | undefined;
}

/**
 * The arguments of `docker` that build an image for one platform. Each is a word of its own that no shell reads, so that names
 * may hold what they like.
 */
export function buildArguments(build: Build): readonly string[] {
  const { platform } = build.inputs;
  return ['build', ...common(build), ...(platform === null ? [] : ['--platform', platform]), ...tagAndContext(build)];
}

/** What a build is told wherever its image goes: Dockerfile, target, build arguments. */
export function optionsOf(build: Build): readonly string[] {
  return [...common(build), ...buildArgs(build)];
}

/** The arguments of `docker` that run the image once, in the terminal. */
export function runArguments(build: Build): readonly string[] {
  const { platform, capabilities } = build.inputs;
  const allowed = capabilities.map((name) => `--cap-add=${name}`);
  return ['run', '--rm', '-it', ...allowed, ...(platform === null ? [] : ['--platform', platform]), imageName(build)];
}

/** `shop:dev` for a context folder `Shop`; `shop:dev-build` for a stage of it that is not shipped. */
export function imageName({ inputs, stage }: Build): string {
  const name = basename(inputs.context)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .slice(0, 100)
    .replace(/^[._-]+|[._-]+$/g, '');
  const suffix = stage === undefined ? '' : `-${stage.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 100)}`;
  return `${name === '' ? 'app' : name}:dev${suffix}`;
}

function common({ inputs, stage }: Build): readonly string[] {
  const target = stage ?? inputs.target;
  return ['-f', inputs.dockerfile, ...(target === null ? [] : ['--target', target])];
}

function tagAndContext(build: Build): readonly string[] {
  return [...buildArgs(build), '-t', imageName(build), build.inputs.context];
}

function buildArgs({ inputs }: Build): readonly string[] {
  return Object.entries(inputs.buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
}

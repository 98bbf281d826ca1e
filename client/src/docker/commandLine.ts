import { basename } from 'node:path';
import type { BuildInputs } from '../protocol';
import type { EngineKind } from './engine';
import { isEngineVariable } from './engineVariables';
import type { BuildOptions } from './options';
import { isSecretArgument } from './secretArguments';

/** What is to be built, and what of it. */
export interface Build {
  readonly inputs: BuildInputs;
  /** By name or number; undefined for the target of the settings, or else the last stage. */
  readonly stage: string | undefined;
  /** Of a task, or what the user has answered. They count more than the inputs. */
  readonly options?: BuildOptions;
}

/**
 * The arguments of `docker` that build an image for one platform. Each is a word of its own that no shell reads, so that names
 * may hold what they like.
 */
export function buildArguments(build: Build, kind: EngineKind = 'docker'): readonly string[] {
  const platform = build.options?.platform ?? build.inputs.platform;
  // Lines that can be read while they come; podman prints no others.
  const progress = kind === 'podman' ? [] : ['--progress=plain'];
  return [
    ...['build', ...progress, ...common(build), ...(platform === null ? [] : ['--platform', platform])],
    ...tagAndContext(build),
  ];
}

/** What a build is told wherever its image goes: Dockerfile, target, build arguments. */
export function optionsOf(build: Build): readonly string[] {
  return [...common(build), ...inside(build)];
}

/** `shop:dev` for a context folder `Shop`; `shop:dev-build` for a stage of it that is not shipped. */
export function imageName({ inputs, stage, options }: Build): string {
  const [tag] = options?.tags ?? [];
  if (tag !== undefined) return tag;
  const name = basename(options?.context ?? inputs.context)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .slice(0, 100)
    .replace(/^[._-]+|[._-]+$/g, '');
  const suffix = stage === undefined ? '' : `-${stage.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 100)}`;
  return `${name === '' ? 'app' : name}:dev${suffix}`;
}

/**
 * What the environment of the command line holds for a build beside that of the engine: build arguments that are secrets, which
 * lists of processes would show otherwise. All engines take a `--build-arg` without a value from there (docker buildx build,
 * podman-build.1.md, nerdctl: pkg/cmd/builder/build.go). Not those that the engine would obey itself, such as HTTP_PROXY.
 */
export function buildEnvironment({ inputs, options = {} }: Build): Readonly<Record<string, string>> {
  const args = Object.entries({ ...inputs.buildArgs, ...options.buildArgs });
  return Object.fromEntries(args.filter(([name, value]) => isGivenByEnvironment(name, value)));
}

function isGivenByEnvironment(name: string, value: string): boolean {
  return isSecretArgument(name, value) && !isEngineVariable(name);
}

function common({ inputs, stage, options }: Build): readonly string[] {
  const target = stage ?? options?.target ?? inputs.target;
  return ['-f', inputs.dockerfile, ...(target === null ? [] : ['--target', target])];
}

function tagAndContext(build: Build): readonly string[] {
  const { inputs, options = {} } = build;
  return [...inside(build), ...each('-t', options.tags ?? [imageName(build)]), options.context ?? inputs.context];
}

/** What the instructions of the Dockerfile find: build arguments, secrets, caches. */
function inside({ inputs, options = {} }: Build): readonly string[] {
  const args = Object.entries({ ...inputs.buildArgs, ...options.buildArgs }).map(([name, value]) =>
    // Without a value it is that of the environment.
    isGivenByEnvironment(name, value) ? name : `${name}=${value}`,
  );
  const secrets = (options.secrets ?? []).map(({ id, src, env }) =>
    [`id=${id}`, ...(src === undefined ? [] : [`src=${src}`]), ...(env === undefined ? [] : [`env=${env}`])]
      .map(quoteCsv)
      .join(','),
  );
  return [
    ...each('--build-arg', args),
    ...each('--secret', secrets),
    ...each('--ssh', options.ssh),
    ...each('--cache-from', options.cacheFrom),
    ...each('--cache-to', options.cacheTo),
    ...(options.noCache ? ['--no-cache'] : []),
    ...(options.pull ? ['--pull'] : []),
    ...(options.args ?? []),
  ];
}

function each(flag: string, values: readonly string[] = []): readonly string[] {
  return values.flatMap((value) => [flag, value]);
}

/** docker reads the value of --secret as a line of comma-separated values (buildx, util/buildflags). */
function quoteCsv(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

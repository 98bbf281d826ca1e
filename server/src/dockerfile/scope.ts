import { type Evidence, evidence, type Fact, known, unknown, type UnknownFact } from '../facts/fact';
import { defaultPath } from '../facts/searchPath';
import { expandWord } from './expand';
import type { ArgInstruction, Dockerfile, EnvInstruction } from './instruction';
import type { Lookup } from './lex';
import { formatPlatform, type Platform } from './platform';

export { formatPlatform, parsePlatform, type Platform } from './platform';

/**
 * The variables of a build stage at one point, as BuildKit keeps them: one list for ARG and ENV, in which the later declaration
 * wins, and beside it the environment of the image, which alone a container sees.
 *
 * The Dockerfile reference says that ENV always overrides an ARG of the same name. BuildKit's dispatchArg and dispatchEnv
 * just write the same list one after the other, so an ARG below the ENV wins until the end of the stage (tried with Docker 28.5);
 * in a stage built on it the image's environment is written again and ENV wins.
 */
export interface Scope {
  /** What `$name` gives in an instruction and in a RUN. */
  readonly variables: ReadonlyMap<string, Fact<string>>;
  /** What ENV and the base image set. */
  readonly environment: ReadonlyMap<string, Fact<string>>;
  /** What is to be said of a name in neither: undefined if it is surely not set, unknown on a foreign base image. */
  readonly others: UnknownFact | undefined;
}

/** What the builder is told from outside. */
export interface BuildArguments {
  /** `--build-arg`, by name. */
  readonly buildArgs: ReadonlyMap<string, string>;
  /** The ARGs before the first FROM and the automatic ones, from `resolveGlobalArgs`. */
  readonly globalArgs: ReadonlyMap<string, Fact<string>>;
  readonly escape: Dockerfile['escape'];
}

/** They configure the scan for the SBOM and never become variables (BuildKit: nonEnvArgs). */
const notVariables = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/**
 * The automatic ARGs (BuildKit: defaultArgs). A variant that the platform does not have is an empty text, not absent.
 * `targetStage` is the name of the stage that is built; Docker says `default` for one without a name.
 */
export function platformArgs(target: Platform, build: Platform, targetStage = 'default'): Map<string, string> {
  return new Map([
    ['BUILDPLATFORM', formatPlatform(build)],
    ['BUILDOS', build.os],
    ['BUILDOSVERSION', ''],
    ['BUILDARCH', build.architecture],
    ['BUILDVARIANT', build.variant ?? ''],
    ['TARGETPLATFORM', formatPlatform(target)],
    ['TARGETOS', target.os],
    ['TARGETOSVERSION', ''],
    ['TARGETARCH', target.architecture],
    ['TARGETVARIANT', target.variant ?? ''],
    ['TARGETSTAGE', targetStage],
  ]);
}

/**
 * The variables that FROM lines see, and that an ARG without default in a stage takes over: the automatic ones, overridden by
 * the ARGs before the first FROM, overridden by `--build-arg` (BuildKit: defaultArgs, buildMetaArgs). An ARG that nobody gives
 * a value is unknown. Each value sees the ARGs before it.
 */
export function resolveGlobalArgs(
  args: readonly ArgInstruction[],
  {
    buildArgs,
    automatic,
    escape,
  }: { buildArgs: ReadonlyMap<string, string>; automatic: ReadonlyMap<string, string>; escape: Dockerfile['escape'] },
): Map<string, Fact<string>> {
  const globals = new Map<string, Fact<string>>();
  for (const [name, value] of automatic) {
    const given = buildArgs.get(name);
    globals.set(
      name,
      given === undefined ? known(value, evidence(undefined, `${name} is "${value}"`)) : fromBuildArg(name, given),
    );
  }
  for (const arg of args.flatMap((instruction) => instruction.args)) {
    const given = buildArgs.get(arg.name);
    if (given !== undefined) globals.set(arg.name, fromBuildArg(arg.name, given));
    else if (arg.value) {
      const value = expandWord(arg.value.raw, (name) => globals.get(name), escape);
      globals.set(arg.name, explained(value, evidence(arg.span, `ARG ${arg.name} is set here`)));
    } else if (!globals.has(arg.name)) {
      globals.set(arg.name, unknown('build-arg', evidence(arg.span, `ARG ${arg.name} has no default`)));
    }
  }
  return globals;
}

/**
 * The scope at the start of a stage on an image. `others` says what to think of variables that are not in `environment`.
 * BuildKit adds a PATH to an image without one, to `scratch` too (dispatchStages); Windows has its own.
 */
export function scopeOfImage(
  environment: ReadonlyMap<string, Fact<string>>,
  others: UnknownFact | undefined,
  os = 'linux',
): Scope {
  const complete = new Map(environment);
  if (!complete.has('PATH') && !others && os !== 'windows') complete.set('PATH', known(defaultPath));
  return { variables: complete, environment: complete, others };
}

/** The scope at the start of a stage on another stage: its ARGs are inherited too, but its ENVs win (dispatchState.init, dispatchStages). */
export function scopeOfStage({ variables, environment, others }: Scope): Scope {
  return { variables: new Map([...variables, ...environment]), environment, others };
}

/** What a variable holds in the scope, for `expandWord`. */
export function lookupIn(scope: Scope): Lookup {
  return (name) => scope.variables.get(name) ?? scope.others;
}

/**
 * The scope behind an ARG in a stage (BuildKit: dispatchArg). `--build-arg` wins; then the default, which beats the automatic value
 * (`ARG TARGETARCH=amd64` is amd64 on every platform); then the global ARG or automatic one of that name. An ARG without any
 * of these leaves what an ENV of that name says, but as someone may give it a value, it is unknown. Each value sees the ones before it.
 */
export function declareArgs(
  scope: Scope,
  { args }: ArgInstruction,
  { buildArgs, globalArgs, escape }: BuildArguments,
): Scope {
  const variables = new Map(scope.variables);
  for (const arg of args) {
    if (notVariables.has(arg.name)) continue;
    const given = buildArgs.get(arg.name);
    const global = globalArgs.get(arg.name);
    if (given !== undefined) variables.set(arg.name, fromBuildArg(arg.name, given));
    else if (arg.value) {
      const value = expandWord(arg.value.raw, lookupIn({ ...scope, variables }), escape);
      variables.set(arg.name, explained(value, evidence(arg.span, `ARG ${arg.name} is set here`)));
    } else if (global)
      variables.set(arg.name, explained(global, evidence(arg.span, `ARG ${arg.name} takes the global value`)));
    else variables.set(arg.name, unknown('build-arg', evidence(arg.span, `ARG ${arg.name} has no default`)));
  }
  return { ...scope, variables };
}

/** The scope behind an ENV. All its values see the scope before it (BuildKit: dispatch expands the instruction, then dispatchEnv adds). */
export function setEnvironment(scope: Scope, { pairs }: EnvInstruction, escape: Dockerfile['escape']): Scope {
  const variables = new Map(scope.variables);
  const environment = new Map(scope.environment);
  let { others } = scope;
  for (const pair of pairs) {
    const value = explained(
      expandWord(pair.value.raw, lookupIn(scope), escape),
      evidence(pair.span, `ENV ${pair.name} is set here`),
    );
    const name = pair.name.includes('$') ? expandWord(pair.name, lookupIn(scope), escape) : known(pair.name);
    if (name.certainty === 'unknown') {
      // Any variable may have been set.
      others = name;
      continue;
    }
    variables.set(name.value, value);
    environment.set(name.value, value);
  }
  return { variables, environment, others };
}

function fromBuildArg(name: string, value: string): Fact<string> {
  return known(value, evidence(undefined, `--build-arg ${name}=${value}`));
}

function explained(fact: Fact<string>, reason: Evidence): Fact<string> {
  return { ...fact, because: [...fact.because, reason] };
}

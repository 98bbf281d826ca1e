import { type Evidence, evidence, type Fact, known, unknown, type UnknownFact } from '../facts/fact';
import { expandWord } from './expand';
import type { ArgInstruction, Dockerfile, EnvInstruction } from './instruction';
import type { Lookup } from './lex';
import { formatPlatform, type Platform } from './platform';
import { say } from '../text/say';

export { formatPlatform, type Platform } from './platform';

/** What the builder is told from outside. */
export interface BuildArguments {
  /** `--build-arg`, by name. */
  readonly buildArgs: ReadonlyMap<string, string>;
  /** The ARGs before the first FROM and the automatic ones, from `resolveGlobalArgs`. */
  readonly globalArgs: Lookup;
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
      given === undefined ? known(value, evidence(undefined, say`${name} is "${value}"`)) : fromBuildArg(name, given),
    );
  }
  for (const arg of args.flatMap((instruction) => instruction.args)) {
    const given = buildArgs.get(arg.name);
    if (given !== undefined) globals.set(arg.name, fromBuildArg(arg.name, given));
    else if (arg.value) {
      const value = expandWord(arg.value.raw, (name) => globals.get(name), escape);
      globals.set(arg.name, explained(value, evidence(arg.span, say`ARG ${arg.name} is set here`)));
    } else if (!globals.has(arg.name)) {
      globals.set(arg.name, withoutDefault(arg));
    }
  }
  return globals;
}

/**
 * What an ARG in a stage gives its variables (BuildKit: dispatchArg). `--build-arg` wins; then the default, which beats the
 * automatic value (`ARG TARGETARCH=amd64` is amd64 on every platform); then the global ARG or automatic one of that name. An
 * ARG without any of these leaves what an ENV of that name says, but as someone may give it a value, it is unknown. Each value
 * sees the ones before it.
 *
 * The Dockerfile reference says that ENV always overrides an ARG of the same name. BuildKit's dispatchArg and dispatchEnv just
 * write the same list one after the other, so an ARG below the ENV wins until the end of the stage (tried with Docker 28.5);
 * in a stage built on it the image's environment is written again and ENV wins.
 * @param lookup the variables before the instruction
 */
export function argValues(
  { args }: ArgInstruction,
  lookup: Lookup,
  { buildArgs, globalArgs, escape }: BuildArguments,
): ReadonlyMap<string, Fact<string>> {
  const values = new Map<string, Fact<string>>();
  for (const arg of args) {
    if (notVariables.has(arg.name)) continue;
    const given = buildArgs.get(arg.name);
    const global = globalArgs(arg.name);
    if (given !== undefined) values.set(arg.name, fromBuildArg(arg.name, given));
    else if (arg.value) {
      const value = expandWord(arg.value.raw, (name) => values.get(name) ?? lookup(name), escape);
      values.set(arg.name, explained(value, evidence(arg.span, say`ARG ${arg.name} is set here`)));
    } else if (global)
      values.set(arg.name, explained(global, evidence(arg.span, say`ARG ${arg.name} takes the global value`)));
    else {
      // What an ENV of that name says stays, if nobody gives the ARG a value.
      const isSet = lookup(arg.name) !== undefined;
      values.set(arg.name, { ...withoutDefault(arg), ...(isSet && { unset: false }) });
    }
  }
  return values;
}

/**
 * What an ENV sets. All its values see the variables before it (BuildKit: dispatch expands the instruction, then dispatchEnv
 * adds). `others` is there if a name is computed and cannot be told: any variable may then have been set.
 * @param lookup the variables before the instruction
 */
export function envValues(
  { pairs }: EnvInstruction,
  lookup: Lookup,
  escape: Dockerfile['escape'],
): { readonly values: ReadonlyMap<string, Fact<string>>; readonly others: UnknownFact | undefined } {
  const values = new Map<string, Fact<string>>();
  let others: UnknownFact | undefined;
  for (const pair of pairs) {
    const name = pair.name.includes('$') ? expandWord(pair.name, lookup, escape) : known(pair.name);
    if (name.certainty === 'unknown') {
      others = name;
      continue;
    }
    const value = expandWord(pair.value.raw, lookup, escape);
    values.set(name.value, explained(value, evidence(pair.span, say`ENV ${pair.name} is set here`)));
  }
  return { values, others };
}

function withoutDefault({ name, span }: ArgInstruction['args'][number]): UnknownFact {
  return { ...unknown('build-arg', evidence(span, say`ARG ${name} has no default`)), unset: true };
}

function fromBuildArg(name: string, value: string): Fact<string> {
  return known(value, { ...evidence(undefined, `--build-arg ${name}=${value}`), buildArg: name });
}

function explained(fact: Fact<string>, reason: Evidence): Fact<string> {
  return { ...fact, because: [...fact.because, reason] };
}

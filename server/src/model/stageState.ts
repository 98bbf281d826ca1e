import { evidence, known, unknown, type Evidence, type Fact } from '../facts/fact';
import type { HealthcheckInstruction } from '../dockerfile/instruction';
import type { Platform } from '../dockerfile/platform';
import type { ImageFacts } from '../images/imageFacts';
import type { ShellState, ShellVariable } from '../shell/execution';
import { shellOptions } from '../shell/options';
import { remembered } from '../text/remembered';
import { say } from '../text/say';
import { withEntries, withValues } from '../text/sharedMap';
import type { SourceTree } from '../workspace/sourceTree';
import type { Span } from '../text/span';
import type { BuiltFor, EnvironmentEntry, GoBuild, Problem, StageShell, StartCommand, Step } from './buildModel';
import type { ObservabilityChoice } from './observability';
import { addLayer, type Files, type Layer } from './files';
import type { ProgramMemory } from './programMemory';

/** What one analysis is given; see AnalysisInput. */
export interface WalkInput {
  readonly context: SourceTree | undefined;
  readonly moduleCache: SourceTree | undefined;
  readonly platform: Platform;
  readonly buildPlatform: Platform;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The stage that is asked for, as it is named there: TARGETSTAGE says it. */
  readonly target?: string | undefined;
  readonly builtFor?: BuiltFor | undefined;
  readonly givenArgs?: readonly string[] | undefined;
  readonly observability?: ObservabilityChoice | undefined;
  readonly staticMonitoring?: boolean | undefined;
}

/**
 * A stage while its instructions are walked through. The only mutable thing of the model; it never leaves the walk. Its fields
 * are replaced, or, as steps and problems, appended to: a shallow copy and two lengths keep what it was (`WalkRecorder`).
 */
export interface StageState {
  readonly index: number;
  readonly platform: Fact<Platform>;
  image: ImageFacts;
  files: Files;
  /** What instructions and RUNs see: ENV and ARG, the later one wins. Replaced, never changed: steps keep it. */
  environment: ReadonlyMap<string, EnvironmentEntry>;
  /** What the image is given: ENV only. A container and a stage built on this one see it. Replaced, never changed. */
  imageEnvironment: ReadonlyMap<string, EnvironmentEntry>;
  workdir: Fact<string>;
  user: { name: Fact<string>; span: Span | undefined };
  shell: StageShell;
  entrypoint: StartCommand | undefined;
  cmd: StartCommand | undefined;
  healthcheck: HealthcheckInstruction | undefined;
  /** What `go env -w` has stored, by file; under the empty name: anything else may be. Replaced, never changed. */
  goEnvironment: ReadonlyMap<string, ReadonlyMap<string, EnvironmentEntry>>;
  /** `xx-go --wrap` has put itself in the place of go: go builds for the target, with a compiler of xx's choice. */
  wrapsGo: boolean;
  /** `go install -buildmode=shared std` has run. */
  sharedStandardLibrary: boolean;
  steps: Step[];
  problems: Problem[];
}

/** What the walk collects over all stages. */
export interface Walk {
  readonly input: WalkInput;
  readonly goBuilds: GoBuild[];
  readonly recipeBuilds: GoBuild[];
  readonly programs: ProgramMemory;
  /** How many calls of make are being looked through. */
  readonly makeDepth?: number;
}

export function writeLayer(state: StageState, layer: Layer): void {
  state.files = addLayer(state.files, layer);
}

/**
 * A variable of the environment. Undefined: surely not set. An image outside the catalogue may set any variable, so that
 * what the Dockerfile does not set is unknown there.
 */
export function environmentValue(
  state: Pick<StageState, 'environment' | 'image'>,
  name: string,
): Fact<string> | undefined {
  const entry = state.environment.get(name);
  if (entry) return entry.value;
  return isForeign(state.image) ? unknown('foreign-image') : undefined;
}

/** Whether the image may bring an environment of its own that the catalogue does not know. */
export function isForeign(image: ImageFacts): boolean {
  return image.family === undefined || image.configurationKnown === false;
}

/** The environment as the shell of a RUN gets it: ENV and ARG alike are exported. */
export function shellState(state: StageState): ShellState {
  const variables = exportedVariables(state.environment);
  const home = variables.has('HOME') ? undefined : homeOf(state);
  return {
    hidden: none,
    variables: home
      ? withEntries(variables, [['HOME', { value: home, exported: true, origin: undefined }]])
      : variables,
    workdir: state.workdir,
    options: shellOptions(state.shell.words),
    mayHoldMore: isForeign(state.image) || isLoginShell(state.shell.words),
  };
}

const none: ReadonlySet<string> = new Set();

/** Variables of ENV and ARG as a shell finds them. Many a RUN in a row has the same ones. */
export const exportedVariables = remembered(
  (environment: ReadonlyMap<string, EnvironmentEntry>): ReadonlyMap<string, ShellVariable> =>
    withValues(environment, ({ value, span }) => ({ value, exported: true, origin: span })),
);

/** `bash -lc`: it reads /etc/profile and the user's own profile first, which may set anything. */
function isLoginShell(words: readonly string[]): boolean {
  return words.slice(1).some((word) => /^-[a-z]*l|^--login$/.test(word));
}

/** Docker sets HOME from /etc/passwd; only root's is certain, others can be told if the Dockerfile makes the user. */
function homeOf(state: StageState): Fact<string> | undefined {
  const user = state.user.name;
  if (user.certainty === 'unknown') return undefined;
  const [name = ''] = user.value.split(':');
  if (name === '' || name === 'root' || name === '0') return known('/root');
  const home = state.image.accounts?.find((account) => account.name === name || account.uid === name)?.home;
  return home === undefined
    ? undefined
    : known(home, evidence(undefined, say`the Dockerfile makes the user with this home`));
}

/** The image facts once a command that cannot be read has run: what was absent may be there now. */
export function forgetAbsences(image: ImageFacts, says: string, span: Span | undefined): ImageFacts {
  const because: Evidence = { span, says };
  const forget = (fact: Fact<boolean>): Fact<boolean> =>
    fact.certainty !== 'unknown' && !fact.value ? unknown('opaque-command', because) : fact;
  return {
    ...image,
    ...(image.beforePackages && { beforePackages: forgetAbsences(image.beforePackages, says, span) }),
    compiler: forget(image.compiler),
    mayHaveOtherCompilers: true,
    ...(image.libcHeaders && { libcHeaders: forget(image.libcHeaders) }),
    caCertificates: forget(image.caCertificates),
    timeZoneData: forget(image.timeZoneData),
    tools: unknown('opaque-command', because),
    users: unknown('opaque-command', because),
    groups: unknown('opaque-command', because),
    ...(image.accounts && { accounts: [] }),
    libraries: unknown('opaque-command', because),
    shell:
      image.shell.certainty !== 'unknown' && image.shell.value === undefined
        ? unknown('opaque-command', because)
        : image.shell,
    shells: unknown('opaque-command', because),
  };
}

import type { Evidence, Fact } from '../facts/fact';
import type { Refusal } from '../facts/startErrors';
import type { Observability } from './observability';
import type { Libc } from '../facts/libc';
import type {
  CommandInstruction,
  CopyInstruction,
  Dockerfile,
  FromInstruction,
  HealthcheckInstruction,
  Heredoc,
  Instruction,
  RunInstruction,
  Word,
} from '../dockerfile/instruction';
import type { ImageReference } from '../dockerfile/imageReference';
import type { Platform } from '../dockerfile/scope';
import type { LinkerFlags, GoCommand, GoVersion, ProgramFacts } from '../golang/types';
import type { OutputProblem } from '../golang/outputs';
import type { CgoDecision, CompilerFound, Linkage } from '../golang/linkage';
import type { ImageFacts } from '../images/imageFacts';
import type { Effect, ExecutedCommand, Execution, ShellState } from '../shell/execution';
import type { Span } from '../text/span';
import type { FileEntry, Files } from './files';

/**
 * What a Dockerfile builds, fully resolved for one target and one platform. Plain data, made once, never changed.
 * Rules, hovers, the command line and all other views read this and nothing else.
 */
export interface BuildModel {
  readonly dockerfile: Dockerfile;
  /** The platform of the image: --platform of the build. */
  readonly platform: Platform;
  /** The platform that the build runs on; taken to be linux/amd64 unless the caller says otherwise. */
  readonly buildPlatform: Platform;
  readonly stages: readonly Stage[];
  /** The stage that is shipped; undefined if there is none, or none of that name. */
  readonly target: Stage | undefined;
  /** All go builds of all stages, in the order of the text. */
  readonly goBuilds: readonly GoBuild[];
  /**
   * Those that recipes of a Makefile run. They stand apart, as their text is not in the Dockerfile: the place of each is
   * the call of make, nothing in it can be edited, and rules about how a command is written have nothing to look at.
   * Their index is negative: -1 is the first (`buildAt`).
   */
  readonly recipeBuilds: readonly GoBuild[];
  /** What goes wrong, in stages that the target needs, in the order in which it would be met. */
  readonly problems: readonly Problem[];
  readonly verdict: Verdict;
  /** ARGs before the first FROM. */
  readonly globalArgs: ReadonlyMap<string, EnvironmentEntry>;
  /** Whether the files of the build context could be looked at. */
  readonly contextKnown: boolean;
  /**
   * The Makefile of the context writes `--platform=$BUILDPLATFORM` into the FROM lines of a copy (kubebuilder's
   * docker-buildx): that copy is what is built for several platforms, and a second flag in it would be refused.
   */
  readonly makefileAddsBuildPlatform?: boolean;
  /** Platforms that a file of the project builds this Dockerfile for. */
  readonly builtFor?: BuiltFor | undefined;
  /** The names of the build arguments that all builds in the project's files give: the defaults of these ARGs are not used. */
  readonly givenArgs?: readonly string[] | undefined;
  readonly observability: Observability;
  /**
   * Where the build context is a guess: the models with the other folders that it may be, without those that fail for a reason
   * of their own, as nobody builds with them. What does not hold in each of them is not known.
   */
  readonly elsewhere?: () => readonly BuildModel[];
}

/** The platforms that a build is defined for. */
export interface BuiltFor {
  /** At least one: `linux/amd64`, `linux/arm64`. */
  readonly platforms: readonly string[];
  /** The file that says so, and what in it does: `compose.yaml, service web`. */
  readonly where: string;
}

export interface Verdict {
  readonly outcome: 'runs' | 'fails-to-build' | 'fails-to-start' | 'unknown';
  /** The text that the user would see, as far as it is constant. */
  readonly error: string | undefined;
  readonly because: readonly Evidence[];
  /** What it would be if what is presumed holds; set only with 'unknown'. */
  readonly likely:
    { readonly outcome: 'fails-to-build' | 'fails-to-start'; readonly error: string | undefined } | undefined;
  /** The problem that decides it. */
  readonly problem: Problem | undefined;
}

export interface Stage {
  readonly index: number;
  /** Lower case, as Docker compares names; undefined if it has none. */
  readonly name: string | undefined;
  readonly from: FromInstruction;
  /** From the FROM to the end of the last instruction of the stage. */
  readonly span: Span;
  readonly base: BaseImage;
  /** The image the chain of stages starts from. */
  readonly root: ImageFacts;
  /** The platform the stage runs on. */
  readonly platform: Fact<Platform>;
  /** How FROM --platform was written: decides whether the stage follows the target. */
  readonly platformFollows: 'target' | 'build' | 'fixed' | 'unknown';
  /** What is known of the stage after its last instruction. */
  readonly image: ImageFacts;
  readonly libc: Fact<Libc>;
  readonly goVersion: Fact<GoVersion | undefined>;
  readonly steps: readonly Step[];
  readonly files: Files;
  readonly environment: ReadonlyMap<string, EnvironmentEntry>;
  /** What a container of the stage sees: no ARG in it. */
  readonly imageEnvironment: ReadonlyMap<string, EnvironmentEntry>;
  readonly workdir: Fact<string>;
  readonly user: { readonly name: Fact<string>; readonly span: Span | undefined };
  /** Effective, inherited ones included; `instruction` is undefined if the base image gives it. */
  readonly entrypoint: StartCommand | undefined;
  readonly cmd: StartCommand | undefined;
  readonly healthcheck: HealthcheckInstruction | undefined;
  readonly shell: StageShell;
  /** Whether the target is built from it, directly or through COPY --from. */
  readonly needed: boolean;
}

export type BaseImage =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'image'; readonly reference: Fact<ImageReference>; readonly text: string };

export interface StartCommand {
  readonly instruction: CommandInstruction | undefined;
  /** The exec form's words; for the shell form, the shell's words and the text. Undefined if not known. */
  readonly words: readonly { readonly value: string; readonly span: Span | undefined }[] | undefined;
  readonly form: 'exec' | 'shell';
}

export interface StageShell {
  readonly words: readonly string[];
  readonly posix: boolean;
  readonly span: Span | undefined;
}

export interface EnvironmentEntry {
  readonly value: Fact<string>;
  readonly span: Span | undefined;
  readonly source: 'ENV' | 'ARG' | 'image' | 'platform';
}

/** One instruction, with the state it starts in and what it does. */
export interface Step {
  readonly instruction: Instruction;
  readonly environment: ReadonlyMap<string, EnvironmentEntry>;
  readonly workdir: Fact<string>;
  readonly user: Fact<string>;
  /** The stage's image facts before it. */
  readonly image: ImageFacts;
  /** The stage's files before it, mounts of this RUN included. */
  readonly files: Files;
  /** RUN only: what the shell runs. */
  readonly execution: Execution | undefined;
  /** RUN only: what its shell starts with, and the platform that it runs on. Absent if the script cannot be read. */
  readonly shellStart?: { readonly state: ShellState; readonly platform: Fact<Platform> };
  /** COPY, ADD only. */
  readonly copy: Copy | undefined;
  /** RUN only. */
  readonly mounts: readonly Mount[];
}

export interface Copy {
  readonly instruction: CopyInstruction;
  readonly from:
    | { readonly kind: 'context' }
    | { readonly kind: 'stage'; readonly index: number; readonly span: Span }
    | { readonly kind: 'image'; readonly text: string; readonly span: Span }
    | { readonly kind: 'unknown'; readonly span: Span };
  readonly sources: readonly { readonly word: Word; readonly path: Fact<string> }[];
  readonly destination: Fact<string>;
  /** Whether the destination was written as a directory (`/app/`, `.`). */
  readonly intoDirectory: boolean;
  readonly heredocs: readonly { readonly heredoc: Heredoc; readonly text: Fact<string> }[];
  /** What --chmod makes of each file. */
  readonly change: ((entry: FileEntry) => FileEntry) | undefined;
}

export interface Mount {
  readonly type: 'bind' | 'cache' | 'secret' | 'ssh' | 'tmpfs' | 'unknown';
  readonly target: Fact<string>;
  /** Of a bind mount: '' is the root of what is mounted. */
  readonly source: Fact<string>;
  readonly options: Readonly<Record<string, string>>;
  readonly span: Span;
}

/** One go build, install, test or run, with everything that decides what comes out. */
export interface GoBuild {
  /** In the model's list. */
  readonly index: number;
  readonly stage: number;
  readonly instruction: RunInstruction;
  readonly command: ExecutedCommand;
  readonly go: GoCommand;
  readonly goVersion: Fact<GoVersion | undefined>;
  readonly goos: Fact<string>;
  readonly goarch: Fact<string>;
  /** Only where it compiles for arm: the effective GOARM, as in `7` or `6,softfloat`. */
  readonly goarm?: Fact<string>;
  /** Where `go env -w` gives the platform: by the variables that the environment of the command leaves to it. */
  readonly storedPlatform?: ReadonlyMap<string, Span>;
  /** The platform that the toolchain runs on. */
  readonly host: Fact<Platform>;
  readonly cgo: Fact<boolean>;
  /** CGO_ENABLED as set, wherever: undefined if not set at all. */
  readonly cgoSetting: EnvironmentEntry | undefined;
  readonly cgoDecision: CgoDecision;
  readonly compiler: CompilerFound;
  readonly tags: readonly string[];
  readonly linker: LinkerFlags;
  readonly buildmode: string;
  readonly race: boolean;
  /** One per package that is built; usually one. */
  readonly programs: readonly ProgramFacts[];
  /** That of all its programs if they agree; a failing one decides. */
  readonly linkage: Fact<Linkage>;
  readonly outputs: readonly Output[];
  /** What go says instead of writing anything: several programs onto one file, GOBIN in a cross build … */
  readonly outputProblem: OutputProblem | undefined;
  readonly strips: boolean;
  /** The chain of reasons for cgo, linkage and platform. */
  readonly because: readonly Evidence[];
}

export interface Output {
  readonly path: Fact<string>;
  readonly kind: 'program' | 'archive' | 'shared-library';
  readonly program: ProgramFacts | undefined;
  /** Certain only as far as the imports are: 'presumed' where sources cannot be read. */
  readonly linkage: Fact<Linkage>;
  /** Where linkage is unknown only because cgo is: what it would be with cgo off, and on. */
  readonly alternatives?: readonly Linkage[];
}

/** The ids of the rules whose facts the model itself establishes, because the verdict rests on them. */
export type ProblemKind =
  | 'go-version-behind-module'
  | 'cgo-without-compiler'
  | 'cgo-required-but-disabled'
  | 'external-link-without-cgo'
  | 'race-without-cgo'
  | 'malformed-linker-flag'
  | 'output-not-a-program'
  | 'module-not-in-workdir'
  | 'source-not-copied'
  | 'workspace-module-not-copied'
  | 'local-replace-not-copied'
  | 'embed-not-in-image'
  | 'vendor-out-of-use'
  | 'build-cache-not-writable'
  | 'shell-command-as-instruction'
  | 'undeclared-platform-arg'
  | 'linkshared-runtime-missing'
  | 'plugin-toolchain-mismatch'
  | 'owner-not-in-image'
  | 'shell-form-without-shell'
  | 'dynamic-binary-in-scratch'
  | 'glibc-binary-on-musl'
  | 'musl-binary-on-glibc'
  | 'glibc-too-old'
  | 'wrong-architecture'
  | 'shared-library-missing'
  | 'crashing-static-link'
  | 'entrypoint-not-in-image'
  | 'entrypoint-is-directory'
  | 'not-executable'
  | 'entrypoint-script-cannot-run'
  | 'user-not-in-image'
  | 'command-not-in-image'
  | 'instgo-not-on-path'
  | 'file-not-in-stage'
  | 'sqlite-on-new-musl'
  | 'kafka-on-musl'
  | 'retired-port'
  | 'go-get-as-installer'
  | 'obsolete-go-setting'
  | 'otel-read-only-source'
  | 'otel-modules-only'
  | 'build-error';

/** Something that keeps the image from being built or its entrypoint from starting. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly phase: 'build' | 'start';
  /** 'presumed' if it rests on a presumption; unknowns make no problem. */
  readonly certainty: 'known' | 'presumed';
  readonly stage: number;
  /** The place to underline. */
  readonly span: Span;
  readonly error: string | undefined;
  /** Start only, while `error` is the container runtime's: why it refuses, which a shell in its place would say in other words. */
  readonly refusal?: Refusal;
  /** The chain, from the cause to the effect. */
  readonly because: readonly Evidence[];
  /** The go build it is about, by index. */
  readonly build?: number;
  /** The script goes on without the command, and nothing that is shipped comes from it: no part of the verdict. */
  readonly tolerated?: boolean;
  /** The script goes on when the command fails, whatever comes of it: `command || true`, `command; other`. */
  readonly goesOn?: boolean;
  /** Rests on the lack of what may well be made before the build: no finding says it, and nothing is likely because of it. */
  readonly madeBefore?: boolean;
  /** What messages and fixes need to know, by name: paths, versions, libraries. */
  readonly details: Readonly<Record<string, string>>;
}

export type { Effect };

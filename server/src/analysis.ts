import type { Finding, Fix, RuleDescription, Severity } from './rules/rule';
import type { BuildModel, BuiltFor } from './model/buildModel';
import type { ObservabilityChoice } from './model/observability';
import type { SourceTree } from './workspace/sourceTree';

/** What an analysis may look at besides the text. Everything is given in; nothing is fetched. */
export interface AnalysisInput {
  readonly text: string;
  /** The build context; paths relative to it. Undefined: nothing of it is known. */
  readonly context: SourceTree | undefined;
  /** Where the build context is a guess: what it may be as well. */
  readonly otherContexts?: readonly SourceTree[] | undefined;
  /** Which folder the build context is, for whoever asks. */
  readonly contextOrigin?: ContextOrigin | undefined;
  /** What the project's files say of the platforms that it is built for. */
  readonly builtFor?: BuiltFor | undefined;
  /** The names of the build arguments that all builds in the project's files give, whatever their values are. */
  readonly givenArgs?: readonly string[] | undefined;
  /** What observes the program; `auto` if undefined. */
  readonly observability?: ObservabilityChoice | undefined;
  /** Static monitoring of OneAgent and AppOptima is on; off if undefined. */
  readonly staticMonitoring?: boolean | undefined;
  /** The Go module cache: `golang.org/x/net@v0.30.0/…`. Undefined: none readable. */
  readonly moduleCache?: SourceTree | undefined;
  /** Stage name or index to build; the last stage if undefined. */
  readonly target?: string | undefined;
  /** `linux/arm64`, `linux/arm/v7`; `linux/amd64` if undefined. */
  readonly platform?: string | undefined;
  /** --build-arg values. */
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  /** Severity by rule id; `off` silences a rule. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /** Told of a rule that threw, which is a fault of ours: tests throw on, the server logs. */
  readonly bug?: ((rule: RuleDescription, error: unknown) => void) | undefined;
}

/** The folder that is taken for the build context. */
export interface ContextOrigin {
  /** Relative to the folder of the Dockerfile, with slashes; `.` for that itself. */
  readonly folder: string;
  /** Why it is that one: a clause. */
  readonly why: string;
}

/** A finding after editor-independent policy: severity chosen, suppressed ones gone. */
export interface ReportedFinding extends Finding {
  readonly rule: RuleDescription;
  readonly severity: Severity;
  /** Alternatives; the first is preferred. */
  readonly fixes: readonly Fix[];
}

export interface Analysis {
  readonly model: BuildModel;
  /** As given in. */
  readonly contextOrigin?: ContextOrigin | undefined;
  /** As given in. */
  readonly context?: SourceTree | undefined;
  /** By place in the text, then by rule id. */
  readonly findings: readonly ReportedFinding[];
}

import type { Analysis, AnalysisInput, ReportedFinding } from '../analysis';
import type { ManifestInput } from '../analyseManifest';
import type { Dockerfile } from '../dockerfile/instruction';
import type { LabelMove, ProjectManifests } from '../features/onepilot';
import type { Prediction } from '../inspect/compare';
import type { BuildModel } from '../model/buildModel';
import type { BuildReader } from '../project/buildReaders';
import type { RuleDescription } from '../rules/rule';
import type { StartPart } from './checkInParts';

/** What the command line needs of the core. It is handed in so that tests can do without, and start-up need not wait for it. */
export interface Program {
  readonly describe: (input: AnalysisInput) => BuildModel;
  readonly parse: (text: string) => Dockerfile;
  /** The rules, and the analysis that asks them: `explain` does without. */
  readonly loadChecks: () => {
    readonly analyse: (input: AnalysisInput) => Analysis;
    /** The findings of a Kubernetes manifest. */
    readonly analyseManifest: (input: ManifestInput) => readonly ReportedFinding[];
    /** Whether there is anything in a text for it. */
    readonly isManifest: (text: string) => boolean;
    readonly rules: readonly RuleDescription[];
    readonly movesToLabels: (model: BuildModel, project: ProjectManifests) => readonly LabelMove[];
  };
  readonly buildReaders: readonly BuildReader[];
  readonly explainJson: (model: BuildModel, path: string) => unknown;
  readonly explainText: (model: BuildModel, path: string) => string;
  /** What `inspect` compares with. */
  readonly predict: (model: BuildModel, binary: string | undefined) => Prediction;
}

/** The process around the command line. */
export interface Surface {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdin: () => Promise<Uint8Array>;
  /** Undefined where there are no threads. */
  readonly startPart?: StartPart;
}

/** A message for the user of the command line: wrong usage, or input that cannot be read. Ends it with exit code 2. */
export class UsageError extends Error {}

/** What a fault of ours is called in front of users; the stack only on request. */
export function describeBug(error: unknown, env: Surface['env']): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = env['GO_DOCKERFILE_DEBUG'] && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  return `go-dockerfile failed because of a fault of its own: ${message}. Report it with the output of the same command under GO_DOCKERFILE_DEBUG=1.${stack}`;
}

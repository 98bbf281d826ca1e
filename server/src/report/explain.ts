import { formatPlatform } from '../dockerfile/scope';
import { isSettled, valueOf, type Evidence, type Fact } from '../facts/fact';
import { libcVersionOf } from '../images/releases';
import { formatGoVersion } from '../golang/version';
import type { BuildModel, GoBuild, Stage } from '../model/buildModel';
import { startWords } from '../model/startWords';
import { LineIndex } from '../text/lineIndex';
import { printableLine } from '../text/printable';

/** One reason: a one-based line of the Dockerfile, null where it stands elsewhere. */
interface Reason {
  readonly line: number | null;
  readonly says: string;
}

/** The JSON of `explain`, version 1: a contract with callers. Lines are one-based; null where unknown. */
export interface Explanation {
  readonly version: 1;
  readonly path: string;
  readonly platform: string;
  readonly target: { readonly stage: number; readonly name: string | null } | null;
  readonly stages: readonly {
    readonly index: number;
    readonly name: string | null;
    readonly base: string;
    readonly libc: { readonly kind: 'glibc' | 'musl' | 'none' | 'unknown'; readonly version: string | null };
    readonly goVersion: string | null;
    readonly compiler: boolean | null;
  }[];
  readonly goBuilds: readonly {
    readonly stage: number;
    readonly line: number;
    readonly tool: string;
    readonly verb: string;
    readonly goos: string | null;
    readonly goarch: string | null;
    readonly cgo: 'on' | 'off' | 'unknown';
    readonly linkage: 'static' | 'dynamic' | 'unknown';
    readonly libc: string | null;
    readonly outputs: readonly (string | null)[];
    readonly stripped: boolean;
    readonly race: boolean;
    readonly certainty: 'known' | 'presumed' | 'unknown';
    readonly because: readonly Reason[];
  }[];
  readonly entrypoint: readonly string[] | null;
  readonly verdict: {
    readonly outcome: 'runs' | 'fails-to-build' | 'fails-to-start' | 'unknown';
    readonly error: string | null;
    readonly because: readonly Reason[];
    readonly likely: { readonly outcome: string; readonly error: string | null } | null;
  };
}

/** The model as the JSON that `explain --json` prints. */
export function explainJson(model: BuildModel, path: string): Explanation {
  const lines = new LineIndex(model.dockerfile.text);
  const reasons = (because: readonly Evidence[]): Reason[] => toReasons(because, lines);
  return {
    version: 1,
    path,
    platform: formatPlatform(model.platform),
    target: model.target ? { stage: model.target.index, name: model.target.name ?? null } : null,
    stages: model.stages.map(describeStage),
    goBuilds: [...model.goBuilds, ...model.recipeBuilds].map((build) => describeBuild(build, lines, reasons)),
    entrypoint: model.target ? (startWords(model.target)?.map((word) => word.value) ?? null) : null,
    verdict: {
      outcome: model.verdict.outcome,
      error: model.verdict.error ?? null,
      because: reasons(model.verdict.because),
      likely: model.verdict.likely
        ? { outcome: model.verdict.likely.outcome, error: model.verdict.likely.error ?? null }
        : null,
    },
  };
}

function toReasons(because: readonly Evidence[], lines: LineIndex): Reason[] {
  const result: Reason[] = [];
  const seen = new Set<string>();
  for (const reason of because) {
    const line = reason.span ? lines.lineAt(reason.span.start) + 1 : null;
    const key = `${line ?? ''} ${reason.says}`;
    if (!seen.has(key)) result.push({ line, says: reason.says });
    seen.add(key);
  }
  return result;
}

function describeStage(stage: Stage): Explanation['stages'][number] {
  const libc = valueOf(stage.libc);
  const version = valueOf(stage.goVersion);
  return {
    index: stage.index,
    name: stage.name ?? null,
    base: baseText(stage),
    libc: {
      kind: libc?.kind ?? 'unknown',
      version: libc && libc.kind !== 'none' ? (valueOf(libcVersionOf(stage.image)) ?? null) : null,
    },
    goVersion: version ? formatGoVersion(version) : null,
    compiler: valueOf(stage.image.compiler) ?? null,
  };
}

/** What the FROM names, after expansion where that is possible. */
function baseText(stage: Stage): string {
  if (stage.base.kind === 'scratch') return 'scratch';
  return stage.base.kind === 'image' ? stage.base.text : (stage.from.image?.raw ?? '');
}

function describeBuild(
  build: GoBuild,
  lines: LineIndex,
  reasons: (because: readonly Evidence[]) => Reason[],
): Explanation['goBuilds'][number] {
  const linkage = valueOf(build.linkage);
  const cgo = valueOf(build.cgo);
  return {
    stage: build.stage,
    line: lines.lineAt(build.command.span.start) + 1,
    tool: build.go.front?.via === 'prefix' ? build.go.front.name : 'go',
    verb: build.go.verb,
    goos: valueOf(build.goos) ?? null,
    goarch: valueOf(build.goarch) ?? null,
    cgo: cgo === undefined ? 'unknown' : cgo ? 'on' : 'off',
    linkage: linkage?.kind === 'static' || linkage?.kind === 'dynamic' ? linkage.kind : 'unknown',
    libc: linkage?.kind === 'dynamic' ? linkage.libc : null,
    outputs: build.outputs.map((output) => valueOf(output.path) ?? null),
    stripped: build.strips,
    race: build.race,
    certainty: build.linkage.certainty,
    because: reasons(build.because),
  };
}

const outcomes: Readonly<Record<Explanation['verdict']['outcome'], string>> = {
  runs: 'builds and starts',
  'fails-to-build': 'does not build',
  'fails-to-start': 'builds, but does not start',
  unknown: 'cannot be told',
};

/** The same for people: stages, binaries, and the chain of reasons. */
export function explainText(model: BuildModel, path: string): string {
  const explanation = explainJson(model, path);
  const lines: string[] = [`${path}  (for ${explanation.platform})`, ''];
  lines.push('Stages');
  for (const stage of explanation.stages) {
    const mark = stage.index === explanation.target?.stage ? '>' : ' ';
    const name = stage.name ?? String(stage.index);
    lines.push(` ${mark} ${name.padEnd(12)} FROM ${stage.base}`);
    lines.push(`   ${' '.repeat(12)} ${stageFacts(stage, model.stages[stage.index])}`);
  }
  if (explanation.goBuilds.length > 0) lines.push('', 'Binaries');
  for (const build of explanation.goBuilds) {
    const linked =
      build.linkage === 'dynamic'
        ? `dynamic, ${build.libc ?? 'C library unknown'}`
        : build.linkage === 'static'
          ? 'static'
          : 'linkage unknown';
    const presumed = build.certainty === 'presumed' ? ' (presumed)' : '';
    const where = build.outputs.map((output) => output ?? '?').join(', ') || 'no file';
    lines.push(`   line ${build.line}: ${build.tool} ${build.verb} -> ${where}`);
    lines.push(
      `      ${build.goos ?? '?'}/${build.goarch ?? '?'}, cgo ${build.cgo}, ${linked}${presumed}${build.race ? ', race detector' : ''}`,
    );
    for (const reason of build.because) lines.push(`      - ${withLine(reason)}`);
  }
  lines.push('', `Entrypoint  ${explanation.entrypoint ? JSON.stringify(explanation.entrypoint) : 'not known'}`);
  const { verdict } = explanation;
  lines.push('', `Verdict     ${outcomes[verdict.outcome]}`);
  if (verdict.error) lines.push(`   ${verdict.error.split('\n').join('\n   ')}`);
  if (verdict.likely) {
    lines.push(
      `   Likely: ${verdict.likely.outcome === 'fails-to-build' ? 'it does not build' : 'it does not start'}${verdict.likely.error ? `: ${verdict.likely.error.split('\n')[0] ?? ''}` : ''}`,
    );
  }
  for (const reason of verdict.because) lines.push(`   - ${withLine(reason)}`);
  return `${lines.join('\n').split('\n').map(printableLine).join('\n')}\n`;
}

function withLine(reason: Reason): string {
  return reason.line === null ? reason.says : `${reason.says} (line ${reason.line})`;
}

function stageFacts(stage: Explanation['stages'][number], source: Stage | undefined): string {
  const facts: string[] = [];
  const { libc } = stage;
  facts.push(
    libc.kind === 'none'
      ? 'no C library'
      : libc.kind === 'unknown'
        ? 'C library unknown'
        : `${libc.kind}${libc.version ? ` ${libc.version}` : ''}`,
  );
  if (stage.goVersion) facts.push(`Go ${stage.goVersion}`);
  if (stage.goVersion)
    facts.push(stage.compiler === null ? 'C compiler unknown' : stage.compiler ? 'C compiler' : 'no C compiler');
  if (source && !isFollowed(source.platform)) facts.push('platform unknown');
  return facts.join(', ');
}

function isFollowed(fact: Fact<unknown>): boolean {
  return isSettled(fact);
}

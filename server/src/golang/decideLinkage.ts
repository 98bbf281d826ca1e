import { say } from '../text/say';
import type { CgoDecision, Linkage, LinkQuestion, ProgramClass } from './linkage';
import { linkageTable, noCgoPackage } from './linkageTable';
import { hasCxx, type Outcome, type Situation, type TableRow } from './linkSituation';
import { runtimeNeeds } from './runtimeNeeds';
import type { CgoUse, GoVersion } from './types';

/** Decides whether cgo is on for a build. `on` is undefined only if the compiler or the Go version had to be known. */
export function decideCgo(
  question: Pick<LinkQuestion, 'go' | 'cross' | 'cgoEnabled' | 'ccSet' | 'compiler'>,
): CgoDecision {
  if (question.cgoEnabled === '0') return { on: false, says: say`CGO_ENABLED=0 turns cgo off` };
  if (question.cgoEnabled === '1') return { on: true, says: say`CGO_ENABLED=1 turns cgo on` };
  if (question.cross) return { on: false, says: say`cgo is off by default when compiling for another platform` };
  if (question.ccSet) return { on: true, says: say`CC is set, so cgo is on by default` };
  const { name, found } = question.compiler;
  if (found === true) return { on: true, says: say`cgo is on by default, as the C compiler ${name} is there` };
  if (found === undefined)
    return { on: undefined, says: say`whether a C compiler is there, and with it cgo, is not known` };
  if (question.go === undefined)
    return { on: undefined, says: say`there is no C compiler; before Go 1.20 cgo is on all the same` };
  return isBefore(question.go, 20)
    ? { on: true, says: say`cgo is on by default before Go 1.20, even without a C compiler` }
    : { on: false, says: say`there is no C compiler (${name}), so cgo is off by default` };
}

/** Systems for which no package of the standard library has cgo files. */
const withoutStandardCgo: ReadonlySet<string> = new Set(['windows', 'plan9', 'js', 'wasip1']);

/**
 * What the program is to the linker once build tags and the system have had their say.
 * @param goos undefined counts as linux
 * @param go undefined counts as the newest
 */
export function classify(
  use: CgoUse,
  tags: readonly string[],
  goos: string | undefined,
  go: GoVersion | undefined,
): { program: ProgramClass; standard: readonly ('net' | 'os/user')[] } {
  const standard: ('net' | 'os/user')[] = [];
  // net/cgo_unix.go: `cgo && !netgo && unix`, for darwin only before Go 1.20; os/user/cgo_lookup_cgo.go has osusergo.
  const isApple = goos === 'darwin' || goos === 'ios';
  const hasCgo = goos === undefined || !(withoutStandardCgo.has(goos) || (isApple && !(go && isBefore(go, 20))));
  if (hasCgo && use.standard.has('net') && !tags.includes('netgo')) standard.push('net');
  if (hasCgo && use.standard.has('os/user') && !tags.includes('osusergo')) standard.push('os/user');
  const program = use.foreign.length > 0 || use.standard.has('plugin') ? 'C' : standard.length > 0 ? 'N' : 'P';
  return { program, standard };
}

/**
 * How the binary is linked, or how the build fails.
 * With an unknown Go version the answer is that on which 1.19, 1.21 and 1.26 agree, the versions at which rules change.
 */
export function decideLinkage(question: LinkQuestion): Linkage {
  if (question.go !== undefined) return decideFor(question, question.go);
  const [oldest, ...others] = [19, 21, 26].map((minor) =>
    decideFor(question, { major: 1, minor, patch: undefined, prerelease: undefined }),
  );
  if (oldest === undefined) return { kind: 'unknown', row: undefined };
  return others.every((other) => agree(oldest, other)) ? oldest : { kind: 'unknown', row: undefined };
}

function decideFor(question: LinkQuestion, go: GoVersion): Linkage {
  const decision = decideCgo({ ...question, go });
  const { program, standard } = classify(question.use, question.tags, question.goos, go);
  if (
    decision.on === undefined &&
    program === 'P' &&
    question.linker.linkmode !== 'external' &&
    question.buildmode !== 'pie' &&
    !question.race &&
    question.sanitizer === undefined
  ) {
    return { kind: 'static', libc: 'none', crashesAtStart: false, row: noCgoPackage };
  }
  if (decision.on === undefined || question.linker.incomplete) return { kind: 'unknown', row: undefined };
  const situation: Situation = {
    ...question,
    cgo: decision.on,
    program,
    os: standard,
    external: question.linker.linkmode === 'external',
    static: question.linker.static,
    pie: question.buildmode === 'pie',
    before: (minor) => isBefore(go, minor),
  };
  const row = linkageTable.find((candidate) => candidate.when(situation)) ?? noCgoPackage;
  return toLinkage(row, row.then(situation), situation);
}

function toLinkage(row: TableRow, outcome: Outcome, s: Situation): Linkage {
  if (outcome === 'unknown') return { kind: 'unknown', row };
  if ('fails' in outcome) {
    return { kind: 'fails', failure: outcome.fails, error: outcome.error?.(s), culprit: outcome.culprit, row };
  }
  if ('static' in outcome)
    return { kind: 'static', libc: outcome.static, crashesAtStart: outcome.crashes ?? false, row };
  if (outcome.dynamic === 'loader only') {
    const libc = s.stageLibc === 'musl' && s.glibcLoaderOnMusl ? 'glibc' : s.stageLibc;
    if (libc === 'none') return { kind: 'unknown', row };
    return { kind: 'dynamic', libc, needs: { glibc: undefined, libraries: [] }, row };
  }
  const linking = hasCxx(s) ? s.cxxCompiler : s.compiler;
  const libc = outcome.dynamic === 'stage' ? s.stageLibc : (linking.libc ?? s.stageLibc);
  if (libc === 'none') return { kind: 'unknown', row };
  return { kind: 'dynamic', libc, needs: runtimeNeeds(s, libc, linking), row };
}

function isBefore(go: GoVersion, minor: number): boolean {
  return go.major < 1 || (go.major === 1 && go.minor < minor);
}

function agree(a: Linkage, b: Linkage): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'dynamic' && b.kind === 'dynamic') return a.libc === b.libc;
  if (a.kind === 'fails' && b.kind === 'fails') return a.failure === b.failure;
  if (a.kind === 'static' && b.kind === 'static') return a.crashesAtStart === b.crashesAtStart;
  return true;
}

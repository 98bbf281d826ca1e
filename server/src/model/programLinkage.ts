import {
  evidence,
  isSettled,
  known,
  presumed,
  unknown,
  valueOf,
  weakest,
  type Evidence,
  type Fact,
} from '../facts/fact';
import { classify, decideLinkage } from '../golang/decideLinkage';
import { flagText, type linkerFlagsOf } from '../golang/flagValues';
import { beforePackages } from '../golang/linkErrors';
import type { BuildFailure, CgoDecision, CompilerFound, Linkage, LinkQuestion } from '../golang/linkage';
import type { BuildContext, CgoUse, GoCommand, GoVersion, LinkerFlags, ProgramFacts } from '../golang/types';
import { isAtLeast } from '../golang/version';
import { sonameIn } from '../images/sonames';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import { withAgentImports } from './agentImports';
import type { EnvironmentEntry } from './buildModel';
import { compilerFlagsOf, findCompiler, glibcOf, hasGlibcLoader, type GoSettings } from './goSettings';
import type { StageState } from './stageState';

/** What is known of a go build before its programs are looked at: all that decides how they are linked. */
export interface LinkingBuild {
  readonly state: StageState;
  readonly command: ExecutedCommand;
  readonly go: GoCommand;
  readonly settings: GoSettings;
  readonly goVersion: Fact<GoVersion | undefined>;
  readonly goos: Fact<string>;
  readonly goarch: Fact<string>;
  /** Whether the target is another platform than the toolchain's; undefined if that cannot be told. */
  readonly cross: boolean | undefined;
  readonly cgo: Fact<boolean>;
  readonly cgoSetting: EnvironmentEntry | undefined;
  readonly decision: CgoDecision;
  /** Why cgo is on or off. */
  readonly cgoEvidence: Evidence;
  readonly compiler: CompilerFound;
  /** As -tags gives them; in `context` there are none where that cannot be told. */
  readonly tags: Fact<readonly string[]>;
  readonly context: BuildContext;
  readonly linker: LinkerFlags;
  readonly linkerFlag: ReturnType<typeof linkerFlagsOf>;
  readonly buildmode: string;
}

/** What goes wrong only once everything is compiled. */
const linkFailures: ReadonlySet<BuildFailure> = new Set<BuildFailure>([
  'external-link-without-cgo',
  'linkshared-without-std',
  'static-internal-link',
]);

/** How a program of the build is linked. */
export function linkageOf(from: LinkingBuild, program: ProgramFacts | undefined): Fact<Linkage> {
  const { goos, go } = from;
  const fact = linkageOnLinux(from, withAgentImports(program, go));
  const system = valueOf(goos);
  // Binaries for darwin always load libSystem, those for Windows its libraries, and wasm has no linkage at all.
  const isOther = isSettled(fact) && (fact.value.kind === 'static' || fact.value.kind === 'dynamic');
  return system === undefined || system === 'linux' || !isOther
    ? fact
    : unknown('not-modelled', evidence(go.verbSpan, say`how programs for ${system} are linked is not followed`));
}

function linkageOnLinux(from: LinkingBuild, program: ProgramFacts | undefined): Fact<Linkage> {
  const { state, command, go, goVersion, cgo, decision, compiler, context, linker } = from;
  const because = (linkage: Linkage): Evidence[] => (linkage.row ? [evidence(go.verbSpan, linkage.row.says)] : []);
  if (!isSettled(from.tags) && decision.on !== false)
    return unknown('shell-computed', evidence(go.verbSpan, say`which build tags are set cannot be told`));
  if (context.compiler === 'gccgo' && decision.on !== false)
    return unknown('not-modelled', evidence(command.span, say`gccgo with cgo is not followed`));
  if (go.front?.name === 'xx-go' && decision.on !== false) {
    const links = decision.on && program?.cgo.certainty === 'known' && isSettled(state.image.libc);
    const linkage = links ? decideLinkage(withXx(questionOf(from, program, program.cgo.value))) : undefined;
    const says = say`xx-go links against what xx-apk or xx-apt installs: presumably the C library that this image has too`;
    return linkage && linkage.kind !== 'fails' && linkage.kind !== 'unknown'
      ? presumed(linkage, ...cgo.because, evidence(go.verbSpan, says))
      : unknown('not-modelled', evidence(command.span, say`xx-go with cgo is not followed`));
  }
  if (decision.on === undefined) {
    // Static whatever cgo is, if no package asks for it.
    if (program && program.cgo.certainty === 'known') {
      const { program: kind } = classify(program.cgo.value, context.tags, valueOf(from.goos), context.go);
      const withCgo = decideLinkage({ ...questionOf(from, program, program.cgo.value), cgoEnabled: '1' });
      if (kind === 'P' && withCgo.kind === 'static') return known(withCgo, ...because(withCgo));
    }
    return unknown('not-modelled', from.cgoEvidence);
  }
  // Without cgo a program is static everywhere, but whether -race does without depends on the platform.
  if (!isPlatformKnown(from) && (valueOf(cgo) !== false || context.race))
    return unknown('build-arg', evidence(command.span, say`the platform it is built for cannot be told`));
  const use =
    program?.cgo ??
    presumed<CgoUse>(
      { standard: new Set(['net']), foreign: [], requiring: [] },
      evidence(command.span, say`which package is built cannot be told; nearly all programs use net`),
    );
  if (!isSettled(use)) return unknown(use.why, ...use.because);
  const linkage = withCompilerInDoubt(questionOf(from, program, use.value));
  const name = program && valueOf(program.packageName);
  // What is no program is compiled, and not linked.
  if (name !== undefined && name !== 'main' && linkage.kind === 'fails' && linkFailures.has(linkage.failure))
    return unknown(
      'not-modelled',
      evidence(go.verbSpan, say`package ${name} is no program, so that nothing is linked`),
    );
  if (linkage.kind === 'unknown') {
    // With cgo off, flags that cannot be read could only make the build fail.
    const asked = questionOf(from, program, use.value);
    const plain = decideLinkage({ ...asked, linker: { ...linker, incomplete: false } });
    if (linker.incomplete && valueOf(cgo) === false && plain.kind === 'static')
      return presumed(plain, ...cgo.because, ...because(plain));
    return unknown('not-modelled', ...because(linkage));
  }
  // With cgo off, imports do not matter but for packages that need it.
  const importsMatter = !(
    (linkage.kind === 'static' && valueOf(cgo) === false) ||
    (linkage.kind === 'fails' && beforePackages.has(linkage.failure))
  );
  const certainty = weakest(
    importsMatter ? use : known(0),
    // With cgo on, what is linked against is the compiler's doing.
    importsMatter && compiler.certainty === 'presumed' ? presumed(0) : known(0),
    // A module that cannot be read may hold C code, and then gcc links, to which -static means something.
    linkage.row.id === 'static-flag-ignored' && use.value.complete === false ? presumed(0) : known(0),
    cgo,
    versionMatters(questionOf(from, program, use.value), linkage) ? goVersion : known(0),
  );
  const reasons = [...cgo.because, ...(importsMatter ? use.because : []), ...because(linkage)];
  return certainty === 'known'
    ? known(linkage, ...reasons)
    : certainty === 'presumed'
      ? presumed(linkage, ...reasons)
      : unknown('not-modelled', ...reasons);
}

/** The answer where the compiler is not known to be there, and what it would be without one is a failure, says so. */
function withCompilerInDoubt(question: LinkQuestion): Linkage {
  const linkage = decideLinkage(question);
  const { compiler } = question;
  if (compiler.found !== undefined || (linkage.kind !== 'static' && linkage.kind !== 'dynamic')) return linkage;
  const without = decideLinkage({ ...question, compiler: { ...compiler, found: false } });
  return without.kind === 'fails' ? { ...linkage, restsOnCompiler: true } : linkage;
}

/** Where only cgo is not known, and nothing in the Dockerfile sets it: how the program is linked with it off, and on. */
export function alternativesOf(from: LinkingBuild, written: ProgramFacts | undefined): readonly Linkage[] | undefined {
  const { cgoSetting, decision, compiler } = from;
  const program = withAgentImports(written, from.go);
  const use = program?.cgo;
  const foreign = cgoSetting === undefined || cgoSetting.source === 'image';
  if (decision.on !== undefined || !foreign || !use || !isSettled(use) || !isPlatformKnown(from)) return undefined;
  const asked = questionOf(from, program, use.value);
  // Without CGO_ENABLED cgo is on only where a compiler is found.
  const on = { ...asked, cgoEnabled: '1' as const, compiler: { ...compiler, found: true } };
  const answers = [decideLinkage(on), decideLinkage({ ...asked, cgoEnabled: '0' })];
  return answers.every((answer) => answer.kind === 'static' || answer.kind === 'dynamic') ? answers : undefined;
}

/** What the table of linkage is asked. */
function questionOf(from: LinkingBuild, program: ProgramFacts | undefined, use: CgoUse): LinkQuestion {
  const { state, go, settings, goos, decision, compiler, context, linker, linkerFlag, cross } = from;
  const cgoEnabled = from.cgoSetting && valueOf(from.cgoSetting.value);
  return {
    go: context.go,
    goarch: context.goarch,
    goos: valueOf(goos),
    cross: cross ?? false,
    cgoEnabled:
      decision.on === undefined ? undefined : cgoEnabled === '0' || cgoEnabled === '1' ? cgoEnabled : undefined,
    ccSet: settings.value('CC') !== undefined,
    compiler,
    cxxCompiler: findCompiler(state, settings, 'CXX', 'g++'),
    use,
    tags: context.tags,
    linker,
    linkmodeSpelling: /-linkmode=external/.test(linkerFlag ? (valueOf(linkerFlag.flag.value) ?? '') : '')
      ? '-linkmode=external'
      : '-linkmode',
    buildmode: from.buildmode,
    race: context.race,
    sanitizer: (['msan', 'asan'] as const).find((name) => flagText(go, name) === 'true'),
    linkshared: flagText(go, 'linkshared') === 'true' || linker.linkshared,
    rebuildsStandard: rebuildsStandard(go),
    boringcrypto: (valueOf(settings.value('GOEXPERIMENT') ?? known('')) ?? '').split(',').includes('boringcrypto'),
    cgoLdflagsStatic: (valueOf(settings.value('CGO_LDFLAGS') ?? known('')) ?? '').split(/\s+/).includes('-static'),
    prefersExternal: compilerFlagsOf(settings).some((flag) => !keepsInternalLink.test(flag)),
    stageLibc: valueOf(state.image.libc)?.kind ?? 'none',
    stageGlibc: glibcOf(state),
    sonameOf: (library) => sonameIn(state.image, library),
    glibcLoaderOnMusl: valueOf(state.image.libc)?.kind === 'musl' && hasGlibcLoader(state),
    sharedStandardLibrary: state.sharedStandardLibrary,
    importPath: program?.importPath ?? 'command-line-arguments',
    directory: program?.directory ?? '',
  };
}

/**
 * Flags for the C compiler with which Go goes on linking by itself, where only packages of its own use cgo: a part of
 * validCompilerFlags, which cmd/go/internal/work/exec.go (checkCompilerFlagsForInternalLink) goes by; -flto is in it and does not.
 */
const keepsInternalLink = /^-(?:O.?|g\d?|W[a-z].*|f(?!lto)[a-z].*|[ID].*|m[a-z0-9].*|std=.*|pthread|pipe)$/;

function isPlatformKnown({ goos, goarch }: LinkingBuild): boolean {
  return isSettled(goos) && isSettled(goarch);
}

/** A floating tag's version is presumed, but it never goes back: from 1.22 on nothing about linking has changed. */
export function movesOnlyUp(version: GoVersion | undefined): boolean {
  return version !== undefined && isAtLeast(version, 1, 22);
}

/** xx-go sets CC to a clang for the target, which has the packages of the target's root (tonistiigi/xx, xx-go and xx-clang). */
function withXx(question: LinkQuestion): LinkQuestion {
  const { goarch, stageLibc, stageGlibc } = question;
  const compiler = {
    name: 'xx-clang',
    found: true,
    libc: stageLibc,
    glibc: stageGlibc,
    goarch,
    certainty: 'known',
  } as const;
  return { ...question, ccSet: true, compiler, cxxCompiler: compiler };
}

/** Whether another Go version would link otherwise: only then does a floating tag make the answer less than certain. */
function versionMatters(question: LinkQuestion, linkage: Linkage): boolean {
  if (movesOnlyUp(question.go)) return false;
  const other = decideLinkage({ ...question, go: { major: 1, minor: 26, patch: undefined, prerelease: undefined } });
  return (
    other.kind !== linkage.kind ||
    (other.kind === 'dynamic' && linkage.kind === 'dynamic' && other.libc !== linkage.libc)
  );
}

function rebuildsStandard(go: GoCommand): boolean {
  if (flagText(go, 'a') === 'true' || flagText(go, 'trimpath') === 'true') return true;
  return ['gcflags', 'asmflags'].some((name) => /^(all|std)=/.test(flagText(go, name) ?? ''));
}

import { evidence, isSettled, known, presumed, unknown, valueOf, type Fact } from '../facts/fact';
import type { RunInstruction } from '../dockerfile/instruction';
import type { Platform } from '../dockerfile/platform';
import { flagText, linkerFlagsOf, tagsOf } from '../golang/flagValues';
import { decideCgo } from '../golang/decideLinkage';
import type { Linkage } from '../golang/linkage';
import { parseLinkerFlags } from '../golang/linkerFlags';
import { buildOutputs } from '../golang/outputs';
import type { BuildContext, GoCommand, LinkerFlags, ProgramFacts } from '../golang/types';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { GoBuild, Output } from './buildModel';
import { findPrograms } from './buildPrograms';
import { isDirectory } from './files';
import { armVersion, crossCompiles, findCompiler, platformPart, type GoSettings } from './goSettings';
import { alternativesOf, linkageOf, movesOnlyUp, type LinkingBuild } from './programLinkage';
import type { StageState, Walk } from './stageState';

/** A go build, install, test or run with all that decides what comes out of it. */
export function describeBuild(
  walk: Walk,
  state: StageState,
  instruction: RunInstruction,
  command: ExecutedCommand,
  go: GoCommand,
  settings: GoSettings,
): GoBuild {
  const host = state.platform;
  const xx = go.front?.name === 'xx-go';
  const goos = platformPart(walk, settings, host, 'GOOS', xx);
  const goarch = platformPart(walk, settings, host, 'GOARCH', xx);
  const storedPlatform = storedPlatformOf(settings, command);
  const tagsFact = tagsOf(go);
  const tags = valueOf(tagsFact) ?? [];
  const linkerFlag = linkerFlagsOf(go);
  const linker: LinkerFlags = linkerFlag?.flags ?? parseLinkerFlags('');
  const buildmode = flagText(go, 'buildmode') ?? 'default';
  const race = flagText(go, 'race') === 'true';
  const compiler = findCompiler(state, settings, 'CC', 'gcc');
  const cgoSetting = settings.entry('CGO_ENABLED');
  const goVersion = settings.goVersion;
  const version = valueOf(goVersion);
  const cross = crossCompiles(goos, goarch, host);
  const cgoEnabled = cgoSetting === undefined ? undefined : valueOf(cgoSetting.value);
  const cgoUnknown = (cgoSetting !== undefined && cgoEnabled === undefined) || cross === undefined;
  const decision =
    cgoUnknown && cgoEnabled !== '0' && cgoEnabled !== '1'
      ? {
          on: undefined,
          says:
            cross === undefined
              ? say`whether this is a cross build cannot be told`
              : say`the value of CGO_ENABLED cannot be told`,
        }
      : decideCgo({
          go: version,
          cross: cross ?? false,
          cgoEnabled: cgoEnabled === '0' || cgoEnabled === '1' ? cgoEnabled : undefined,
          ccSet: settings.value('CC') !== undefined,
          compiler,
        });
  const cgoEvidence = evidence(cgoSetting?.span ?? go.verbSpan, decision.says);
  const cgo: Fact<boolean> =
    decision.on === undefined
      ? unknown('not-modelled', cgoEvidence)
      : cgoSetting === undefined &&
          (compiler.certainty === 'presumed' ||
            (goVersion.certainty === 'presumed' && compiler.found === false && !movesOnlyUp(version)))
        ? presumed(decision.on, cgoEvidence)
        : known(decision.on, cgoEvidence);

  const context: BuildContext = {
    goos: valueOf(goos) ?? 'linux',
    goarch: valueOf(goarch) ?? 'amd64',
    cgo: decision.on ?? true,
    tags,
    compiler: flagText(go, 'compiler') === 'gccgo' ? 'gccgo' : 'gc',
    go: version,
    mod: modFlag(go),
    race,
  };
  const programs = findPrograms(walk, state, command, go, context, settings);
  const linking: LinkingBuild = {
    state,
    command,
    go,
    settings,
    goVersion,
    goos,
    goarch,
    cross,
    cgo,
    cgoSetting,
    decision,
    cgoEvidence,
    compiler,
    tags: tagsFact,
    context,
    linker,
    linkerFlag,
    buildmode,
  };
  const { outputs, problem: outputProblem } = describeOutputs(linking, host, programs);
  const linkages = outputs.length > 0 ? outputs.map((output) => output.linkage) : [linkageOf(linking, programs[0])];
  return {
    index: walk.makeDepth === undefined ? walk.goBuilds.length : -1 - walk.recipeBuilds.length,
    stage: state.index,
    instruction,
    command,
    go,
    goVersion,
    goos,
    goarch,
    ...(valueOf(goarch) === 'arm' && { goarm: armVersion(walk, state, settings, xx) }),
    ...(storedPlatform.size > 0 && { storedPlatform }),
    host,
    cgo,
    cgoSetting,
    cgoDecision: decision,
    compiler,
    tags,
    linker,
    buildmode,
    race,
    programs,
    linkage: summarise(linkages),
    outputs,
    outputProblem,
    strips: linker.stripsSymbols,
    because: summarise(linkages).because,
  };
}

function storedPlatformOf(settings: GoSettings, { environment }: ExecutedCommand): ReadonlyMap<string, Span> {
  return new Map(
    ['GOOS', 'GOARCH', 'GOARM'].flatMap((name): readonly (readonly [string, Span])[] => {
      const span = settings.entry(name)?.span;
      return span && environment.get(name)?.origin !== span ? [[name, span]] : [];
    }),
  );
}

function summarise(linkages: readonly Fact<Linkage>[]): Fact<Linkage> {
  const [first] = linkages;
  if (!first) return unknown('not-modelled');
  const failing = linkages.find((fact) => isSettled(fact) && fact.value.kind === 'fails');
  if (failing) return failing;
  const kinds = new Set(linkages.map((fact) => (isSettled(fact) ? fact.value.kind : 'unknown')));
  return kinds.size === 1
    ? first
    : (linkages.find((fact) => !isSettled(fact)) ??
        unknown('not-modelled', evidence(undefined, say`its programs are linked differently`)));
}

function modFlag(go: GoCommand): BuildContext['mod'] {
  const value = flagText(go, 'mod');
  return value === 'vendor' || value === 'mod' || value === 'readonly' ? value : undefined;
}

function describeOutputs(
  linking: LinkingBuild,
  host: Fact<Platform>,
  programs: readonly ProgramFacts[],
): { outputs: readonly Output[]; problem: GoBuild['outputProblem'] } {
  const { state, command, go, settings, goos, goarch } = linking;
  const written = buildOutputs({
    command: go,
    programs,
    workdir: command.workdir,
    environment: (name) => settings.value(name),
    goos,
    goarch,
    hostOs: valueOf(host)?.os ?? 'linux',
    hostArchitecture: valueOf(host)?.architecture,
    isDirectory: (path) => isDirectory(state.files, path),
  });
  const outputs = written.outputs.flatMap((output): Output[] => {
    if (output.kind === 'none') return [];
    const alternatives = alternativesOf(linking, output.program);
    return [
      {
        path: output.path,
        kind: output.kind,
        program: output.program,
        linkage: linkageOf(linking, output.program),
        ...(alternatives && { alternatives }),
      },
    ];
  });
  return { outputs, problem: written.problem };
}

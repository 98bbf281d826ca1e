import type { Analysis, ReportedFinding } from '../analysis';
import { formatPlatform, normalisePlatform, parsePlatform, type Platform } from '../dockerfile/platform';
import { isSettled, valueOf } from '../facts/fact';
import { isPort, isSupportedPort, portsOf } from '../golang/ports';
import { formatGoVersion } from '../golang/version';
import type { BuildModel, GoBuild, Stage } from '../model/buildModel';
import { imageName } from '../rules/fixes/images';
import { suitFixes } from '../rules/oneAgent/suitFixes';
import { restsOn } from '../rules/platformArgs';
import { rules } from '../rules/registry';
import { runRules } from '../rules/run';
import { isChosenByVariable } from '../rules/severalPlatforms';
import type { Severity } from '../rules/rule';
import { say } from '../text/say';

/** A platform that a build may be for. */
export interface CandidatePlatform {
  /** `linux/arm/v7`. */
  readonly platform: string;
  /** `files`: there are no containers of it, but its program can be had as a file (`--output type=local`). */
  readonly as: 'image' | 'files';
  /** Why it cannot be built; a sentence. Undefined if nothing speaks against it. */
  readonly whyNot: string | undefined;
}

/** What an image for several platforms can be built for, as far as the Dockerfile says. */
export interface PlatformChoice {
  /** In the order in which they are offered. */
  readonly candidates: readonly CandidatePlatform[];
  /** Whether commands run on the platform of the image: the builder has to be able to run programs of it. */
  readonly runsOnTarget: boolean;
}

/** Architectures of machines that containers run on, the commonest first; what Go has beyond them is of a museum. */
const architectures = ['amd64', 'arm64', 'arm', '386', 'riscv64', 'ppc64le', 's390x', 'loong64', 'mips64le'];

/** What GOARM knows, `go help environment`: 5, 6, 7. */
const armVariants = ['v7', 'v6', 'v5'];

/** Systems whose programs people hand out as files. */
const otherSystems = ['darwin', 'windows'];

/**
 * The platforms that Go builds for, each with what speaks against it: a Go that cannot, an image that is not published for it, a
 * build that does not follow the platform. What is unknown speaks against nothing.
 * @param named platforms that are offered whatever they are: those that the user or the project names
 */
export function choosePlatforms(model: BuildModel, named: readonly string[]): PlatformChoice {
  const onTarget = model.stages.filter((stage) => stage.needed && stage.platformFollows === 'target');
  const offered = [...new Set([...usualPlatforms(), ...named.flatMap(normalName)])];
  return {
    candidates: offered.flatMap((name) => {
      const platform = parsePlatform(name);
      if (!platform) return [];
      const as = platform.os === 'linux' ? ('image' as const) : ('files' as const);
      const whyNot =
        goCannot(model, platform) ?? notPublished(model, onTarget, platform) ?? noFiles(model, onTarget, platform);
      return [{ platform: name, as, whyNot }];
    }),
    runsOnTarget: onTarget.some(({ steps }) => steps.some(({ instruction }) => instruction.kind === 'RUN')),
  };
}

/**
 * The findings about platforms, as they are if the image is built for these. Those that a setting or a comment silences are left
 * out.
 * @param analyse analyses another text in the place of this one
 */
export function findForPlatforms(
  { model }: Analysis,
  platforms: readonly string[],
  severities: Readonly<Record<string, Severity | 'off'>>,
  analyse: (text: string) => Analysis,
): readonly ReportedFinding[] {
  const asked = { ...model, builtFor: { platforms, where: say`Build multi-arch, the command` } };
  const found = runRules(asked, { rules: rules.filter(({ category }) => category === 'platform'), severities });
  return suitFixes(asked, found, (text, isAsked) =>
    analyse(text).findings.filter(({ rule }) => rules.some((other) => other.id === rule.id && isAsked(other))),
  );
}

function usualPlatforms(): readonly string[] {
  const ports = portsOf(undefined);
  const systems = ['linux', ...otherSystems];
  return systems.flatMap((os) =>
    architectures
      .filter((goarch) => ports.some((port) => port.goos === os && port.goarch === goarch))
      // Of Windows and macOS only what is sold.
      .filter((goarch) => os === 'linux' || goarch.endsWith('64'))
      .flatMap((goarch) =>
        goarch === 'arm' ? armVariants.map((variant) => `${os}/arm/${variant}`) : [`${os}/${goarch}`],
      ),
  );
}

function normalName(name: string): readonly string[] {
  const platform = parsePlatform(name);
  return platform ? [formatPlatform(normalisePlatform(platform))] : [];
}

/** The go command that makes what is shipped knows no such port. */
function goCannot(model: BuildModel, { os, architecture }: Platform): string | undefined {
  if (!isPort(os, architecture)) return say`Go does not build for ${os}/${architecture}.`;
  for (const build of neededBuilds(model)) {
    const version = valueOf(build.goVersion);
    if (version && isSupportedPort(os, architecture, version) === false)
      return say`Go ${formatGoVersion(version)}, which builds here, does not build for ${os}/${architecture}.`;
  }
  return undefined;
}

function notPublished(model: BuildModel, onTarget: readonly Stage[], platform: Platform): string | undefined {
  for (const stage of onTarget) {
    if (stage.base.kind !== 'image' || isChosenByVariable(model, stage)) continue;
    const published = stage.root.platforms;
    if (!isSettled(published) || published.value.length === 0) continue;
    const serves = published.value.some((name) => {
      const other = parsePlatform(name);
      return other !== undefined && canServe(other, platform);
    });
    if (!serves) return say`${imageName(model, stage)} is not published for ${formatPlatform(platform)}.`;
  }
  return undefined;
}

/** Whether an image of a platform is taken where another is asked for (containerd platforms, compare.go: platformVector). */
function canServe(has: Platform, wanted: Platform): boolean {
  if (has.os !== wanted.os) return false;
  if (has.architecture === wanted.architecture) return (has.variant ?? '') <= (wanted.variant ?? '') || !wanted.variant;
  return (
    (has.architecture === '386' && wanted.architecture === 'amd64') ||
    (has.architecture === 'arm' && wanted.architecture === 'arm64')
  );
}

/** Why the program of another system cannot be had as a file. */
function noFiles(model: BuildModel, onTarget: readonly Stage[], { os }: Platform): string | undefined {
  if (os === 'linux') return undefined;
  const foreign = onTarget.find(({ base }) => base.kind === 'image');
  if (foreign)
    return say`Nothing of ${imageName(model, foreign)} runs on ${os}. Its files can be had from a last stage FROM scratch, into which the program is copied.`;
  const builds = neededBuilds(model);
  const follows = builds.some((build) => build.go.front?.name === 'xx-go' || restsOn(model, build, 'GOOS', 'TARGETOS'));
  if (builds.length > 0 && !follows)
    return say`No go build sets GOOS=$TARGETOS, so the program would not be for ${os}.`;
  return undefined;
}

function neededBuilds({ goBuilds, stages }: BuildModel): readonly GoBuild[] {
  return goBuilds.filter(({ stage, go }) => stages[stage]?.needed === true && ['build', 'install'].includes(go.verb));
}

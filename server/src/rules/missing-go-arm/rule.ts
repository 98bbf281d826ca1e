import { isSettled, valueOf } from '../../facts/fact';
import { formatPlatform } from '../../dockerfile/scope';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { insertBefore } from '../fixes/instructions';
import { restsOn } from '../platformArgs';
import { defineRule, type Finding, type Fix } from '../rule';

export const missingGoArm = defineRule({
  id: 'missing-go-arm',
  title: 'ARM version of the platform lost on the way to go',
  severity: 'warning',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    const armIsMeant = model.goBuilds.some((build) => isNeeded(model, build) && build.command.environment.has('GOARM'));
    for (const build of model.goBuilds) {
      if (!isNeeded(model, build) || build.go.front?.name === 'xx-go') continue;
      const finding = invalid(model, build) ?? missing(model, build, armIsMeant);
      if (finding) yield finding;
    }
  },
});

function isNeeded(model: BuildModel, build: GoBuild): boolean {
  return model.stages[build.stage]?.needed === true;
}

/** A variable that go sees; an empty one is as good as none. */
function setting(build: GoBuild, name: string): string | undefined {
  const variable = build.command.environment.get(name);
  if (!variable) return undefined;
  const value = isSettled(variable.value) ? variable.value.value : '?';
  return value === '' ? undefined : value;
}

/** What go accepts for either, whatever GOARCH is (internal/buildcfg). */
const accepted: Readonly<Record<string, RegExp>> = { GOARM: /^[567](,(soft|hard)float)?$/, GOAMD64: /^v[1234]$/ };

/** `GOARM=${TARGETVARIANT#v}` where the variant is that of another architecture. Since Go 1.23 this is let pass (measured). */
function invalid(model: BuildModel, build: GoBuild): Finding | undefined {
  const version = valueOf(build.goVersion);
  if (!version || isAtLeast(version, 1, 23)) return undefined;
  for (const [name, pattern] of Object.entries(accepted)) {
    const value = setting(build, name);
    if (value === undefined || value === '?' || pattern.test(value)) continue;
    if (!restsOn(model, build, name, 'TARGETVARIANT')) continue;
    const own = build.command.assignments.findLast((assignment) => assignment.name === name);
    return {
      span: own?.span ?? build.command.environment.get(name)?.origin ?? build.go.verbSpan,
      certainty: 'known',
      message: say`For ${formatPlatform(model.platform)} this makes ${name}=${value}, which go refuses although it builds for another architecture: "invalid ${name}".`,
      fixes: [],
    };
  }
  return undefined;
}

/** GOARCH follows the target, its ARM version does not. */
function missing(model: BuildModel, build: GoBuild, armIsMeant: boolean): Finding | undefined {
  const { platform } = model;
  if (
    build.command.environment.has('GOARM') ||
    build.storedPlatform?.has('GOARM') ||
    !restsOn(model, build, 'GOARCH', 'TARGETARCH')
  )
    return undefined;
  const host = valueOf(build.host);
  // On an ARM machine the golang image has the GOARM of that machine.
  if (!host || host.architecture === 'arm' || model.stages[build.stage]?.platformFollows !== 'build') return undefined;
  const old = platform.architecture === 'arm' && (platform.variant === 'v6' || platform.variant === 'v5');
  if (!old && (platform.architecture === 'arm' || !armIsMeant)) return undefined;
  const where = old ? formatPlatform(platform) : 'linux/arm/v6';
  return {
    span: build.go.verbSpan,
    certainty: old ? 'known' : 'presumed',
    message: say`GOARM is not set, so go builds for ARMv7 when GOARCH is arm. On ${where} the program dies with "illegal instruction"${old ? '.' : say`. This presumes that the image is built for it, as another go build sets GOARM.`}`,
    fixes: () => followVariant(model, build),
  };
}

function followVariant(model: BuildModel, build: GoBuild): readonly Fix[] {
  const step = model.stages[build.stage]?.steps.find(({ instruction }) => instruction === build.instruction);
  const own = build.command.assignments.findLast((assignment) => assignment.name === 'GOARCH');
  if (!step || build.instruction.exec || build.command.approximate === true) return [];
  const place = own?.span.end;
  const edits: Edit[] = [
    place === undefined
      ? {
          span: { start: build.command.span.start, end: build.command.span.start },
          newText: 'GOARM=${TARGETVARIANT#v} ',
        }
      : { span: { start: place, end: place }, newText: ' GOARM=${TARGETVARIANT#v}' },
  ];
  if (!step.environment.has('TARGETVARIANT'))
    edits.unshift(insertBefore(model, build.instruction, 'ARG TARGETVARIANT'));
  return [{ title: say`Set GOARM from TARGETVARIANT`, safety: 'review', edits }];
}

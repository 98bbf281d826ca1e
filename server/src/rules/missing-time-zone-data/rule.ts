import { isSettled, valueOf } from '../../facts/fact';
import type { ProgramFacts } from '../../golang/types';
import type { BuildModel, Stage } from '../../model/buildModel';
import { packageManagerOf } from '../../images/packageTable';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { packageInstallation } from '../fixes/compiler';
import { addTag } from '../fixes/tags';
import { defineRule, type Finding, type Fix } from '../rule';
import { copyToTarget, mayBeSet, mayHoldAny, nameOfTarget, shippedPrograms, type ShippedProgram } from '../shipped';

/** Where Go looks on Linux, before the zones that a program embeds. Source: time, zoneinfo_unix.go (platformZoneSources). */
const directories: readonly string[] = [
  '/usr/share/zoneinfo',
  '/usr/share/lib/zoneinfo',
  '/usr/lib/locale/TZ',
  '/usr/lib/zoneinfo',
  '/etc/zoneinfo',
];

/** Looked at as well where the program knows the GOROOT it was built with. Source: time, zoneinfo_goroot.go. */
const goRootZones = '/usr/local/go/lib/time/zoneinfo.zip';

/** `Europe/Berlin`; not the likes of `CET-1CEST`, which Go does not read at all, nor those that are UTC anyway. */
const zoneName = /^(?!Etc\/)[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+$/;

export const missingTimeZoneData = defineRule({
  id: 'missing-time-zone-data',
  title: 'Time zone used in an image without time zone data',
  severity: 'warning',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target || !isSettled(target.image.timeZoneData) || target.image.timeZoneData.value) return;
    const programs = shippedPrograms(model).filter((shipped) => !embedsZones(shipped));
    const finding = loadedZone(model, target, programs) ?? localZone(model, target, programs);
    if (finding) yield finding;
  },
});

/** `time.LoadLocation("Europe/Berlin")` in the sources of the module. */
function loadedZone(model: BuildModel, target: Stage, programs: readonly ShippedProgram[]): Finding | undefined {
  if (mayBeSet(target, 'ZONEINFO')) return undefined;
  for (const shipped of programs) {
    const { program, path, build } = shipped;
    for (const use of program?.packages?.flatMap(({ uses }) => uses ?? []) ?? []) {
      const zone = use.name === 'time.LoadLocation' ? (use.first ?? '') : '';
      if (!zoneName.test(zone) || isGiven(target, zone)) continue;
      const certainty = certaintyOf(target, program);
      const presumption = program?.unread.length
        ? say` This presumes that no module whose sources cannot be read embeds time/tzdata.`
        : say` This rests on what the image holds today.`;
      return {
        span: target.from.image?.span ?? target.from.span,
        certainty,
        message: say`${path} calls time.LoadLocation("${zone}") in ${use.file}, and ${nameOfTarget(target)} has no time zone data: it fails with "unknown time zone ${zone}".${certainty === 'known' ? '' : presumption}`,
        related: [{ span: build.go.verbSpan, message: say`${path} is built here` }],
        fixes: () => fixesFor(model, target, [shipped]),
      };
    }
  }
  return undefined;
}

/** `ENV TZ=Europe/Berlin`: local time is UTC then, without an error. ZONEINFO does not help (time.initLocal). */
function localZone(model: BuildModel, target: Stage, programs: readonly ShippedProgram[]): Finding | undefined {
  const entry = target.imageEnvironment.get('TZ');
  const zone = entry?.source === 'ENV' ? valueOf(entry.value)?.replace(/^:/, '') : undefined;
  const [first] = programs;
  if (!first || !entry?.span || zone === undefined || !zoneName.test(zone) || isGiven(target, zone)) return undefined;
  const known = entry.value.certainty === 'known' && certaintyOf(target, first.program) === 'known';
  return {
    span: entry.span,
    certainty: known ? 'known' : 'presumed',
    message: say`TZ has no effect, as ${nameOfTarget(target)} has no time zone data: local time in ${first.path} is UTC, without an error.${known ? '' : say` This presumes that the program does not embed time/tzdata.`}`,
    related: [{ span: target.from.image?.span ?? target.from.span, message: say`this image has no time zone data` }],
    fixes: () => fixesFor(model, target, programs),
  };
}

function embedsZones({ build, program }: ShippedProgram): boolean {
  return (
    build.tags.includes('timetzdata') ||
    build.go.incomplete ||
    program?.standardPackages.has('time/tzdata') === true ||
    program?.packages?.some(({ imports }) => imports.includes('time/tzdata')) === true
  );
}

function isGiven(target: Stage, zone: string): boolean {
  return mayHoldAny(target, [...directories.map((directory) => `${directory}/${zone}`), goRootZones]);
}

function certaintyOf(target: Stage, program: ProgramFacts | undefined): 'known' | 'presumed' {
  const readable = program !== undefined && (program.packages ?? []).length > 0 && program.unread.length === 0;
  return readable && target.image.timeZoneData.certainty === 'known' ? 'known' : 'presumed';
}

/** The package on Alpine, as apt's asks questions; else the files of the build stage, or the zones within the program. */
function fixesFor(model: BuildModel, target: Stage, programs: readonly ShippedProgram[]): readonly Fix[] {
  const fixes: Fix[] = [];
  const installation =
    packageManagerOf(target.image) === 'apk' ? packageInstallation(model, target, ['tzdata']) : undefined;
  if (installation) fixes.push({ title: say`Install tzdata`, safety: 'safe', edits: installation.edits });
  const builder = model.stages.find(
    ({ index, image, needed }) => needed && index < target.index && valueOf(image.timeZoneData) === true,
  );
  const copy = builder && copyToTarget(model, builder, '/usr/share/zoneinfo', '/usr/share/zoneinfo');
  if (copy && !installation)
    fixes.push({ title: say`Copy the time zone data into the image`, safety: 'safe', edits: [copy] });
  const builds = [...new Set(programs.map(({ build }) => build))];
  const edits: (readonly Edit[] | undefined)[] = builds.map((build) => addTag(model, build, 'timetzdata'));
  if (edits.every((edit) => edit !== undefined))
    fixes.push({ title: say`Build with -tags timetzdata`, safety: 'safe', edits: edits.flat() });
  return fixes;
}

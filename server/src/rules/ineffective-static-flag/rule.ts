import { isSettled, valueOf } from '../../facts/fact';
import { classify } from '../../golang/decideLinkage';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { say } from '../../text/say';
import { linkerFlagPlace, writtenFlag } from '../fixes/flags';
import { turnCgoOff } from '../fixes/libc';
import { related } from '../problems';
import { agentOf, wantsDynamicProgram } from '../oneAgent/settings';
import { defineRule, type Finding, type Fix } from '../rule';

export const ineffectiveStaticFlag = defineRule({
  id: 'ineffective-static-flag',
  title: 'Static flag that does not reach the linker',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true || build.go.verb === 'test') continue;
      const finding = findingOf(model, build);
      if (finding) yield finding;
    }
  },
});

function findingOf(model: BuildModel, build: GoBuild): Finding | undefined {
  const { linkage } = build;
  if (!isSettled(linkage) || linkage.value.kind !== 'dynamic' || linkage.value.row.id !== 'static-flag-ignored')
    return undefined;
  // Who writes this flag may well have C code; only a program that was read can be told not to.
  if (build.programs.length === 0 || build.programs.some(({ packages = [] }) => packages.length === 0))
    return undefined;
  const span = linkerFlagPlace(model, build, 'extldflags');
  if (!span) return undefined;
  const complete = build.programs.every(({ cgo }) => valueOf(cgo)?.complete !== false);
  const certainty = complete ? linkage.certainty : 'presumed';
  const unread = build.programs.flatMap((program) => program.unread);
  return {
    span,
    certainty,
    message:
      say`-extldflags is for gcc, and Go links this program itself, as only the standard library uses cgo in it. ` +
      say`The binary stays dynamic and needs ${linkage.value.libc} in the image that it runs in.` +
      (certainty === 'presumed' && unread.length > 0 ? say` This presumes that ${unread[0] ?? ''} has no C code.` : ''),
    related: related(linkage.because, span),
    fixes: [
      turnCgoOff(model, build),
      agentOf(model) ? undefined : linkExternally(build),
      wantsDynamicProgram(model) ? undefined : useGoImplementations(build),
    ].filter((fix) => fix !== undefined),
  };
}

/** With musl gcc makes a static binary that works as a dynamic one does. */
function linkExternally(build: GoBuild): Fix | undefined {
  const flag = writtenFlag(build, 'ldflags');
  if (!flag || build.compiler.libc !== 'musl') return undefined;
  const value = valueOf(flag.value);
  const { start, end } = flag.valueSpan;
  const quoted = value !== undefined && end - start === value.length + 2;
  if (!quoted || !value.startsWith('-')) return undefined;
  return {
    title: say`Add -linkmode external`,
    safety: 'review',
    edits: [{ span: { start: start + 1, end: start + 1 }, newText: '-linkmode external ' }],
  };
}

/** Go's own resolver and user lookup: nothing uses cgo any more. */
function useGoImplementations(build: GoBuild): Fix | undefined {
  const flag = writtenFlag(build, 'ldflags');
  if (!flag || build.go.flags.some(({ name }) => name === 'tags')) return undefined;
  const tags = ['netgo', 'osusergo'];
  const enough = build.programs.every(({ cgo }) => {
    const use = valueOf(cgo);
    return use !== undefined && classify(use, tags, valueOf(build.goos), valueOf(build.goVersion)).program === 'P';
  });
  if (!enough) return undefined;
  const place = flag.span.start;
  return {
    title: say`Add -tags netgo,osusergo`,
    safety: 'review',
    edits: [{ span: { start: place, end: place }, newText: '-tags netgo,osusergo ' }],
  };
}

import { isSettled, valueOf } from '../facts/fact';
import type { BuildModel, GoBuild, Stage } from '../model/buildModel';
import { lookUp } from '../model/files';
import { flagValue } from '../golang/flagValues';
import { shippedPrograms, type ShippedProgram } from './shipped';

/** Names of stages that are made for looking at a program rather than for shipping it. */
const forDevelopment =
  /(?:^|[-_.])(?:tests?|testing|e2e|integration|race|debug|debugger|dev|devel|development|devcontainer|local|lint|linter|ci|bench|coverage)(?:$|[-_.])/;

/** Whether the name of a stage says that nobody ships it. */
export function isForDevelopment({ name }: Stage): boolean {
  return name !== undefined && forDevelopment.test(name);
}

/** Whether a build is made for a debugger or a detector: `-gcflags="all=-N -l"`, -race, -msan, -asan, -cover. */
export function isDebugBuild(build: GoBuild): boolean {
  const gcflags = flagValue(build.go, 'gcflags');
  if (gcflags && (!isSettled(gcflags) || /(?:^|[\s="'])-[Nl]\b/.test(gcflags.value))) return true;
  return build.race || ['msan', 'asan', 'cover'].some((name) => build.go.flags.some((flag) => flag.name === name));
}

/**
 * Programs in the final image that go build and go install make of the Dockerfile's own sources, one per command and in the
 * order of the text; none of those that are made for a debugger, or in stages named so, or whose flags cannot be read.
 */
export function releaseBuilds(model: BuildModel): readonly ShippedProgram[] {
  const { target } = model;
  if (!target || isForDevelopment(target)) return [];
  const found = new Map<GoBuild, ShippedProgram>();
  for (const shipped of shippedPrograms(model)) {
    const { build } = shipped;
    const stage = model.stages[build.stage];
    if (build.index < 0 || found.has(build) || !stage?.needed || isForDevelopment(stage)) continue;
    if (
      !['build', 'install'].includes(build.go.verb) ||
      (build.go.front !== undefined && build.go.front.name !== 'xx-go')
    )
      continue;
    if (build.go.incomplete || build.linker.incomplete || build.command.runs !== 'always' || isDebugBuild(build))
      continue;
    if (isToolOfOthers(build)) continue;
    // `go install example.com/library` only compiles it, to be cached.
    const isMain = shipped.program !== undefined && valueOf(shipped.program.packageName) === 'main';
    if (!isMain && !build.go.args.every(({ value }) => /^\.|^\/|\.go$/.test(valueOf(value) ?? ''))) continue;
    found.set(build, shipped);
  }
  return [...found.values()].toSorted((a, b) => a.build.index - b.build.index);
}

/** `go install x@v` makes a tool of somebody else’s. */
export function isToolOfOthers({ go }: GoBuild): boolean {
  return go.args.some(({ value }) => valueOf(value)?.includes('@') !== false);
}

/** Whether a program is known to be stripped or packed after it was built. */
export function isStripped({ target }: BuildModel, { path }: ShippedProgram): boolean {
  const there = target && lookUp(target.files, path);
  return there?.state === 'entry' && there.entry.stripped === true;
}

/** Whether a program is stripped or packed after it was built, or may be: `strip`, `upx` anywhere, or a script. */
export function isStrippedLater(model: BuildModel, shipped: ShippedProgram): boolean {
  if (isStripped(model, shipped)) return true;
  return model.stages.some(({ steps }) =>
    steps.some(({ execution }) =>
      execution?.commands.some(({ argv: [first] }) => {
        const name = first && valueOf(first.value);
        return name === undefined || /(?:^|[-/])(?:strip|upx|sstrip|objcopy)$/.test(name);
      }),
    ),
  );
}

import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { contains } from '../../text/span';
import { insertBefore } from './instructions';

/**
 * Gives a variable a value for one go build: where it is set in the command or by an ENV or ARG, there; else in front of
 * the command, or by an ENV line if the command is in exec form.
 * @returns undefined if the place where it is set cannot be edited safely
 */
export function setForBuild(
  model: BuildModel,
  build: GoBuild,
  name: string,
  value: string,
): readonly Edit[] | undefined {
  const own = build.command.assignments.filter((assignment) => assignment.name === name);
  const last = own[own.length - 1];
  const { text } = model.dockerfile;
  // What a variable brings along (`env $OPTIONS go build`) is not written there.
  const isWritten = last && text.slice(last.nameSpan.start, last.nameSpan.end) === name;
  if (last && isWritten && !build.command.approximate) return [{ span: last.valueSpan, newText: value }];
  const setting = name === 'CGO_ENABLED' ? build.cgoSetting : undefined;
  if (setting?.span && contains(build.instruction.span, setting.span)) {
    // `export CGO_ENABLED=1 && go build`: a prefix on the command wins over it.
    return build.command.approximate ? undefined : prefix(build, name, value);
  }
  if (setting?.span) {
    const step = model.stages[build.stage]?.steps.find(
      ({ instruction }) => setting.span && contains(instruction.span, setting.span),
    );
    // An ENV that other builds go by as well is left to them.
    if (step?.instruction.kind === 'ENV' && !isShared(model, build)) {
      const pair = step.instruction.pairs.find((candidate) => candidate.name === name);
      if (pair) return [{ span: pair.value.span, newText: value }];
    }
  }
  if (last && build.instruction.exec) return undefined;
  if (build.instruction.exec || (build.command.approximate && !last))
    return [insertBefore(model, build.instruction, `ENV ${name}=${value}`)];
  return prefix(build, name, value);
}

function isShared(model: BuildModel, build: GoBuild): boolean {
  const at = build.cgoSetting?.span?.start;
  return model.goBuilds.some((other) => other !== build && at !== undefined && other.cgoSetting?.span?.start === at);
}

/** Behind these an assignment may stand; other wrappers take it for the name of the program. */
const transparent = new Set(['env', 'time', 'sh', 'bash', 'ash', 'dash', 'eval']);

function prefix(build: GoBuild, name: string, value: string): readonly Edit[] | undefined {
  const { command } = build;
  if (command.approximate) return undefined;
  const wrapper = command.wrappers.at(-1)?.name;
  // `CGO_ENABLED=0 time go build` would look for a program called time.
  const place = wrapper === 'env' || wrapper === 'time' ? command.argv[0]?.span.start : command.span.start;
  if (
    place === undefined ||
    (wrapper !== undefined && !transparent.has(wrapper) && command.wrappers.some((each) => each.name === 'time'))
  )
    return undefined;
  return [{ span: { start: place, end: place }, newText: `${name}=${value} ` }];
}

/** Whether switching cgo off keeps the program working: nothing in it is known to need cgo. */
export function worksWithoutCgo(build: GoBuild): boolean {
  if (
    build.race ||
    build.buildmode === 'plugin' ||
    build.buildmode === 'c-shared' ||
    build.linker.linkmode === 'external'
  )
    return false;
  return (
    build.programs.length > 0 &&
    build.programs.every((program) => {
      const use = valueOf(program.cgo);
      return (
        use !== undefined &&
        use.requiring.length === 0 &&
        use.foreign.every((p) => p.withoutCgo === 'fine') &&
        !use.standard.has('plugin')
      );
    })
  );
}

/** Whether it is known that the program needs cgo to compile or to work. */
export function needsCgo(build: GoBuild): boolean {
  return build.programs.some((program) => {
    const use = valueOf(program.cgo);
    return (
      use !== undefined &&
      (use.requiring.length > 0 || use.standard.has('plugin') || use.foreign.some((p) => p.withoutCgo !== 'fine'))
    );
  });
}

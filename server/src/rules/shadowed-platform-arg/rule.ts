import type { ArgInstruction } from '../../dockerfile/instruction';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { platformWords, restsOn } from '../platformArgs';
import { defineRule } from '../rule';

export const shadowedPlatformArg = defineRule({
  id: 'shadowed-platform-arg',
  title: 'Default value that hides the platform argument of BuildKit',
  severity: 'error',
  fix: 'always',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    for (const { instruction, stage } of argInstructions(model)) {
      for (const arg of instruction.args) {
        const meaning = ownValue(platformWords, arg.name);
        // A default put together from other variables may well be the platform's own.
        // --build-arg wins over the default.
        if (model.givenArgs?.includes(arg.name)) continue;
        if (meaning === undefined || !arg.value || arg.value.raw.includes('$')) continue;
        const value = arg.value.raw.replace(/^(["'])(.*)\1$/, '$2');
        const build = userOf(model, stage, arg.name);
        const lost = say`It is "${value}" whatever platform is built for`;
        // Nearly all images are for Linux, so that a fixed linux does no harm yet.
        const harmless = arg.name === 'TARGETOS' && value === 'linux';
        const consequence =
          build && arg.name === 'TARGETARCH'
            ? say`, so an image for another architecture gets a program for ${value || say`the build stage`}: "exec format error"`
            : '';
        yield {
          span: { start: arg.nameSpan.end, end: arg.span.end },
          certainty: 'known',
          ...((!build || harmless) && { severity: 'warning' as const }),
          message: say`The default hides the ${arg.name} that BuildKit sets, ${meaning}. ${lost}${consequence}.`,
          ...(build && { related: [{ span: build.command.span, message: say`this go ${build.go.verb} uses it` }] }),
          fixes: [
            {
              title: say`Drop the default of ${arg.name}`,
              // Go before 1.23 refuses GOARM=v7, so that GOARM=$TARGETVARIANT builds only as long as the default hides the v.
              safety: arg.name === 'TARGETVARIANT' ? 'review' : 'safe',
              edits: [{ span: { start: arg.nameSpan.end, end: arg.span.end }, newText: '' }],
            },
          ],
        };
      }
    }
  },
});

interface Declaration {
  readonly instruction: ArgInstruction;
  /** Undefined for an ARG before the first FROM. */
  readonly stage: Stage | undefined;
}

function* argInstructions(model: BuildModel): Iterable<Declaration> {
  for (const instruction of model.dockerfile.instructions) {
    if (instruction.kind === 'FROM') break;
    if (instruction.kind === 'ARG') yield { instruction, stage: undefined };
  }
  for (const stage of model.stages) {
    if (!stage.needed) continue;
    for (const { instruction } of stage.steps) {
      if (instruction.kind === 'ARG' && !instruction.onbuild) yield { instruction, stage };
    }
  }
}

/** A go build whose platform is taken from the argument. */
function userOf(model: BuildModel, stage: Stage | undefined, name: string): GoBuild | undefined {
  return model.goBuilds.find((build) => {
    if (model.stages[build.stage]?.needed !== true) return false;
    if (stage && !comesFrom(model, build.stage, stage.index)) return false;
    return restsOn(model, build, 'GOARCH', name) || restsOn(model, build, 'GOOS', name);
  });
}

/** Whether a stage is another one, or built on it: the ARGs of that one are seen there. */
function comesFrom(model: BuildModel, index: number, other: number): boolean {
  for (let current = model.stages[index], hops = 0; current && hops <= model.stages.length; hops++) {
    if (current.index === other) return true;
    current = current.base.kind === 'stage' ? model.stages[current.base.index] : undefined;
  }
  return false;
}

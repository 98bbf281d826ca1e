import type { Instruction, Word } from '../../dockerfile/instruction';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { platformWords, restsOn, spanOfVariable, variablesIn } from '../platformArgs';
import { defineRule, type Fix } from '../rule';

export const undeclaredPlatformArg = defineRule({
  id: 'undeclared-platform-arg',
  title: 'Platform argument used without an ARG in the stage',
  severity: 'error',
  fix: 'always',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      const uses = stage.steps.flatMap((step) => usesIn(model, step));
      const [first] = uses;
      if (!first) continue;
      const names = [...new Set(uses.map((use) => use.name))].sort(byUsualOrder);
      for (const name of names) {
        const [use, ...others] = uses.filter((candidate) => candidate.name === name);
        if (!use) continue;
        const platform = isPlatformOfBuild(model, stage, name);
        const pinned = stage.platformFollows === 'build';
        const isGlobal = model.globalArgs.get(name)?.source === 'ARG';
        const why = isGlobal
          ? say`the ARG before the first FROM does not reach into it`
          : say`this stage does not declare it`;
        const consequence = platform
          ? pinned
            ? say`go builds for the machine that the build runs on, and an image for another platform does not start: "exec format error"`
            : say`go builds for the platform of this stage, whatever was meant`
          : say`whatever depends on it goes wrong without an error`;
        yield {
          span: use.span,
          certainty: stage.root.family === undefined ? 'presumed' : 'known',
          ...(!(platform && pinned) && { severity: 'warning' as const }),
          message: say`${name} is empty here, as ${why}: ${consequence}.`,
          related: others.map(({ span }) => ({ span, message: say`${name} is empty here too` })),
          fixes: [declare(model, first.step, names)],
        };
      }
    }
  },
});

interface Use {
  readonly name: string;
  readonly span: Span;
  readonly step: Step;
}

const none: readonly Use[] = [];

/** Where an instruction expands a platform argument that is not set. */
function usesIn(model: BuildModel, step: Step): readonly Use[] {
  const { instruction, environment, execution } = step;
  if (instruction.onbuild) return none;
  const words = wordsOf(instruction).filter(({ raw }) => raw.includes('$'));
  const missing = execution?.missing ?? [];
  if (words.length === 0 && missing.length === 0) return none;
  const unset = missing.filter(({ name }) => Object.hasOwn(platformWords, name));
  const uses = unset.map(({ name, span }): Use => ({ name, span: spanOfVariable(model, name, span), step }));
  for (const word of words) {
    for (const name of variablesIn(word.raw)) {
      if (!Object.hasOwn(platformWords, name) || environment.has(name)) continue;
      // `${TARGETARCH:-amd64}` expects that it may be missing, and quotes or escapes make it plain text.
      if (/[\\']/.test(word.raw) || word.raw.includes(`\${${name}:`)) continue;
      uses.push({ name, span: spanOfVariable(model, name, word.span), step });
    }
  }
  return uses;
}

/** The words in which BuildKit itself expands arguments. */
function wordsOf(instruction: Instruction): readonly Word[] {
  switch (instruction.kind) {
    case 'ENV':
      return instruction.pairs.map((pair) => pair.value);
    case 'COPY':
    case 'ADD':
      return [...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])];
    default:
      return [];
  }
}

/** Whether a go build of the stage takes its platform from the argument. */
function isPlatformOfBuild(model: BuildModel, stage: Stage, name: string): boolean {
  return model.goBuilds.some(
    (build) =>
      build.stage === stage.index && (restsOn(model, build, 'GOARCH', name) || restsOn(model, build, 'GOOS', name)),
  );
}

/** One ARG right in front of the first use: further up it would split the cache of what stands between by platform. */
function declare(model: BuildModel, step: Step, names: readonly string[]): Fix {
  const line = `ARG ${names.join(' ')}`;
  return { title: say`Declare ${line}`, safety: 'safe', edits: [insertBefore(model, step.instruction, line)] };
}

function byUsualOrder(a: string, b: string): number {
  const order = Object.keys(platformWords);
  return order.indexOf(a) - order.indexOf(b);
}

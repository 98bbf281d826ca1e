import type { EnvInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { readsVariable, removeVariable } from '../fixes/environment';
import { chain } from '../fixes/images';
import { insertAtStageStart } from '../fixes/instructions';
import { defineRule, type Fix } from '../rule';
import { nameOfTarget, shippedPrograms, type ShippedProgram } from '../shipped';

/**
 * Variables that libraries of a running program read and that mean nothing to go, compilers and package managers. GOMAXPROCS,
 * GOMEMLIMIT, GOGC, GODEBUG and GOTRACEBACK are not among them: cmd/go and the compiler are Go programs and obey them too
 * (package runtime, "Environment Variables"; `go help build`: -p is GOMAXPROCS by default).
 */
const readAtRunTime =
  /^(?:GIN_MODE|PORT|TZ|BEEGO_RUNMODE|GRPC_GO_LOG_(?:SEVERITY|VERBOSITY)_LEVEL|OTEL_\w+|ELASTIC_APM_\w+|NEW_RELIC_\w+)$/;

/** Commands whose work none of these variables changes. TZ has its own list: `date` and the package tzdata read it. */
const indifferent = new Set(
  (
    'apk apt-get apt cat cd chmod chown command cp curl echo export find git grep gzip install ln ls mkdir mv printf pwd rm sed ' +
    'set sh strip tar test [ touch true unzip update-ca-certificates upx wget which adduser addgroup useradd groupadd'
  ).split(' '),
);

/** What go does without running a program of the module: `test`, `run` and `generate` are not among them. */
const indifferentVerbs = new Set(['build', 'install', 'mod', 'get', 'env', 'version', 'list', 'vet', 'clean', 'work']);

export const runTimeVariableInBuildStage = defineRule({
  id: 'run-time-variable-in-build-stage',
  title: 'Variable for the program in a stage that is not shipped',
  severity: 'warning',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target) return;
    const shipped = new Set(chain(model, target));
    for (const stage of model.stages) {
      if (!stage.needed || shipped.has(stage)) continue;
      const pairs = variablesOf(stage);
      if (pairs.length === 0) continue;
      const program = shippedPrograms(model).find(({ build }) => isBuiltIn(model, build.stage, stage));
      if (!program || mayRunPrograms(model, stage)) continue;
      for (const { instruction, pair } of pairs) {
        const { name } = pair;
        if (target.imageEnvironment.has(name) || isUsed(model, stage, name)) continue;
        yield {
          span: pair.nameSpan,
          certainty: 'known',
          message: say`${name} is set in a stage that only builds: ${program.path} runs in ${nameOfTarget(target)}, where ${name} is not set.`,
          related: [
            { span: target.from.image?.span ?? target.from.span, message: say`the program runs in this image` },
          ],
          fixes: () => moveTo(model, target, instruction, pair, program),
        };
      }
    }
  },
});

interface Variable {
  readonly instruction: EnvInstruction;
  readonly pair: EnvInstruction['pairs'][number];
}

function variablesOf(stage: Stage): readonly Variable[] {
  return stage.steps.flatMap(({ instruction }) =>
    instruction.kind === 'ENV' && !instruction.onbuild
      ? instruction.pairs.filter(({ name }) => readAtRunTime.test(name)).map((pair) => ({ instruction, pair }))
      : [],
  );
}

function isBuiltIn(model: BuildModel, index: number, stage: Stage): boolean {
  const builder = model.stages[index];
  return builder !== undefined && chain(model, builder).includes(stage);
}

/** Stages of which the given one is a part. */
function heirs(model: BuildModel, stage: Stage): readonly Stage[] {
  return model.stages.filter((other) => chain(model, other).includes(stage));
}

/** Whether something in the stage, or in one that is built from it, may read what the program reads: tests, a start command, a script. */
function mayRunPrograms(model: BuildModel, stage: Stage): boolean {
  return heirs(model, stage).some(({ steps }) =>
    steps.some((step) => {
      const { kind } = step.instruction;
      return kind === 'CMD' || kind === 'ENTRYPOINT' || (kind === 'RUN' && !isIndifferent(step));
    }),
  );
}

function isIndifferent({ execution }: Step): boolean {
  if (!execution || execution.errors.length > 0) return false;
  return execution.commands.every(({ argv: [first, second] }) => {
    const name = first && valueOf(first.value);
    if (name === undefined) return false;
    const program = name.slice(name.lastIndexOf('/') + 1);
    if (program === 'go') return indifferentVerbs.has((second && valueOf(second.value)) ?? '');
    return indifferent.has(program);
  });
}

function isUsed(model: BuildModel, stage: Stage, name: string): boolean {
  const { text } = model.dockerfile;
  return heirs(model, stage).some(({ span, steps }) => {
    if (readsVariable(text.slice(span.start, span.end), name)) return true;
    return (
      name === 'TZ' &&
      steps.some(({ instruction }) => instruction.kind === 'RUN' && /\bdate\b|tzdata/.test(instruction.argument.text))
    );
  });
}

function moveTo(
  model: BuildModel,
  target: Stage,
  instruction: EnvInstruction,
  pair: EnvInstruction['pairs'][number],
  { path }: ShippedProgram,
): readonly Fix[] {
  const removal = removeVariable(model, instruction, pair);
  const { raw } = pair.value;
  if (!removal || raw.includes('$') || raw.includes('\n')) return [];
  const value = instruction.legacy && /\s/.test(raw) ? JSON.stringify(raw) : raw;
  return [
    {
      title: say`Set ${pair.name} in the image that ${path} runs in`,
      safety: 'review',
      edits: [removal, insertAtStageStart(model, target, `ENV ${pair.name}=${value}`)],
    },
  ];
}

import { valueOf } from '../../facts/fact';
import type { ArgInstruction, Instruction } from '../../dockerfile/instruction';
import { isGoVariable } from '../../golang/variables';
import { parseInstall } from '../../images/packageCommands';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { join } from '../../text/span';
import { insertAfter, insertBefore, removeInstruction } from '../fixes/instructions';
import { variablesIn } from '../platformArgs';
import { defineRule, type Finding, type Fix } from '../rule';

/** Arguments that have another value at each build, or each release. */
const volatileNames =
  /^(?:(?:APP|BUILD|RELEASE|IMAGE|SERVICE|GIT|PROJECT|PRODUCT)_?)?VERSION$|^(?:(?:BUILD|GIT|VCS|CI|SOURCE|SHORT)_)*(?:COMMIT|SHA|REVISION|REV)(?:_?(?:SHA|HASH|ID|DATE|REF|SHORT|TIME))?$|^(?:GIT|VCS)_?(?:REF|HASH|TAG|BRANCH|DESCRIBE|STATE|TREE_STATE|DATE)$|^BUILD_?(?:DATE|TIME|TIMESTAMP|NUMBER|ID|REF|TAG)$|^(?:DATE|TIMESTAMP)$/;

/** `3.21.5` is a version that someone chose; `dev`, `0.0.0` and nothing stand in for one that the build gives. */
const pinned = /^["']?v?(?!0\.0)\d+\.\d+/;

export const versionArgBustsCache = defineRule({
  id: 'version-arg-busts-cache',
  title: 'Argument that changes with each build, declared before steps that do not use it',
  severity: 'hint',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const [index, { instruction }] of stage.steps.entries()) {
        if (instruction.kind !== 'ARG' || instruction.onbuild) continue;
        const finding = wasted(model, stage, instruction, index);
        if (finding) yield finding;
      }
    }
  },
});

function wasted(model: BuildModel, stage: Stage, instruction: ArgInstruction, index: number): Finding | undefined {
  const isVolatile = ({ name, value }: ArgInstruction['args'][number]): boolean =>
    volatileNames.test(name) && !pinned.test(value?.raw ?? '') && value?.raw.includes('$') !== true;
  const args = instruction.args.filter(isVolatile);
  const [first, ...more] = args;
  if (!first) return undefined;
  const { carriers, costly, user, last } = follow(
    model,
    stage.steps.slice(index + 1),
    args.map(({ name }) => name),
  );
  const verb = costly?.execution?.commands.find(isCostly);
  if (!costly || !verb || !last || (!user && carriers.length === 0)) return undefined;
  const each = args.map(({ name }) => name).join(', ');
  const several = more.length > 0;
  const line = user && String(lineOf(model, user.instruction));
  const unless =
    line === undefined
      ? several
        ? say`none of them uses them`
        : say`none of them uses it`
      : several
        ? say`none before line ${line} uses them`
        : say`none before line ${line} uses it`;
  const environment = several
    ? say`${each} are part of the environment of every RUN from here on`
    : say`${each} is part of the environment of every RUN from here on`;
  return {
    span: join(first.span, ...more.map(({ span }) => span)),
    certainty: 'known',
    message: say`${environment}: a new value makes the next one run again, and all that follow it, though ${unless}.`,
    related: [{ span: verb.span, message: say`this runs again with every new value` }],
    fixes: () =>
      fixesFor(
        model,
        instruction,
        args,
        carriers.map((step) => step.instruction),
        (lines) =>
          user ? insertBefore(model, user.instruction, ...lines) : insertAfter(model, last.instruction, ...lines),
      ),
  };
}

interface Following {
  /** ENV and LABEL before the costly step that only pass the arguments on. */
  readonly carriers: readonly Step[];
  readonly costly: Step | undefined;
  /** The first other step that uses them, or what is made of them; undefined if there is none. */
  readonly user: Step | undefined;
  readonly last: Step | undefined;
}

function follow(model: BuildModel, later: readonly Step[], names: readonly string[]): Following {
  const known = [...names];
  const carriers: Step[] = [];
  let costly: Step | undefined;
  let last: Step | undefined;
  for (const step of later) {
    const { instruction } = step;
    if (!costly && usesName(model, step, known) && isCarrier(instruction)) {
      carriers.push(step);
      if (instruction.kind === 'ENV') known.push(...instruction.pairs.map(({ name }) => name));
    } else if (mayUse(model, step, known)) return { carriers, costly, user: step, last: step };
    else costly ??= step.execution?.commands.some(isCostly) ? step : undefined;
    last = step;
  }
  return { carriers, costly, user: undefined, last };
}

/** A LABEL, or an ENV of nothing but such arguments: it may as well stand further down. Go reads some variables itself. */
function isCarrier(instruction: Instruction): boolean {
  if (instruction.onbuild) return false;
  if (instruction.kind !== 'ENV') return instruction.kind === 'LABEL';
  return instruction.pairs.every(
    ({ name, value }) => !isGoVariable(name) && variablesIn(value.raw).some((other) => volatileNames.test(other)),
  );
}

function lineOf(model: BuildModel, { span }: Instruction): number {
  return model.dockerfile.text.slice(0, span.start).split('\n').length;
}

/** Commands that take long, and read nothing of the environment but what is for them. */
function isCostly({ argv }: ExecutedCommand): boolean {
  const words = argv.map(({ value }) => valueOf(value));
  const [name, verb, object] = words;
  if (parseInstall(words)?.action === 'install') return true;
  if (name !== 'go') return false;
  return verb === 'build' || verb === 'install' || verb === 'test' || (verb === 'mod' && object === 'download');
}

/** Commands that surely do not look at the arguments, unless their words do. */
const indifferent = new Set(
  'go apk apt apt-get rm mkdir ls cat echo cd set true chmod cp mv ln curl wget tar git update-ca-certificates adduser addgroup'.split(
    ' ',
  ),
);

function usesName(
  { dockerfile }: BuildModel,
  { instruction }: Pick<Step, 'instruction'>,
  names: readonly string[],
): boolean {
  const text = dockerfile.text.slice(instruction.span.start, instruction.span.end);
  return names.some((name) => text.includes(name) && new RegExp(`\\b${name}\\b`).test(text));
}

/** Whether an instruction uses one of the arguments, or runs what may find it in its environment (make, a script). */
function mayUse(model: BuildModel, { instruction, execution }: Step, names: readonly string[]): boolean {
  if (usesName(model, { instruction }, names)) return true;
  if (instruction.kind !== 'RUN') return false;
  if (!execution || execution.errors.length > 0) return true;
  return execution.commands.some(({ argv: [first, verb] }) => {
    const name = first && valueOf(first.value);
    if (name === undefined || !indifferent.has(name)) return true;
    return name === 'go' && ['generate', 'run', 'tool', 'test'].includes((verb && valueOf(verb.value)) ?? 'generate');
  });
}

/** The arguments right before their first use, with what passes them on; those of the line that do not change stay where they are. */
function fixesFor(
  model: BuildModel,
  instruction: ArgInstruction,
  args: ArgInstruction['args'],
  carriers: readonly Instruction[],
  insert: (lines: readonly string[]) => Edit,
): readonly Fix[] {
  const { text } = model.dockerfile;
  const written = args.map(({ span }) => text.slice(span.start, span.end));
  const kept = instruction.args.filter((arg) => !args.includes(arg));
  if (text.slice(instruction.span.start, instruction.span.end).includes('\n')) return [];
  const keptText = kept.map(({ span }) => text.slice(span.start, span.end)).join(' ');
  const [head, tail] = [instruction.args[0], instruction.args.at(-1)];
  if (!head || !tail) return [];
  const removal =
    kept.length === 0
      ? removeInstruction(model, instruction)
      : { span: { start: head.span.start, end: tail.span.end }, newText: keptText };
  const each = args.map(({ name }) => name).join(', ');
  const lines = [`ARG ${written.join(' ')}`, ...carriers.map(({ span }) => text.slice(span.start, span.end))];
  const kinds = listWords([...new Set(carriers.map(({ kind }) => kind))]);
  return [
    {
      title:
        kinds === ''
          ? say`Declare ${each} right before its first use`
          : say`Move ${each} and its ${kinds} below what does not use it`,
      safety: kinds === '' ? 'safe' : 'review',
      edits: [removal, ...carriers.map((carrier) => removeInstruction(model, carrier)), insert(lines)],
    },
  ];
}

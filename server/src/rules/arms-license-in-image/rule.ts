import { expandWord, namesIn } from '../../dockerfile/expand';
import type { ArgInstruction, EnvInstruction } from '../../dockerfile/instruction';
import { toSource, type LogicalText } from '../../dockerfile/logicalText';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import { literalOf, namesArmsLicense } from '../arms';
import { readsVariableAfter, removeUnreadArguments, removeVariables } from '../fixes/environment';
import { chain } from '../fixes/images';
import { removeInstruction } from '../fixes/instructions';
import { isInstgo } from '../fixes/instgo';
import { defineRule, type Fix } from '../rule';
import { secretsInText, secretValue, type Sureness } from '../secret-in-image/secretText';

export const armsLicenseInImage = defineRule({
  id: 'arms-license-in-image',
  title: 'ARMS licence key that the image, its history or the build cache keeps',
  severity: 'error',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const told = new Set<number>();
    const shipped = new Set(model.target ? chain(model, model.target) : []);
    // What an ARG before the first FROM says is told once, for the image that is shipped if it gets there.
    const ordered = model.stages.toSorted((a, b) => Number(shipped.has(b)) - Number(shipped.has(a)));
    for (const stage of ordered) {
      if (!stage.needed) continue;
      const isShipped = shipped.has(stage);
      for (const step of stage.steps) {
        if (step.instruction.onbuild) continue;
        for (const { span, sureness, inEnv, argument } of keysOf(model, step)) {
          if (told.has(span.start) || (argument && !isShipped)) continue;
          told.add(span.start);
          if (argument) {
            yield {
              span,
              certainty: 'known',
              severity: 'warning',
              message: say`The ARMS licence key that --build-arg ${argument.name} gives ends in the configuration of the image: docker inspect shows it to everyone who can pull it.`,
              related: [{ span: argument.declared, message: say`${argument.name} is declared here` }],
              fixes: () => fixes(model, step, span, isShipped),
            };
            continue;
          }
          const where = !isShipped
            ? say`is not part of the image, but stays in the build cache and wherever that is exported to.`
            : inEnv
              ? say`stands in the configuration of the image: docker inspect shows it to everyone who can pull it.`
              : say`stands in the history of the image: docker history shows it to everyone who can pull it.`;
          const doubt = sureness === 'presumed' ? say` This presumes that it is a real one.` : '';
          yield {
            span,
            certainty: sureness,
            ...(!isShipped && { severity: 'warning' }),
            message: say`The ARMS licence key ${where}${doubt}`,
            fixes: () => fixes(model, step, span, isShipped),
          };
        }
      }
    }
  },
});

interface Key {
  readonly span: Span;
  readonly sureness: Sureness;
  readonly inEnv: boolean;
  /** The build argument that gives it, where the Dockerfile does not show it. */
  readonly argument?: { readonly name: string; readonly declared: Span };
}

function* keysOf(model: BuildModel, step: Step): Iterable<Key> {
  const { instruction } = step;
  if (instruction.kind === 'ENV') yield* fromArguments(model, step, instruction);
  if (instruction.kind === 'ENV' || instruction.kind === 'ARG') yield* inPairs(model, instruction);
  else if (instruction.kind !== 'FROM') {
    for (const text of [instruction.argument, ...instruction.heredocs.map(({ body }) => body)]) yield* inText(text);
  }
}

function* inPairs(model: BuildModel, instruction: EnvInstruction | ArgInstruction): Iterable<Key> {
  for (const { name, value, span } of instruction.kind === 'ENV' ? instruction.pairs : instruction.args) {
    const literal = value && namesArmsLicense(name) ? literalOf(model, value.raw) : undefined;
    const sureness = literal === undefined ? undefined : secretValue(name, literal);
    if (sureness) yield { span, sureness, inEnv: instruction.kind === 'ENV' };
    if (value || !namesArmsLicense(name)) continue;
    // `ARG NAME` takes over the default of the one before the first FROM.
    const before = model.globalArgs.get(name);
    const taken = before && valueOf(before.value);
    const takenSureness = taken === undefined ? undefined : secretValue(name, taken);
    if (before?.span && takenSureness) yield { span: before.span, sureness: takenSureness, inEnv: false };
  }
}

/**
 * `ENV ARMS_LICENSE_KEY=$KEY` with `ARG KEY`. A default that is a key itself is read where it stands for one; any other says nothing
 * of what the argument is given.
 */
function* fromArguments(
  { dockerfile: { escape } }: BuildModel,
  { environment }: Step,
  { pairs }: EnvInstruction,
): Iterable<Key> {
  for (const { name, value, span } of pairs) {
    if (!namesArmsLicense(name) || !value.raw.includes('$')) continue;
    const read = namesIn(value.raw, escape).flatMap((other) => {
      const entry = environment.get(other);
      return entry?.source === 'ARG' && entry.span ? [{ name: other, declared: entry.span }] : [];
    });
    const [argument] = read;
    if (!argument) continue;
    const expanded = valueOf(expandWord(value.raw, (other) => environment.get(other)?.value, escape));
    const sureness = expanded === undefined ? undefined : secretValue(name, expanded);
    // Under its own name the default is told where it stands.
    if (sureness && read.some((other) => namesArmsLicense(other.name))) continue;
    yield sureness ? { span, sureness, inEnv: true } : { span, sureness: 'known', inEnv: true, argument };
  }
}

function* inText(text: LogicalText): Iterable<Key> {
  if (!/licen[cs]e/i.test(text.text)) return;
  for (const { start, end, sureness, name } of secretsInText(text.text)) {
    if (name !== undefined && namesArmsLicense(name, text.text))
      yield { span: toSource(text, { start, end }), sureness, inEnv: false };
  }
}

/** instgo compiles without the key, and the program gets it when the container starts. */
function fixes(model: BuildModel, { instruction, execution }: Step, span: Span, shipped: boolean): readonly Fix[] {
  const { text } = model.dockerfile;
  if (instruction.kind === 'ENV') {
    const pair = instruction.pairs.find((other) => other.span.start === span.start);
    const edits = pair && removeVariables(model, instruction, [pair]);
    if (!edits || readsVariableAfter(text, edits, pair.name)) return [];
    const title = shipped
      ? say`Leave ARMS_LICENSE_KEY to the start of the container`
      : say`Compile without the licence key`;
    const read = new Set(namesIn(pair.value.raw, model.dockerfile.escape));
    return [{ title, safety: 'review', edits: [...edits, ...removeUnreadArguments(model, edits, read)] }];
  }
  const commands = instruction.kind === 'RUN' ? (execution?.commands ?? []) : [];
  const command = commands.find(({ span: own }) => own.start <= span.start && span.end <= own.end);
  if (!command || command.approximate || !command.argv[0] || !isInstgo(command.argv[0].value)) return [];
  const options = command.argv.slice(2);
  const option = options.find(({ span: own }) => own.start <= span.start && span.end <= own.end);
  if (!option) return [];
  const title = say`Compile without the licence key`;
  if (options.length > 1) {
    const start = option.span.start - (/[^ \t][ \t]+$/.exec(text.slice(0, option.span.start))?.[0].length ?? 1) + 1;
    return [{ title, safety: 'review', edits: [{ span: { start, end: option.span.end }, newText: '' }] }];
  }
  if (commands.length > 1 || slice(text, instruction.span).includes('#')) return [];
  return [{ title, safety: 'review', edits: [removeInstruction(model, instruction)] }];
}

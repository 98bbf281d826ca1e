import { expandWord, namesIn } from '../../dockerfile/expand';
import type { ArgInstruction, EnvInstruction } from '../../dockerfile/instruction';
import { toSource, type LogicalText } from '../../dockerfile/logicalText';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Step } from '../../model/buildModel';
import type { Span } from '../../text/span';
import { literalOf, licenseVariable, namesArmsLicense } from '../arms';
import { chain } from '../fixes/images';
import { secretsInText, secretValue, type Sureness } from '../secret-in-image/secretText';

/** A licence key in an instruction. */
export interface Key {
  readonly span: Span;
  readonly sureness: Sureness;
  readonly inEnv: boolean;
  /** The build argument that gives it, where the Dockerfile does not show it. */
  readonly argument?: { readonly name: string; readonly declared: Span };
}

/** The licence keys that an instruction holds, or is given by a build argument. */
export function keysOf(model: BuildModel, step: Step): readonly Key[] {
  const { instruction } = step;
  switch (instruction.kind) {
    case 'FROM':
      return none;
    case 'ENV':
      return instruction.pairs.some(({ name }) => namesArmsLicense(name))
        ? [...fromArguments(model, step, instruction), ...inPairs(model, instruction)]
        : none;
    case 'ARG':
      return [...inPairs(model, instruction)];
    default: {
      const texts = [instruction.argument, ...instruction.heredocs.map(({ body }) => body)];
      return texts.some(({ text }) => licence.test(text)) ? texts.flatMap((text) => [...inText(text)]) : none;
    }
  }
}

const none: readonly Key[] = [];

/** What the names of licence keys have in common. */
const licence = /licen[cs]e/i;

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
  for (const { start, end, sureness, name } of secretsInText(text.text)) {
    if (name !== undefined && namesArmsLicense(name, text.text))
      yield { span: toSource(text, { start, end }), sureness, inEnv: false };
  }
}

/** Whether the image that is shipped has a licence key among its variables: not an empty one, or a placeholder for one. */
export function shipsLicenseKey(model: BuildModel): boolean {
  const { target } = model;
  const entry = target?.imageEnvironment.get(licenseVariable);
  if (!target || !entry) return false;
  const value = valueOf(entry.value);
  if (value !== undefined) return secretValue(licenseVariable, value) !== undefined;
  return chain(model, target).some(({ steps }) =>
    steps.some((step) => !step.instruction.onbuild && keysOf(model, step).some(({ argument }) => argument)),
  );
}

import type { ArgInstruction, EnvInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Step } from '../../model/buildModel';
import type { Argument } from '../../shell/execution';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { literalOf } from '../arms';
import { readsVariable, removeVariable } from '../fixes/environment';
import { isInstgo } from '../fixes/instgo';
import { defineRule } from '../rule';

export const armsPlaceholderLeft = defineRule({
  id: 'arms-placeholder-left',
  title: 'Placeholder of the ARMS instructions left in its place',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const step of stage.steps) {
        const { instruction } = step;
        if (instruction.onbuild) continue;
        for (const { span, name, value, pair } of placeholders(model, step)) {
          yield {
            span,
            certainty: 'known',
            message: say`${value} is what the instructions of ARMS have in the place of a value: ${name} is set to these very characters.`,
            fixes: () => {
              const edit =
                pair && instruction.kind === 'ENV' && !readsVariable(model.dockerfile.text, name)
                  ? removeVariable(model, instruction, pair)
                  : undefined;
              return edit
                ? [{ title: say`Leave ${name} to the start of the container`, safety: 'review', edits: [edit] }]
                : [];
            },
          };
        }
      }
    }
  },
});

interface Placeholder {
  readonly span: Span;
  readonly name: string;
  readonly value: string;
  readonly pair?: EnvInstruction['pairs'][number];
}

/** `{AppName}`, `<your-deployment-name>`, `your-license-key`, whole: what is put together from more may be a template. */
const placeholder = /^(?:\{\s*[A-Za-z][\w .-]*\}|<[^<>]+>|\[your[^\]]*\]|your[-_ ][\w -]+)$/i;

function placeholders(model: BuildModel, { instruction, execution }: Step): readonly Placeholder[] {
  switch (instruction.kind) {
    case 'ENV':
      return instruction.pairs.flatMap((pair) => inPair(model, pair, pair));
    case 'ARG':
      return instruction.args.flatMap((arg) => inPair(model, arg));
    case 'RUN': {
      const commands = (execution?.commands ?? []).filter(({ argv: [first] }) => first && isInstgo(first.value));
      return commands.flatMap(({ argv }) => argv.slice(1).flatMap(inOption));
    }
    default:
      return none;
  }
}

const none: readonly Placeholder[] = [];

function inOption({ value, span }: Argument): readonly Placeholder[] {
  const [, name, text] = /^--(\w+)=(.*)$/s.exec(valueOf(value) ?? '') ?? [];
  return name !== undefined && text !== undefined && placeholder.test(text) ? [{ span, name, value: text }] : none;
}

function inPair(
  model: BuildModel,
  { name, value }: ArgInstruction['args'][number] | EnvInstruction['pairs'][number],
  pair?: EnvInstruction['pairs'][number],
): readonly Placeholder[] {
  if (!value || !name.startsWith('ARMS_')) return none;
  const literal = literalOf(model, value.raw);
  return literal !== undefined && placeholder.test(literal)
    ? [{ span: value.span, name, value: literal, ...(pair && { pair }) }]
    : none;
}

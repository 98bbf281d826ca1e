import type { ArgInstruction, EnvInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Step } from '../../model/buildModel';
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

function* placeholders(model: BuildModel, { instruction, execution }: Step): Iterable<Placeholder> {
  if (instruction.kind === 'ENV') {
    for (const pair of instruction.pairs) yield* inPair(model, pair, pair);
  } else if (instruction.kind === 'ARG') {
    for (const arg of instruction.args) yield* inPair(model, arg);
  } else if (instruction.kind === 'RUN' && execution) {
    for (const { argv } of execution.commands) {
      if (!argv[0] || !isInstgo(argv[0].value)) continue;
      for (const { value, span } of argv.slice(1)) {
        const [, name, text] = /^--(\w+)=(.*)$/s.exec(valueOf(value) ?? '') ?? [];
        if (name !== undefined && text !== undefined && placeholder.test(text)) yield { span, name, value: text };
      }
    }
  }
}

function* inPair(
  model: BuildModel,
  { name, value }: ArgInstruction['args'][number] | EnvInstruction['pairs'][number],
  pair?: EnvInstruction['pairs'][number],
): Iterable<Placeholder> {
  if (!value || !/^ARMS_/.test(name)) return;
  const literal = literalOf(model, value.raw);
  if (literal !== undefined && placeholder.test(literal))
    yield { span: value.span, name, value: literal, ...(pair && { pair }) };
}

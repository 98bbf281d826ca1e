import { expandWord } from '../../dockerfile/expand';
import type { Instruction, Word } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { defineRule, type Finding, type Fix } from '../rule';
import { commandSubstitution, singleQuotedVariables } from './wordText';

/** What a shell or a person evaluates later: prompts, traps, examples of use, commands. */
const evaluatedLater = /^PS[0-4]$|PROMPT|USAGE|HELP|TEMPLATE|FORMAT|(?:^|_)(?:CMD|COMMAND|SCRIPT|HOOK)(?:_|$)/i;

export const literalNotExpanded = defineRule({
  id: 'literal-not-expanded',
  title: 'Value written for a shell, where no shell expands it',
  severity: 'warning',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const step of stage.steps) {
        const { kind, onbuild, argument } = step.instruction;
        if (onbuild || !kinds.has(kind) || !/[$`]/.test(argument.text)) continue;
        for (const pair of pairsOf(step.instruction)) {
          const finding = checkPair(model, step, pair);
          if (finding) yield finding;
        }
      }
    }
  },
});

const kinds: ReadonlySet<Instruction['kind']> = new Set(['ENV', 'ARG', 'LABEL']);

interface Pair {
  readonly name: string;
  readonly value: Word;
  readonly kind: 'ENV' | 'ARG' | 'LABEL';
}

function* pairsOf(instruction: Instruction): Iterable<Pair> {
  if (instruction.kind === 'ENV') {
    for (const { name, value } of instruction.pairs) yield { name, value, kind: 'ENV' };
  } else if (instruction.kind === 'ARG') {
    for (const { name, value } of instruction.args) if (value) yield { name, value, kind: 'ARG' };
  } else if (instruction.kind === 'LABEL') {
    for (const { raw, span } of instruction.words) {
      const equals = raw.indexOf('=');
      // A label's word that is continued on another line has no simple place.
      if (equals < 0 || span.end - span.start !== raw.length) continue;
      const value = { raw: raw.slice(equals + 1), span: { start: span.start + equals + 1, end: span.end } };
      yield { name: raw.slice(0, equals).replace(/["']/g, ''), value, kind: 'LABEL' };
    }
  }
}

function checkPair(model: BuildModel, step: Step, pair: Pair): Finding | undefined {
  const { name, value, kind } = pair;
  if (!/[$`]/.test(value.raw) || evaluatedLater.test(name)) return undefined;
  const { escape } = model.dockerfile;
  const substitution = commandSubstitution(value.raw, escape, { whole: kind === 'LABEL', open: kind === 'ARG' });
  if (substitution !== undefined) {
    if (isEvaluated(model, name)) return undefined;
    const text = valueOf(expandWord(value.raw, (other) => step.environment.get(other)?.value, escape));
    return {
      span: value.span,
      certainty: 'known',
      message: say`${kind} runs no command: no shell reads it, and the value of ${name} is the text ${text ?? substitution} as it stands.`,
      fixes: [],
    };
  }
  if (kind === 'LABEL') return undefined;
  const variable = singleQuotedVariables(value.raw).find((other) => step.environment.has(other));
  if (variable === undefined || isEvaluated(model, name)) return undefined;
  const set = step.environment.get(variable)?.span;
  return {
    span: value.span,
    certainty: 'known',
    message: say`Nothing is expanded within single quotes: the value of ${name} has the text $${variable} in it, not what ${variable} holds.`,
    ...(set && { related: [{ span: set, message: say`${variable} is set here` }] }),
    fixes: doubleQuotes(value.span, value.raw, variable),
  };
}

/** Whether a command may evaluate what the variable holds: `eval "$X"`, `sh -c "$X"`, `envsubst`. */
function isEvaluated({ dockerfile }: BuildModel, name: string): boolean {
  return dockerfile.instructions.some(({ kind, argument, heredocs }) => {
    if (kind !== 'RUN' && kind !== 'CMD' && kind !== 'ENTRYPOINT') return false;
    const texts = [argument.text, ...heredocs.map(({ body }) => body.text)];
    return texts.some((text) => /\beval\b|\benvsubst\b/.test(text) || (/-c\b/.test(text) && text.includes(name)));
  });
}

function doubleQuotes(span: Span, raw: string, variable: string): readonly Fix[] {
  const inner = /^'([^'"\\`]*)'$/.exec(raw)?.[1];
  if (inner === undefined || span.end - span.start !== raw.length) return [];
  return [
    {
      title: say`Use double quotes, within which $${variable} is expanded`,
      safety: 'review',
      edits: [{ span, newText: `"${inner}"` }],
    },
  ];
}

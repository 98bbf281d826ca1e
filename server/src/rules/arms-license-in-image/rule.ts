import { namesIn } from '../../dockerfile/expand';
import type { BuildModel, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import { readsVariableAfter, removeUnreadArguments, removeVariables } from '../fixes/environment';
import { chain } from '../fixes/images';
import { removeInstruction } from '../fixes/instructions';
import { isInstgo } from '../fixes/instgo';
import { defineRule, type Fix } from '../rule';
import { keysOf } from './keys';

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

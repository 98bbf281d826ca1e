import { formatPlatform } from '../../dockerfile/platform';
import type { BuildModel, Step } from '../../model/buildModel';
import { executionInFull } from '../../model/runScript';
import type { NotRun } from '../../shell/execution';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import { slice, touches, type Span } from '../../text/span';
import { code, lineAt, lineOf } from './card';

/** The step of a RUN with the commands and effects that are not run, where nothing that is run has their place. */
export const withAll = remembered((step: Step): Step => {
  const { execution } = step;
  const full = execution && executionInFull(step);
  if (!full) return step;
  const places = new Set([...execution.commands, ...execution.effects].map(placeOf));
  const isNew = (each: { readonly span: Span; readonly notRun?: unknown }): boolean =>
    each.notRun !== undefined && !places.has(placeOf(each));
  return {
    ...step,
    execution: {
      ...execution,
      commands: [...execution.commands, ...full.commands.filter(isNew)],
      effects: [...execution.effects, ...full.effects.filter(isNew)],
      ...(full.expansions && { expansions: full.expansions }),
      ...(full.unsets && { unsets: full.unsets }),
    },
  };
});

function placeOf({ span }: { readonly span: Span }): string {
  return `${span.start} ${span.end}`;
}

/** Why what stands at the offset is not run; undefined if it is. */
export function reasonAt({ execution }: Step, offset: number): NotRun | undefined {
  const at = [...(execution?.effects ?? []), ...(execution?.commands ?? [])].filter(({ span }) =>
    touches(span, offset),
  );
  return at.every(({ notRun }) => notRun !== undefined) ? at[0]?.notRun : undefined;
}

/** Why something in a script is not run, as a sentence. */
export function notRunText(model: BuildModel, { why, span }: NotRun): string {
  const place = `${code(slice(model.dockerfile.text, span))} (${lineOf(model, span)})`;
  if (why === 'not-called') return say`Not run: nothing is seen to call the function in line ${lineAt(model, span)}.`;
  if (why === 'ended') return say`Not run: ${place} ends the script.`;
  return say`Not run for ${formatPlatform(model.platform)} with these values: ${place} decides.`;
}

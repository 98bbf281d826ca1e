import type { BuildModel, EnvironmentEntry, Stage, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { platformWords, spanOfVariable } from '../platformArgs';
import { defineRule, type Fix } from '../rule';

/** Arguments that every RUN sees if they are given, declared or not. Source: Dockerfile reference, predefined ARGs. */
const predefined = /^(?:(?:HTTPS?|FTP|NO|ALL)_PROXY|(?:https?|ftp|no|all)_proxy|BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/;

export const buildArgLost = defineRule({
  id: 'build-arg-lost',
  title: 'Variable of another place that is empty in this stage',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const [name, uses] of usesByName(model, stage)) {
        const [first, ...others] = uses;
        const origin = first && originOf(model, stage, name);
        if (!origin) continue;
        yield {
          span: first.span,
          certainty: 'known',
          message: say`${name} is empty here: ${origin.says} does not reach into this stage. The command runs all the same, without the value.`,
          related: [
            ...(origin.entry.span ? [{ span: origin.entry.span, message: say`${name} is set here` }] : []),
            ...others.map(({ span }) => ({ span, message: say`${name} is empty here too` })),
          ],
          fixes: fixesFor(model, first.step, name, origin),
        };
      }
    }
  },
});

interface Use {
  readonly span: Span;
  readonly step: Step;
}

/** Where the scripts of a stage expand a variable that surely is not set, platform arguments left out. */
function usesByName(model: BuildModel, stage: Stage): ReadonlyMap<string, readonly Use[]> {
  const found = new Map<string, Use[]>();
  for (const step of stage.steps) {
    if (step.instruction.kind !== 'RUN' || step.instruction.onbuild) continue;
    for (const { name, span } of step.execution?.missing ?? []) {
      if (Object.hasOwn(platformWords, name) || predefined.test(name)) continue;
      const uses = found.get(name) ?? [];
      uses.push({ span: spanOfVariable(model, name, span), step });
      found.set(name, uses);
    }
  }
  return found;
}

interface Origin {
  readonly entry: EnvironmentEntry;
  readonly says: string;
  readonly global: boolean;
}

/** Where the variable is set instead: by an ARG before the first FROM, or in a stage before this one. */
function originOf(model: BuildModel, stage: Stage, name: string): Origin | undefined {
  const global = model.globalArgs.get(name);
  if (global?.source === 'ARG') return { entry: global, says: say`the ARG before the first FROM`, global: true };
  for (const other of model.stages) {
    if (other.index >= stage.index) break;
    const entry = other.environment.get(name);
    if (!entry?.span || (entry.source !== 'ARG' && entry.source !== 'ENV')) continue;
    const of = other.name === undefined ? say`another stage` : say`the stage ${other.name}`;
    return { entry, says: say`the ${entry.source} of ${of}`, global: false };
  }
  return undefined;
}

/** The declaration again, right in front of the first use: further up it would split the cache of what stands between. */
function fixesFor(model: BuildModel, step: Step, name: string, { entry, global }: Origin): readonly Fix[] {
  const { text } = model.dockerfile;
  const written = entry.span ? text.slice(entry.span.start, entry.span.end) : '';
  const line = global ? `ARG ${name}` : `${entry.source} ${written}`;
  const isPlain = new RegExp(`^${name}(?:=[^$\\\\\\n]*)?$`).test(written);
  if (!global && (!isPlain || entry.source === 'image')) return [];
  return [{ title: say`Declare ${line}`, safety: 'safe', edits: [insertBefore(model, step.instruction, line)] }];
}

import type { Analysis } from '../../analysis';
import type { Flag } from '../../dockerfile/instruction';
import type { BuildModel, Stage } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import { slice, touches, type Span } from '../../text/span';
import { sortOccurrences, type Named } from './named';

/** A place that means a stage of this file. */
export interface StageUse {
  /** The index of the stage that is meant. */
  readonly stage: number;
  readonly span: Span;
  /** `from`: compared as it is written, in lower case (BuildKit: addState). `flag`: in any case. `number`: by index. */
  readonly kind: 'definition' | 'from' | 'flag' | 'number' | 'computed';
}

/** Names that a stage should not have (BuildKit: reservedStageNames in dockerfile2llb/validations.go). */
const reservedNames: readonly string[] = ['scratch', 'context'];

/** All places that mean stages, in the order of the text. */
export const stageUses: (model: BuildModel) => readonly StageUse[] = remembered((model) => {
  const { stages, dockerfile } = model;
  const lastByName = new Map(stages.flatMap(({ name, index }) => (name === undefined ? [] : [[name, index] as const])));
  const uses: StageUse[] = [];
  for (const { index, from, base } of stages) {
    if (from.image && base.kind === 'stage') {
      const isWritten =
        from.image.raw === stages[base.index]?.name && slice(dockerfile.text, from.image.span) === from.image.raw;
      uses.push({ stage: base.index, span: from.image.span, kind: isWritten ? 'from' : 'computed' });
    }
    if (from.name) uses.push({ stage: index, span: from.name.span, kind: 'definition' });
  }
  for (const instruction of dockerfile.instructions) {
    for (const flag of instruction.flags) {
      const from = stageInFlag(instruction.kind, flag);
      if (!from) continue;
      const isNumber = /^\d+$/.test(from.text);
      const stage = isNumber ? Number(from.text) : lastByName.get(from.text.toLowerCase());
      if (stage === undefined || !stages[stage]) continue;
      const isWritten = slice(dockerfile.text, from.span) === from.text;
      uses.push({ stage, span: from.span, kind: !isWritten ? 'computed' : isNumber ? 'number' : 'flag' });
    }
  }
  return uses.sort((a, b) => a.span.start - b.span.start);
});

/** What `COPY --from=` or the `from=` of a RUN's mount names, a stage or an image. */
export function stageInFlag(
  kind: string,
  { name, value, valueSpan }: Flag,
): { readonly text: string; readonly span: Span } | undefined {
  if (value === undefined) return undefined;
  if (name === 'from' && (kind === 'COPY' || kind === 'ADD')) {
    const isQuoted = valueSpan.end - valueSpan.start === value.length + 2;
    const start = valueSpan.start + (isQuoted ? 1 : 0);
    return { text: value, span: isQuoted ? { start, end: start + value.length } : valueSpan };
  }
  const match = name === 'mount' && kind === 'RUN' ? /(?:^|,)\s*from=([^,]+)/i.exec(value) : null;
  const text = match?.[1];
  if (!match || text === undefined) return undefined;
  const start = valueSpan.start + match.index + match[0].length - text.length;
  return { text, span: { start, end: start + text.length } };
}

/** The stage that is named at an offset. */
export function stageNameAt({ model }: Analysis, offset: number): Named | undefined {
  const uses = stageUses(model);
  const use = uses.find(({ span }) => touches(span, offset));
  const stage = use && model.stages[use.stage];
  if (!stage) return undefined;
  const all = uses.filter((other) => other.stage === stage.index);
  const { from } = stage;
  return {
    name: slice(model.dockerfile.text, use.span),
    span: use.span,
    definitions: [{ span: (from.name ?? from.image)?.span ?? from.keywordSpan, whole: from.span }],
    occurrences: sortOccurrences(
      all.map(({ span, kind }) => ({ span, kind: kind === 'definition' ? 'definition' : 'use' })),
    ),
    ...(stage.name !== undefined && { given: 'target' }),
    fixed: whyFixed(model, stage, use, all),
    rename: (name) =>
      whyNotNamed(model, stage, name) ??
      all
        .filter(({ kind }) => kind !== 'number')
        .map(({ span, kind }) => ({ span, newText: kind === 'from' ? name.toLowerCase() : name })),
  };
}

function whyFixed(model: BuildModel, stage: Stage, use: StageUse, all: readonly StageUse[]): string | undefined {
  if (use.kind === 'number')
    return stage.name === undefined
      ? say`This stage has no name, only a number. Write AS and a name behind its image first.`
      : say`This is the number of the stage ${stage.name}. Rename it where its name stands.`;
  const computed = all.find(({ kind }) => kind === 'computed');
  if (!computed) return undefined;
  const line = new LineIndex(model.dockerfile.text).lineAt(computed.span.start) + 1;
  return say`The stage ${stage.name ?? stage.index} cannot be renamed: line ${line} names it through a variable, or in parts.`;
}

function whyNotNamed(model: BuildModel, stage: Stage, wanted: string): string | undefined {
  const name = wanted.toLowerCase();
  if (name === stage.name) return undefined;
  // BuildKit: parseBuildStageName.
  if (!/^[a-z][a-z0-9\-_.]*$/.test(name))
    return say`${wanted} is no name for a stage: it has to start with a letter; letters, digits, -, _ and . may follow.`;
  if (reservedNames.includes(name)) return say`${wanted} cannot name a stage: BuildKit keeps that name for itself.`;
  const lines = new LineIndex(model.dockerfile.text);
  const line = ({ start }: Span): number => lines.lineAt(start) + 1;
  const taken = model.stages.find((other) => other !== stage && other.name === name);
  if (taken) return say`There already is a stage called ${name}: see line ${line(taken.from.span)}.`;
  const image = imagesNamed(model, name).find(({ start }) => start > stage.from.span.start);
  return image && say`${name} is an image that line ${line(image)} uses; it would come to mean this stage.`;
}

/** Where an image is used whose name, as it is written, a stage could have. */
function imagesNamed(model: BuildModel, name: string): readonly Span[] {
  const inFrom = model.stages.flatMap(({ base, from }) =>
    base.kind === 'image' && from.image && base.text === name ? [from.image.span] : [],
  );
  const inFlags = model.dockerfile.instructions.flatMap(({ kind, flags }) =>
    flags.flatMap((flag) => {
      const from = stageInFlag(kind, flag);
      return from?.text.toLowerCase() === name ? [from.span] : [];
    }),
  );
  return [...inFrom, ...inFlags];
}

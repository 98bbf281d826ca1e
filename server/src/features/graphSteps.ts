import { parseImageReference } from '../dockerfile/imageReference';
import { valueOf } from '../facts/fact';
import { lookUpImage } from '../images/catalogue';
import type { BuildModel, Stage, Step } from '../model/buildModel';
import { isRemote } from '../model/copy';
import { say } from '../text/say';
import type { GraphStep } from './buildGraph';
import { imageFacts } from './graphTexts';
import type { ProgramWay } from './graphWay';

/** What comes from outside of the file. */
export interface Source {
  readonly id: string;
  readonly kind: 'context' | 'image' | 'download';
  readonly title: string;
  readonly facts: readonly string[];
}

/** A step as it stands in the text of a stage. */
export interface Incoming extends Omit<GraphStep, 'id'> {
  /** A stage by its index, or what comes from outside. */
  readonly from: number | Source;
  /** Whether the program that a container starts comes with it. */
  readonly bringsProgram: boolean;
}

interface Surroundings {
  readonly context: Source;
  readonly way: ProgramWay;
}

/** What a stage is made of, in the order of the text. */
export function incomingOf(model: BuildModel, stage: Stage, around: Surroundings): readonly Incoming[] {
  const steps = stage.steps.flatMap((step) => [...copiesOf(step, around), ...mountsOf(model, step, around)]);
  return [fromOf(model, stage, around), ...steps];
}

function fromOf(model: BuildModel, stage: Stage, { way }: Surroundings): Incoming {
  const { base, from, root } = stage;
  const into = stageName(stage);
  const platform = from.flags.find(({ name }) => name === 'platform')?.value;
  const label = platform === undefined ? 'FROM' : `FROM --platform=${platform}`;
  const shared = { kind: 'from' as const, label, span: from.span, extent: from.span, bringsProgram: false };
  if (base.kind === 'stage') {
    const parent = model.stages[base.index];
    const says = say`FROM: stage ${into} goes on from stage ${parent ? stageName(parent) : base.index}`;
    return { ...shared, from: base.index, bringsProgram: way.comesWith(base.index, '/'), says };
  }
  const text = base.kind === 'scratch' ? 'scratch' : base.text;
  const facts =
    base.kind === 'scratch'
      ? [say`the empty image`]
      : base.reference.certainty === 'unknown'
        ? [say`not known: the name cannot be told`]
        : imageFacts(root);
  return { ...shared, from: image(text, facts), says: say`FROM: stage ${into} starts from the image ${text}` };
}

function copiesOf({ copy }: Step, { context, way }: Surroundings): readonly Incoming[] {
  if (!copy) return [];
  const { instruction, from } = copy;
  const paths = copy.sources.map(({ word, path }) => valueOf(path) ?? word.raw);
  const to = valueOf(copy.destination) ?? instruction.destination?.raw ?? '?';
  const step = (origin: Incoming['from'], sources: readonly string[], bringsProgram = false): Incoming => ({
    from: origin,
    kind: 'copy',
    // A download is named in its own box.
    label: `${instruction.keyword} ${typeof origin === 'object' && origin.kind === 'download' ? '' : `${sources.join(' ')} `}→ ${to}`,
    says: say`${instruction.keyword} of ${sources.join(', ')} to ${to}`,
    span: instruction.span,
    extent: instruction.span,
    bringsProgram,
  });
  switch (from.kind) {
    case 'context': {
      const remote = instruction.kind === 'ADD' ? paths.filter(isRemote) : [];
      const local = paths.filter((path) => !remote.includes(path));
      const fetched = remote.map((url) =>
        step({ id: `download:${url}`, kind: 'download', title: url, facts: [] }, [url]),
      );
      return [...(local.length > 0 ? [step(context, local)] : []), ...fetched];
    }
    case 'stage': {
      const { index } = from;
      return [
        step(
          index,
          paths,
          paths.some((path) => way.comesWith(index, path)),
        ),
      ];
    }
    case 'image':
      return [step(otherImage(from.text), paths)];
    case 'unknown':
      return [
        step(image(instruction.flags.find(({ name }) => name === 'from')?.value ?? '?', [say`not known`]), paths),
      ];
  }
}

function mountsOf(model: BuildModel, { mounts }: Step, { context }: Surroundings): readonly Incoming[] {
  return mounts.flatMap(({ type, options, target, span }): readonly Incoming[] => {
    const named = options['from'];
    if (type !== 'bind' && (type !== 'cache' || named === undefined)) return [];
    const to = valueOf(target) ?? '?';
    const path = options['source'] ?? options['src'] ?? (named === undefined ? '.' : '/');
    return [
      {
        from: named === undefined ? context : (stageNamed(model, named) ?? otherImage(named)),
        kind: 'mount',
        label: say`mount ${path} → ${to}`,
        says: say`mount of ${path} at ${to} during a RUN`,
        span,
        extent: span,
        bringsProgram: false,
      },
    ];
  });
}

/** The stage that `from=` of a mount names, by number or, in whatever case, by name (BuildKit: dispatchRunMounts). */
function stageNamed(model: BuildModel, from: string): number | undefined {
  if (/^\d+$/.test(from)) return model.stages[Number(from)]?.index;
  return model.stages.findLast(({ name }) => name === from.toLowerCase())?.index;
}

function image(text: string, facts: readonly string[]): Source {
  return { id: `image:${text}`, kind: 'image', title: text === '' ? say`no image named` : text, facts };
}

/** An image that only COPY or a mount names. */
function otherImage(text: string): Source {
  const reference = parseImageReference(text);
  return image(text, reference ? imageFacts(lookUpImage(reference)) : [say`not known`]);
}

/** What a step says, with the names of both ends. */
export function saysWithEnds(model: BuildModel, { kind, says, from, bringsProgram }: Incoming, stage: Stage): string {
  const whole = kind === 'from' ? says : withEnds(model, says, from, stage);
  return bringsProgram && stage.needed ? say`${whole}. It brings the program that a container starts` : whole;
}

function withEnds(model: BuildModel, says: string, from: Incoming['from'], stage: Stage): string {
  const origin = typeof from === 'number' ? model.stages[from] : undefined;
  const named =
    typeof from === 'object' ? sourceNames[from.kind](from.title) : say`stage ${origin ? stageName(origin) : from}`;
  return say`${says}, from ${named} into stage ${stageName(stage)}`;
}

function stageName({ name, index }: Stage): string {
  return name ?? String(index);
}

const sourceNames: Readonly<Record<Source['kind'], (title: string) => string>> = {
  context: () => say`the build context`,
  image: (title) => say`the image ${title}`,
  download: () => say`the network`,
};

import type { Analysis } from '../analysis';
import { parseImageReference } from '../dockerfile/imageReference';
import { valueOf, type Evidence } from '../facts/fact';
import { lookUpImage } from '../images/catalogue';
import type { BuildModel, Stage, Step } from '../model/buildModel';
import { isRemote } from '../model/copy';
import type { Artifact } from '../model/files';
import { startProblems } from '../model/start';
import { capitalise } from '../text/capitalise';
import { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';
import { followProgram, type ProgramWay } from './graphWay';
import { contextFacts, imageFacts, programFacts, programSays, stageFacts, stageTitle } from './graphTexts';
import { buildsGo, verdictLabel } from './verdictLabel';

/** What a Dockerfile builds, as a picture shows it: boxes, what goes from one into another, and the verdict. */
export interface BuildGraph {
  /** What the picture shows, in a sentence. If there is nothing to show, why. */
  readonly title: string;
  /** In the order of the text; what a stage is made of stands before it, what is in it behind it, the verdict last. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Unique in the graph, and the same in the next version of the text as long as the stages keep their places. */
  readonly id: string;
  readonly kind: 'context' | 'image' | 'download' | 'stage' | 'program' | 'verdict';
  readonly title: string;
  /** Short texts below the title. */
  readonly facts: readonly string[];
  /** All of it in a sentence or two, for whoever hears the picture instead of seeing it. */
  readonly says: string;
  /** Where it is written. */
  readonly span: Span | undefined;
  /** The text that is about it: with the cursor in there, it is the node to show. */
  readonly extent: Span | undefined;
  /** Id of the stage that a program is built in. */
  readonly inside: string | undefined;
  /** Whether the target is made of it. */
  readonly needed: boolean;
  /** `target`: the stage that is shipped; `started`: the program that a container starts. */
  readonly mark: 'target' | 'started' | undefined;
  /** How it is with a program or the verdict. */
  readonly tone: 'plain' | 'good' | 'bad' | 'doubtful';
}

/** All that goes from one box into another. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly needed: boolean;
  /** Whether the program that a container starts comes this way. */
  readonly bringsProgram: boolean;
  /** In the order of the text; at least one. */
  readonly steps: readonly GraphStep[];
}

/** One instruction, or one mount of a RUN. */
export interface GraphStep {
  readonly id: string;
  readonly kind: 'from' | 'copy' | 'mount' | 'start';
  /** `FROM`, `COPY /app → /app`, `mount . → /src`. */
  readonly label: string;
  readonly says: string;
  readonly span: Span;
  readonly extent: Span | undefined;
}

interface Source {
  readonly id: string;
  readonly kind: 'context' | 'image' | 'download';
  readonly title: string;
  readonly facts: readonly string[];
}

interface Incoming extends Omit<GraphStep, 'id'> {
  /** A stage by its index, or what comes from outside. */
  readonly from: number | Source;
  /** Whether the program that a container starts comes with it. */
  readonly bringsProgram: boolean;
}

/** The graph of an analysed Dockerfile. Has no nodes if there is no stage. Never throws. */
export function buildGraph({ model, contextOrigin }: Analysis): BuildGraph {
  if (model.stages.length === 0)
    return { title: 'This file has no FROM instruction, so it builds no image.', nodes: [], edges: [] };
  const start = startProblems(model);
  const started = start.program?.entry.artifact;
  const way = followProgram(model, started);
  const nodes: GraphNode[] = [];
  const edges = new Map<string, GraphEdge>();
  const sources = new Map<string, number>();
  const context: Source = {
    id: 'context',
    kind: 'context',
    title: 'build context',
    facts: contextFacts(contextOrigin),
  };
  for (const stage of model.stages) {
    const incoming = incomingOf(model, stage, { context, way });
    for (const { from, span } of incoming) {
      if (typeof from === 'number') continue;
      const place = sources.get(from.id);
      const other = place === undefined ? undefined : nodes[place];
      if (place !== undefined && other) nodes[place] = { ...other, needed: other.needed || stage.needed };
      else sources.set(from.id, nodes.push(sourceNode(from, span, stage.needed)) - 1);
    }
    nodes.push(stageNode(model, stage), ...programNodes(model, stage, started));
    for (const step of incoming) addStep(edges, model, step, stage);
  }
  const { target } = model;
  if (target) {
    const span = (target.entrypoint ?? target.cmd)?.instruction?.span;
    nodes.push(verdictNode(model, span));
    const words = start.argv ?? [];
    const step = {
      id: 'start',
      kind: 'start' as const,
      label: words.length > 0 ? `starts ${words.join(' ')}` : 'starts',
      says: words.length > 0 ? `A container starts ${words.join(' ')}` : 'What a container starts is not known',
      span: span ?? target.from.span,
      extent: span,
    };
    const from = stageId(target.index);
    const bringsProgram = started !== undefined;
    edges.set('verdict', { id: `${from}>verdict`, from, to: 'verdict', needed: true, bringsProgram, steps: [step] });
  }
  return { title: titleOf(model), nodes, edges: [...edges.values()] };
}

function titleOf(model: BuildModel): string {
  const { os, architecture } = model.platform;
  const stages = model.stages.length === 1 ? '1 stage' : `${model.stages.length} stages`;
  return `Build graph for ${os}/${architecture}: ${stages}. ${verdictTitle(model)}.`;
}

function stageId(index: number): string {
  return `stage:${index}`;
}

function programId({ build, output }: Artifact): string {
  return `program:${build}:${output}`;
}

function sourceNode({ id, kind, title, facts }: Source, span: Span, needed: boolean): GraphNode {
  const says = {
    context: `Build context${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`,
    image: `Image ${title}: ${facts.join(', ')}`,
    download: `Download of ${title}`,
  };
  return node({ id, kind, title, facts, says: says[kind], span, needed });
}

function stageNode(model: BuildModel, stage: Stage): GraphNode {
  const title = stageTitle(stage);
  const isTarget = stage === model.target;
  const facts = stageFacts(model, stage);
  const about = isTarget ? 'the image that is shipped' : stage.needed ? undefined : 'not needed by the target';
  return node({
    id: stageId(stage.index),
    kind: 'stage',
    title,
    facts: [...facts, ...(about === undefined ? [] : [about])],
    says: `${stage.name === undefined ? `Stage number ${stage.index}` : `Stage ${title}`}${about === undefined ? '' : `, ${about}`}: ${facts.join(', ')}`,
    span: stage.from.span,
    extent: stage.span,
    needed: stage.needed,
    mark: isTarget ? 'target' : undefined,
  });
}

function programNodes(model: BuildModel, stage: Stage, started: Artifact | undefined): readonly GraphNode[] {
  return [...model.goBuilds, ...model.recipeBuilds]
    .filter((build) => build.stage === stage.index)
    .flatMap((build) =>
      build.outputs.map((output, index) => {
        const isStarted = started?.build === build.index && started.output === index;
        const fails =
          valueOf(output.linkage)?.kind === 'fails' ||
          model.problems.some(
            (problem) => problem.phase === 'build' && problem.build === build.index && !problem.tolerated,
          );
        const facts = programFacts(build, output, fails);
        return node({
          id: programId({ build: build.index, output: index }),
          kind: 'program',
          title: valueOf(output.path) ?? 'path not known',
          facts: [...facts, ...(isStarted ? ['what a container starts'] : [])],
          says: programSays(build, output, { fails, started: isStarted }),
          span: build.command.span,
          extent: build.command.span,
          inside: stageId(stage.index),
          needed: stage.needed,
          mark: isStarted ? 'started' : undefined,
          tone: fails ? 'bad' : 'plain',
        });
      }),
    );
}

function verdictTitle(model: BuildModel): string {
  const { verdict } = model;
  if (buildsGo(model) || verdict.problem) return capitalise(verdictLabel(verdict));
  return 'No Go program is built here';
}

/** Of a long chain of reasons, as many from its beginning and from its end; the hover has them all. */
const shownReasons = 3;

function verdictNode(model: BuildModel, start: Span | undefined): GraphNode {
  const { outcome, error, because, likely, problem } = model.verdict;
  const lines = new LineIndex(model.dockerfile.text);
  const expected = (error ?? likely?.error)?.split('\n')[0];
  const reasons = [...new Set(because.map((reason) => reasonText(lines, reason)))];
  const facts = [...(expected === undefined ? [] : [expected]), ...shorten(reasons)];
  const failing = outcome === 'fails-to-build' || outcome === 'fails-to-start';
  const title = verdictTitle(model);
  return node({
    id: 'verdict',
    kind: 'verdict',
    title,
    facts,
    says: `Verdict: ${[title, ...facts].join('. ')}`,
    span: problem?.span ?? start ?? model.target?.from.span,
    extent: problem?.span,
    tone: failing ? 'bad' : outcome === 'runs' ? 'good' : 'doubtful',
  });
}

function shorten(reasons: readonly string[]): readonly string[] {
  if (reasons.length <= 2 * shownReasons) return reasons;
  return [...reasons.slice(0, shownReasons), '…', ...reasons.slice(-shownReasons)];
}

function reasonText(lines: LineIndex, { span, says, file }: Evidence): string {
  const place = span ? `line ${lines.lineAt(span.start) + 1}` : file;
  return place === undefined ? says : `${place}: ${says}`;
}

type Given = Pick<GraphNode, 'id' | 'kind' | 'title' | 'facts' | 'says' | 'span'> & Partial<GraphNode>;

function node(given: Given): GraphNode {
  return { extent: undefined, inside: undefined, needed: true, mark: undefined, tone: 'plain', ...given };
}

interface Surroundings {
  readonly context: Source;
  readonly way: ProgramWay;
}

/** What a stage is made of, in the order of the text. */
function incomingOf(model: BuildModel, stage: Stage, around: Surroundings): readonly Incoming[] {
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
    const says = `FROM: ${into} goes on from ${parent ? stageName(parent) : `stage ${base.index}`}`;
    return { ...shared, from: base.index, bringsProgram: way.comesWith(base.index, '/'), says };
  }
  const text = base.kind === 'scratch' ? 'scratch' : base.text;
  const facts =
    base.kind === 'scratch'
      ? ['the empty image']
      : base.reference.certainty === 'unknown'
        ? ['not known: the name cannot be told']
        : imageFacts(root);
  return { ...shared, from: image(text, facts), says: `FROM: ${into} starts from the image ${text}` };
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
    says: `${instruction.keyword} of ${sources.join(', ')} to ${to}`,
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
      return [step(image(instruction.flags.find(({ name }) => name === 'from')?.value ?? '?', ['not known']), paths)];
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
        label: `mount ${path} → ${to}`,
        says: `mount of ${path} at ${to} during a RUN`,
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
  return { id: `image:${text}`, kind: 'image', title: text === '' ? 'no image named' : text, facts };
}

/** An image that only COPY or a mount names. */
function otherImage(text: string): Source {
  const reference = parseImageReference(text);
  return image(text, reference ? imageFacts(lookUpImage(reference)) : ['not known']);
}

function addStep(edges: Map<string, GraphEdge>, model: BuildModel, incoming: Incoming, stage: Stage): void {
  const { from: origin, bringsProgram, ...step } = incoming;
  const to = stageId(stage.index);
  const from = typeof origin === 'number' ? stageId(origin) : origin.id;
  // A stage that copies from itself is refused: the verdict says so, and no line shows it.
  if (from === to) return;
  const id = `${from}>${to}`;
  const edge = edges.get(id);
  edges.set(id, {
    id,
    from,
    to,
    needed: stage.needed,
    bringsProgram: stage.needed && (bringsProgram || edge?.bringsProgram === true),
    steps: [
      ...(edge?.steps ?? []),
      { ...step, id: `${id}:${edge?.steps.length ?? 0}`, says: saysWithEnds(model, incoming, stage) },
    ],
  });
}

function saysWithEnds(model: BuildModel, { kind, says, from, bringsProgram }: Incoming, stage: Stage): string {
  const brings = bringsProgram && stage.needed ? '. It brings the program that a container starts' : '';
  if (kind === 'from') return `${says}${brings}`;
  const origin = typeof from === 'number' ? model.stages[from] : undefined;
  const named =
    typeof from === 'object' ? sourceNames[from.kind](from.title) : origin ? stageName(origin) : `stage ${from}`;
  return `${says}, from ${named} into ${stageName(stage)}${brings}`;
}

function stageName({ name, index }: Stage): string {
  return `stage ${name ?? index}`;
}

const sourceNames: Readonly<Record<Source['kind'], (title: string) => string>> = {
  context: () => 'the build context',
  image: (title) => `the image ${title}`,
  download: () => 'the network',
};

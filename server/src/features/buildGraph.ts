import type { Analysis } from '../analysis';
import { formatPlatform } from '../dockerfile/platform';
import { isSettled, type Evidence } from '../facts/fact';
import type { BuildModel, GoBuild, Output, Stage } from '../model/buildModel';
import type { Artifact } from '../model/files';
import { startOf } from '../model/start';
import { capitalise } from '../text/capitalise';
import { LineIndex } from '../text/lineIndex';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { incomingOf, saysWithEnds, type Incoming, type Source } from './graphSteps';
import { followProgram } from './graphWay';
import { contextFacts, programFacts, programSays, stageFacts, stageTitle } from './graphTexts';
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
  /** What it is, in a word, to stand above the title; empty if the title says so. */
  readonly caption: string;
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

/** The graph of an analysed Dockerfile. Has no nodes if there is no stage. Never throws. */
export function buildGraph({ model, contextOrigin }: Analysis): BuildGraph {
  if (model.stages.length === 0)
    return { title: say`This file has no FROM instruction, so it builds no image.`, nodes: [], edges: [] };
  const start = startOf(model);
  const started = start.program?.entry.artifact;
  const way = followProgram(model, started);
  const nodes: GraphNode[] = [];
  const edges = new Map<string, GraphEdge>();
  const sources = new Map<string, number>();
  const context: Source = {
    id: 'context',
    kind: 'context',
    title: say`build context`,
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
      label: words.length > 0 ? say`starts ${words.join(' ')}` : say`starts`,
      says: words.length > 0 ? say`A container starts ${words.join(' ')}` : say`What a container starts is not known`,
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
  const platform = formatPlatform(model.platform);
  const { length } = model.stages;
  return length === 1
    ? say`Build graph for ${platform}: 1 stage. ${verdictTitle(model)}.`
    : say`Build graph for ${platform}: ${length} stages. ${verdictTitle(model)}.`;
}

function stageId(index: number): string {
  return `stage:${index}`;
}

function programId({ build, output }: Artifact): string {
  return `program:${build}:${output}`;
}

function sourceNode({ id, kind, title, facts }: Source, span: Span, needed: boolean): GraphNode {
  const says = {
    context: [say`Build context`, ...facts].join(', '),
    image: say`Image ${title}: ${facts.join(', ')}`,
    download: say`Download of ${title}`,
  };
  return node({ id, kind, title, facts, says: says[kind], span, needed });
}

function stageNode(model: BuildModel, stage: Stage): GraphNode {
  const title = stageTitle(stage);
  const isTarget = stage === model.target;
  const facts = stageFacts(model, stage);
  const name = stage.name === undefined ? say`Stage number ${stage.index}` : say`Stage ${title}`;
  const about = isTarget ? say`the image that is shipped` : stage.needed ? undefined : say`not needed by the target`;
  return node({
    id: stageId(stage.index),
    kind: 'stage',
    // A stage without a name is called `stage 2`.
    ...(stage.name === undefined && { caption: '' }),
    title,
    facts: [...facts, ...(about === undefined ? [] : [about])],
    says: `${[name, ...(about === undefined ? [] : [about])].join(', ')}: ${facts.join(', ')}`,
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
        const fails = failureOf(model, build, output);
        const facts = programFacts(build, output, fails);
        return node({
          id: programId({ build: build.index, output: index }),
          kind: 'program',
          title: isSettled(output.path) ? output.path.value : say`path not known`,
          facts: [...facts, ...(isStarted ? [say`what a container starts`] : [])],
          says: programSays(build, output, { fails, started: isStarted }),
          span: build.command.span,
          extent: build.command.span,
          inside: stageId(stage.index),
          needed: stage.needed,
          mark: isStarted ? 'started' : undefined,
          tone: fails === 'known' ? 'bad' : fails ? 'doubtful' : 'plain',
        });
      }),
    );
}

/** Whether a build fails, and how sure that is; undefined if nothing says so. */
function failureOf(model: BuildModel, build: GoBuild, { linkage }: Output): 'known' | 'presumed' | undefined {
  const problems = model.problems.filter(
    (problem) =>
      problem.phase === 'build' && problem.build === build.index && !problem.tolerated && !problem.madeBefore,
  );
  const certainties = problems.map(({ certainty }) => certainty);
  if (isSettled(linkage) && linkage.value.kind === 'fails') certainties.push(linkage.certainty);
  return certainties.includes('known') ? 'known' : certainties[0];
}

function verdictTitle(model: BuildModel): string {
  const { verdict } = model;
  if (buildsGo(model) || verdict.problem) return capitalise(verdictLabel(verdict));
  return say`No Go program is built here`;
}

/** Of a long chain of reasons, as many from its beginning and from its end; the hover has them all. */
const shownReasons = 3;

function verdictNode(model: BuildModel, start: Span | undefined): GraphNode {
  const { outcome, error, because, likely, problem } = model.verdict;
  const lines = new LineIndex(model.dockerfile.text);
  const expected = (error ?? likely?.error)?.split('\n')[0];
  const reasons = [...new Set(because.map((reason) => reasonText(lines, reason)))];
  // Where the reason is the error itself, it is said once, with its place.
  const isReason = expected !== undefined && because.some(({ says }) => says === expected);
  const facts = [...(expected === undefined || isReason ? [] : [expected]), ...shorten(reasons)];
  const failing = outcome === 'fails-to-build' || outcome === 'fails-to-start';
  const title = verdictTitle(model);
  return node({
    id: 'verdict',
    kind: 'verdict',
    title,
    facts,
    says: say`Verdict: ${[title, ...facts].join('. ')}`,
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
  const place = span ? say`line ${lines.lineAt(span.start) + 1}` : file;
  return place === undefined ? says : `${place}: ${says}`;
}

const captions: Readonly<Record<GraphNode['kind'], string>> = {
  context: '',
  image: say`image`,
  download: say`download`,
  stage: say`stage`,
  program: say`program`,
  verdict: say`verdict`,
};

type Given = Pick<GraphNode, 'id' | 'kind' | 'title' | 'facts' | 'says' | 'span'> & Partial<GraphNode>;

function node(given: Given): GraphNode {
  return {
    caption: captions[given.kind],
    extent: undefined,
    inside: undefined,
    needed: true,
    mark: undefined,
    tone: 'plain',
    ...given,
  };
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

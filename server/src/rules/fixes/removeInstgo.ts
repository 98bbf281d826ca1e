import { valueOf } from '../../facts/fact';
import { goTagExists } from '../../images/goTagFixes';
import { parseInstall } from '../../images/packageCommands';
import type { BuildModel, GoBuild, Mount, Stage, Step } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import { sortEdits, type Edit } from '../../text/edit';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { LineIndex } from '../../text/lineIndex';
import { lineStart } from '../../text/lines';
import type { Fix, Withheld } from '../rule';
import { withoutComments } from './environment';
import { replaceImage, rootStage } from './instructions';
import { useLeft } from './leftInstgo';
import { copiesInstgo, isAboutInstgo, mountsInstgo, withoutInstgo } from './withoutInstgo';

/**
 * Takes instgo out of a stage: the builder image's go, or the prefix and what brings it, in the stages before it too as far as
 * these bring it to no other. Where the stage itself brings it to others, they lose it with it.
 * @returns undefined if there is none, or no way
 */
export function removeInstgo(model: BuildModel, stage: Stage): Fix | undefined {
  const result = attempt(model, stage);
  return typeof result === 'string' ? undefined : result;
}

/** Why instgo is not taken out of a stage that has it; undefined if it has none, or if it can be taken out. */
export function whyNotRemoved(model: BuildModel, stage: Stage): Withheld | undefined {
  const result = attempt(model, stage);
  return typeof result === 'string' ? { title: say`Remove instgo`, reason: result } : undefined;
}

/** The fix, or a sentence that tells why there is none. Undefined if there is no instgo. */
function attempt(model: BuildModel, stage: Stage): Fix | string | undefined {
  const root = rootStage(model, stage);
  const builds = [...model.goBuilds, ...model.recipeBuilds].filter((build) => build.stage === stage.index);
  const usesInstgo = builds.some(({ go }) => go.front?.name === 'instgo');
  const hasImage = root.root.family === 'instgo';
  if (hasImage && builds.length === 0) return undefined;
  if (!hasImage && !usesInstgo && !model.dockerfile.text.includes('instgo')) return undefined;
  const image = hasImage ? `golang:${alpineTag(builds)}` : undefined;
  const named = image === undefined ? undefined : replaceImage(model, stage, image);
  if (hasImage && !named) return usesInstgo ? say`FROM names the builder image by a variable.` : undefined;
  const own = model.stages.map((other) => editsOf(model, other));
  if (!hasImage && !usesInstgo && own[stage.index]?.length === 0) return undefined;
  const links = linksOf(model, own);
  // All that is built on the builder image loses it with the image.
  const built = hasImage ? model.stages.filter((other) => rootStage(model, other) === root) : [stage];
  const losing = new Set(built.flatMap(({ index }) => [...takersOf(index, links)]));
  const edits: Edit[] = named ? [named] : [];
  const remaining: Stage[] = [];
  // Backwards, as what brings instgo stands before what takes it.
  for (const index of [...losing, ...suppliersOf(model, losing, links)].sort((a, b) => b - a)) {
    const member = model.stages[index];
    const isFixed = member === undefined || isCopiedAsFolder(model, member);
    const whole = isFixed || (hasImage && built.includes(member)) ? undefined : withoutStage(model, member, edits);
    const found = isFixed ? undefined : (whole ?? own[index]);
    if (found) edits.push(...found);
    else if (losing.has(index)) return whyTangled(model, stage);
    if (member && found && !whole) remaining.push(member);
  }
  const left = useLeft(model, remaining, edits);
  if (left !== undefined) return left;
  if (builds.some(({ go, index }) => go.front?.name === 'instgo' && go.front.via === 'prefix' && index < 0))
    return say`A Makefile has instgo in front of go.`;
  const title = image === undefined ? say`Remove instgo` : say`Remove instgo: build in ${image}`;
  return { title, safety: 'review', edits: sortEdits(edits) };
}

function whyTangled(model: BuildModel, { steps }: Stage): string {
  const step = steps.find((other) => withoutInstgo(model, other) === undefined);
  const line = step && new LineIndex(model.dockerfile.text).lineAt(step.instruction.span.start) + 1;
  return line === undefined
    ? say`Other stages have instgo from this one in a way that cannot be changed by itself.`
    : say`In the instruction of line ${line} more hangs on instgo than can be taken out by itself.`;
}

/** What takes instgo out of a stage; empty if it is not in it, undefined if it cannot be done. */
function editsOf(model: BuildModel, { steps }: Stage): readonly Edit[] | undefined {
  const edits = steps.map((step) => withoutInstgo(model, step));
  return edits.includes(undefined) ? undefined : edits.flatMap((some) => some ?? []);
}

/** One stage has instgo from another: by a COPY, by a mount, or as it is built on top of it. */
interface Link {
  readonly from: number;
  readonly to: number;
}

function linksOf(model: BuildModel, own: readonly (readonly Edit[] | undefined)[]): readonly Link[] {
  const links: Link[] = [];
  const using = new Set<number>();
  for (const { index, base, steps } of model.stages.toReversed()) {
    for (const { copy, mounts } of steps) {
      if (copy?.from.kind === 'stage' && copiesInstgo(copy) !== 'not') links.push({ from: copy.from.index, to: index });
      for (const mount of mounts) {
        const from = mountsInstgo(mount) ? stageOfMount(model, index, mount) : undefined;
        if (from !== undefined) links.push({ from, to: index });
      }
    }
    if (own[index]?.length !== 0) using.add(index);
    if (base.kind === 'stage' && using.has(index)) links.push({ from: base.index, to: index });
    for (const { from, to } of links) if (to === index) using.add(from);
  }
  return links;
}

/** The stage and all that have instgo from it. */
function takersOf(stage: number, links: readonly Link[]): ReadonlySet<number> {
  const found = new Set([stage]);
  for (const { from, to } of links.toSorted((a, b) => a.from - b.from)) if (found.has(from)) found.add(to);
  return found;
}

/** Those that bring instgo to these stages, and neither use it themselves nor bring it to another. */
function suppliersOf(model: BuildModel, stages: ReadonlySet<number>, links: readonly Link[]): readonly number[] {
  const found = new Set(stages);
  const using = new Set(model.goBuilds.flatMap(({ go, stage }) => (go.front?.name === 'instgo' ? [stage] : [])));
  for (const { from } of links.toSorted((a, b) => b.from - a.from)) {
    const takers = links.filter((link) => link.from === from);
    if (!using.has(from) && takers.every(({ to }) => found.has(to))) found.add(from);
  }
  return [...found].filter((index) => !stages.has(index));
}

/** A place that names a stage. */
interface Reference {
  readonly index: number;
  readonly span: Span;
  readonly byNumber: boolean;
}

function* references(model: BuildModel): Iterable<Reference> {
  for (const { index, base, from, steps } of model.stages) {
    if (base.kind === 'stage') yield { index: base.index, span: from.span, byNumber: false };
    for (const { copy, mounts } of steps) {
      const flag = copy?.instruction.flags.find(({ name }) => name === 'from');
      if (copy?.from.kind === 'stage')
        yield { index: copy.from.index, span: copy.instruction.span, byNumber: isNumber(flag?.value) };
      for (const mount of mounts) {
        const named = stageOfMount(model, index, mount);
        if (named !== undefined) yield { index: named, span: mount.span, byNumber: isNumber(mount.options['from']) };
      }
    }
  }
}

function isNumber(name: string | undefined): boolean {
  return /^\d+$/.test(name ?? '');
}

function stageOfMount({ stages }: BuildModel, stage: number, { options }: Mount): number | undefined {
  const from = options['from']?.toLowerCase();
  if (from === undefined) return undefined;
  const before = stages.slice(0, stage);
  return (before.findLast(({ name }) => name === from) ?? (isNumber(from) ? before[Number(from)] : undefined))?.index;
}

/** Whether a folder with instgo in it is copied or mounted as a whole: what else it is for cannot be told. */
function isCopiedAsFolder(model: BuildModel, { index, files }: Stage): boolean {
  const holdsInstgo = (folder: string): boolean =>
    ['instgo', 'instgo-linux-amd64', 'instgo-linux-arm64'].some(
      (name) => lookUp(files, resolvePath(resolvePath('/', folder), name)).state === 'entry',
    );
  return model.stages.some(({ index: taker, steps }) =>
    steps.some(
      ({ copy, mounts }) =>
        (copy?.from.kind === 'stage' &&
          copy.from.index === index &&
          copy.sources.some(({ path }) => holdsInstgo(valueOf(path) ?? '/'))) ||
        mounts.some(
          (mount) =>
            stageOfMount(model, taker, mount) === index &&
            holdsInstgo(mount.options['source'] ?? mount.options['src'] ?? '/'),
        ),
    ),
  );
}

/**
 * Takes a stage away that is there for instgo alone, once the edits are made; comments stay.
 * @returns undefined if there is more in it, or something else names it
 */
function withoutStage(model: BuildModel, stage: Stage, edits: readonly Edit[]): readonly Edit[] | undefined {
  const { text, comments } = model.dockerfile;
  const next = model.stages[stage.index + 1];
  if (!next || stage === model.target || !stage.steps.every((step) => servesInstgo(model, step))) return undefined;
  for (const { index, span, byNumber } of references(model)) {
    const remains = !edits.some((edit) => contains(edit.span, span));
    // The numbers of the stages behind it would move.
    if (remains && (index === stage.index || (byNumber && index > stage.index))) return undefined;
  }
  const start = lineStart(text, stage.span.start);
  const after = text.slice(stage.span.end, next.span.start);
  const isTold =
    /(?:^|\n)[ \t]*#[^\n]*\n$/.test(text.slice(0, start)) ||
    comments.some((comment) => contains(stage.span, comment.span));
  const rest = (isTold ? /^[ \t]*(?:\r\n|\n|\r)/ : /^(?:[ \t]*(?:\r\n|\n|\r))*/).exec(after)?.[0].length ?? 0;
  return withoutComments(model, { start, end: stage.span.end + rest });
}

/** Whether an instruction is of no use where instgo is not brought: it does that, or makes ready for it. */
function servesInstgo(model: BuildModel, { instruction, execution, copy }: Step): boolean {
  if (copy) return copiesInstgo(copy) === 'alone';
  if (instruction.kind !== 'RUN') return /^(?:ARG|ENV|LABEL|SHELL|USER|WORKDIR)$/.test(instruction.kind);
  const all = execution?.commands ?? [];
  return (
    execution?.errors.length === 0 &&
    all.every((command) => {
      const words = command.argv.map(({ value }) => valueOf(value));
      const isInside = all.some((other) => contains(other.span, command.span) && !contains(command.span, other.span));
      return (
        isInside ||
        isAboutInstgo(model, command) ||
        parseInstall(words) !== undefined ||
        /^(?:mkdir|cd|set)$/.test(words[0] ?? '')
      );
    })
  );
}

/** The tag for the `go` line of the modules that are built; which Go the builder image has is not known. */
function alpineTag(builds: readonly GoBuild[]): string {
  for (const { programs } of builds) {
    for (const { module } of programs) {
      const version = module?.file.go?.version;
      const tag = version && `${version.major}.${version.minor}-alpine`;
      if (tag !== undefined && goTagExists(tag) === true) return tag;
    }
  }
  return 'alpine';
}

import { valueOf } from '../../facts/fact';
import { parseGoCommand } from '../../golang/goCommand';
import type { BuildModel, EnvironmentEntry, Stage, Step } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import { everyCommand } from '../../shell/everyCommand';
import type { ExecutedCommand } from '../../shell/execution';
import { parseScript } from '../../shell/parse';
import type { Edit } from '../../text/edit';
import { LineIndex } from '../../text/lineIndex';
import { say } from '../../text/say';
import { contains, slice, type Span } from '../../text/span';
import { isInstgo } from './instgo';
import { copiesInstgo, isAboutInstgo } from './withoutInstgo';

/** instgo as a word of its own, or the last part of a path: what a command may be called by. */
const call = /(?:^|[\s"'=/])instgo(?=$|[\s"'])/;

/** Commands that do something with files, or with words, and start none of them. */
const startNothing = new Set([
  'mv',
  'cp',
  'ln',
  'install',
  'chmod',
  'chown',
  'rm',
  'ls',
  'echo',
  'printf',
  'cat',
  'test',
]);

/** Programs that run what a file of theirs says. */
const runners = new Set(['just', 'task', 'mage', 'ninja', 'bazel', 'eval', 'xargs', 'parallel']);
const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'source', '.']);

/**
 * The first use of instgo that would be left in these stages once the edits are made: a call, a variable that holds one, a script
 * that makes one or cannot be read.
 * @returns a sentence, or undefined if there is none
 */
export function useLeft(model: BuildModel, stages: readonly Stage[], edits: readonly Edit[]): string | undefined {
  const isGone = stages.some(({ steps }) => steps.some((step) => bringsInstgo(model, step)));
  for (const stage of stages) {
    const start = stage.root.family === 'instgo' ? 0 : stage.steps.findIndex((step) => bringsInstgo(model, step));
    for (const [index, step] of stage.steps.entries()) {
      if (edits.some(({ span }) => contains(span, step.instruction.span))) continue;
      const found =
        inInstruction(model, step, edits, isGone) ??
        inVariables(model, step.environment) ??
        (index >= start ? inScripts(stage, step) : undefined);
      if (found !== undefined) return found;
    }
    const found = inVariables(model, stage.environment);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bringsInstgo(model: BuildModel, { copy, execution }: Step): boolean {
  return copy
    ? copiesInstgo(copy) !== 'not'
    : execution?.commands.some((command) => isAboutInstgo(model, command)) === true;
}

function inInstruction(
  model: BuildModel,
  { instruction, execution }: Step,
  edits: readonly Edit[],
  isGone: boolean,
): string | undefined {
  const { text } = model.dockerfile;
  const isTakenOut = (span: Span): boolean => edits.some((edit) => contains(edit.span, span));
  const left = say`In the instruction of line ${lineOf(model, instruction.span)} more hangs on instgo than can be taken out by itself.`;
  const written = slice(text, instruction.span);
  // What a derived image runs is not executed here.
  if (instruction.onbuild && call.test(written)) return left;
  switch (instruction.kind) {
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
    case 'SHELL':
      return call.test(written) ? left : undefined;
    case 'RUN': {
      for (const { argv, assignments, span } of execution?.commands ?? []) {
        const [first, ...rest] = argv;
        if (!first || isTakenOut(span)) continue;
        const name = valueOf(first.value) ?? '';
        if (isInstgo(first.value) && !isTakenOut(first.span)) return left;
        if (startNothing.has(name) && !isGone) continue;
        const others = [...rest, ...assignments].filter((word) => !isTakenOut(word.span));
        if (others.some(({ value }) => call.test(valueOf(value) ?? ''))) return left;
      }
      // Branches that are not taken here, and functions.
      const script = instruction.exec || !written.includes('instgo') ? undefined : instruction.script;
      const commands = script ? everyCommand(parseScript(script).statements) : [];
      const isCalled = commands.some(
        ({ words: [word] }) => word && call.test(word.raw) && !/\s/.test(word.raw) && !isTakenOut(word.span),
      );
      return isCalled ? left : undefined;
    }
    default:
      return undefined;
  }
}

/** `ENV GO="instgo go"`: make, a script or a command may call it by the variable. */
function inVariables(model: BuildModel, environment: ReadonlyMap<string, EnvironmentEntry>): string | undefined {
  for (const [name, { value, span }] of environment) {
    if (name === 'PATH' || !call.test(valueOf(value) ?? '')) continue;
    return span
      ? say`${name} of line ${lineOf(model, span)} holds instgo, by which something may call it.`
      : say`${name} holds instgo, by which something may call it.`;
  }
  return undefined;
}

function inScripts(stage: Stage, step: Step): string | undefined {
  const unread = openCommands(stage);
  for (const command of step.execution?.commands ?? []) {
    const [first, ...rest] = command.argv;
    if (!first || parseGoCommand(command)) continue;
    const written = valueOf(first.value);
    const name = written?.slice(written.lastIndexOf('/') + 1);
    const isOpen = unread.has(command.span.start);
    if (name === 'make' || name === 'gmake') {
      const text = ['GNUmakefile', 'makefile', 'Makefile'].map((file) => textOf(step, command, file));
      const found = text.find((each) => each !== undefined);
      if (found !== undefined && /\binstgo\b/.test(found)) return say`A Makefile has instgo in front of go.`;
      if (isOpen && (found === undefined || startsMore(found))) return unreadable(name);
      continue;
    }
    if (!isOpen) continue;
    if (written === undefined || name === undefined)
      return say`Which command runs there cannot be told, and it may be instgo.`;
    const isShell = shells.has(name);
    const file = isShell
      ? rest.map(({ value }) => valueOf(value)).find((word) => word === undefined || !word.startsWith('-'))
      : written.includes('/')
        ? written
        : undefined;
    if (isShell ? rest.length === 0 : file === undefined && !runners.has(name)) continue;
    const text = file === undefined ? undefined : textOf(step, command, file);
    const title = isShell && file !== undefined ? file.slice(file.lastIndexOf('/') + 1) : name;
    if (text === undefined || startsMore(text.replace(/^#!.*/, ''))) {
      if (text === undefined || !/\binstgo\b/.test(text)) return unreadable(title);
    }
    if (/\binstgo\b/.test(text)) return say`${title} calls instgo.`;
  }
  return undefined;
}

function unreadable(name: string): string {
  return say`What ${name} does cannot be read here, and it may call instgo.`;
}

/** Whether a script may run other scripts, or what a variable holds. */
function startsMore(text: string): boolean {
  return /\.sh\b|\$\(MAKE\)|\bmake\b|^-?include\b|^\s*(?:\.|source|eval|exec)\s|(?:^|[;&|]\s*)\.?\/\w|^\s*"?\$[{(]?\w/m.test(
    text,
  );
}

function textOf({ files }: Step, { workdir }: ExecutedCommand, file: string): string | undefined {
  const directory = valueOf(workdir);
  if (directory === undefined && !file.startsWith('/')) return undefined;
  const found = lookUp(files, resolvePath(directory ?? '/', file));
  return found.state === 'entry' ? found.entry.text : undefined;
}

/** Where the commands of a stage start of which it is not known what they do. */
function openCommands({ files, span }: Stage): ReadonlySet<number> {
  const found = new Set<number>();
  for (let layers: Stage['files'] | undefined = files; layers; layers = layers.below) {
    const { layer } = layers;
    if (layer.kind === 'opaque' && layer.path === '/' && layer.span && contains(span, layer.span))
      found.add(layer.span.start);
  }
  return found;
}

function lineOf({ dockerfile: { text } }: BuildModel, { start }: Span): number {
  return new LineIndex(text).lineAt(start) + 1;
}

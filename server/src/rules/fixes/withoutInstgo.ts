import type { RunInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Copy, Mount, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { contains, slice, type Span } from '../../text/span';
import { isInstgo } from './instgo';
import { removeInstruction } from './instructions';

/** The edits of one instruction; undefined if instgo stands in it in a way that cannot be taken out alone. */
export function withoutInstgo(model: BuildModel, step: Step): readonly Edit[] | undefined {
  const { text } = model.dockerfile;
  const { instruction, copy } = step;
  if (copy) {
    const own = copiesInstgo(copy);
    if (own === 'not') return [];
    return own === 'alone' ? [removeInstruction(model, instruction)] : undefined;
  }
  if (instruction.kind !== 'RUN' || !slice(text, instruction.span).includes('instgo')) return [];
  const mounts = step.mounts.filter(mountsInstgo).map((mount) => withoutMount(model, mount));
  const edits = inCommands(model, step, instruction);
  return edits && [...(edits.some(({ span }) => contains(span, instruction.span)) ? [] : mounts), ...edits];
}

function inCommands(model: BuildModel, { execution }: Step, instruction: RunInstruction): readonly Edit[] | undefined {
  const { text } = model.dockerfile;
  const all = execution?.commands ?? [];
  // What `$(go env GOHOSTARCH)` runs stands within the command that asks for it.
  const commands = all.filter(({ span }) => !all.some((other) => isWithin(span, other.span)));
  if (!execution || execution.errors.length > 0 || all.some(({ approximate }) => approximate)) return undefined;
  const serving = commands.map((command) => isAboutInstgo(model, command));
  const edits: Edit[] = [];
  if (serving.length > 0 && serving.every(Boolean)) {
    return /^[^\S\r\n]*#/m.test(slice(text, instruction.span)) ? undefined : [removeInstruction(model, instruction)];
  }
  const others = serving.indexOf(false);
  if (serving.includes(true, others)) return undefined;
  const [first] = commands;
  const rest = commands[others];
  if (others > 0 && first && rest) {
    const span = { start: first.span.start, end: rest.span.start };
    const effects = execution.effects.some((effect) => effect.span.start >= span.start && effect.span.end <= span.end);
    if (effects || slice(text, span).includes('#')) return undefined;
    edits.push({ span, newText: '' });
  }
  for (const command of commands) {
    const prefix = prefixOf(command);
    if (!prefix || edits.some(({ span }) => span.start === prefix.start)) continue;
    if (instruction.exec && !/^"[^"\\]*instgo"[^\\]*$/.test(slice(text, prefix))) return undefined;
    edits.push({ span: prefix, newText: '' });
  }
  return edits;
}

function isWithin(inner: Span, outer: Span): boolean {
  return contains(outer, inner) && !contains(inner, outer);
}

/** `instgo ` with what stands between it and go. */
export function prefixOf({ argv }: ExecutedCommand): Span | undefined {
  const [first, ...rest] = argv;
  if (!first || !isInstgo(first.value)) return undefined;
  const go = rest.find(({ value }) => !valueOf(value)?.startsWith('-'));
  const name = go && valueOf(go.value);
  return go && name !== undefined && /(?:^|\/)go[\d.]*$/.test(name)
    ? { start: first.span.start, end: go.span.start }
    : undefined;
}

/** Whether a command does nothing but bring instgo, place it, or set it up. */
export function isAboutInstgo({ dockerfile: { text } }: BuildModel, command: ExecutedCommand): boolean {
  const [first, ...rest] = command.argv;
  const name = first && valueOf(first.value);
  if (!first || name === undefined) return false;
  if (isInstgo(first.value)) return prefixOf(command) === undefined;
  const written = rest.map(({ span }) => slice(text, span)).filter((word) => !word.startsWith('-'));
  if (name === 'wget' || name === 'curl') {
    const addresses = written.filter((word) => /^["']?https?:/.test(word));
    return addresses.length > 0 && addresses.every(isInstgoFile);
  }
  // `mv tool instgo /usr/local/bin/` has something else in hand as well.
  const isFrom = ['mv', 'cp', 'ln', 'install'].includes(name);
  if (!isFrom && !['chmod', 'chown', 'rm', 'ls'].includes(name)) return false;
  const files = isFrom ? written.slice(0, -1) : name.startsWith('ch') ? written.slice(1) : written;
  return (
    files.some(isInstgoFile) && files.every((word) => isInstgoFile(word) || (name === 'install' && /^\d+$/.test(word)))
  );
}

/** Whether a COPY or ADD brings instgo: `alone` if it brings nothing else. */
export function copiesInstgo({ instruction, sources }: Copy): 'alone' | 'among others' | 'not' {
  const own = sources.filter(({ word }) => isInstgoFile(word.raw));
  const isRenamed =
    sources.length === 1 &&
    instruction.flags.some(({ name }) => name === 'from') &&
    /\/instgo$/.test(instruction.destination?.raw ?? '');
  if (own.length === 0 && !isRenamed) return 'not';
  return own.length === sources.length || isRenamed ? 'alone' : 'among others';
}

/** Whether a mount shows a RUN nothing but instgo of another stage or image. */
export function mountsInstgo({ type, options, target }: Mount): boolean {
  const source = options['source'] ?? options['src'] ?? '';
  return (
    type === 'bind' &&
    options['from'] !== undefined &&
    (isInstgoFile(source) || /\/instgo$/.test(valueOf(target) ?? ''))
  );
}

/** With the blanks behind it, or with the line break where it has a line of its own. */
function withoutMount({ dockerfile: { text } }: BuildModel, { span }: Mount): Edit {
  const rest = /^(?:[ \t]*[\\`]\r?\n)?[ \t]*/.exec(text.slice(span.end))?.[0].length ?? 0;
  return { span: { start: span.start, end: span.end + rest }, newText: '' };
}

function isInstgoFile(written: string): boolean {
  return /(?:^|[/"'=])instgo(?:-[\w${}().\s-]*)?["']?$/.test(written);
}

import { isSettled } from '../../facts/fact';
import type { Flag } from '../../dockerfile/instruction';
import type { BuildModel, Mount, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { touches, type Span } from '../../text/span';
import { reference, textOf } from '../texts/textRow';
import { mountOptionText, mountTypeTexts } from '../texts/mountTexts';
import { code, lineOf, stageName, toHover, type Hover } from './card';
import { here } from './values';

/** A part of --mount: the word itself, or an option of it. */
export function hoverMount(model: BuildModel, flag: Flag, mount: Mount | undefined, offset: number): Hover {
  const type = mount?.type ?? 'unknown';
  const row = textOf(mountTypeTexts, type);
  const whole = (span: Span): Hover =>
    toHover(span, {
      title: `--mount=type=${type === 'unknown' ? '…' : type}`,
      says: row?.text ?? say`a type of mount that BuildKit does not have.`,
      lines: mount ? summary(model, mount) : [],
      sources: [row?.source ?? reference('RUN --mount')],
    });
  const field = fieldsOf(flag).find(({ span }) => touches(span, offset));
  if (!field) return whole({ start: flag.span.start, end: flag.valueSpan.start });
  if (field.name === 'type') return whole(field.span);
  const option = mountOptionText(type, field.name);
  if (!option) {
    const says = row ? say`not an option of mounts of the type ${code(type)}.` : undefined;
    return toHover(field.span, { title: code(field.name), says, sources: [reference('RUN --mount')] });
  }
  const value = mount?.options[field.name];
  const chosen = option.values?.find(({ name }) => name === value);
  return toHover(field.span, {
    title: field.name,
    says: option.text,
    lines: [
      chosen && `${code(chosen.name)}: ${chosen.text}`,
      option.name === 'target' && mount && type !== 'secret' && type !== 'ssh' ? here(mount.target) : undefined,
      option.name === 'from' && value !== undefined ? say`Here: ${fromText(model, value)}` : undefined,
    ],
    sources: [option.source],
  });
}

interface Field {
  readonly name: string;
  readonly span: Span;
}

function fieldsOf({ value, valueSpan }: Flag): readonly Field[] {
  // A flag that runs over several lines is not as long as its text.
  if (value === undefined || valueSpan.end - valueSpan.start !== value.length) return [];
  let at = valueSpan.start;
  return value.split(',').map((text) => {
    const span = { start: at, end: at + text.length };
    at = span.end + 1;
    return { name: (text.split('=')[0] ?? '').trim().toLowerCase(), span };
  });
}

/** What is mounted where. */
function summary(model: BuildModel, { type, target, options }: Mount): readonly string[] {
  const at = isSettled(target) ? code(target.value) : say`a place that is not known`;
  const source = options['source'] ?? options['src'];
  const from = options['from'];
  const whole = from === undefined ? say`the build context` : fromText(model, from);
  switch (type) {
    case 'bind':
      return [
        source === undefined
          ? say`Here: all of ${whole}, seen at ${at}`
          : say`Here: ${code(source)} of ${whole}, seen at ${at}`,
        'rw' in options || 'readwrite' in options
          ? say`The command can write there; it is thrown away when the RUN ends`
          : say`The command cannot write there`,
      ];
    case 'cache':
      return [
        options['id'] === undefined
          ? say`Here: at ${at}, shared by all mounts with that path as their id`
          : say`Here: at ${at}, shared by all mounts with the id ${code(options['id'])}`,
      ];
    case 'tmpfs':
      return [say`Here: at ${at}`];
    case 'secret': {
      const id = options['id'] ?? source;
      const variable = options['env'];
      const written = options['target'] ?? options['dst'] ?? options['destination'];
      const file =
        variable !== undefined && written === undefined
          ? undefined
          : (written ?? (id && `/run/secrets/${id.split('/').at(-1) ?? id}`));
      return [
        ...(file === undefined ? [] : [say`Here: the file ${code(file)}`]),
        ...(variable === undefined ? [] : [say`Here: the variable ${code(variable)}`]),
        ...(id === undefined ? [] : [say`Given by ${code(`docker build --secret id=${id},…`)}`]),
      ];
    }
    case 'ssh':
      return [say`Given by ${code(`docker build --ssh ${options['id'] ?? 'default'}`)}`];
    case 'unknown':
      return [];
  }
}

/** What from= names, as half a sentence. BuildKit looks for a stage of that name or number first. */
function fromText(model: BuildModel, from: string): string {
  const stage: Stage | undefined = /^\d+$/.test(from)
    ? model.stages[Number(from)]
    : model.stages.findLast(({ name }) => name === from.toLowerCase());
  return stage
    ? say`the stage ${stageName(stage)} (${lineOf(model, stage.from.span)})`
    : say`the image or named context ${code(from)}`;
}

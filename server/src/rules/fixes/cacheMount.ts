import type { RunInstruction } from '../../dockerfile/instruction';
import { isSettled } from '../../facts/fact';
import type { BuildModel, Step } from '../../model/buildModel';
import type { Edit } from '../../text/edit';

/**
 * `--mount=type=cache,target=FOLDER` for what runs as a user. A cache mount belongs to root unless it says otherwise
 * (Dockerfile reference, RUN --mount=type=cache).
 * @returns undefined if the user's number is not known
 */
export function cacheMount(folder: string, { user, image }: Pick<Step, 'user' | 'image'>): string | undefined {
  if (!isSettled(user)) return undefined;
  const mount = `--mount=type=cache,target=${folder}`;
  const [name = '', group] = user.value.split(':');
  if (['', '0', 'root'].includes(name)) return mount;
  const uid = /^\d+$/.test(name) ? name : image.accounts?.find((account) => account.name === name)?.uid;
  if (uid === undefined) return undefined;
  return `${mount},uid=${uid}${group !== undefined && /^\d+$/.test(group) ? `,gid=${group}` : ''}`;
}

/** Puts a mount behind those that a RUN has, laid out as they are; without any, the command goes to the next line. */
export function addMount({ dockerfile }: BuildModel, instruction: RunInstruction, mount: string): Edit {
  const { text, escape } = dockerfile;
  const mounts = instruction.flags.filter(({ name }) => name === 'mount');
  const last = mounts.at(-1);
  if (last) {
    const before = mounts.at(-2);
    const place = last.span.end;
    const gap = before ? text.slice(before.span.end, last.span.start) : /^[\s\\`]*/.exec(text.slice(place))?.[0];
    const blank = gap !== undefined && /^[ \t]*[\\`]\r?\n[ \t]*$|^ $/.test(gap) ? gap : ' ';
    return { span: { start: place, end: place }, newText: blank + mount };
  }
  const place = instruction.keywordSpan.end;
  const following = text.slice(place);
  const isPlain = /^ [^\s\\`]/.test(following) && instruction.heredocs.length === 0 && instruction.flags.length === 0;
  if (!isPlain) return { span: { start: place, end: place }, newText: ` ${mount}` };
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const column = place - 'RUN'.length - Math.max(text.lastIndexOf('\n', place) + 1, 0);
  const indent = ' '.repeat(Math.max(0, column) + 4);
  return { span: { start: place, end: place + 1 }, newText: ` ${mount} ${escape}${lineBreak}${indent}` };
}

import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { placeForFlag, writtenFlag } from './flags';

/**
 * Adds a build tag, or several with commas between them, to a go command: to its -tags, or as a flag of its own behind the verb.
 * @returns undefined if the tags stand where they cannot be added to: in GOFLAGS, a variable, a string in exec form
 */
export function addTag(model: BuildModel, build: GoBuild, tag: string): readonly Edit[] | undefined {
  const { go, command, instruction } = build;
  if (command.approximate || instruction.exec || build.index < 0 || go.incomplete) return undefined;
  if (!go.flags.some(({ name }) => name === 'tags')) {
    return [{ span: placeForFlag(go), newText: ` -tags ${tag}` }];
  }
  const flag = writtenFlag(build, 'tags');
  const value = flag && valueOf(flag.value);
  if (!flag || value === undefined) return undefined;
  const { start, end } = flag.valueSpan;
  const written = model.dockerfile.text.slice(start, end);
  const quote = /^(["'])[^]*\1$/.exec(written)?.[1] ?? '';
  if (written !== quote + value + quote || value.includes("'")) return undefined;
  const separator = value.includes(' ') ? ' ' : ',';
  const newText = (value === '' ? '' : separator) + tag.replaceAll(',', separator);
  return [{ span: { start: end - quote.length, end: end - quote.length }, newText }];
}

import type { GivenName } from '../features/navigation/givenNames';
import {
  define,
  entriesOf,
  itemsOf,
  memberOf,
  readNames,
  textOf,
  type BuildDefinition,
  type DefiningFile,
} from './definition';

/** The targets of docker-bake.json; paths are relative to the folder that bake is called in, by custom that of the file. */
export function bakeJsonBuilds({ text, folder }: DefiningFile): readonly BuildDefinition[] {
  const file: unknown = JSON.parse(text);
  return entriesOf(memberOf(file, 'target')).flatMap(([name, target]) => {
    const context = textOf(memberOf(target, 'context')) ?? '.';
    const platforms = itemsOf(memberOf(target, 'platforms')).flatMap((platform) => textOf(platform) ?? []);
    const tags = itemsOf(memberOf(target, 'tags')).map(textOf);
    const dockerfile = textOf(memberOf(target, 'dockerfile'));
    const names = readNames(memberOf(target, 'target'), memberOf(target, 'args'));
    return define(`target ${name}`, folder, context, dockerfile, undefined, platforms, tags, names) ?? [];
  });
}

/** A file that someone is writing has one or two. */
const mostOpenBlocks = 20;

interface Target {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly platforms?: readonly string[];
  readonly tags?: readonly string[];
  readonly inherits: readonly string[];
  readonly names: readonly GivenName[];
}

/**
 * The targets of docker-bake.hcl, as far as they are literal: `target "x" { context = "…" dockerfile = "…" inherits = ["y"] }`.
 * What is computed counts as not said.
 */
export function bakeBuilds({ text, folder }: DefiningFile): readonly BuildDefinition[] {
  const targets = new Map<string, Target>();
  let end = 0;
  let open = 0;
  for (const head of text.matchAll(/^[ \t]*target[ \t]+(?:"([^"]+)"|([\w-]+))[ \t]*\{/gm)) {
    const start = head.index + head[0].length;
    if (start < end) continue;
    const body = ownLines(text, start);
    if (!body) {
      // Each of them was looked for to the end of the file.
      if (++open > mostOpenBlocks) break;
      continue;
    }
    end = body.end;
    targets.set(head[1] ?? head[2] ?? '', { ...readTarget(body.text), names: namesIn(text, start) });
  }
  const whole = new Map<string, Omit<Target, 'inherits' | 'names'>>();
  return [...targets.keys()].flatMap((name) => {
    const { context = '.', dockerfile, platforms, tags } = inherited(name, targets, whole);
    const names = inheritedNames(name, targets, new Set());
    return define(`target ${name}`, folder, context, dockerfile, undefined, platforms, tags, names) ?? [];
  });
}

/** `target = "x"` and the names in `args = { … }` of the block whose body starts there. */
function namesIn(text: string, start: number): readonly GivenName[] {
  const names: GivenName[] = [];
  // What the blocks around are called, and the words of the entry under way.
  const blocks: string[] = [];
  let entry: string[] = [];
  for (const token of text
    .slice(start)
    .matchAll(/"(?:[^"\\]|\\[^])*(?:"|\\?$)|(?:#|\/\/).*|\/\*[^]*?(?:\*\/|$)|[\w.-]+|\n|[^\s]/g)) {
    const [written] = token;
    if (/^(?:#|\/[/*])/.test(written)) continue;
    const isQuoted = written.startsWith('"');
    const name = isQuoted ? written.slice(1, -1) : written;
    const at = start + token.index + (isQuoted ? 1 : 0);
    const span = { start: at, end: at + name.length };
    if (/^[{[(]$/.test(written)) blocks.push(entry[0] ?? '');
    else if (/^[}\])]$/.test(written) && blocks.pop() === undefined) break;
    if (/^(?:[{}[\](),]|\n)$/.test(written)) {
      entry = [];
      continue;
    }
    const isTarget = blocks.length === 0 && entry[0] === 'target' && entry[1] === '=' && entry.length === 2;
    if (isTarget) names.push({ kind: 'target', name: isQuoted ? name : `$${name}`, span: isQuoted ? span : undefined });
    if (blocks.length === 1 && blocks[0] === 'args' && entry.length === 0) names.push({ kind: 'argument', name, span });
    entry.push(name);
  }
  return names;
}

/**
 * Its own names, and those of the targets that it inherits from.
 * @param seen targets that are looked at already, which each is once
 */
function inheritedNames(name: string, targets: ReadonlyMap<string, Target>, seen: Set<string>): readonly GivenName[] {
  const target = targets.get(name);
  if (!target || seen.has(name)) return [];
  seen.add(name);
  return [...target.names, ...target.inherits.flatMap((parent) => inheritedNames(parent, targets, seen))];
}

/** The body of a block, without the blocks in it (`args = { … }`); undefined if it never ends. */
function ownLines(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let body = '';
  let depth = 0;
  for (const { 0: piece, index } of text
    .slice(start)
    .matchAll(/"(?:[^"\\\n]|\\.)*"?|(?:#|\/\/).*|[{}]|[^"#/{}]+|\//g)) {
    if (piece === '{') depth++;
    else if (piece === '}' && depth-- === 0) return { text: body, end: start + index + 1 };
    else if (depth === 0 && !/^(?:#|\/\/)/.test(piece)) body += piece;
  }
  return undefined;
}

function readTarget(body: string): Omit<Target, 'names'> {
  const platforms = list(body, 'platforms');
  const tags = list(body, 'tags');
  const context = attribute(body, 'context');
  const dockerfile = attribute(body, 'dockerfile');
  return {
    inherits: list(body, 'inherits') ?? [],
    ...(platforms && { platforms }),
    ...(tags && { tags }),
    ...(context !== undefined && { context }),
    ...(dockerfile !== undefined && { dockerfile }),
  };
}

/** The literal texts of a list; undefined if there is no list of that name. */
function list(body: string, name: string): readonly string[] | undefined {
  const items = new RegExp(`^[ \\t]*${name}[ \\t]*=\\s*\\[([^\\]]{0,5000})\\]`, 'm').exec(body)?.[1];
  return items === undefined ? undefined : [...items.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text);
}

/** Undefined if there is none; a text with a `$` if it is computed, which `define` refuses. */
function attribute(body: string, name: string): string | undefined {
  const written = new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(.*)$`, 'm').exec(body)?.[1];
  if (written === undefined) return undefined;
  return /^"([^"\\]*)"$/.exec(written.trim())?.[1] ?? '$';
}

/** What later names of `inherits` say wins over earlier ones, and the target's own words over both. */
function inherited(
  name: string,
  targets: ReadonlyMap<string, Target>,
  whole: Map<string, Omit<Target, 'inherits' | 'names'>>,
): Omit<Target, 'inherits' | 'names'> {
  const known = whole.get(name);
  const target = targets.get(name);
  if (known || !target) return known ?? {};
  // Bake refuses targets that inherit from themselves.
  whole.set(name, {});
  const { inherits, names: _, ...own } = target;
  const all = Object.assign({}, ...inherits.map((parent) => inherited(parent, targets, whole)), own);
  whole.set(name, all);
  return all;
}

import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
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

/** The builds of a compose file: `build: .`, or `build:` with `context` and `dockerfile` (Compose Build Specification). */
export function composeBuilds({ text, folder }: DefiningFile): readonly BuildDefinition[] {
  // The library would compare each key with all others. Of one that stands twice, the last counts either way.
  const document = parseDocument(text, { uniqueKeys: false });
  const file: unknown = document.toJS();
  return entriesOf(memberOf(file, 'services')).flatMap(([name, service]) => {
    const build = memberOf(service, 'build');
    if (build === undefined || memberOf(build, 'dockerfile_inline') !== undefined) return [];
    const context = textOf(build) ?? textOf(memberOf(build, 'context')) ?? '.';
    const platforms = itemsOf(memberOf(build, 'platforms')).flatMap((platform) => textOf(platform) ?? []);
    const tags = [service, ...itemsOf(memberOf(build, 'tags'))].map((tag) => textOf(memberOf(tag, 'image') ?? tag));
    const dockerfile = textOf(memberOf(build, 'dockerfile'));
    const names = namesOf(document, text, name, build);
    return define(`service ${name}`, folder, context, dockerfile, undefined, platforms, tags, names) ?? [];
  });
}

/** The stage and the arguments of a service, with their places unless an alias or a merge brings them. */
function namesOf(document: Document, text: string, service: string, build: unknown): readonly GivenName[] {
  const node = document.getIn(['services', service, 'build'], true);
  const merged = [memberOf(build, '<<')]
    .flat()
    .flatMap((part) => readNames(memberOf(part, 'target'), memberOf(part, 'args')));
  const written = readNames(memberOf(build, 'target'), memberOf(build, 'args'));
  const argsBelow = readNames(undefined, memberOf(memberOf(build, 'args'), '<<'));
  const placed = isMap(node) ? placedNames(text, node) : [];
  const isPlaced = ({ kind, name }: GivenName): boolean =>
    placed.some((place) => place.kind === kind && place.name === name);
  const elsewhere = [...merged, ...argsBelow, ...written.filter((given) => !isPlaced(given))];
  return [...placed, ...elsewhere.filter(({ name }) => name !== '<<')];
}

function placedNames(text: string, build: YAMLMap): readonly GivenName[] {
  const args = build.get('args', true);
  const items: readonly { readonly node: unknown; readonly hasValue: boolean }[] = isMap(args)
    ? args.items.map(({ key, value }) => ({ node: key, hasValue: !isScalar(value) || value.value !== null }))
    : isSeq(args)
      ? args.items.map((node) => ({ node, hasValue: isScalar(node) && String(node.value).includes('=') }))
      : [];
  return [
    ...nameIn(text, 'target', build.get('target', true)),
    ...items.flatMap(({ node, hasValue }) =>
      // Without a value it is the environment's variable of that name, which others set.
      nameIn(text, 'argument', node).map((given) => (hasValue ? given : { ...given, span: undefined })),
    ),
  ];
}

function nameIn(text: string, kind: GivenName['kind'], node: unknown): readonly GivenName[] {
  if (!isScalar(node)) return [];
  const name = String(node.value).replace(kind === 'argument' ? /=.*/s : '', '');
  const { range, anchor } = node;
  // What an anchor names may be used anywhere.
  if (!range || anchor !== undefined) return [{ kind, name, span: undefined }];
  const start = range[0] + (/["']/.test(text.charAt(range[0])) ? 1 : 0);
  const span = { start, end: start + name.length };
  return [{ kind, name, span: text.slice(span.start, span.end) === name ? span : undefined }];
}

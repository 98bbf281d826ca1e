import { parseDocument } from 'yaml';
import { define, entriesOf, itemsOf, memberOf, textOf, type BuildDefinition, type DefiningFile } from './definition';

/** The builds of a compose file: `build: .`, or `build:` with `context` and `dockerfile` (Compose Build Specification). */
export function composeBuilds({ text, folder }: DefiningFile): readonly BuildDefinition[] {
  const file: unknown = parseDocument(text).toJS();
  return entriesOf(memberOf(file, 'services')).flatMap(([name, service]) => {
    const build = memberOf(service, 'build');
    if (build === undefined || memberOf(build, 'dockerfile_inline') !== undefined) return [];
    const context = textOf(build) ?? textOf(memberOf(build, 'context')) ?? '.';
    const platforms = itemsOf(memberOf(build, 'platforms')).flatMap((platform) => textOf(platform) ?? []);
    const tags = [service, ...itemsOf(memberOf(build, 'tags'))].map((tag) => textOf(memberOf(tag, 'image') ?? tag));
    const dockerfile = textOf(memberOf(build, 'dockerfile'));
    return define(`service ${name}`, folder, context, dockerfile, undefined, platforms, tags) ?? [];
  });
}

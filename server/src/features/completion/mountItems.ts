import { resolvePath } from '../../model/files';
import { cacheMount } from '../../rules/fixes/cacheMount';
import { say } from '../../text/say';
import { mountOptionText, mountOptionTexts, mountTypeTexts } from '../texts/mountTexts';
import { textOf } from '../texts/textRow';
import { documentRow, documentValue } from './documentation';
import { stageDrafts } from './imageItems';
import type { Draft, Proposal } from './item';
import { effective, mayHaveGo, type Place } from './place';

/** Whole mounts for what a Go build needs: `--mount=type=cache,target=/go/pkg/mod`. */
export function mountDrafts(place: Place, given: readonly string[]): readonly Draft[] {
  const hasGo = mayHaveGo(place);
  const modules = hasGo ? folderOf(place, moduleFolders) : undefined;
  const builds = hasGo ? folderOf(place, buildFolders) : undefined;
  const isMounted = (folder: string): boolean => given.some((flag) => flag.includes(`=${folder}`));
  const step = place.user && place.image ? { user: place.user, image: place.image } : undefined;
  const mountOf = (folder: string | undefined): string | undefined =>
    folder === undefined || !step || isMounted(folder) ? undefined : cacheMount(folder, step);
  const moduleMount = mountOf(modules);
  const buildMount = mountOf(builds);
  const { escape, text } = place.model.dockerfile;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const cacheRow = textOf(mountTypeTexts, 'cache');
  const drafts: Draft[] = [];
  if (moduleMount !== undefined && buildMount !== undefined) {
    drafts.push({
      label: say`Go caches`,
      filterText: '--mount=type=cache Go caches',
      kind: 'snippet',
      newText: `${moduleMount} ${escape}${lineBreak}    ${buildMount} ${escape}${lineBreak}    `,
      detail: say`${modules ?? ''} and ${builds ?? ''}`,
      documentation: () =>
        documentRow(
          cacheRow,
          say`Modules in \`${modules ?? ''}\`, compiled packages in \`${builds ?? ''}\`: where go has them in this stage.`,
        ),
    });
  }
  if (moduleMount !== undefined)
    drafts.push(
      whole(say`Go module cache`, moduleMount, modules, say`What go has downloaded stays for the next build.`),
    );
  if (buildMount !== undefined)
    drafts.push(
      whole(say`Go build cache`, buildMount, builds, say`Only packages that have changed are compiled again.`),
    );
  drafts.push(
    whole(
      'secret: .netrc',
      '--mount=type=secret,id=netrc,target=/root/.netrc',
      say`private modules over HTTPS`,
      say`Given with \`docker build --secret id=netrc,src=$HOME/.netrc\`. git and go read it; it is not in the image.`,
    ),
    whole(
      say`secret: variable`,
      '--mount=type=secret,id=GITHUB_TOKEN,env=GITHUB_TOKEN',
      say`a token as a variable`,
      say`Given with \`docker build --secret id=GITHUB_TOKEN\`. Needs Dockerfile 1.10.`,
    ),
    whole('ssh', '--mount=type=ssh', say`private modules over SSH`, say`Given with \`docker build --ssh default\`.`),
    whole(
      say`bind: sources`,
      '--mount=type=bind,target=.',
      say`instead of ${'COPY . .'}`,
      say`The build context is seen in the working directory for this RUN only; nothing is copied. Write the program to another folder.`,
    ),
    whole(
      say`bind: go.mod and go.sum`,
      '--mount=type=bind,source=go.mod,target=go.mod --mount=type=bind,source=go.sum,target=go.sum',
      say`instead of ${'COPY go.mod go.sum ./'}`,
      say`For \`go mod download\`: the two files are seen for this RUN only.`,
    ),
  );
  return drafts;

  function whole(label: string, mount: string, detail: string | undefined, says: string): Draft {
    const type = /type=(\w+)/.exec(mount)?.[1] ?? '';
    return {
      label,
      filterText: `${mount} ${label}`,
      kind: 'snippet',
      newText: mount,
      detail,
      documentation: () => documentRow(textOf(mountTypeTexts, type), `\`${mount}\``, says),
    };
  }
}

type Folders = readonly (readonly [variable: string, below: string])[];

/** Source: cmd/go/internal/modload.initModCache (modcache), cfg.BuildContext.GOPATH; cache.DefaultDir. */
const moduleFolders: Folders = [
  ['GOMODCACHE', ''],
  ['GOPATH', '/pkg/mod'],
  ['HOME', '/go/pkg/mod'],
];
const buildFolders: Folders = [
  ['GOCACHE', ''],
  ['XDG_CACHE_HOME', '/go-build'],
  ['HOME', '/.cache/go-build'],
];

/** Where go has a cache here, as the environment says; root's home where HOME is not set. */
function folderOf(place: Place, folders: Folders): string | undefined {
  if (place.environment.size === 0 || place.image?.configurationKnown === false) return undefined;
  const user = place.user && 'value' in place.user ? place.user.value.split(':')[0] : undefined;
  for (const [variable, below] of folders) {
    const entry = place.environment.get(variable);
    if (!entry && variable === 'HOME') {
      const account = place.image?.accounts?.find(({ name, uid }) => name === user || uid === user);
      const home = ['', '0', 'root'].includes(user ?? '?') ? '/root' : account?.home;
      return home === undefined ? undefined : resolvePath('/', `${home}${below}`);
    }
    if (!entry) continue;
    const value = effective(place, variable);
    if (value === undefined) return undefined;
    const [first = ''] = variable === 'GOPATH' ? value.split(':') : [value];
    if (first !== '') return first.startsWith('/') ? resolvePath('/', `${first}${below}`) : undefined;
  }
  return undefined;
}

/** What can stand in the value of --mount: `type=ca`, `type=cache,ta`, `from=bu`. */
export function mountProposal(place: Place, value: string, given: readonly string[]): Proposal | undefined {
  if (/["']/.test(value)) return undefined;
  const parts = value.split(',');
  const piece = parts.at(-1) ?? '';
  const options = new Map(parts.slice(0, -1).map((part) => splitAt(part)));
  const type = options.get('type') ?? 'bind';
  const rest = /^[^\s,]*/;
  const equals = piece.indexOf('=');
  if (equals >= 0) {
    const [name, typed] = splitAt(piece);
    const drafts = optionValues(place, type, name);
    return drafts.length === 0 ? undefined : { typed, rest, drafts };
  }
  if (parts.length === 1) {
    const wholes = mountDrafts(place, given).map((draft): Draft => {
      const newText = (draft.newText ?? '').replace(/^--mount=/, '');
      return { ...draft, newText, filterText: `${newText.split(/[\s\\`]/)[0] ?? ''} ${draft.label}` };
    });
    const types = mountTypeTexts.map((row): Draft => ({
      label: `type=${row.name}`,
      kind: 'value',
      documentation: () => documentRow(row),
    }));
    return { typed: piece, rest, drafts: [...wholes, ...types] };
  }
  const spellings = (name: string): readonly string[] => [name, ...(mountOptionText(type, name)?.aliases ?? [])];
  const drafts = mountOptionTexts
    .filter((row) => row.types.some((each) => each === type) && !spellings(row.name).some((name) => options.has(name)))
    .map((row): Draft => {
      const isSwitch = row.name === 'rw' || row.name === 'ro';
      return {
        label: row.name,
        kind: 'value',
        newText: isSwitch ? row.name : `${row.name}=`,
        documentation: () => documentRow(row),
      };
    });
  return { typed: piece, rest: /^\w*=?/, drafts };
}

function optionValues(place: Place, type: string, name: string): readonly Draft[] {
  if (name === 'from') return stageDrafts(place);
  const row = mountOptionText(type, name);
  if (row?.values) {
    return row.values.map(({ name: label }) => ({
      label,
      kind: 'value',
      documentation: () => documentValue(row, label),
    }));
  }
  if (row?.name === 'required') return ['true', 'false'].map((label) => ({ label, kind: 'value' }));
  if (row?.name === 'target' && type === 'cache') {
    return [folderOf(place, moduleFolders), folderOf(place, buildFolders)].flatMap((label, index): Draft[] =>
      label === undefined
        ? []
        : [
            {
              label,
              kind: 'path',
              detail: index === 0 ? say`modules` : say`compiled packages`,
              documentation: () => documentRow(row),
            },
          ],
    );
  }
  return [];
}

function splitAt(part: string): [string, string] {
  const equals = part.indexOf('=');
  return equals < 0 ? [part.toLowerCase(), ''] : [part.slice(0, equals).toLowerCase(), part.slice(equals + 1)];
}

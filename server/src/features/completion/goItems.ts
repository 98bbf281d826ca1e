import { valueOf } from '../../facts/fact';
import { findFlag, flagRows, simpleVerbs, verbGroups } from '../../golang/buildFlags';
import { buildModesFor, modesWithCgo } from '../../golang/buildModes';
import { lookUp, resolvePath } from '../../model/files';
import { say } from '../../text/say';
import { goFlagText } from '../texts/goFlagTexts';
import { goVerbTexts } from '../texts/goVerbTexts';
import { textOf } from '../texts/textRow';
import { documentGoFlag, documentRow, documentValue } from './documentation';
import type { GoPlace } from './goPlace';
import type { Draft, Proposal } from './item';
import { linkerProposal } from './linkerItems';
import { effective, moduleNamesOf, moduleOf, movedTo, type Place } from './place';
import type { ShellPlace } from './shellPlace';
import { assignmentProposal, startProposal } from './variableItems';

const wordRest = /^[^\s"'`\\;|&<>()]*/;

/**
 * What can stand at a place of a go command, or in front of one.
 * @param isAsked somebody asks for it, rather than a blank that was typed
 */
export function goProposal(
  outside: Place,
  go: GoPlace,
  { shell, isAsked }: { readonly shell: ShellPlace; readonly isAsked: boolean },
): Proposal | undefined {
  const isQuoted = shell.quote !== '' || shell.around !== '';
  const { directory } = go;
  const isPlain = directory === undefined || !/[$\uFFFC]/.test(directory);
  const place = movedTo(outside, [
    ...shell.moves,
    ...(directory === undefined ? [] : [isPlain ? directory : undefined]),
  ]);
  switch (go.kind) {
    case 'start':
      return isQuoted ? undefined : startProposal(place, go, isAsked);
    case 'assignment':
      return assignmentProposal(place, { ...go, quote: shell.quote || shell.around });
    case 'verb':
      return { typed: go.typed, rest: /^[\w-]*/, drafts: verbDrafts(place, go.group) };
    case 'flag':
      return { typed: go.typed, rest: /^[\w-]*=?/, drafts: flagDrafts(place, go, shell) };
    case 'flag value':
      return flagValueProposal(place, go, shell);
    case 'argument':
      return argumentProposal(place, go);
  }
}

/** Those that Dockerfiles use come first. */
const commonVerbs = ['build', 'mod', 'install', 'test', 'generate', 'vet', 'run', 'env', 'version', 'list', 'get'];
/** They open a browser, or are not run in a build. */
const unusualVerbs: ReadonlySet<string> = new Set(['bug', 'help', 'telemetry', 'doc']);

function verbDrafts(place: Place, group: string | undefined): readonly Draft[] {
  const verbs =
    group === undefined
      ? [...new Set([...commonVerbs, ...simpleVerbs, ...verbGroups.keys()])].filter((verb) => !unusualVerbs.has(verb))
      : (verbGroups.get(group) ?? []);
  const first = group === 'mod' ? ['download', 'verify', 'vendor', 'tidy'] : [];
  const vendored = hasVendorFolder(place) === true;
  return [...new Set([...first, ...verbs])].map((verb) => {
    const whole = group === undefined ? verb : `${group} ${verb}`;
    const row = textOf(goVerbTexts, whole);
    return {
      label: verb,
      kind: 'command',
      detail: whole === 'mod download' && vendored ? say`not needed: there is a vendor folder` : `go ${whole}`,
      documentation: () => documentRow(row) ?? say`Followed by one of: ${(verbGroups.get(verb) ?? []).join(', ')}.`,
    };
  });
}

/** Flags in the order of their use in Dockerfiles; the others follow by the alphabet. */
const commonFlags = [
  'o',
  'trimpath',
  'ldflags',
  'tags',
  'buildvcs',
  'mod',
  'buildmode',
  'race',
  'pgo',
  'v',
  'x',
  'a',
  'cover',
];

/** What is said of what works with cgo only; undefined if cgo is not off. */
export function cgoMissing(place: Place, assigned: ReadonlyMap<string, string>): string | undefined {
  const value = resolved(place, assigned.get('CGO_ENABLED') ?? effective(place, 'CGO_ENABLED'));
  if (value === '0') return say`needs cgo, which is off here`;
  const compiler = place.image && valueOf(place.image.compiler);
  return compiler === false ? say`needs gcc, which is not in this stage` : undefined;
}

/** Source: cmd/go/internal/work/init.go (instrumentInit); externalLinkingReason of cmd/go/internal/load/pkg.go. */
const flagsWithCgo: ReadonlySet<string> = new Set(['race', 'msan', 'asan', 'linkshared']);

function flagDrafts(
  place: Place,
  { verb, given, assigned }: GoPlace & { kind: 'flag' },
  { quote, around }: ShellPlace,
): readonly Draft[] {
  const { go } = place;
  const missing = cgoMissing(place, assigned);
  const isOut = (name: string): boolean => missing !== undefined && flagsWithCgo.has(name);
  const inner = around === '"' ? "'" : '"';
  const rows = flagRows.filter(
    ({ name, verbs }) => verbs.includes(verb) && !name.startsWith('debug-') && !given.includes(name),
  );
  const known = rows.filter(({ name }) => findFlag(verb, name, go) !== undefined);
  const rank = (name: string): number => (commonFlags.indexOf(name) + 1 || commonFlags.length + 1) - 1;
  return (
    known
      .toSorted(
        (a, b) =>
          Number(isOut(a.name)) - Number(isOut(b.name)) || rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1),
      )
      // Elsewhere -C is refused: handleChdirFlag looks right behind the verb.
      .filter(({ name }) => name !== 'C' || given.length === 0)
      .map(({ name, takes }) => {
        const plain = takes === 'value' ? (name === 'o' || name === 'C' ? `-${name} ` : `-${name}=`) : `-${name}`;
        const takesWords = /^(?:ldflags|gcflags|asmflags|gccgoflags)$/.test(name);
        return {
          label: `-${name}`,
          kind: 'flag',
          newText: plain,
          ...(takesWords && quote === '' && { snippet: `-${name}=${inner}$1${inner}` }),
          detail: isOut(name)
            ? missing
            : takes === 'boolean'
              ? undefined
              : takes === 'value'
                ? say`takes a value`
                : say`may have a value`,
          documentation: () => documentGoFlag(verb, name),
        };
      })
  );
}

function flagValueProposal(
  place: Place,
  go: GoPlace & { kind: 'flag value' },
  shell: ShellPlace,
): Proposal | undefined {
  const { verb, flag, typed } = go;
  if (flag === 'ldflags') return linkerProposal(place, typed, shell, cgoMissing(place, go.assigned));
  const piece = flag === 'tags' ? (/(?<![^,\s])[^,\s]*$/.exec(typed)?.[0] ?? '') : typed;
  const row = goFlagText(verb, flag);
  const values = valuesOf(place, go);
  if (values.length === 0) return undefined;
  const present = new Set(flag === 'tags' ? typed.slice(0, typed.length - piece.length).split(/[,\s]/) : []);
  return {
    typed: piece,
    rest: flag === 'tags' ? /^[\w.-]*/ : wordRest,
    drafts: values
      .filter(({ name }) => !present.has(name))
      .map(({ name, detail, text }) => ({
        label: name,
        kind: 'value',
        detail,
        documentation: () => documentValue(row, name) ?? text,
      })),
  };
}

interface Value {
  readonly name: string;
  readonly detail?: string;
  readonly text?: string;
}

/** Tags of the standard library. */
const standardTags: readonly Value[] = [
  {
    name: 'netgo',
    detail: say`names are looked up by Go itself`,
    text: say`The resolver of the package net is the one written in Go, so that it needs no C library. Source: package net, "Name Resolution".`,
  },
  {
    name: 'osusergo',
    detail: say`users are looked up by Go itself`,
    text: say`The package os/user reads /etc/passwd and /etc/group itself, so that it needs no C library. Source: package os/user.`,
  },
  {
    name: 'timetzdata',
    detail: say`time zones in the binary`,
    text: say`Time zone data is compiled in, as with \`import _ "time/tzdata"\`: about 450 kB. Source: package time/tzdata.`,
  },
];

function valuesOf(place: Place, { flag, assigned, verb }: GoPlace & { kind: 'flag value' }): readonly Value[] {
  const setting = (name: string): string | undefined => assigned.get(name) ?? effective(place, name);
  switch (flag) {
    case 'buildmode': {
      const platform = place.stage && valueOf(place.stage.platform);
      const goos = setting('GOOS') ?? platform?.os;
      const goarch = setting('GOARCH') ?? platform?.architecture;
      const modes = buildModesFor(resolved(place, goos), resolved(place, goarch));
      const port = `${resolved(place, goos) ?? '?'}/${resolved(place, goarch) ?? '?'}`;
      const missing = cgoMissing(place, assigned);
      if (missing === undefined) return modes.map((name) => ({ name, detail: port }));
      const isPlain = (name: string): boolean => name === 'exe' || name === 'default';
      const rank = (name: string): number => (isPlain(name) ? 0 : modesWithCgo.has(name) ? 2 : 1);
      return modes
        .toSorted((a, b) => rank(a) - rank(b))
        .map((name) => ({
          name,
          detail: modesWithCgo.has(name)
            ? missing
            : name === 'pie'
              ? say`asks for a dynamic loader in the image`
              : name.endsWith('archive')
                ? say`an archive, no program`
                : port,
        }));
    }
    case 'tags':
      return [...tagsOfModule(place), ...standardTags];
    case 'mod': {
      const vendored = hasVendorFolder(place);
      return [
        ...(vendored === true ? [{ name: 'vendor', detail: say`there is a vendor folder` }] : []),
        { name: 'readonly', detail: say`go.mod is not changed` },
        { name: 'mod', detail: say`go.mod may be changed, and the vendor folder is not used` },
        ...(vendored === undefined ? [{ name: 'vendor', detail: say`the vendor folder is used` }] : []),
      ];
    }
    default:
      return (goFlagText(verb, flag)?.values ?? []).map(({ name }) => ({ name }));
  }
}

/** `$TARGETARCH` as what it holds. */
function resolved(place: Place, value: string | undefined): string | undefined {
  const name = /^\$\{?(\w+)\}?$/.exec(value ?? '')?.[1];
  const text = name === undefined ? value : effective(place, name);
  return text === undefined || /[$\uFFFC]/.test(text) || text === '' ? undefined : text;
}

/** Tags in the module's own `//go:build` lines, and those that its modules ask for. */
function tagsOfModule(place: Place): readonly Value[] {
  const own = moduleNamesOf(place).tags.map((name) => ({ name, detail: say`in this module` }));
  const kafka = moduleOf(place)?.requires.some(({ path }) =>
    path.startsWith('github.com/confluentinc/confluent-kafka-go'),
  );
  const libc = place.stage && valueOf(place.stage.libc);
  const musl = { name: 'musl', detail: say`confluent-kafka-go on Alpine` };
  return [...own, ...(kafka && libc?.kind === 'musl' ? [musl] : [])];
}

/** Whether go finds a vendor folder; undefined if it cannot be told. */
function hasVendorFolder({ files, workdir }: Place): boolean | undefined {
  if (!files || workdir === undefined) return undefined;
  const { state } = lookUp(files, resolvePath(workdir, 'vendor/modules.txt'));
  return state === 'unknown' ? undefined : state === 'entry';
}

/** Main packages of the module, for what compiles programs. */
function argumentProposal(place: Place, { verb, typed }: GoPlace & { kind: 'argument' }): Proposal | undefined {
  if (!['build', 'install', 'run'].includes(verb) || !/^[\w./-]*$/.test(typed)) return undefined;
  const { programs } = moduleNamesOf(place);
  const drafts = programs.map((label): Draft => ({ label, kind: 'path', detail: 'package main' }));
  return drafts.length === 0 ? undefined : { typed, rest: /^[\w./-]*/, drafts };
}

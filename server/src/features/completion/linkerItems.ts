import { linkerFlagKind } from '../../golang/linkerFlags';
import { say } from '../../text/say';
import { linkerFlagTexts } from '../texts/linkerFlagTexts';
import { textOf } from '../texts/textRow';
import { documentRow, documentValue } from './documentation';
import { escapeSnippet, type Draft, type Proposal } from './item';
import { moduleNamesOf, moduleOf, type Place } from './place';
import type { ShellPlace } from './shellPlace';

/** Flags of the linker that Dockerfiles use; the others are for people who debug Go itself. */
const offered = ['s', 'w', 'X', 'linkmode', 'extldflags', 'buildid', 'extld'];

/**
 * What can stand in the value of -ldflags.
 * @param value what is typed of it
 * @param cgoMissing why nothing works here that needs cgo; undefined if it may work
 */
export function linkerProposal(
  place: Place,
  value: string,
  shell: ShellPlace,
  cgoMissing: string | undefined,
): Proposal | undefined {
  const isQuoted = shell.quote !== '';
  if (value === '' && !isQuoted) return { typed: '', rest: /^(?!)/, drafts: wholeValues(place, shell) };
  const before = value.replace(/(?<!\S)\S*$/, '');
  const piece = value.slice(before.length);
  const given = [...before.matchAll(/(?:^|\s)--?(\w+)/g)].map((match) => match[1] ?? '');
  const last = /(?:^|\s)--?(\w+)\s+$/.exec(before)?.[1];
  const equals = /^--?(\w+)=(.*)$/.exec(piece);
  const takesValue = last !== undefined && linkerFlagKind(last) === 'value' ? last : undefined;
  const inValue = (flag: string, typed: string): Proposal | undefined =>
    valueProposal(place, { flag, typed, cgoMissing }, shell);
  if (equals) return inValue(equals[1] ?? '', equals[2] ?? '');
  if (takesValue !== undefined) return inValue(takesValue, piece);
  if (piece !== '' && !piece.startsWith('-')) return undefined;
  return { typed: piece, rest: /^[\w-]*=?/, drafts: flagDrafts(place, given, isQuoted) };
}

/** The value as a whole, where nothing of it is written: with its quotes. */
function wholeValues(place: Place, { around }: ShellPlace): readonly Draft[] {
  const quote = around === '"' ? "'" : '"';
  const [definition] = definitions(place).map(({ label }) => `${label}=`);
  const draft = (value: string, detail: string): Draft => ({
    label: `${quote}${value}${quote}`,
    kind: 'value',
    snippet: `${quote}${escapeSnippet(value)}$1${quote}`,
    detail,
  });
  return [
    draft('-s -w', say`without symbols and debug information`),
    ...(definition === undefined
      ? []
      : [draft(`-s -w -X ${definition}`, say`and with a version`), draft(`-X ${definition}`, say`sets a variable`)]),
  ];
}

function flagDrafts(place: Place, given: readonly string[], isQuoted: boolean): readonly Draft[] {
  const flags = offered
    .filter((name) => (name === 'X' || !given.includes(name)) && linkerFlagKind(name) !== undefined)
    .map((name): Draft => {
      const isBoolean = linkerFlagKind(name) === 'boolean';
      const glue = name === 'X' && isQuoted ? ' ' : '=';
      return {
        label: `-${name}`,
        kind: 'flag',
        newText: isBoolean ? `-${name}` : `-${name}${glue}`,
        documentation: () => documentRow(textOf(linkerFlagTexts, name)),
      };
    });
  const both: Draft = {
    label: '-s -w',
    kind: 'flag',
    detail: say`without symbols and debug information`,
    documentation: () =>
      [textOf(linkerFlagTexts, 's')?.text, textOf(linkerFlagTexts, 'w')?.text]
        .flatMap((text, index) => (text === undefined ? [] : [`- \`-${index === 0 ? 's' : 'w'}\`: ${text}`]))
        .join('\n'),
  };
  const variables = isQuoted
    ? definitions(place)
        .slice(0, 3)
        .map((draft): Draft => ({ ...draft, label: `-X ${draft.label}=`, newText: `-X ${draft.label}=` }))
    : [];
  return [...(isQuoted && !given.includes('s') && !given.includes('w') ? [both] : []), ...flags, ...variables];
}

function valueProposal(
  place: Place,
  {
    flag,
    typed,
    cgoMissing,
  }: { readonly flag: string; readonly typed: string; readonly cgoMissing: string | undefined },
  { quote }: ShellPlace,
): Proposal | undefined {
  if (flag === 'X') {
    const bare = typed.replace(/^["']/, '');
    if (bare.includes('=')) return undefined;
    const drafts = definitions(place).map((draft): Draft => ({ ...draft, newText: `${draft.label}=` }));
    return { typed: bare, rest: /^[\w./-]*=?/, drafts };
  }
  const row = textOf(linkerFlagTexts, flag);
  const inner = quote === '"' ? "'" : '"';
  // cmd/internal/quoted wants quotes around the whole flag, or none.
  const values =
    flag === 'extldflags'
      ? [{ name: '-static', detail: say`for external linking only` }]
      : (row?.values ?? [])
          .map(({ name }) => ({ name, detail: name === 'external' ? cgoMissing : undefined }))
          .toSorted((a, b) => Number(a.detail !== undefined) - Number(b.detail !== undefined));
  if (values.length === 0 || typed.startsWith(inner)) return undefined;
  return {
    typed,
    rest: /^[\w-]*/,
    drafts: values.map(({ name, detail }) => ({
      label: name,
      kind: 'value',
      detail,
      documentation: () => documentValue(row, name) ?? documentRow(row),
    })),
  };
}

const looksLikeVersion = /version|commit|revision|build|date|time|tag|branch|sha/i;

/** Variables that -X can set: those of the sources, else what is usual. */
function definitions(place: Place): readonly Draft[] {
  const { variables, programs } = moduleNamesOf(place);
  const fitting = (name: string): number => (looksLikeVersion.test(name.slice(name.lastIndexOf('.') + 1)) ? 0 : 1);
  if (variables.length > 0) {
    return variables
      .toSorted((a, b) => fitting(a.name) - fitting(b.name))
      .map(({ name, file }) => ({
        label: name,
        kind: 'variable',
        detail: file.replace(/^\//, ''),
        documentation: () => documentRow(textOf(linkerFlagTexts, 'X'), say`Declared in \`${file}\`.`),
      }));
  }
  // The sources are there, and have none.
  if (programs.length > 0) return [];
  const path = moduleOf(place)?.module;
  const usual = [
    'main.version',
    'main.commit',
    'main.date',
    ...(path === undefined ? [] : [`${path}/version.Version`]),
  ];
  return usual.map((name) => ({
    label: name,
    kind: 'variable',
    detail: say`if the program has such a variable`,
    documentation: () => documentRow(textOf(linkerFlagTexts, 'X')),
  }));
}

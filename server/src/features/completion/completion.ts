import type { Analysis } from '../../analysis';
import { commentProposal } from './commentItems';
import { findContext, type CompletionContext } from './context';
import { finish } from './finish';
import { goProposal } from './goItems';
import { findGoPlace } from './goPlace';
import { imageProposal, stageDrafts } from './imageItems';
import type { Completion, Draft, Proposal } from './item';
import { flagProposal, keywordProposal, platformProposal } from './keywordItems';
import { mountDrafts, mountProposal } from './mountItems';
import { copyProposal, programDrafts } from './pathItems';
import { findPlace, mayHaveGo, type Place } from './place';
import type { ShellPlace } from './shellPlace';
import { argProposal, assignmentProposal, dollarProposal, environmentProposal } from './variableItems';

export interface CompletionOptions {
  /** Nothing else in the editor offers keywords and flags of instructions. */
  readonly completesKeywords: boolean;
  /** The character that was typed, if that is why it is asked. */
  readonly trigger?: string | undefined;
}

/** What can stand at an offset, the most fitting first; undefined if there is nothing to offer. */
export function complete(analysis: Analysis, offset: number, options: CompletionOptions): Completion | undefined {
  const { dockerfile } = analysis.model;
  const context = findContext(dockerfile, offset);
  if (!context) return undefined;
  return finish(dockerfile.text, offset, propose(analysis, context, offset, options));
}

function propose(
  analysis: Analysis,
  context: CompletionContext,
  offset: number,
  { completesKeywords, trigger }: CompletionOptions,
): Proposal | undefined {
  if (context.kind === 'comment') return commentProposal(analysis, context, offset);
  const place = findPlace(analysis, offset);
  switch (context.kind) {
    case 'keyword':
      return completesKeywords ? keywordProposal(place, context.typed, context.isTrigger) : undefined;
    case 'flag':
      return flagProposal(place, context.place, context.typed, completesKeywords);
    case 'flag value':
      return flagValueProposal(place, context);
    case 'word':
      return wordProposal(place, context, offset);
    case 'exec':
      return execProposal(place, context, { isAsked: trigger !== ' ', offset });
    case 'shell':
      return shellProposal(place, context, {
        before: analysis.model.dockerfile.text.slice(0, offset),
        isAsked: trigger !== ' ',
      });
  }
}

function flagValueProposal(place: Place, context: CompletionContext & { kind: 'flag value' }): Proposal | undefined {
  const {
    place: { keyword, flags },
    flag,
    typed: written,
  } = context;
  const name = `${keyword} ${flag}`;
  const typed = name === 'RUN mount' ? written : written.replace(/^["']/, '');
  if (name === 'COPY from') return { typed, rest: /^[\w.-]*/, drafts: stageDrafts(place) };
  const reading = dollarProposal(place, typed);
  if (name === 'FROM platform') return platformProposal(place, typed) ?? reading;
  if (name === 'RUN mount') return /from=[^,]*$/.test(typed) || !reading ? mountProposal(place, typed, flags) : reading;
  return name === 'COPY chown' || name === 'ADD chown' ? reading : undefined;
}

function wordProposal(
  place: Place,
  context: CompletionContext & { kind: 'word' },
  offset: number,
): Proposal | undefined {
  const { words, typed, quote } = context;
  const { keyword } = context.place;
  const reading = quote === "'" ? undefined : dollarProposal(place, typed);
  if (reading && keyword !== 'MAINTAINER') return reading;
  // What stands in front of an open quote belongs to the value; a quote that opens it does not.
  const assigned = quote === '' ? /^([A-Za-z_]\w*)=([^]*)$/.exec(typed) : /^([A-Za-z_]\w*)=["']([^]*)$/.exec(typed);
  const target = { name: assigned?.[1] ?? '', typed: assigned?.[2] ?? '', quote };
  switch (keyword) {
    case 'FROM':
      return words.length === 0 ? imageProposal(place, typed) : undefined;
    case 'ARG':
      return assigned
        ? assignmentProposal(place, { ...target, assigned: new Map() })
        : argProposal(place, typed, words);
    case 'ENV': {
      const [first] = words;
      if (first !== undefined && !first.includes('='))
        return words.length === 1
          ? assignmentProposal(place, { name: first, typed, quote: '', assigned: new Map() })
          : undefined;
      const before = new Map(words.map((word) => [word.replace(/=.*/s, ''), word.replace(/^[^=]*=/, '')]));
      return assigned ? assignmentProposal(place, { ...target, assigned: before }) : environmentProposal(place, typed);
    }
    case 'COPY':
      return copyProposal(place, context.place, { words, typed, offset });
    default:
      return undefined;
  }
}

const programInstructions: ReadonlySet<string> = new Set(['ENTRYPOINT', 'CMD', 'HEALTHCHECK']);

function execProposal(
  place: Place,
  context: CompletionContext & { kind: 'exec' },
  asked: { readonly isAsked: boolean; readonly offset: number },
): Proposal | undefined {
  const found = inExecString(place, context, asked);
  if (!found || context.isInString) return found && { ...found, drafts: found.drafts.map(asJsonText) };
  // A string has to be opened and closed with it.
  const drafts = found.drafts.map(asJsonText).map((draft): Draft => {
    const newText = `"${draft.newText ?? draft.label}"`;
    return { ...draft, label: `"${draft.label}"`, newText, filterText: `${draft.label} "${draft.label}"` };
  });
  return { typed: '', rest: /^(?!)/, drafts };
}

function inExecString(
  place: Place,
  context: CompletionContext & { kind: 'exec' },
  { isAsked, offset }: { readonly isAsked: boolean; readonly offset: number },
): Proposal | undefined {
  const { words, typed } = context;
  const { keyword } = context.place;
  if (keyword === 'RUN') {
    const shell: ShellPlace = { words, word: typed, quote: "'", around: '', moves: [] };
    const rest = /^[^"\]\s]*/;
    if (words.length === 0) return mayHaveGo(place) ? { typed, rest, drafts: [goDraft] } : undefined;
    const go = findGoPlace(shell);
    return go && goProposal(place, go, { shell, isAsked });
  }
  if (keyword === 'COPY') return copyProposal(place, context.place, { words, typed, offset });
  if (words.length > 0 || !programInstructions.has(keyword)) return undefined;
  return { typed, rest: /^[^"\]\s]*/, drafts: programDrafts(place) };
}

const goDraft: Draft = { label: 'go', kind: 'command' };

/** A word of an exec form has no blank behind it, and nothing to fill in. */
function asJsonText({ snippet, ...draft }: Draft): Draft {
  void snippet;
  return draft.newText === undefined ? draft : { ...draft, newText: draft.newText.trimEnd() };
}

function shellProposal(
  place: Place,
  { place: { keyword, flags }, shell }: CompletionContext & { kind: 'shell' },
  { before, isAsked }: { readonly before: string; readonly isAsked: boolean },
): Proposal | undefined {
  const isStart = shell.words.length === 0 && shell.quote === '';
  if (programInstructions.has(keyword)) {
    if (!isStart || keyword === 'HEALTHCHECK') return undefined;
    const { word } = shell;
    const drafts = programDrafts(place).map((draft) => ({
      ...draft,
      label: `["${draft.label}"]`,
      filterText: `${draft.label} ["${draft.label}"]`,
    }));
    return { typed: word, rest: /^[^\s"'\]]*/, drafts };
  }
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const reading = shell.quote === "'" || shell.around === "'" ? undefined : dollarProposal(place, line, before.length);
  if (reading) return reading;
  const go = findGoPlace(shell);
  const found = go && goProposal(place, go, { shell, isAsked });
  const isFirst = isStart && shell.word === '' && /^[ \t]*RUN(?:[ \t]+--\S+)*[ \t]+$/i.test(line);
  if (!isFirst || !isAsked || !mayHaveGo(place)) return found;
  const mounts = mountDrafts(place, flags).slice(0, 3);
  return { typed: '', rest: /^(?!)/, drafts: [...(found?.drafts ?? []), ...mounts] };
}

import type { Analysis, ReportedFinding } from '../../analysis';
import { docsUrl } from '../../rules/page';
import { allRules } from '../../rules/registry';
import type { RuleDescription } from '../../rules/rule';
import { inLanguage, say } from '../../text/say';
import { reference } from '../texts/textRow';
import { documentRow } from './documentation';
import type { Draft, Proposal } from './item';

/** `go-dockerfile ignore=a,b`, as far as it is written. */
const ignoreSoFar = /^go-dockerfile:?[ \t]+ignore(-file)?[ \t]*=[ \t]*((?:[\w-]+[ \t]*,[ \t]*)*)([\w-]*)$/i;

/**
 * Rule ids in the comments that silence rules, and how such a comment begins.
 * @param findings those of the text that the comment stands in
 * @param offset of the cursor
 */
export function ignoreProposal(
  typed: string,
  rules: readonly RuleDescription[],
  findings: readonly ReportedFinding[],
  offset: number,
): Proposal | undefined {
  const match = ignoreSoFar.exec(typed);
  if (!match) return beginProposal(typed);
  const given = new Set((match[2] ?? '').split(/[\s,]+/));
  const found = findings
    .filter(({ span }) => match[1] !== undefined || span.start >= offset)
    .toSorted((a, b) => a.span.start - b.span.start)
    .map(({ rule }) => rule.id);
  const rank = (id: string): number => (found.indexOf(id) + 1 || found.length + 1) - 1;
  const drafts = rules
    .filter(({ id }) => !given.has(id))
    .toSorted((a, b) => rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1))
    .map((rule): Draft => ({
      label: rule.id,
      kind: 'rule',
      detail: inLanguage(rule.title),
      documentation: () =>
        [
          `**${inLanguage(rule.title)}** (${rule.severity})`,
          ...(found.includes(rule.id) ? [say`Found in this file.`] : []),
          `[${rule.id}](${docsUrl(rule.id)})`,
        ].join('\n\n'),
    }));
  return { typed: match[3] ?? '', rest: /^[\w-]*/, drafts };
}

/** Offered only for what looks like the beginning of it: most comments are none of ours. */
function beginProposal(typed: string): Proposal | undefined {
  if (typed === '' || !'go-dockerfile ignore-file='.startsWith(typed.toLowerCase())) return undefined;
  const draft = (label: string, says: string): Draft => ({ label, kind: 'snippet', documentation: () => says });
  return {
    typed,
    rest: /^[\w-]*=?/,
    drafts: [
      draft('go-dockerfile ignore=', say`Silences rules for the next instruction: ids with commas between them.`),
      draft('go-dockerfile ignore-file=', say`Silences rules for the whole file: ids with commas between them.`),
    ],
  };
}

/** In a comment of a Dockerfile. */
export function commentProposal(
  { model, findings }: Analysis,
  context: { readonly typed: string; readonly isTop: boolean },
  offset: number,
): Proposal | undefined {
  const ignore = ignoreProposal(context.typed, allRules, findings, offset);
  if (ignore) return ignore;
  if (!context.isTop || !/^\w*$/.test(context.typed)) return undefined;
  const present = new Set(model.dockerfile.directives.filter(({ span }) => span.end < offset).map(({ name }) => name));
  return {
    typed: context.typed,
    rest: /^\w*=?/,
    drafts: directives
      .filter(({ name }) => !present.has(name))
      .map(({ name, label, text }): Draft => ({
        label,
        kind: 'keyword',
        documentation: () => documentRow({ name, text, source: reference('Parser directives') }),
      })),
  };
}

const directives: readonly { readonly name: string; readonly label: string; readonly text: string }[] = [
  {
    name: 'syntax',
    label: 'syntax=docker/dockerfile:1',
    text: say`The frontend that reads the file: the newest release of version 1, whatever Docker is installed.`,
  },
  { name: 'check', label: 'check=error=true', text: say`Findings of \`docker build --check\` end the build.` },
  {
    name: 'escape',
    label: 'escape=`',
    text: say`The character that continues lines, for paths of Windows. Only in the first lines, before any other comment.`,
  },
];
